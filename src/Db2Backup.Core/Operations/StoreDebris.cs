using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>A folder of a backup in a store that has no manifest.</summary>
/// <param name="Backup">The folder; ends with a slash.</param>
/// <param name="Keys">All but started.json.</param>
/// <param name="Started">Who began it; null when that is not known.</param>
/// <param name="IsDead">Its run is at work no more; else it may be.</param>
internal sealed record UnfinishedBackup(string Backup, IReadOnlyList<string> Keys, long Bytes, byte[]? StartedJson, StartedRecord? Started, bool IsDead)
{
    public override string ToString() => Started is null
        ? $"{Backup} ({Keys.Count} objects, {Bytes} bytes)"
        : $"{Backup} (begun {Started.StartedTime:u} by process {Started.ProcessId} on {Started.HostName}; {Keys.Count} objects, {Bytes} bytes)";
}

/// <summary>What runs that were killed left in a store: objects without a manifest.</summary>
internal sealed class StoreDebris(Repository repository, TimeProvider clock)
{
    /// <summary>
    /// Debris has no manifest, and a started.json that is of a dead process of this host or old (FORMAT.md). A folder without a started.json is
    /// that of a deletion that was broken off, or of a run that begins at this moment: only age tells.
    /// </summary>
    /// <param name="database">Null for all.</param>
    public async Task<IReadOnlyList<UnfinishedBackup>> FindAsync(string? database, CancellationToken cancellationToken) =>
        (await UnfinishedAsync(database, cancellationToken).ConfigureAwait(false)).Where(b => b.IsDead).ToList();

    private async Task<IReadOnlyList<UnfinishedBackup>> UnfinishedAsync(string? database, CancellationToken cancellationToken)
    {
        var objects = new List<(string Folder, ObjectInfo Object)>();
        var prefix = database is null ? (repository.Prefix.Length == 0 ? "" : repository.Prefix + "/") : new RepositoryLayout(repository.Prefix, database).Backups;
        await foreach (var found in repository.Store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            if (RepositoryLayout.BackupOf(repository.Prefix, found.Key) is { } folder) objects.Add((folder, found));
        var unfinished = new List<UnfinishedBackup>();
        foreach (var group in objects.GroupBy(o => o.Folder, StringComparer.Ordinal))
        {
            var keys = group.Select(o => o.Object.Key).ToHashSet(StringComparer.Ordinal);
            // A pinned folder was a backup once: nothing in it is removed, and whoever looks at it must be a person.
            if (keys.Contains(RepositoryLayout.Manifest(group.Key)) || keys.Contains(RepositoryLayout.Pin(group.Key))) continue;
            var startedKey = RepositoryLayout.Started(group.Key);
            var json = keys.Remove(startedKey) ? await SmallObjects.ReadAsync(repository.Store, startedKey, cancellationToken).ConfigureAwait(false) : null;
            var started = json is null ? null : ManifestJson.Read<StartedRecord>(json, startedKey);
            var alive = started?.MayBeAlive(clock.GetUtcNow()) ?? group.Max(o => o.Object.LastModifiedUtc) > clock.GetUtcNow() - StartedRecord.StaleAfter;
            // It may have become a backup between the listing and now.
            if (await repository.Store.FindAsync(RepositoryLayout.Manifest(group.Key), cancellationToken).ConfigureAwait(false) is not null) continue;
            unfinished.Add(new UnfinishedBackup(group.Key, keys.Order(StringComparer.Ordinal).ToList(), group.Where(o => o.Object.Key != startedKey).Sum(o => o.Object.Length), json, started, !alive));
        }
        return unfinished;
    }

    /// <summary>
    /// What others left or are at work on; no lock reaches across hosts, so this warns. What cannot be seen is told, and is no reason to have
    /// no backup.
    /// </summary>
    public async Task TellAsync(string database, IOperationHost host, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var found in await UnfinishedAsync(database, cancellationToken).ConfigureAwait(false))
                host.Warning(found.IsDead
                    ? $"A run that ended abnormally left objects without a manifest in {repository.Store.DisplayName}; Clear-Db2BackupDebris removes them: {found}"
                    : $"Somebody else may be storing a backup of {database} in {repository.Store.DisplayName} at this moment: {found}");
        }
        catch (Exception e) when (e is IOException or Db2BackupException)
        {
            host.Warning($"Whether others store backups of {database} in {repository.Store.DisplayName}, or left something there, cannot be seen: {e.Message}");
        }
    }
}
