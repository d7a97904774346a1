using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// One backup in several stores: Publish-Db2Backup -Store a, b and Copy-Db2Backup -Destination a, b. What was published stays,
/// whatever becomes of the others. Success is what was asked for: so many copies, in so many places.
/// </summary>
internal sealed class PublishCopies(StoreCopies copies)
{
    private sealed record Copy(PublishedBackup Backup, Guid? Run);

    /// <param name="minimum">How many are enough; null for all.</param>
    /// <param name="what">"SAMPLE 20260301120000".</param>
    /// <param name="streams">Streams per store, see <see cref="StoreCopies"/>.</param>
    /// <param name="source">The run that stored what is copied: a destination that shows the same is the source itself. Null for local files.</param>
    /// <param name="cause">Afterwards: what ended the work on all of them, when that was not the stores.</param>
    /// <returns>One per store that has it, in the order of the stores; each knows of all.</returns>
    /// <exception cref="Db2BackupException">MinimumCopiesInvalid, CopiesTooFew.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(
        IReadOnlyList<StoreChoice> stores, int? minimum, string what, int streams, Guid? source,
        Func<Repository, IOperationHost, SliceOptions, CancellationToken, Task<PublishedBackup>> publish, CancellationToken cancellationToken, Func<Exception?>? cause = null)
    {
        var wanted = StoreCopies.Minimum(minimum, stores.Count);
        var outcomes = await copies.RunAsync(stores, streams, async (repository, host, slices, token) =>
        {
            var published = await publish(repository, host, slices, token).ConfigureAwait(false);
            return new Copy(published, await RunOfAsync(repository, published.Key, token).ConfigureAwait(false));
        }, cancellationToken).ConfigureAwait(false);
        if (cause?.Invoke() is { } ended && outcomes.All(o => o.Error is not null))
            throw Debris.With(ended, outcomes.SelectMany(o => o.Error!.Data[nameof(ErrorCode.DebrisRemaining)] as string[] ?? []).Distinct(StringComparer.Ordinal).ToList());
        outcomes = ToldApart(outcomes, source);
        var told = outcomes.Select(Told).ToList();
        return copies.Require(outcomes, wanted, what, told).Select(c => c.Backup with { Copies = told, MinimumCopies = wanted }).ToList();
    }

    /// <summary>The run that stored a backup, by its started.json; null when that is gone or tells nothing.</summary>
    public static async Task<Guid?> RunOfAsync(Repository repository, string backup, CancellationToken cancellationToken)
    {
        var key = RepositoryLayout.Started(backup);
        if (await SmallObjects.ReadAsync(repository.Store, key, cancellationToken).ConfigureAwait(false) is not { } json) return null;
        try
        {
            return ManifestJson.Read<StartedRecord>(json, key).RunId;
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ManifestInvalid)
        {
            return null; // Not of ours: the backup is as good as its manifest says, and who stored it is not known.
        }
    }

    /// <summary>
    /// Every run that stores a backup has an id of its own. Where two stores show the same, one object was seen twice (two mounts of one
    /// file system, two names of one service), or another program mirrors one to the other; neither is a copy that we made and read back.
    /// </summary>
    private static IReadOnlyList<StoreOutcome<Copy>> ToldApart(IReadOnlyList<StoreOutcome<Copy>> outcomes, Guid? source)
    {
        var seen = new Dictionary<Guid, string>();
        if (source is { } from) seen[from] = "the source";
        return outcomes.Select(o => o.Result?.Run is not { } run || seen.TryAdd(run, o.Store.Name) ? o : o.Failed(new Db2BackupException(ErrorCode.StoreNamedTwice,
            $"{o.Store.Location} shows the very copy that is in {seen[run]}, stored by the same run: they are one place, or a mirror of it.", o.Store.Location))).ToList();
    }

    private static BackupCopy Told(StoreOutcome<Copy> outcome) => new()
    {
        Store = outcome.Store.Location, Name = outcome.Store.Name, Key = outcome.Result?.Backup.Key, WasPublishedBefore = outcome.Result?.Backup.WasPublishedBefore == true,
        ErrorId = outcome.Error is null ? null : outcome.ErrorId, Error = outcome.Error?.Message,
    };
}
