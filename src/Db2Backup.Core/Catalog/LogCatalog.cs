using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Catalog;

/// <summary>The logs that a store holds of a database, from the listing alone.</summary>
internal sealed class LogCatalog(Repository repository)
{
    /// <summary>By partition, stream, chain and number; two of one place are two logs with different digests.</summary>
    /// <param name="database">The database's name.</param>
    public async Task<IReadOnlyList<StoredLog>> ListAsync(string database, CancellationToken cancellationToken)
    {
        var layout = new RepositoryLayout(repository.Prefix, database);
        var logs = new List<StoredLog>();
        var descriptions = new Dictionary<(LogExtent, string), string>();
        var covers = new Dictionary<(LogExtent, string), DateTimeOffset>();
        await foreach (var found in repository.Store.ListAsync(layout.Logs, cancellationToken).ConfigureAwait(false))
            if (layout.ParseLog(found.Key) is { } log) logs.Add(new StoredLog(database, log.Log, log.Digest, found.Key, found.Length) { StoredTime = found.LastModifiedUtc });
            else if (layout.ParseLogDescription(found.Key) is var (of, digest, time))
            {
                if (time is { } later) covers[(of, digest)] = covers.TryGetValue((of, digest), out var other) && other > later ? other : later;
                else descriptions[(of, digest)] = found.Key;
            }
        return logs.Select(l => l with
            {
                DescriptionKey = descriptions.GetValueOrDefault((l.Log, l.DigestPrefix)),
                CoversTime = covers.TryGetValue((l.Log, l.DigestPrefix), out var time) ? time : null,
            })
            .OrderBy(l => l.Log.Partition).ThenBy(l => l.Log.Stream).ThenBy(l => l.Log.Chain).ThenBy(l => l.Log.Name)
            .ThenBy(l => l.Key, StringComparer.Ordinal).ToList();
    }

    /// <summary>The log with what is said of it; as it is where nothing is.</summary>
    /// <exception cref="Db2BackupException">ManifestInvalid: what is said is of another log, or malformed.</exception>
    public async Task<StoredLog> DescribeAsync(StoredLog log, CancellationToken cancellationToken)
    {
        if (log.DescriptionKey is not { } key || await SmallObjects.ReadAsync(repository.Store, key, cancellationToken).ConfigureAwait(false) is not { } json) return log;
        var description = ManifestJson.Read<LogDescription>(json, key);
        if (description.FormatVersion is < 1 or > BackupManifest.CurrentFormatVersion)
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} is of format version {description.FormatVersion}; this module knows {BackupManifest.CurrentFormatVersion}.", key);
        if (description.Log != log.Log.ToString() || description.PlainSha256?.StartsWith(log.DigestPrefix, StringComparison.Ordinal) != true)
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} describes another log than the one it lies beside.", key);
        return log with { Description = description };
    }
}
