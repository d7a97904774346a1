using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <param name="Logs">In their order, with how far in time each reaches.</param>
/// <param name="Digests">Of earlier runs.</param>
internal sealed record TakenLogs(IReadOnlyList<(LocalLog Log, LogTimes Times)> Logs, KnownDigests Digests);

/// <summary>The logs of a database that can be published now, with how far in time each reaches.</summary>
internal sealed class ArchivedLogs(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    /// <param name="archiveCurrent">Close the active log first, so that everything committed by now is among them.</param>
    /// <param name="seed">Identity of the database, when it is known.</param>
    /// <param name="check">Looks at where they will go, before the active log is closed.</param>
    /// <exception cref="Errors.Db2BackupException">NotInstanceOwner, LogArchiveNotADirectory, LogNotArchived …</exception>
    public async Task<TakenLogs> TakeAsync(
        string alias, bool archiveCurrent, string? seed, Func<RepositoryOwner, Task> check, CancellationToken cancellationToken)
    {
        host.Step(PublishArchiveLogsStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        var logs = new LocalLogs(session, host, clock);
        var folder = LocalLogs.Folder(database);

        host.Step(PublishArchiveLogsStep.CheckStore);
        await check(RepositoryOwner.Of(database, seed)).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.ArchiveCurrent);
        var closed = archiveCurrent ? await new LogClosing(db2, host, clock).RunAsync(database, cancellationToken).ConfigureAwait(false) : null;

        host.Step(PublishArchiveLogsStep.ListLogs);
        if (database.CompressesArchivedLogs) host.Verbose($"{database} compresses the logs that it archives (LOGARCHCOMPR1): they are stored as they are.");
        var known = KnownDigests.Of(folder, StateFolder.Path);
        var local = await logs.ListAsync(database, closed, cancellationToken).ConfigureAwait(false);
        return new TakenLogs(local.Select(l => (l, new LogTimes(l.ClosedTime, closed?.IsLast(l.Log) == true ? closed.Covers : null)
        {
            CompressedByDb2 = database.CompressesArchivedLogs, KnownSha256 = known.Find(l.Path),
        })).ToList(), known);
    }

    /// <summary>Begun in their order, several at the same time: when one fails, the logs before it are stored or on their way.</summary>
    /// <param name="parallelism">So many at once.</param>
    public static async Task<IReadOnlyList<PublishedLog>> PublishAsync(
        TakenLogs taken, PublishLogs publisher, int parallelism, string alias, IOperationHost host, CancellationToken cancellationToken)
    {
        var published = new PublishedLog?[taken.Logs.Count];
        var begun = 0;
        try
        {
            await Parallel.ForAsync(0, taken.Logs.Count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, async (i, token) =>
            {
                var (log, times) = taken.Logs[i];
                host.Progress(new OperationProgress($"Publishing logs of {alias}", $"{log.Log.Name} ({Interlocked.Increment(ref begun)} of {taken.Logs.Count})"));
                var changed = File.GetLastWriteTimeUtc(log.Path);
                var result = published[i] = await publisher.PublishAsync(log.Path, log.Log, times, token).ConfigureAwait(false);
                taken.Digests.Add(log.Path, result.PlainBytes, changed, result.Sha256);
            }).ConfigureAwait(false);
        }
        finally
        {
            taken.Digests.Save();
        }
        return published.Select(p => p!).ToList();
    }
}
