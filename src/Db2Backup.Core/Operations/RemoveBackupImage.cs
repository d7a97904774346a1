using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum RemoveBackupImageStep { CheckPublished, CompareFiles, ReadStored, CheckPublishedAgain, Delete }

internal sealed record RemoveBackupImageOptions
{
    /// <summary>Read every local file again, also when length and time are those of when its digest was taken.</summary>
    public bool AlwaysCompare { get; init; }

    /// <summary>Delete only the image files, and keep the protected ones.</summary>
    public bool KeepProtected { get; init; }

    public IReadOnlyList<PathMap> PathMaps { get; init; } = [];
}

/// <summary>
/// Remove-Db2BackupImage: deletes local files whose content is in the store, shown by the manifest, by every byte of the slices
/// read now, and by the digests of the local files. One doubt, and nothing is deleted.
/// </summary>
internal sealed class RemoveBackupImage(Repository repository, IOperationHost host)
{
    private sealed record Candidate(string Path, string ImageName, long Length, string? KnownSha256, DateTime? KnownTime, bool IsProtected);

    /// <summary>What Publish-Db2Backup gave back.</summary>
    /// <exception cref="Db2BackupException">ImageNotPublished, BackupIncomplete, StoredDataMismatch …</exception>
    public Task<RemovedBackupImage> RunAsync(PublishedBackup backup, RemoveBackupImageOptions options, CancellationToken cancellationToken) =>
        backup.Image is { } image
            ? RunAsync(image, backup.Protected, backup.Key, options, cancellationToken)
            : throw new Db2BackupException(ErrorCode.ImageNotPublished, $"{backup} comes from a listing; which local files it was made from is not known.", backup.Key);

    /// <summary>An image here, wherever its backup in this store came from.</summary>
    public Task<RemovedBackupImage> RunAsync(BackupImage image, RemoveBackupImageOptions options, CancellationToken cancellationToken) =>
        RunAsync(image, null, new RepositoryLayout(repository.Prefix, image.DatabaseInfo.Name).Backup(image.StartTime, image.Timestamp), options, cancellationToken);

    private async Task<RemovedBackupImage> RunAsync(
        BackupImage image, ProtectedBackup? protectedBackup, string backup, RemoveBackupImageOptions options, CancellationToken cancellationToken)
    {
        host.Step(RemoveBackupImageStep.CheckPublished);
        var manifest = await CheckPublishedAsync(backup, cancellationToken).ConfigureAwait(false);
        if (image.Files.Any(f => manifest.Files.All(m => m.Name != f.Name.ToString())))
            throw NotPublished(backup, $"{image.Files.First(f => manifest.Files.All(m => m.Name != f.Name.ToString())).Name} is not in the manifest", null);

        host.Step(RemoveBackupImageStep.CompareFiles);
        var candidates = Candidates(image, protectedBackup, options).Where(c => File.Exists(c.Path)).ToList();
        var progress = new ByteProgress(host, $"Removing the image of {image.Database} {image.Timestamp}", "Comparing with the manifest", candidates.Sum(c => c.Length));
        foreach (var candidate in candidates) await CompareAsync(candidate, manifest, backup, options, progress, cancellationToken).ConfigureAwait(false);

        // A length proves nothing about the bytes, and after this the stored copy may be the only one.
        host.Step(RemoveBackupImageStep.ReadStored);
        await CheckStoredAsync(manifest, backup, $"Removing the image of {image.Database} {image.Timestamp}", cancellationToken).ConfigureAwait(false);

        // Comparing may have taken hours.
        host.Step(RemoveBackupImageStep.CheckPublishedAgain);
        await CheckPublishedAsync(backup, cancellationToken).ConfigureAwait(false);

        host.Step(RemoveBackupImageStep.Delete);
        cancellationToken.ThrowIfCancellationRequested();
        var deleted = new List<string>();
        foreach (var candidate in candidates)
        {
            try
            {
                File.Delete(candidate.Path);
                deleted.Add(candidate.Path);
            }
            catch (Exception e) when (FileErrors.From(e, candidate.Path, writing: true) is { } told)
            {
                throw new Db2BackupException(told.Code!.Value, $"{candidate.Path} could not be deleted. Deleted: {(deleted.Count == 0 ? "nothing" : string.Join(", ", deleted))}. {e.Message}", candidate.Path, e);
            }
        }
        return new RemovedBackupImage(image.Database, image.Timestamp, repository.Location, backup, deleted, candidates.Sum(c => c.Length));
    }

    private async Task<BackupManifest> CheckPublishedAsync(string backup, CancellationToken cancellationToken)
    {
        var manifest = await ManifestReader.ReadAsync(repository, backup, cancellationToken).ConfigureAwait(false)
            ?? throw NotPublished(backup, $"there is no manifest in {repository.Store.DisplayName}", null);
        await ManifestReader.CheckSlicesAsync(repository, manifest, backup, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private async Task CheckStoredAsync(BackupManifest manifest, string backup, string activity, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(host, activity, "Reading the published copy", manifest.Files.Sum(f => f.StoredLength));
        foreach (var file in manifest.Files)
        {
            var (length, sha256) = await ReadBack.DigestAsync(repository, file, backup, new SliceOptions(), progress.Add, cancellationToken).ConfigureAwait(false);
            if (length != file.StoredLength || sha256 != file.StoredSha256)
                throw new Db2BackupException(ErrorCode.StoredDataMismatch,
                    $"No local file was deleted for {backup}: {file.Name} in {repository.Store.DisplayName} has another digest of its stored bytes than its manifest records.", backup + file.Name);
        }
    }

    private static IEnumerable<Candidate> Candidates(BackupImage image, ProtectedBackup? protectedBackup, RemoveBackupImageOptions options)
    {
        foreach (var file in image.Files)
        {
            var known = protectedBackup?.Files.FirstOrDefault(f => f.Source.Name == file.Name);
            yield return new Candidate(PathMap.Local(image, file, options.PathMaps), file.Name.ToString(), file.Length, known?.PlainSha256, known?.SourceModifiedUtc, IsProtected: false);
        }
        foreach (var file in options.KeepProtected ? [] : protectedBackup?.Files ?? [])
            yield return new Candidate(file.Path, file.Source.Name.ToString(), file.StoredLength, file.StoredSha256, file.ModifiedUtc, IsProtected: true);
    }

    private static async Task CompareAsync(
        Candidate candidate, BackupManifest manifest, string backup, RemoveBackupImageOptions options, ByteProgress progress, CancellationToken cancellationToken)
    {
        var published = manifest.Files.First(f => f.Name == candidate.ImageName);
        var (length, sha256) = candidate.IsProtected ? (published.StoredLength, published.StoredSha256) : (published.PlainLength, published.PlainSha256);
        var info = new FileInfo(candidate.Path);
        if (info.Length != length) throw NotPublished(backup, $"{candidate.Path} has {info.Length} bytes and the published one {length}", candidate.Path);
        var unchanged = !options.AlwaysCompare && candidate.KnownSha256 is not null && candidate.KnownTime == info.LastWriteTimeUtc;
        var found = unchanged
            ? candidate.KnownSha256
            : (await Digests.OfFileAsync(candidate.Path, progress.Add, cancellationToken).ConfigureAwait(false)).Sha256;
        if (found != sha256) throw NotPublished(backup, $"{candidate.Path} has another digest than the published one", candidate.Path);
    }

    private static Db2BackupException NotPublished(string backup, string why, string? path) =>
        new(ErrorCode.ImageNotPublished, $"No local file was deleted for {backup}: {why}.", path ?? backup);
}
