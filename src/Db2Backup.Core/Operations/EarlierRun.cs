using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Objects in a backup's folder that has no manifest.</summary>
/// <param name="Keys">All but started.json.</param>
/// <param name="Started">Content of started.json; null when there is none.</param>
internal sealed record BackupDebris(IReadOnlyList<string> Keys, byte[]? Started)
{
    public bool IsNone => Keys.Count == 0 && Started is null;
}

/// <summary>What an earlier run left in a backup's folder that has no manifest.</summary>
internal sealed class EarlierRun(Repository repository, IOperationHost host, TimeProvider clock)
{
    /// <summary>Refuses when the run may still be at work.</summary>
    /// <exception cref="Db2BackupException">PublishInProgress.</exception>
    public async Task<BackupDebris> FindAsync(string backup, bool takeOver, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var found in repository.Store.ListAsync(backup, cancellationToken).ConfigureAwait(false)) keys.Add(found.Key);
        if (keys.Contains(RepositoryLayout.Pin(backup)))
            throw new Db2BackupException(ErrorCode.BackupPinned, $"{backup} is pinned and has no manifest: it was a backup once, and nothing in it is removed.", backup);
        var startedKey = RepositoryLayout.Started(backup);
        keys.Remove(startedKey);
        var json = await SmallObjects.ReadAsync(repository.Store, startedKey, cancellationToken).ConfigureAwait(false);
        if (json is not null && !takeOver && ManifestJson.Read<StartedRecord>(json, startedKey) is { } started && started.MayBeAlive(clock.GetUtcNow()))
            throw new Db2BackupException(ErrorCode.PublishInProgress,
                $"{backup} has been in the making since {started.StartedTime:u} by process {started.ProcessId} on {started.HostName}.", backup);
        return new BackupDebris(keys, json);
    }

    /// <summary>Removes it, started.json last: as long as that is there, the rest can be told from work in progress.</summary>
    /// <exception cref="Db2BackupException">PublishInProgress: somebody else began meanwhile.</exception>
    public async Task RemoveAsync(BackupDebris debris, string backup, CancellationToken cancellationToken)
    {
        host.Verbose($"Removing what an earlier run left in {backup} without a manifest: {string.Join(", ", debris.Keys)}");
        foreach (var key in debris.Keys) await repository.Store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        // Uploads that never became objects: they are not listed, and the store keeps them all the same.
        await repository.Store.EndUploadsAsync(backup, DateTimeOffset.MaxValue, cancellationToken).ConfigureAwait(false);
        if (debris.Started is null) return;
        var startedKey = RepositoryLayout.Started(backup);
        if (await SmallObjects.ReadAsync(repository.Store, startedKey, cancellationToken).ConfigureAwait(false) is not { } now) return;
        if (!now.AsSpan().SequenceEqual(debris.Started))
            throw new Db2BackupException(ErrorCode.PublishInProgress, $"Somebody else began to publish {backup} at this moment.", backup);
        await repository.Store.DeleteAsync(startedKey, cancellationToken).ConfigureAwait(false);
    }
}
