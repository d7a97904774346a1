using Db2Backup.Adapters;
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
}
