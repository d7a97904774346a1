using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// Publish-Db2ArchiveLog -Store a, b: the active log is closed once, the archive listed once, and each store gets what it does not
/// have yet. A store is done when it has all of them.
/// </summary>
internal sealed class PublishLogCopies(ClpConnector db2, AgePrimitives primitives, StoreCopies copies, IOperationHost host, TimeProvider clock)
{
    private sealed record Shipped(IReadOnlyList<PublishedLog> Logs);

    /// <param name="minimum">In how many stores the logs have to be; null for all.</param>
    /// <param name="optionsOf">How the logs are protected for a store: each may have keys of its own.</param>
    /// <param name="seed">Identity of the database, when it is known.</param>
    /// <returns>One result per archived log and store that has all of them.</returns>
    /// <exception cref="Errors.Db2BackupException">MinimumCopiesInvalid, CopiesTooFew, and what the database refuses.</exception>
    public async Task<IReadOnlyList<PublishedLog>> RunAsync(
        string alias, bool archiveCurrent, IReadOnlyList<StoreChoice> stores, int? minimum, Func<StoreChoice, PublishLogsOptions> optionsOf, string? seed, CancellationToken cancellationToken)
    {
        var (wanted, what) = (StoreCopies.Minimum(minimum, stores.Count), $"Logs of {alias.ToUpperInvariant()}");
        IReadOnlyList<StoreOutcome<PublishLogs>> open = [];
        var logs = await new ArchivedLogs(db2, host, clock).TakeAsync(alias, archiveCurrent, seed, async owner =>
        {
            open = await copies.RunAsync(stores, 1, (repository, told, slices, token) =>
            {
                var options = optionsOf(stores.First(s => ReferenceEquals(s.Repository, repository)));
                return PublishLogs.OpenAsync(repository, owner, options with { Slices = slices, Parallelism = 1 }, primitives, told, clock, token);
            }, cancellationToken).ConfigureAwait(false);
            // Where nothing can be stored at all, no log need be closed. Too few stores are an error in the end: what can be shipped is.
            if (open.All(o => o.Error is not null)) _ = copies.Require(open, wanted, what, Told(open));
        }, cancellationToken).ConfigureAwait(false);

        host.Step(PublishArchiveLogsStep.Publish);
        var outcomes = await copies.RunAsync(open.Select(o => o.Store with { Error = o.Error }).ToList(), 1, async (repository, told, _, token) => new Shipped(
            // The stores go at the same time already, and share the memory of two.
            await ArchivedLogs.PublishAsync(logs, open.First(o => ReferenceEquals(o.Store.Repository, repository)).Result!, 1, alias, told, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return copies.Require(outcomes, wanted, what, Told(outcomes)).SelectMany(s => s.Logs).ToList();
    }

    private static IReadOnlyList<BackupCopy> Told<T>(IReadOnlyList<StoreOutcome<T>> outcomes) where T : class => outcomes.Select(o => new BackupCopy
    {
        Store = o.Store.Location, Name = o.Store.Name, Key = o.Error is null ? o.Store.Repository!.Prefix : null,
        ErrorId = o.Error is null ? null : o.ErrorId, Error = o.Error?.Message,
    }).ToList();
}
