using System.Runtime.ExceptionServices;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>What came of the work on one store: a result, or why there is none.</summary>
internal sealed record StoreOutcome<T>(StoreChoice Store, T? Result, Exception? Error) where T : class
{
    public string ErrorId => Error switch { null => "", Db2BackupException ours => ours.ErrorId, _ => Error.GetType().Name };

    public StoreOutcome<T> Failed(Exception error) => new(Store, null, error);

    public override string ToString() => Error is null ? Store.Name : $"{Store.Name} ({ErrorId}: {Error.Message})";
}

/// <summary>
/// The same work on several stores at once. Each goes its own way: it reads the source by itself (what one has read the system still
/// holds for the next), a slow one holds up nobody, and one that fails takes nothing away from the others. The memory is that of
/// two stores, whatever their number.
/// </summary>
internal sealed class StoreCopies(IOperationHost host, TimeProvider clock)
{
    /// <summary>A driver gives a request up after five minutes at the most. Who moves nothing for three times as long hangs outside of our reach: a dead NFS server.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Longer than the clean-up of a run that was cancelled.</summary>
    public TimeSpan CleanUpLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>All at the same time, whatever their number: they take one stream, which goes on only with all of them.</summary>
    public bool Together { get; init; }

    /// <summary>In the Data of an error: names of stores in which the work was done all the same.</summary>
    public const string DoneIn = "DoneIn";

    /// <summary>Ends when all have ended. A failure is an outcome; cancelled, it says where the work was done already.</summary>
    /// <param name="streams">Streams per store at the same time: 1, or 2 where one is read from as well.</param>
    /// <param name="work">Gets sizes for its share of the memory.</param>
    public async Task<IReadOnlyList<StoreOutcome<T>>> RunAsync<T>(
        IReadOnlyList<StoreChoice> stores, int streams, Func<Repository, IOperationHost, SliceOptions, CancellationToken, Task<T>> work, CancellationToken cancellationToken) where T : class
    {
        var slices = SliceOptions.Default.Among(stores.Count * streams);
        using var lanes = new SemaphoreSlim(Together ? Math.Max(1, stores.Count) : Math.Max(1, SliceOptions.MaximumStreams / streams));
        var hosts = new StoreHosts();
        var outcomes = await Task.WhenAll(stores.Select(store => OneAsync(store, hosts, lanes, (repository, told, token) => work(repository, told, slices, token), cancellationToken))).ConfigureAwait(false);
        // A bug is no outcome.
        foreach (var outcome in outcomes)
            if (outcome.Error is not (null or Db2BackupException or OperationCanceledException)) ExceptionDispatchInfo.Throw(outcome.Error);
        if (cancellationToken.IsCancellationRequested && outcomes.Any(o => o.Error is not null)) throw Cancelled(outcomes, cancellationToken);
        return outcomes;
    }

    /// <summary>The results, when there are enough of them; what failed all the same is a warning.</summary>
    /// <param name="what">"SAMPLE 20260301120000".</param>
    /// <exception cref="Db2BackupException">CopiesTooFew, with the outcomes in its Data under "Copies".</exception>
    public IReadOnlyList<T> Require<T>(IReadOnlyList<StoreOutcome<T>> outcomes, int minimum, string what, IReadOnlyList<BackupCopy> copies) where T : class
    {
        var (done, failed) = (outcomes.Where(o => o.Error is null).ToList(), outcomes.Where(o => o.Error is not null).ToList());
        if (done.Count >= minimum)
        {
            foreach (var outcome in failed)
                host.Warning($"{what} is not in {outcome}. The {minimum} of {outcomes.Count} copies that were asked for are there: {string.Join(", ", done)}.");
            return done.Select(o => o.Result!).ToList();
        }
        // With one store its own error says it all.
        if (outcomes.Count == 1) ExceptionDispatchInfo.Throw(failed[0].Error!);
        var error = new Db2BackupException(ErrorCode.CopiesTooFew,
            $"{what} has {done.Count} of the {minimum} copies that were asked for. Complete in {(done.Count == 0 ? "no store" : string.Join(", ", done))}. Not in {string.Join("; ", failed)}.",
            what, failed[0].Error);
        error.Data[nameof(PublishedBackup.Copies)] = copies.ToArray();
        if (done.Count > 0) error.Data[DoneIn] = done.Select(d => d.Store.Name).ToArray();
        AddDebris(error, failed.Select(f => f.Error!));
        throw error;
    }

    /// <exception cref="Db2BackupException">MinimumCopiesInvalid.</exception>
    public static int Minimum(int? asked, int stores) => asked is null ? stores
        : asked >= 1 && asked <= stores ? asked.Value
        : throw new Db2BackupException(ErrorCode.MinimumCopiesInvalid, $"{asked} copies are wanted in {stores} store{(stores == 1 ? "" : "s")}.", nameof(PublishedBackup.MinimumCopies));

    private async Task<StoreOutcome<T>> OneAsync<T>(
        StoreChoice store, StoreHosts hosts, SemaphoreSlim lanes, Func<Repository, IOperationHost, CancellationToken, Task<T>> work, CancellationToken cancellationToken) where T : class
    {
        if (store.Error is not null) return new StoreOutcome<T>(store, null, store.Error);
        try
        {
            await lanes.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return new StoreOutcome<T>(store, null, e);
        }
        try
        {
            return new StoreOutcome<T>(store, await WatchedAsync(store, hosts, work, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            // Told with the outcome, or thrown on by RunAsync.
            return new StoreOutcome<T>(store, null, FileErrors.From(e, store.Location, writing: true) ?? e);
        }
        finally
        {
            lanes.Release();
        }
    }

    private async Task<T> WatchedAsync<T>(StoreChoice store, StoreHosts hosts, Func<Repository, IOperationHost, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = new StoreHost(host, store.Name, hosts, clock);
        // On a thread of its own: what a file system does not return from must not hold up the others.
        var working = Task.Run(() => work(store.Repository!, told, stop.Token), CancellationToken.None);
        while (await Task.WhenAny(working, Task.Delay(SilenceLimit / 10, clock, CancellationToken.None)).ConfigureAwait(false) != working)
        {
            if (told.Silence < SilenceLimit || stop.IsCancellationRequested) continue;
            await stop.CancelAsync().ConfigureAwait(false);
            if (await Task.WhenAny(working, Task.Delay(CleanUpLimit, clock, CancellationToken.None)).ConfigureAwait(false) == working) break;
            // Cancelled, it writes no manifest any more when it ever comes back.
            throw Silent(store, "it has not answered the cancellation either, so what it left there is not known: publishing the same backup again tidies up", null);
        }
        try
        {
            return await working.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var error = Silent(store, $"it was cancelled: {e.Message}", e);
            AddDebris(error, [e]);
            throw error;
        }
    }

    private Db2BackupException Silent(StoreChoice store, string then, Exception? inner) =>
        new(ErrorCode.StoreNotResponding, $"Nothing moved at {store.Location} for {SilenceLimit.TotalMinutes:0.##} minutes, and {then.TrimEnd('.')}.", store.Location, inner);

    private OperationCanceledException Cancelled<T>(IReadOnlyList<StoreOutcome<T>> outcomes, CancellationToken cancellationToken) where T : class
    {
        var done = outcomes.Where(o => o.Error is null).ToList();
        if (done.Count > 0) host.Warning($"Cancelled when it was done in {string.Join(", ", done)} already: that stays.");
        var failed = outcomes.Select(o => o.Error).OfType<Exception>().ToList();
        var error = new OperationCanceledException(string.Join(" ", failed.Select(f => f.Message).Distinct()), failed[0], cancellationToken);
        AddDebris(error, failed);
        if (done.Count > 0) error.Data[DoneIn] = done.Select(d => d.Store.Name).ToArray();
        return error;
    }

    public static void AddDebris(Exception error, IEnumerable<Exception> causes)
    {
        var left = causes.SelectMany(c => c.Data[nameof(ErrorCode.DebrisRemaining)] as string[] ?? []).ToArray();
        if (left.Length > 0) error.Data[nameof(ErrorCode.DebrisRemaining)] = left;
    }
}
