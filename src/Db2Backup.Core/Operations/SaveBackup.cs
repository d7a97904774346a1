using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum SaveBackupStep { CheckBackup, CheckTarget, Download }

internal sealed record SaveBackupOptions
{
    /// <summary>Where the files go; made when it is not there.</summary>
    public required string TargetFolder { get; init; }

    /// <summary>Also the recovery kit, where there is one; the image alone can be had when that is gone.</summary>
    public bool RecoveryKit { get; init; } = true;

    public SliceOptions Slices { get; init; } = SliceOptions.Default;
}

/// <summary>
/// Save-Db2Backup: a backup from a store to a folder. A file gets its name only after length and digest were found right; one
/// that is there already is used when it is the same, and refused when it is not.
/// </summary>
internal sealed class SaveBackup(Repository repository, AgePrimitives primitives, IOperationHost host)
{
    /// <summary>The files as they are stored, slices joined.</summary>
    /// <exception cref="Db2BackupException">BackupNotFound, BackupIncomplete, FileExists, StoredDataMismatch, ReadFailed, DiskFull …</exception>
    public async Task<SavedBackup> RunAsync(PublishedBackup backup, SaveBackupOptions options, CancellationToken cancellationToken)
    {
        var manifest = await CheckAsync(backup, options.RecoveryKit, cancellationToken).ConfigureAwait(false);
        var age = manifest.Recipients.Count > 0 ? ".age" : "";
        var kit = options.RecoveryKit ? manifest.Attachments.FirstOrDefault(a => a.Name == ManifestAttachment.RecoveryKit)?.AsFile() : null;
        IReadOnlyList<ManifestFile> wanted = kit is null ? manifest.Files : [.. manifest.Files, kit];
        var files = await FetchAsync(backup, manifest, wanted, options, f => f.Name + (f == kit ? "" : Codecs.Extension(manifest.Compression)) + age,
            f => (f.StoredLength, f.StoredSha256), StoredAsync, cancellationToken).ConfigureAwait(false);
        return new SavedBackup
        {
            Folder = Path.GetFullPath(options.TargetFolder), Manifest = manifest, Files = files.Where(f => f.File != kit).ToList(), RecoveryKit = files.FirstOrDefault(f => f.File == kit),
        };
    }

    /// <summary>The image files, decrypted and decompressed on the way: what RESTORE wants, with no second copy on disk.</summary>
    /// <exception cref="Db2BackupException">As above, and NoMatchingKey, EncryptedData…, CompressedDataInvalid.</exception>
    public async Task<UnprotectedBackup> RunUnprotectedAsync(
        PublishedBackup backup, IReadOnlyList<IAgeIdentity> identities, SaveBackupOptions options, CancellationToken cancellationToken)
    {
        var manifest = await CheckAsync(backup, attachments: false, cancellationToken).ConfigureAwait(false);
        var files = await FetchAsync(backup, manifest, manifest.Files, options, f => f.Name, f => (f.PlainLength, f.PlainSha256),
            async (source, output, file, onBytes, token) => await UnprotectStream.RunAsync(
                source, output, new StoredFileName(file.Name, manifest.Compression, manifest.Recipients.Count > 0, null), identities, primitives,
                $"{backup.Key}{file.Name}", ExpectedBytes.Of(file), onBytes, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new UnprotectedBackup
        {
            Database = manifest.Alias, Timestamp = manifest.Timestamp, Folder = Path.GetFullPath(options.TargetFolder), Manifest = manifest, Verified = true,
            Files = files.Select(f => new BackupImageFile(f.Path, ImageName.TryParse(f.File.Name)!, f.File.PlainLength)).ToList(),
        };
    }

    /// <summary>The manifest is read again: the object may be from an old listing.</summary>
    private async Task<BackupManifest> CheckAsync(PublishedBackup backup, bool attachments, CancellationToken cancellationToken)
    {
        host.Step(SaveBackupStep.CheckBackup);
        var manifest = await ManifestReader.ReadAsync(repository, backup.Key, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.BackupNotFound, $"{backup.Key} is not in {repository.Store.DisplayName}.", backup.Key);
        await ManifestReader.CheckSlicesAsync(repository, manifest, backup.Key, cancellationToken, attachments).ConfigureAwait(false);
        return manifest;
    }

    private async Task<IReadOnlyList<SavedFile>> FetchAsync(
        PublishedBackup backup, BackupManifest manifest, IReadOnlyList<ManifestFile> wanted, SaveBackupOptions options, Func<ManifestFile, string> nameOf,
        Func<ManifestFile, (long Length, string Sha256)> contentOf, Func<Stream, Stream, ManifestFile, Action<long>, CancellationToken, Task> copy, CancellationToken cancellationToken)
    {
        host.Step(SaveBackupStep.CheckTarget);
        var folder = Path.GetFullPath(options.TargetFolder);
        var activity = $"Saving {manifest.Alias} {manifest.Timestamp}";
        var there = new HashSet<ManifestFile>();
        foreach (var file in wanted)
        {
            var path = Path.Combine(folder, nameOf(file));
            if (!Path.Exists(path)) continue;
            var content = await Digests.OfFileAsync(path, new ByteProgress(host, activity, "Comparing with what is there", null).Add, cancellationToken).ConfigureAwait(false);
            if (content != contentOf(file)) throw new Db2BackupException(ErrorCode.FileExists, $"{path} is there already with other content.", path);
            there.Add(file);
        }

        var made = new MadeFiles();
        try
        {
            made.MakeFolder(folder);
            host.Step(SaveBackupStep.Download);
            var progress = new ByteProgress(host, activity, "Fetching", wanted.Where(f => !there.Contains(f)).Sum(f => contentOf(f).Length));
            foreach (var file in wanted.Where(f => !there.Contains(f)))
            {
                var path = Path.Combine(folder, nameOf(file));
                var download = new SlicedDownload(repository.Store, ManifestReader.Slices(file, backup.Key), options.Slices);
                await using (download.ConfigureAwait(false))
                {
                    var output = NewFile.Create(path);
                    await using (output.ConfigureAwait(false))
                    {
                        await copy(download, output.Stream, file, progress.Add, cancellationToken).ConfigureAwait(false);
                        cancellationToken.ThrowIfCancellationRequested();
                        output.Commit();
                    }
                }
                made.Add(path);
            }
            return wanted.Select(f => new SavedFile(Path.Combine(folder, nameOf(f)), f, there.Contains(f))).ToList();
        }
        catch (Exception e)
        {
            var told = made.Undo(FileErrors.From(e, folder, writing: true) ?? e);
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    private static async Task StoredAsync(Stream source, Stream output, ManifestFile file, Action<long> onBytes, CancellationToken cancellationToken)
    {
        var (length, sha256) = await StoredCopy.SaveAsync(source, output, onBytes, cancellationToken).ConfigureAwait(false);
        ExpectedBytes.Of(file).CheckStored(length, sha256, file.Name);
    }
}
