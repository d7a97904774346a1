using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum PublishBackupStep
{
    CheckFiles, CheckStore, CheckIdentity, FindEarlier, RemoveDebris, Begin, Upload, StoreAttachments, ReadBack, WriteIdentity, WriteManifest, ReadBackManifest,
}

internal sealed record PublishBackupOptions
{
    /// <summary>Read every stored byte again and compare its digest; else the lengths of all objects are read back.</summary>
    public bool ReadBackDigest { get; init; }

    /// <summary>instance@host of a writer that is new to the database's folder.</summary>
    public string? Admit { get; init; }

    /// <summary>Replace an unfinished run although it may be alive.</summary>
    public bool TakeOver { get; init; }

    /// <summary>The recovery kit that is stored beside an image from here; null for none. A copy has what its source has.</summary>
    public IRecoveryKit? Kit { get; init; }

    /// <summary>For plain images on another host.</summary>
    public IReadOnlyList<PathMap> PathMaps { get; init; } = [];

    public SliceOptions Slices { get; init; } = SliceOptions.Default;
}

/// <summary>
/// Publish-Db2Backup: objects first, read back, manifest last and create-only. Until the manifest is there nothing was published,
/// and a failure removes what the run stored; once it may be there nothing is removed any more.
/// </summary>
internal sealed class PublishBackup(Repository repository, IOperationHost host, TimeProvider clock)
{
    private IObjectStore Store => repository.Store;

    /// <exception cref="Db2BackupException">FileChanged, StoreNotWritable, RepositoryBelongsToOther, StandInMixed, PublishInProgress, PublishedDifferently …</exception>
    public Task<PublishedBackup> RunAsync(ProtectedBackup backup, PublishBackupOptions options, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult<IPublishContent>(PublishSource.Of(backup, host)), options, cancellationToken);

    /// <summary>Stores the image as it is: readable by everybody who can read the store, unless Db2 encrypted it.</summary>
    public Task<PublishedBackup> RunAsync(BackupImage image, PublishBackupOptions options, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult<IPublishContent>(PublishSource.Of(image, options.PathMaps, host)), options, cancellationToken);

    /// <summary>What would fail later fails now: whether the store can be written to, and by this writer. Looks, and changes nothing.</summary>
    /// <exception cref="Db2BackupException">StoreNotWritable, RepositoryBelongsToOther, StandInMixed …</exception>
    public async Task CheckAsync(RepositoryOwner owner, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        _ = await StoreReadiness.CheckAsync(Store, options.Slices, clock, cancellationToken).ConfigureAwait(false);
        await new Admission(repository, clock).CheckAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whatever it is made of.</summary>
    public Task<PublishedBackup> RunAsync(Func<IPublishSource> open, PublishBackupOptions options, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult<IPublishContent>(open()), options, cancellationToken);

    /// <param name="open">Finds what is published, before anything is asked of the store.</param>
    public async Task<PublishedBackup> RunAsync(Func<Task<IPublishContent>> open, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        try
        {
            host.Step(PublishBackupStep.CheckFiles);
            var source = await open().ConfigureAwait(false);
            source.Check();
            if (!source.IsEncrypted)
                host.Warning($"{source.Alias} {source.Timestamp} is stored without encryption: whoever can read {Store.DisplayName} can read the data.");
            host.Step(PublishBackupStep.CheckStore);
            options = options with { Slices = await StoreReadiness.CheckAsync(Store, options.Slices, clock, cancellationToken).ConfigureAwait(false) };

            host.Step(PublishBackupStep.CheckIdentity);
            var owner = source.Owner;
            var admission = new Admission(repository, clock);
            await admission.CheckAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);

            host.Step(PublishBackupStep.FindEarlier);
            var layout = new RepositoryLayout(repository.Prefix, owner.Database);
            var backup = layout.Backup(source.StartTime, source.Timestamp);
            if (await ManifestReader.ReadAsync(repository, backup, cancellationToken).ConfigureAwait(false) is { } published)
                return await PublishedBeforeAsync(source, published, backup, options, cancellationToken).ConfigureAwait(false);
            if (source.Predecessor is { } predecessor)
                await new StoredChain(repository).RequireAsync(owner.Database, predecessor, $"{source.Alias} {source.Timestamp}", cancellationToken).ConfigureAwait(false);
            var earlier = new EarlierRun(repository, host, clock);
            var debris = await earlier.FindAsync(backup, options.TakeOver, cancellationToken).ConfigureAwait(false);
            if (!debris.IsNone)
            {
                host.Step(PublishBackupStep.RemoveDebris);
                await earlier.RemoveAsync(debris, backup, cancellationToken).ConfigureAwait(false);
            }
            await source.PrepareAsync(repository, options, host, cancellationToken).ConfigureAwait(false);
            var manifest = await new PublishRun(repository, host, clock, source, options, layout, admission, backup)
                .RunAsync(owner, cancellationToken).ConfigureAwait(false);
            return source.Result(repository, backup, manifest, before: false);
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, Store.DisplayName, writing: true) is { } told)
        {
            throw told;
        }
    }

    private async Task<PublishedBackup> PublishedBeforeAsync(
        IPublishContent source, BackupManifest published, string backup, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        var activity = $"Publishing {source.Alias} {source.Timestamp}";
        var progress = new ByteProgress(host, activity, "Comparing with what is in the store", null);
        await source.CheckSameAsync(published, backup, progress.Add, cancellationToken).ConfigureAwait(false);
        host.Step(PublishBackupStep.ReadBack);
        await ReadBack.RunAsync(repository, ManifestReader.All(published).ToList(), backup, options, host, activity, cancellationToken).ConfigureAwait(false);
        await source.PrepareAsync(repository, options, host, cancellationToken).ConfigureAwait(false);
        host.Verbose($"{backup} is in {Store.DisplayName} already, with the same content.");
        return source.Result(repository, backup, published, before: true);
    }
}
