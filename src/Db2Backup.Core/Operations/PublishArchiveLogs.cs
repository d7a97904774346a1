using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum PublishArchiveLogsStep { CheckState, ArchiveCurrent, List, Publish }

/// <param name="Database">Alias.</param>
/// <param name="Publish">How logs are stored.</param>
internal sealed record PublishArchiveLogsOptions(string Database, PublishLogsOptions Publish)
{
    /// <summary>Close the active log first, so that everything committed so far is shipped.</summary>
    public bool ArchiveCurrent { get; init; }
}

/// <summary>Publish-Db2ArchiveLog: every complete archived log of a database that the store does not have yet.</summary>
internal sealed class PublishArchiveLogs(ClpConnector db2, Repository repository, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    /// <summary>Tells each log as soon as it is in the store: an interruption loses nothing of what was shipped.</summary>
    public async Task<int> RunAsync(PublishArchiveLogsOptions options, Action<PublishedLog> onPublished, CancellationToken cancellationToken)
    {
        host.Step(PublishArchiveLogsStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        var local = new LocalLogs(session, host, clock);
        var publish = await PublishLogs.OpenAsync(
            repository, RepositoryOwner.Of(database, seed: null), options.Publish, primitives, host, clock, cancellationToken).ConfigureAwait(false);

        if (options.ArchiveCurrent)
        {
            host.Step(PublishArchiveLogsStep.ArchiveCurrent);
            await local.ArchiveCurrentAsync(database, cancellationToken).ConfigureAwait(false);
        }
        host.Step(PublishArchiveLogsStep.List);
        var logs = await local.ListAsync(database, cancellationToken).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.Publish);
        foreach (var log in logs) onPublished(await publish.PublishAsync(log.Path, log.Log, cancellationToken).ConfigureAwait(false));
        return logs.Count;
    }
}
