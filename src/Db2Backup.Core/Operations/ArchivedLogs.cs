using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>The logs of a database that can be published now, with how far in time each reaches.</summary>
internal sealed class ArchivedLogs(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    /// <param name="archiveCurrent">Close the active log first, so that everything committed by now is among them.</param>
    /// <param name="seed">Identity of the database, when it is known.</param>
    /// <param name="check">Looks at where they will go, before the active log is closed.</param>
    /// <exception cref="Errors.Db2BackupException">NotInstanceOwner, LogArchiveNotADirectory, LogNotArchived …</exception>
    public async Task<IReadOnlyList<(LocalLog Log, LogTimes Times)>> TakeAsync(
        string alias, bool archiveCurrent, string? seed, Func<RepositoryOwner, Task> check, CancellationToken cancellationToken)
    {
        host.Step(PublishArchiveLogsStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        var logs = new LocalLogs(session, host, clock);
        _ = LocalLogs.Folder(database);

        host.Step(PublishArchiveLogsStep.CheckStore);
        await check(RepositoryOwner.Of(database, seed)).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.ArchiveCurrent);
        var closed = archiveCurrent ? await new LogClosing(db2, host, clock).RunAsync(database, cancellationToken).ConfigureAwait(false) : null;

        host.Step(PublishArchiveLogsStep.ListLogs);
        var local = await logs.ListAsync(database, closed, cancellationToken).ConfigureAwait(false);
        return local.Select(l => (l, new LogTimes(l.ClosedTime, closed?.IsLast(l.Log) == true ? closed.Covers : null))).ToList();
    }

    /// <summary>One after the other, in their order.</summary>
    public static async Task<IReadOnlyList<PublishedLog>> PublishAsync(
        IReadOnlyList<(LocalLog Log, LogTimes Times)> logs, PublishLogs publisher, string alias, IOperationHost host, CancellationToken cancellationToken)
    {
        var published = new List<PublishedLog>();
        foreach (var (log, times) in logs)
        {
            host.Progress(new OperationProgress($"Publishing logs of {alias}", $"{log.Log.Name} ({published.Count + 1} of {logs.Count})"));
            published.Add(await publisher.PublishAsync(log.Path, log.Log, times, cancellationToken).ConfigureAwait(false));
        }
        return published;
    }
}
