using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>A backup in a store, on its way to another one as it is stored: no key is needed. It belongs to the database and instance that it was taken of, whoever copies it.</summary>
/// <param name="Json">Its manifest's bytes.</param>
/// <param name="Slices">How it is read.</param>
internal sealed record CopySource(Repository From, PublishedBackup Backup, byte[] Json, SliceOptions Slices, bool AllLogs, IOperationHost Host, TimeProvider Clock) : IPublishContent
{
    private const int CopyBytes = 1 << 20;
    private int copiedLogs;

    private BackupManifest Manifest => Backup.Manifest;

    public RepositoryOwner Owner => new(Manifest.Database, Manifest.Instance, Manifest.HostName, Manifest.DatabaseSeed, Manifest.StandIn);

    public string Alias => Manifest.Alias;

    public Db2Timestamp Timestamp => Manifest.Timestamp;

    public Db2Timestamp? Predecessor => Manifest.Predecessor;

    public DateTimeOffset StartTime => Manifest.StartTime;

    public bool IsEncrypted => Manifest.Recipients.Count > 0 || Manifest.EncryptedByDb2;

    /// <summary>The backup as it is there now: what was given may be from an old listing.</summary>
    /// <exception cref="Db2BackupException">BackupNotFound, BackupIncomplete, ManifestInvalid.</exception>
    public static async Task<CopySource> OpenAsync(Repository from, string backup, SliceOptions slices, bool allLogs, IOperationHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (manifest, json) = await ManifestReader.ReadStoredAsync(from, backup, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.BackupNotFound, $"{backup} is not in {from.Store.DisplayName}.", backup);
        await ManifestReader.CheckSlicesAsync(from, manifest, backup, cancellationToken, attachments: true).ConfigureAwait(false);
        return new CopySource(from, new PublishedBackup { Store = from.Location, Key = backup, Manifest = manifest }, json, slices, allLogs, host, clock);
    }

    public void Check()
    {
        // It was found whole when it was opened.
    }

    public async Task PrepareAsync(Repository repository, PublishBackupOptions options, IOperationHost host, CancellationToken cancellationToken) =>
        copiedLogs = await new CopyLogs(From, repository, Owner, AllLogs, host, Clock).RunAsync(Backup, options, cancellationToken).ConfigureAwait(false);

    public async Task<DescribedContent> StoreFilesAsync(StoreFile store, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(Host, $"Copying {Alias} {Timestamp}", "Storing", Manifest.Files.Sum(f => f.StoredLength));
        var extension = Codecs.Extension(Manifest.Compression) + (Manifest.Recipients.Count > 0 ? ".age" : "");
        var files = new List<ManifestFile>();
        foreach (var file in Manifest.Files) files.Add(await CopyAsync(file, extension, store, progress, cancellationToken).ConfigureAwait(false));
        var key = RepositoryLayout.Manifest(Backup.Key);
        return new DescribedContent(files, (attachments, _, _) =>
        {
            var bytes = ManifestCopy.Write(Manifest, Json, files, attachments, key);
            return (ManifestJson.Read<BackupManifest>(bytes, key), bytes);
        });
    }

    public async Task<IReadOnlyList<ManifestFile>> StoreAttachmentsAsync(StoreFile store, PublishBackupOptions options, IOperationHost host, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(Host, $"Copying {Alias} {Timestamp}", "Storing what lies beside the image", Manifest.Attachments.Sum(a => a.StoredLength));
        var stored = new List<ManifestFile>();
        foreach (var attachment in Manifest.Attachments)
            stored.Add(await CopyAsync(attachment.AsFile(), Manifest.Recipients.Count > 0 ? ".age" : "", store, progress, cancellationToken).ConfigureAwait(false));
        return stored;
    }

    private async Task<ManifestFile> CopyAsync(ManifestFile file, string extension, StoreFile store, ByteProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await store(file.Name, file.Sequence, extension, (upload, token) => CopyAsync(file, upload, progress, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.FileChanged)
        {
            // Read in full and not what the manifest says: the store's bytes are wrong, not a file of ours.
            throw new Db2BackupException(ErrorCode.StoredDataMismatch,
                $"{Backup.Key}{file.Name} in {From.Store.DisplayName} has another digest of its stored bytes than its manifest records.", Backup.Key + file.Name, e);
        }
    }

    private async Task<ExpectedBytes?> CopyAsync(ManifestFile file, Stream upload, ByteProgress progress, CancellationToken cancellationToken)
    {
        var download = new SlicedDownload(From.Store, ManifestReader.Slices(file, Backup.Key), Slices);
        await using (download.ConfigureAwait(false))
        {
            var buffer = GC.AllocateUninitializedArray<byte>(CopyBytes);
            int read;
            while ((read = await download.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await upload.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress.Add(read);
            }
            return ExpectedBytes.Of(file);
        }
    }

    public Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken) =>
        manifest.Files.Count == Manifest.Files.Count
        && Manifest.Files.All(f => manifest.Files.Any(m => m.Name == f.Name && m.PlainLength == f.PlainLength && m.PlainSha256 == f.PlainSha256))
            ? Task.CompletedTask
            : throw new Db2BackupException(ErrorCode.PublishedDifferently, $"{backup} is in the store already, and its image files are not those of {Backup}.", backup);

    public PublishedBackup Result(Repository repository, string backup, BackupManifest manifest, bool before) => new()
    {
        Store = repository.Location, Key = backup, Manifest = manifest, WasPublishedBefore = before, CopiedFrom = From.Location, CopiedLogs = copiedLogs,
    };
}
