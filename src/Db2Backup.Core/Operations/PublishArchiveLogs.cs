using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum PublishArchiveLogsStep { CheckState, CheckStore, ArchiveCurrent, ListLogs, Publish }

/// <param name="Database">Alias.</param>
/// <param name="ArchiveCurrent">Close the active log first, so that everything committed by now is shipped.</param>
internal sealed record PublishArchiveLogsOptions(string Database, bool ArchiveCurrent, PublishLogsOptions Publish);

/// <summary>
/// Publish-Db2ArchiveLog: every complete archived log of a database that the store does not have yet. A scheduled call ships
/// each log once; called again after an interruption it goes on.
/// </summary>
internal sealed class PublishArchiveLogs(ClpConnector db2, Repository repository, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    /// <param name="seed">Identity of the database, when it is known.</param>
    /// <returns>One result per archived log, shipped now or before.</returns>
    public async Task<IReadOnlyList<PublishedLog>> RunAsync(PublishArchiveLogsOptions options, string? seed, CancellationToken cancellationToken)
    {
        host.Step(PublishArchiveLogsStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        var logs = new LocalLogs(session, host, clock);
        _ = LocalLogs.Folder(database);

        host.Step(PublishArchiveLogsStep.CheckStore);
        var publisher = await PublishLogs.OpenAsync(
            repository, RepositoryOwner.Of(database, seed), options.Publish, primitives, host, clock, cancellationToken).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.ArchiveCurrent);
        var closed = options.ArchiveCurrent ? await new LogClosing(db2, host, clock).RunAsync(database, cancellationToken).ConfigureAwait(false) : null;

        host.Step(PublishArchiveLogsStep.ListLogs);
        var local = await logs.ListAsync(database, closed, cancellationToken).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.Publish);
        var published = new List<PublishedLog>();
        foreach (var log in local)
        {
            host.Progress(new OperationProgress($"Publishing logs of {database.Database}", $"{log.Log.Name} ({published.Count + 1} of {local.Count})"));
            var times = new LogTimes(log.ClosedTime, closed?.IsLast(log.Log) == true ? closed.Covers : null);
            published.Add(await publisher.PublishAsync(log.Path, log.Log, times, cancellationToken).ConfigureAwait(false));
        }
        return published;
    }
}
