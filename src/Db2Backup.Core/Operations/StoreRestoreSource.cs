using Db2Backup.Catalog;
using Db2Backup.Errors;
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

    public async Task VerifyImagesAsync(RecoveryPlan plan, CancellationToken cancellationToken)
    {
        var manifest = await CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        var progress = new ByteProgress(host, $"Restoring {plan.TargetDatabase}", "Verifying every object", manifest.Files.Sum(f => f.PlainLength));
        foreach (var file in manifest.Files) await SendImageAsync(plan, file, Stream.Null, progress.Add, cancellationToken).ConfigureAwait(false);
    }

    public async Task SendImageAsync(RecoveryPlan plan, ManifestFile file, Stream destination, Action<long>? onSent, CancellationToken cancellationToken)
    {
        var manifest = plan.Backup.Manifest;
        var download = new SlicedDownload(repository.Store, ManifestReader.Slices(file, plan.Backup.Key), slices.Shared(manifest.Files.Count));
        await using (download.ConfigureAwait(false))
            await UnprotectStream.RunAsync(
                download, destination, new StoredFileName(file.Name, manifest.Compression, manifest.Recipients.Count > 0, null), identities, primitives,
                $"{plan.Backup.Key}{file.Name}", ExpectedBytes.Of(file), onSent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The plan may be of an old listing.</summary>
    public async Task<BackupManifest> CheckAsync(RecoveryPlan plan, CancellationToken cancellationToken)
    {
        var manifest = await ManifestReader.ReadAsync(repository, plan.Backup.Key, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.BackupNotFound, $"{plan.Backup.Key} is not in {repository.Store.DisplayName}.", plan.Backup.Key);
        await ManifestReader.CheckSlicesAsync(repository, manifest, plan.Backup.Key, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    public async Task FetchLogsAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken)
    {
        var fetch = new FetchLog(repository, primitives, host);
        foreach (var log in plan.Logs) await fetch.RunAsync(log, identities, folder, slices, cancellationToken).ConfigureAwait(false);
    }
}
