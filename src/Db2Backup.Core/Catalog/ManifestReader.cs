using System.Text.RegularExpressions;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Catalog;

/// <summary>
/// Reads manifests and believes nothing in them: whoever can write to a store can put any text there, and names in it become
/// names of files.
/// </summary>
internal static partial class ManifestReader
{
    /// <summary>Null when the backup does not exist.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <exception cref="Db2BackupException">ManifestInvalid.</exception>
    public static async Task<BackupManifest?> ReadAsync(Repository repository, string backup, CancellationToken cancellationToken) =>
        (await ReadStoredAsync(repository, backup, cancellationToken).ConfigureAwait(false))?.Manifest;

    /// <summary>As <see cref="ReadAsync"/>, with the bytes: they may say more than this module knows.</summary>
    public static async Task<(BackupManifest Manifest, byte[] Json)?> ReadStoredAsync(Repository repository, string backup, CancellationToken cancellationToken)
    {
        var key = RepositoryLayout.Manifest(backup);
        if (await SmallObjects.ReadAsync(repository.Store, key, cancellationToken).ConfigureAwait(false) is not { } json) return null;
        var manifest = ManifestJson.Read<BackupManifest>(json, key);
        if (Complaint(manifest, repository.Prefix, backup) is { } complaint)
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} cannot be used: {complaint}.", key);
        return (manifest, json);
    }

    /// <summary>Everything that the manifest names.</summary>
    public static IEnumerable<ManifestFile> All(BackupManifest manifest) => manifest.Files.Concat(manifest.Attachments.Select(a => a.AsFile()));

    /// <summary>Which slices are not in the store as the manifest says, with the reason; empty when all are.</summary>
    /// <param name="lengthOf">Length of an object, null when there is none.</param>
    public static IReadOnlyList<string> Missing(IEnumerable<ManifestFile> files, string backup, Func<string, long?> lengthOf)
    {
        var missing = new List<string>();
        foreach (var slice in files.SelectMany(f => f.Slices))
            switch (lengthOf(backup + slice.Name))
            {
                case null: missing.Add($"{backup}{slice.Name} is missing"); break;
                case { } length when length != slice.Length: missing.Add($"{backup}{slice.Name} has {length} bytes instead of {slice.Length}"); break;
            }
        return missing;
    }

    /// <summary>Asks the store for every slice of a backup.</summary>
    /// <param name="attachments">Also for what no restore needs; a recovery kit that was lost must not keep anybody from the image.</param>
    /// <exception cref="Db2BackupException">BackupIncomplete.</exception>
    public static async Task CheckSlicesAsync(Repository repository, BackupManifest manifest, string backup, CancellationToken cancellationToken, bool attachments = false)
    {
        var files = attachments ? All(manifest).ToList() : manifest.Files;
        var lengths = new Dictionary<string, long?>();
        foreach (var slice in files.SelectMany(f => f.Slices))
            lengths[backup + slice.Name] = (await repository.Store.FindAsync(backup + slice.Name, cancellationToken).ConfigureAwait(false))?.Length;
        var missing = Missing(files, backup, key => lengths[key]);
        if (missing.Count > 0)
            throw new Db2BackupException(ErrorCode.BackupIncomplete, $"The backup {backup} in {repository.Store.DisplayName} is not whole: {string.Join(", ", missing)}.", backup);
    }

    public static IReadOnlyList<StoredSlice> Slices(ManifestFile file, string backup) =>
        file.Slices.Select(s => new StoredSlice(backup + s.Name, s.Length)).ToList();

    private static string? Complaint(BackupManifest manifest, string prefix, string backup) =>
        Problem(manifest) is { } problem ? problem
        : new RepositoryLayout(prefix, manifest.Database).Backup(manifest.StartTime, manifest.Timestamp) != backup ? "it describes another backup than its folder is named after"
        : null;

    /// <summary>What is wrong with a manifest by itself; null when nothing is.</summary>
    public static string? Problem(BackupManifest manifest)
    {
        if (manifest.FormatVersion is < 1 or > BackupManifest.CurrentFormatVersion)
            return $"it is of format version {manifest.FormatVersion}, and this module knows {BackupManifest.CurrentFormatVersion}";
        if (manifest.Database is null || manifest.Alias is null || manifest.Instance is null || manifest.HostName is null || manifest.Files is not { Count: > 0 }
            || manifest.Recipients is null || manifest.Partitions is null || manifest.TableSpaces is null || manifest.Attachments is null)
            return "database, alias, instance, host, files, recipients, partitions, table spaces or attachments are missing";
        if (manifest.EndTime < manifest.StartTime) return "it ended before it began";
        if (new[] { manifest.FirstLog, manifest.LastLog }.Any(log => log is not null && !LogFileName.TryParse(log, out _))) return "a log's name is malformed";
        if (manifest.PartitionLogs?.Any(l => l is null || l.Partition < 0 || l.Stream < 0 || !LogFileName.TryParse(l.FirstLog, out _) || !LogFileName.TryParse(l.LastLog, out _)) == true) return "the logs of a partition are malformed";
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in manifest.Files)
        {
            if (file?.Name is null || file.Slices is not { Count: > 0 }) return "a file has no name or no slices";
            if (ImageName.TryParse(file.Name) is not { } name || file.Name.AsSpan().IndexOfAny('/', '\\') >= 0 || file.Name.Any(char.IsControl)) return "a file's name is not that of an image";
            if (name.Timestamp != manifest.Timestamp || name.Alias != manifest.Alias) return $"{file.Name} belongs to another backup";
            if (Complaint(file, names) is { } complaint) return complaint;
        }
        foreach (var attachment in manifest.Attachments)
        {
            if (attachment?.Name is null || attachment.Slices is not { Count: > 0 }) return "an attachment has no name or no slices";
            // It becomes the name of a file, beside those of the image.
            if (!AttachmentName().IsMatch(attachment.Name) || ImageName.TryParse(attachment.Name) is not null) return "an attachment's name is malformed";
            if (Complaint(attachment.AsFile(), names) is { } complaint) return complaint;
        }
        return null;
    }

    private static string? Complaint(ManifestFile file, HashSet<string> names)
    {
        if (!names.Add(file.Name)) return $"{file.Name} is listed twice";
        if (!IsDigest(file.PlainSha256) || !IsDigest(file.StoredSha256)) return $"{file.Name} has no digests";
        foreach (var slice in file.Slices)
            if (slice?.Name is null || slice.Length < 0 || slice.Name.Contains('/', StringComparison.Ordinal) || !names.Add(slice.Name)) return $"a slice of {file.Name} is malformed or listed twice";
        return file.PlainLength < 0 || Sum(file.Slices) != file.StoredLength ? $"the slices of {file.Name} do not add up" : null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex AttachmentName();

    /// <summary>Null for lengths that no store has: more than a long can hold.</summary>
    private static long? Sum(IReadOnlyList<ManifestSlice> slices)
    {
        var sum = slices.Aggregate((Int128)0, (total, slice) => total + slice.Length);
        return sum <= long.MaxValue ? (long)sum : null;
    }

    private static bool IsDigest(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}
