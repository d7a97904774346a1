using System.Runtime.ExceptionServices;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Where a backup goes that is stored while it is made: one store, or several at once, with as many copies as were asked for.</summary>
/// <param name="minimum">How many copies are enough; null for all.</param>
internal sealed class BackupTargets(IReadOnlyList<StoreChoice> stores, int? minimum, IOperationHost host, TimeProvider clock)
{
    // Longer than a request to a store that never answers is tried; what hangs for longer is a dead file system.
    private static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(2);

    private IReadOnlyList<StoreChoice>? looked;

    public BackupTargets(Repository repository, IOperationHost host, TimeProvider clock) : this([new StoreChoice(repository.Location, repository, null)], null, host, clock) { }

    /// <summary>See <see cref="StoreCopies"/>.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>With why one cannot be used, as soon as that is known.</summary>
    private IReadOnlyList<StoreChoice> Choices => looked ?? stores;

    private IEnumerable<Repository> Usable => Choices.Where(c => c.Error is null).Select(c => c.Repository!);

    /// <summary>
    /// Before Db2 works for hours. One store that can take the backup is enough to begin: the others may come back, and one copy is better than none.
    /// </summary>
    /// <param name="builtOn">What an incremental or delta backup builds upon: a store that lacks it cannot take one.</param>
    /// <exception cref="Db2BackupException">MinimumCopiesInvalid; PredecessorNotStored and what the first store says when none can take it.</exception>
    public async Task CheckAsync(RepositoryOwner owner, Db2Timestamp? builtOn, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        _ = StoreCopies.Minimum(minimum, stores.Count);
        looked = await Task.WhenAll(stores.Select(store => LookAsync(store, async repository =>
        {
            await new PublishBackup(repository, host, clock).CheckAsync(owner, options, cancellationToken).ConfigureAwait(false);
            if (builtOn is { } predecessor) await new StoredChain(repository).RequireAsync(owner.Database, predecessor, $"The backup of {owner.Database}", cancellationToken).ConfigureAwait(false);
        }, cancellationToken))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!Usable.Any()) ExceptionDispatchInfo.Throw(Choices[0].Error!);
        foreach (var choice in Choices.Where(c => c.Error is not null)) host.Verbose($"{choice.Name} cannot take the backup now: {choice.Error!.Message}");
    }

    /// <summary>What others left there or are at work on.</summary>
    public async Task TellDebrisAsync(string database, CancellationToken cancellationToken)
    {
        foreach (var repository in Usable) await new StoreDebris(repository, clock).TellAsync(database, host, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="streams">Streams of the source that are stored at the same time: they share the memory of one.</param>
    /// <returns>One per store that has it, in the order of the stores.</returns>
    /// <exception cref="Db2BackupException">What <see cref="PublishBackup"/> has; CopiesTooFew.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> PublishAsync(IPublishSource source, int streams, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        options = options with { Slices = options.Slices.Shared(streams) };
        if (stores.Count == 1) return [await new PublishBackup(stores[0].Repository!, host, clock).RunAsync(() => source, options, cancellationToken).ConfigureAwait(false)];

        // What is cut once has to suit all of them.
        var cut = new List<StoreChoice>();
        foreach (var choice in Choices)
            cut.Add(await LookAsync(choice, async repository =>
                options = options with { Slices = options.Slices.Within(await repository.Store.DescribeAsync(cancellationToken).ConfigureAwait(false)) }, cancellationToken).ConfigureAwait(false));
        using var shared = new SharedSource(source, cut.Where(c => c.Error is null).Select(c => c.Repository!).ToList(), options.Slices, clock, cancellationToken);
        var copies = new StoreCopies(new WithoutProgress(host), clock) { Together = true, SilenceLimit = SilenceLimit };
        return await new PublishCopies(copies).RunAsync(cut, minimum, $"{source.Image.Database} {source.Image.Timestamp}", 1, null, async (repository, told, _, token) =>
        {
            // Also when a call to it never returns.
            using var given = token.UnsafeRegister(_ => shared.Leave(repository, new OperationCanceledException(token)), null);
            try
            {
                return await new PublishBackup(repository, told, clock).RunAsync(() => shared.For(repository, told), options, token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                shared.Leave(repository, e);
                throw;
            }
        }, cancellationToken, () => shared.Failure).ConfigureAwait(false);
    }

    /// <summary>Deletes the files of an image that was published, when as many stores as were asked for have the same.</summary>
    public Task RemoveImageAsync(BackupImage image, IReadOnlyList<PublishedBackup> published, CancellationToken cancellationToken)
    {
        var having = stores.Where(s => s.Repository is not null && published.Any(p => p.Store == s.Location)).ToList();
        return new RemoveBackupImage(having, StoreCopies.Minimum(minimum, stores.Count), host).RunAsync(image, new RemoveBackupImageOptions(), cancellationToken);
    }

    private async Task<StoreChoice> LookAsync(StoreChoice store, Func<Repository, Task> look, CancellationToken cancellationToken)
    {
        if (store.Error is not null) return store;
        try
        {
            var looking = Task.Run(() => look(store.Repository!), cancellationToken);
            await looking.WaitAsync(LookLimit, clock, cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch (TimeoutException e)
        {
            return store with { Error = new Db2BackupException(ErrorCode.StoreNotResponding, $"{store.Location} has not answered for {LookLimit.TotalMinutes} minutes.", store.Location, e) };
        }
        catch (Exception e) when (e is Db2BackupException || FileErrors.From(e, store.Location, writing: true) is not null)
        {
            return store with { Error = FileErrors.From(e, store.Location, writing: true) ?? e };
        }
    }

    /// <summary>The bar is that of whoever makes what is stored.</summary>
    private sealed class WithoutProgress(IOperationHost host) : IOperationHost
    {
        public void Verbose(string message) => host.Verbose(message);

        public void Warning(string message) => host.Warning(message);

        public void Progress(OperationProgress progress) { }

        public void Step(Enum step) => host.Step(step);
    }
}
