using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Takes what a restore needs from a store: images and logs decrypted, decompressed and verified on the way.</summary>
internal sealed class RepositorySource(Repository repository, IReadOnlyList<IAgeIdentity> identities, AgePrimitives primitives, IOperationHost host) : IRestoreSource
{
    public Task<UnprotectedBackup> FetchImagesAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken) =>
        new SaveBackup(repository, primitives, host).RunUnprotectedAsync(plan.Backup, identities, new SaveBackupOptions { TargetFolder = folder }, cancellationToken);

    public async Task FetchLogsAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken)
    {
        var fetch = new FetchLog(repository, primitives, host);
        foreach (var log in plan.Logs) await fetch.RunAsync(log, identities, folder, SliceOptions.Default, cancellationToken).ConfigureAwait(false);
    }
}
