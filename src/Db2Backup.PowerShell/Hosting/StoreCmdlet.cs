using System.Runtime.ExceptionServices;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>A cmdlet that works on a store of backups.</summary>
public abstract class StoreCmdlet : Db2Cmdlet
{
    /// <summary>Opens the store, works on it, and closes it.</summary>
    private protected bool TryRunOnStore<T>(string? store, string? database, string? target, Func<Repository, IOperationHost, CancellationToken, Task<T>> work, out T result) =>
        TryRun(target, async (host, token) =>
        {
            var repository = Engine.OpenStore(store, database, host.Verbose);
            await using (repository.ConfigureAwait(false))
                return await work(repository, host, token).ConfigureAwait(false);
        }, out result);

    /// <summary>
    /// Before the first object comes down the pipeline: what takes the cmdlets before this one hours would be for nothing. One store that can be
    /// used is enough to go on. Nothing is asked where no store is named and the database decides.
    /// </summary>
    private protected void RequireStore(IReadOnlyList<string> named)
    {
        // Looking may make Swift's container of segments.
        if (IsWhatIf) return;
        Require(string.Join(", ", named.Select(ObjectStores.Shown)), async (host, token) =>
        {
            ExceptionDispatchInfo? first = null;
            foreach (var store in named.Count > 0 ? named : Engine.Configuration.Read().Defaults.Store is { } usual ? [usual] : [])
            {
                try
                {
                    var repository = Engine.OpenStore(store, null, host.Verbose);
                    await using (repository.ConfigureAwait(false))
                        _ = await StoreReadiness.CheckAsync(repository.Store, SliceOptions.Default, Engine.Clock, token).ConfigureAwait(false);
                    return true;
                }
                catch (Db2BackupException e)
                {
                    // Told when none of the others can be used; else by the cmdlet itself, when it comes to this store.
                    first ??= ExceptionDispatchInfo.Capture(e);
                }
            }
            first?.Throw();
            return true;
        });
    }
}
