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
        PublishLogs? publisher = null;
        var logs = await new ArchivedLogs(db2, host, clock).TakeAsync(options.Database, options.ArchiveCurrent, seed,
            async owner => publisher = await PublishLogs.OpenAsync(repository, owner, options.Publish, primitives, host, clock, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        host.Step(PublishArchiveLogsStep.Publish);
        return await ArchivedLogs.PublishAsync(logs, publisher!, options.Publish.Parallelism, options.Database, host, cancellationToken).ConfigureAwait(false);
    }
}
