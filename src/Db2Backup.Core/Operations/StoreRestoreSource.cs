using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Takes images and logs of a restore from a store.</summary>
internal sealed class StoreRestoreSource(Repository repository, AgePrimitives primitives, IReadOnlyList<IAgeIdentity> identities, IOperationHost host) : IRestoreSource
{
    private readonly SliceOptions slices = SliceOptions.Default;

    public Task<UnprotectedBackup> FetchImagesAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken) =>
        new SaveBackup(repository, primitives, host).RunUnprotectedAsync(plan.Backup, identities, new SaveBackupOptions { TargetFolder = folder, Slices = slices }, cancellationToken);

    public async Task FetchLogsAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken)
    {
        var fetch = new FetchLog(repository, primitives, host);
        foreach (var log in plan.Logs) await fetch.RunAsync(log, identities, folder, slices, cancellationToken).ConfigureAwait(false);
    }
}
