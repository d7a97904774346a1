using System.IO.Enumeration;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal sealed record ListBackupsOptions
{
    /// <summary>Names with <c>*</c> and <c>?</c>, in any case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];
    public BackupKind? Kind { get; init; }

    /// <summary>Started at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Started before.</summary>
    public DateTimeOffset? Before { get; init; }
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>Manifests read at the same time.</summary>
    public int Parallelism { get; init; } = 8;
}

/// <summary>What a store holds.</summary>
/// <param name="Backups">By database, then by start in UTC.</param>
/// <param name="Errors">Manifests that cannot be used; the others are listed all the same.</param>
internal sealed record BackupListing(IReadOnlyList<PublishedBackup> Backups, IReadOnlyList<Db2BackupException> Errors);

/// <summary>Get-Db2Backup: from listing and manifests alone. No key is needed, and no Db2.</summary>
internal sealed class ListBackups(Repository repository)
{
    public async Task<BackupListing> RunAsync(ListBackupsOptions options, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var prefix in Prefixes(options))
            await foreach (var found in repository.Store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
                objects[found.Key] = found.Length;

        var folders = objects.Keys.Select(key => RepositoryLayout.ParseManifest(repository.Prefix, key)).OfType<(string Database, string Backup)>()
            .Where(m => Matches(m.Database, m.Backup, options)).Select(m => m.Backup).ToList();
        var read = new (PublishedBackup? Backup, Db2BackupException? Error)[folders.Count];
        await Parallel.ForAsync(0, folders.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (i, token) => read[i] = await ReadAsync(folders[i], objects, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new BackupListing(
            read.Select(r => r.Backup).OfType<PublishedBackup>().Where(b => options.Kind is not { } kind || b.Kind == kind)
                .OrderBy(b => b.Database, StringComparer.Ordinal).ThenBy(b => b.StartTime.UtcDateTime).ToList(),
            read.Select(r => r.Error).OfType<Db2BackupException>().ToList());
    }

    /// <summary>The one backup with this timestamp.</summary>
    /// <exception cref="Db2BackupException">BackupNotFound, also when two have it (a repeated hour: name it by its start); ManifestInvalid.</exception>
    public async Task<PublishedBackup> FindAsync(string database, Db2Timestamp timestamp, CancellationToken cancellationToken)
    {
        var listing = await RunAsync(new ListBackupsOptions { Databases = [database], Timestamp = timestamp }, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count == 0 && listing.Errors.Count > 0) throw listing.Errors[0];
        return listing.Backups.Count == 1
            ? listing.Backups[0]
            : throw new Db2BackupException(ErrorCode.BackupNotFound,
                $"{repository.Store.DisplayName} holds {(listing.Backups.Count == 0 ? "no backup" : $"{listing.Backups.Count} backups")} of {database} with the timestamp {timestamp}.", database);
    }

    private async Task<(PublishedBackup?, Db2BackupException?)> ReadAsync(string backup, Dictionary<string, long> objects, CancellationToken cancellationToken)
    {
        try
        {
            if (await ManifestReader.ReadAsync(repository, backup, cancellationToken).ConfigureAwait(false) is not { } manifest) return (null, null); // Removed meanwhile.
            return (new PublishedBackup
            {
                Store = repository.Location, Key = backup, Manifest = manifest, IsPinned = objects.ContainsKey(RepositoryLayout.Pin(backup)),
                Missing = ManifestReader.Missing(manifest.Files, backup, LengthOf),
                MissingAttachments = ManifestReader.Missing(manifest.Attachments.Select(a => a.AsFile()), backup, LengthOf),
            }, null);
        }
        catch (Db2BackupException e) when (e.Code is ErrorCode.ManifestInvalid or ErrorCode.ReadFailed or ErrorCode.AccessDenied)
        {
            return (null, e);
        }

        long? LengthOf(string key) => objects.TryGetValue(key, out var length) ? length : null;
    }

    /// <summary>One list per name without wildcards; else one of everything.</summary>
    private IEnumerable<string> Prefixes(ListBackupsOptions options)
    {
        var all = repository.Prefix.Length == 0 ? "" : repository.Prefix + "/";
        return options.Databases.Count == 0 || options.Databases.Any(d => d.IndexOfAny(['*', '?']) >= 0)
            ? [all]
            : options.Databases.Select(d => new RepositoryLayout(repository.Prefix, d.ToUpperInvariant()).Backups).Distinct();
    }

    private static bool Matches(string database, string backup, ListBackupsOptions options)
    {
        if (options.Databases.Count > 0 && !options.Databases.Any(d => FileSystemName.MatchesSimpleExpression(d, database, ignoreCase: true))) return false;
        // A folder of another form is read and then refused: it is not passed over in silence.
        if (RepositoryLayout.ParseBackup(backup) is not { } name) return true;
        return (options.Timestamp is not { } timestamp || name.Timestamp == timestamp)
            && (options.Since is not { } since || name.Start.AddSeconds(1) > since) && (options.Before is not { } before || name.Start < before);
    }
}
