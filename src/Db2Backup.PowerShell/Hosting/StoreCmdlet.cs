using System.Runtime.ExceptionServices;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>A cmdlet that works on a store of backups.</summary>
public abstract class StoreCmdlet : Db2Cmdlet
{
    /// <summary>Opens several stores, works on them, and closes them.</summary>
    private protected bool TryRunOnStores<T>(IReadOnlyList<string> stores, string? database, string? target, Func<IReadOnlyList<StoreChoice>, IOperationHost, CancellationToken, Task<T>> work, out T result) =>
        TryRun(target, (host, token) => Engine.WithStoresAsync(stores, database, host.Verbose, opened => work(opened, host, token)), out result);

    /// <summary>Opens the store, works on it, and closes it.</summary>
    private protected bool TryRunOnStore<T>(string? store, string? database, string? target, Func<Repository, IOperationHost, CancellationToken, Task<T>> work, out T result) =>
        TryRun(target, async (host, token) =>
        {
            var repository = Engine.OpenStore(store, database, host.Verbose);
            await using (repository.ConfigureAwait(false))
                return await work(repository, host, token).ConfigureAwait(false);
        }, out result);

    // Longer than a request to a store that never answers is tried; what hangs for longer is a dead file system.
    private static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Before the first object comes down the pipeline: what takes the cmdlets before this one hours would be for nothing. One store that can be
    /// used is enough to go on: the others may come back, and one copy is better than none. Nothing is asked where no store is named and the database decides.
    /// </summary>
    private protected void RequireStore(IReadOnlyList<string> named, int? minimum)
    {
        // Looking may make Swift's container of segments.
        if (IsWhatIf) return;
        Require(named.Count > 0 ? ObjectStores.Shown(named) : null, async (host, token) =>
        {
            var stores = named.Count > 0 ? named : Engine.Configuration.Read().Defaults.Store is { } usual ? [usual] : [];
            if (stores.Count == 0) return true;
            _ = StoreCopies.Minimum(minimum, stores.Count);
            return await Engine.WithStoresAsync(stores, null, host.Verbose, opened => AnyReadyAsync(opened, token)).ConfigureAwait(false);
        });
    }

    private async Task<bool> AnyReadyAsync(IReadOnlyList<StoreChoice> stores, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var store in stores)
        {
            try
            {
                if (store.Error is { } closed) ExceptionDispatchInfo.Throw(closed);
                var looking = Task.Run(() => StoreReadiness.CheckAsync(store.Repository!.Store, SliceOptions.Default, Engine.Clock, cancellationToken), cancellationToken);
                _ = await looking.WaitAsync(LookLimit, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Db2BackupException e)
            {
                // Told when none of the others can be used; else by the work itself, when it comes to this store.
                first ??= ExceptionDispatchInfo.Capture(e);
            }
            catch (TimeoutException e)
            {
                first ??= ExceptionDispatchInfo.Capture(new Db2BackupException(ErrorCode.StoreNotResponding, $"{store.Location} has not answered for {LookLimit.TotalMinutes} minutes.", store.Location, e));
            }
        }
        first!.Throw();
        return false;
    }
}
