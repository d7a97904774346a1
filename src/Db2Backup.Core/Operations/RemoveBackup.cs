using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum RemoveBackupStep { CheckPin, DeleteManifest, DeleteObjects }

/// <summary>
/// Deletes a backup from a store: the manifest first, so that a half deleted backup does not exist, then everything else in its
/// folder, started.json last. One that others build upon stays. Whether logs need it is the caller's to decide.
/// </summary>
internal sealed class RemoveBackup(Repository repository, IOperationHost host)
{
    /// <returns>Bytes freed.</returns>
    /// <exception cref="Db2BackupException">BackupNotFound, BackupPinned, BackupHasDependents, DebrisRemaining (what is left when the manifest is gone).</exception>
    public async Task<long> RunAsync(PublishedBackup backup, CancellationToken cancellationToken)
    {
        host.Step(RemoveBackupStep.CheckPin);
        var objects = new List<ObjectInfo>();
        await foreach (var found in repository.Store.ListAsync(backup.Key, cancellationToken).ConfigureAwait(false)) objects.Add(found);
        var manifest = RepositoryLayout.Manifest(backup.Key);
        if (objects.All(o => o.Key != manifest)) throw new Db2BackupException(ErrorCode.BackupNotFound, $"{backup} is not there any more.", backup.Key);
        if (objects.Any(o => o.Key == RepositoryLayout.Pin(backup.Key))) throw new Db2BackupException(ErrorCode.BackupPinned, $"{backup} is pinned.", backup.Key);

        await new StoredChain(repository).RequireNoneBuildsOnAsync(backup, cancellationToken).ConfigureAwait(false);

        host.Step(RemoveBackupStep.DeleteManifest);
        await repository.Store.DeleteAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (await repository.Store.FindAsync(manifest, cancellationToken).ConfigureAwait(false) is not null)
            throw new Db2BackupException(ErrorCode.WriteFailed, $"The manifest of {backup} is still there after it was deleted; nothing else was deleted.", manifest);

        host.Step(RemoveBackupStep.DeleteObjects);
        var started = RepositoryLayout.Started(backup.Key);
        var left = new List<string>();
        foreach (var key in objects.Select(o => o.Key).Where(k => k != manifest && k != started).Append(started))
            if ((key == started && left.Count > 0) || cancellationToken.IsCancellationRequested
                || !await SmallObjects.TryDeleteAsync(repository.Store, key, cancellationToken).ConfigureAwait(false)) left.Add(key);
        if (left.Count == 0) return objects.Sum(o => o.Length);
        throw Debris.With(cancellationToken.IsCancellationRequested
            ? new OperationCanceledException($"The backup {backup} was deleted, but not all of its objects.", cancellationToken)
            : new Db2BackupException(ErrorCode.DebrisRemaining, $"The backup {backup} was deleted, but not all of its objects.", backup.Key), left);
    }
}
