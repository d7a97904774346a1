using Db2Backup.Catalog;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// Clear-Db2BackupDebris: removes what runs left that were killed. What a run at work has is never touched: the operating system tells of
/// pipes, and started.json of objects in a store.
/// </summary>
internal sealed class ClearDebris(IOperationHost host, TimeProvider clock)
{
    /// <summary>Folders with pipes below a parent.</summary>
    public IReadOnlyList<ClearedDebris> FindPipes(string parent) =>
        PipeFolder.Dead(parent, clock.GetUtcNow())
            .Select(path => new ClearedDebris(DebrisKind.Pipes, path, null, Directory.GetCreationTimeUtc(path), null, Directory.EnumerateFiles(path, PipeFolder.Pattern).Count(), 0)).ToList();

    /// <exception cref="Db2BackupException">DebrisRemaining.</exception>
    public void RemovePipes(ClearedDebris debris)
    {
        if (PipeFolder.Remove(debris.Path) is { } why)
            throw new Db2BackupException(ErrorCode.DebrisRemaining, $"{debris.Path} could not be removed: {why}", debris.Path);
        host.Verbose($"Removed {debris}");
    }

    /// <summary>Objects of backups that never came to be.</summary>
    /// <param name="database">Null for all.</param>
    public async Task<IReadOnlyList<ClearedDebris>> FindObjectsAsync(Repository repository, string? database, CancellationToken cancellationToken) =>
        (await new StoreDebris(repository, clock).FindAsync(database, cancellationToken).ConfigureAwait(false)).Select(dead => Debris(repository, dead)).ToList();

    /// <summary>Looks again before it deletes: somebody may have taken the dead run's place meanwhile.</summary>
    /// <returns>False when it is no debris any more.</returns>
    public async Task<bool> RemoveObjectsAsync(Repository repository, ClearedDebris debris, CancellationToken cancellationToken)
    {
        var database = debris.Path[(repository.Prefix.Length == 0 ? 0 : repository.Prefix.Length + 1)..].Split('/')[0];
        var dead = (await new StoreDebris(repository, clock).FindAsync(database, cancellationToken).ConfigureAwait(false)).FirstOrDefault(d => d.Backup == debris.Path);
        if (dead is null) return false;
        await new EarlierRun(repository, host, clock).RemoveAsync(new BackupDebris(dead.Keys, dead.StartedJson), dead.Backup, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static ClearedDebris Debris(Repository repository, UnfinishedBackup dead) => new(
        DebrisKind.Objects, dead.Backup, repository.Location, dead.Started?.StartedTime,
        dead.Started is { } started ? $"process {started.ProcessId} on {started.HostName}" : null, dead.Keys.Count, dead.Bytes);
}
