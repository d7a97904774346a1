using System.Runtime.ExceptionServices;
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
/// read now, and by the digests of the local files. One doubt, and nothing is deleted. Where several copies were asked for, so many
/// are read.
/// </summary>
/// <param name="stores">Those that have it, as was said when it was published.</param>
/// <param name="minimum">So many have to be found whole. One that cannot be read now is passed over when there are others; one that is damaged is not.</param>
internal sealed class RemoveBackupImage(IReadOnlyList<StoreChoice> stores, int minimum, IOperationHost host)
{
    private static readonly ErrorCode[] Doubts = [ErrorCode.ImageNotPublished, ErrorCode.BackupIncomplete, ErrorCode.StoredDataMismatch, ErrorCode.ManifestInvalid, ErrorCode.StoreNamedTwice];

    private sealed record StoredCopy(StoreChoice Store, Repository Repository, string Key, BackupManifest Manifest, Guid? Run);

    public RemoveBackupImage(Repository repository, IOperationHost host) : this([new StoreChoice(repository.Location, repository, null)], 1, host) { }

    /// <summary>What Publish-Db2Backup gave back.</summary>
    /// <exception cref="Db2BackupException">ImageNotPublished, BackupIncomplete, StoredDataMismatch …; CopiesTooFew when several were asked for.</exception>
    public Task<RemovedBackupImage> RunAsync(PublishedBackup backup, RemoveBackupImageOptions options, CancellationToken cancellationToken) =>
        backup.Image is { } image
            ? RunAsync(image, backup.Protected, options, cancellationToken)
            : throw new Db2BackupException(ErrorCode.ImageNotPublished, $"{backup} comes from a listing; which local files it was made from is not known.", backup.Key);

    /// <summary>An image here, wherever its backup in these stores came from.</summary>
    public Task<RemovedBackupImage> RunAsync(BackupImage image, RemoveBackupImageOptions options, CancellationToken cancellationToken) =>
        RunAsync(image, null, options, cancellationToken);

    private async Task<RemovedBackupImage> RunAsync(BackupImage image, ProtectedBackup? protectedBackup, RemoveBackupImageOptions options, CancellationToken cancellationToken)
    {
        var files = LocalCopy.Of(image, protectedBackup, options).Where(c => File.Exists(c.Path)).ToList();
        var activity = $"Removing the image of {image.Database} {image.Timestamp}";
        var failed = new List<string>();
        var found = await EachAsync(stores, failed, (store, before) => CompareAsync(store, image, files, before, options, activity, cancellationToken)).ConfigureAwait(false);
        await CheckProtectedAsync(files, found, options, cancellationToken).ConfigureAwait(false);

        // A length proves nothing about the bytes, and after this the stored copies may be the only ones.
        host.Step(RemoveBackupImageStep.ReadStored);
        found = await EachAsync(found, failed, (copy, _) => ReadAsync(copy, activity, cancellationToken)).ConfigureAwait(false);
        await CheckProtectedAsync(files, found, options, cancellationToken).ConfigureAwait(false);
        if (found.Count < minimum)
            throw new Db2BackupException(ErrorCode.CopiesTooFew,
                $"No local file of {image.Database} {image.Timestamp} was deleted: {found.Count} of the {minimum} copies that were asked for could be read back. Not in {string.Join("; ", failed)}.", $"{image.Database} {image.Timestamp}");
        foreach (var reason in failed) host.Warning($"A copy of {image.Database} {image.Timestamp} could not be read back; the {minimum} that were asked for could. {reason}");

        // Reading may have taken hours.
        host.Step(RemoveBackupImageStep.CheckPublishedAgain);
        foreach (var copy in found) await CheckPublishedAsync(copy.Repository, copy.Key, cancellationToken).ConfigureAwait(false);

        host.Step(RemoveBackupImageStep.Delete);
        cancellationToken.ThrowIfCancellationRequested();
        var deleted = Delete(files);
        return new RemovedBackupImage(image.Database, image.Timestamp, found[0].Repository.Location, found[0].Key, deleted, files.Sum(c => c.Length))
        {
            Copies = found.Select(f => f.Repository.Location).ToList(),
        };
    }

    /// <summary>Goes on without a store that cannot be asked now when there are others; whether it is enough is seen in the end. A doubt ends it.</summary>
    private async Task<IReadOnlyList<StoredCopy>> EachAsync<T>(IReadOnlyList<T> places, List<string> failed, Func<T, IReadOnlyList<StoredCopy>, Task<StoredCopy>> look)
    {
        var found = new List<StoredCopy>();
        foreach (var place in places)
        {
            try
            {
                found.Add(await look(place, found).ConfigureAwait(false));
            }
            catch (Db2BackupException e) when (stores.Count > 1 && !(e.Code is { } code && Doubts.Contains(code)))
            {
                failed.Add($"{(place is StoredCopy copy ? copy.Store.Name : (place as StoreChoice)?.Name)} ({e.ErrorId}: {e.Message})");
            }
        }
        return found;
    }

    private async Task<StoredCopy> CompareAsync(
        StoreChoice store, BackupImage image, IReadOnlyList<LocalCopy> files, IReadOnlyList<StoredCopy> before, RemoveBackupImageOptions options, string activity, CancellationToken cancellationToken)
    {
        if (store.Error is not null) ExceptionDispatchInfo.Throw(store.Error);
        var repository = store.Repository!;
        var backup = new RepositoryLayout(repository.Prefix, image.DatabaseInfo.Name).Backup(image.StartTime, image.Timestamp);
        host.Step(RemoveBackupImageStep.CheckPublished);
        var manifest = await CheckPublishedAsync(repository, backup, cancellationToken).ConfigureAwait(false);
        if (image.Files.FirstOrDefault(f => manifest.Files.All(m => m.Name != f.Name.ToString())) is { } extra) throw NotPublished(backup, $"{extra.Name} is not in the manifest", null);
        // Two addresses of one place are one copy.
        var run = stores.Count > 1 ? await PublishCopies.RunOfAsync(repository, backup, cancellationToken).ConfigureAwait(false) : null;
        if (run is not null && before.FirstOrDefault(b => b.Run == run) is { } same)
            throw new Db2BackupException(ErrorCode.StoreNamedTwice, $"No local file was deleted for {backup}: {store.Location} shows the very copy that is in {same.Store.Location}.", store.Location);

        host.Step(RemoveBackupImageStep.CompareFiles);
        var progress = new ByteProgress(host, activity, "Comparing with the manifest", files.Sum(c => c.Length));
        foreach (var file in files.Where(f => !f.IsProtected))
            if (await file.DifferenceAsync(manifest, options, progress.Add, cancellationToken).ConfigureAwait(false) is { } why) throw NotPublished(backup, why, file.Path);
        return new StoredCopy(store, repository, backup, manifest, run);
    }

    /// <summary>
    /// A protected file has to be in one of the copies: another may have been stored by an earlier run, encrypted anew since, and is
    /// the same image all the same.
    /// </summary>
    private async Task CheckProtectedAsync(IReadOnlyList<LocalCopy> files, IReadOnlyList<StoredCopy> copies, RemoveBackupImageOptions options, CancellationToken cancellationToken)
    {
        foreach (var file in files.Where(f => f.IsProtected))
        {
            string? why = null;
            foreach (var copy in copies)
                if ((why = await file.DifferenceAsync(copy.Manifest, options, _ => { }, cancellationToken).ConfigureAwait(false)) is null) break;
            if (why is not null) throw NotPublished(copies[0].Key, why, file.Path);
        }
    }

    private async Task<StoredCopy> ReadAsync(StoredCopy copy, string activity, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(host, activity, $"Reading the copy in {copy.Store.Name}", copy.Manifest.Files.Sum(f => f.StoredLength));
        foreach (var file in copy.Manifest.Files)
        {
            var (length, sha256) = await ReadBack.DigestAsync(copy.Repository, file, copy.Key, new SliceOptions(), progress.Add, cancellationToken).ConfigureAwait(false);
            if (length != file.StoredLength || sha256 != file.StoredSha256)
                throw new Db2BackupException(ErrorCode.StoredDataMismatch,
                    $"No local file was deleted for {copy.Key}: {file.Name} in {copy.Repository.Store.DisplayName} has another digest of its stored bytes than its manifest records.", copy.Key + file.Name);
        }
        return copy;
    }

    private static async Task<BackupManifest> CheckPublishedAsync(Repository repository, string backup, CancellationToken cancellationToken)
    {
        var manifest = await ManifestReader.ReadAsync(repository, backup, cancellationToken).ConfigureAwait(false)
            ?? throw NotPublished(backup, $"there is no manifest in {repository.Store.DisplayName}", null);
        await ManifestReader.CheckSlicesAsync(repository, manifest, backup, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private static List<string> Delete(IReadOnlyList<LocalCopy> files)
    {
        var deleted = new List<string>();
        foreach (var file in files)
        {
            try
            {
                File.Delete(file.Path);
                deleted.Add(file.Path);
            }
            catch (Exception e) when (FileErrors.From(e, file.Path, writing: true) is { } told)
            {
                throw new Db2BackupException(told.Code!.Value, $"{file.Path} could not be deleted. Deleted: {(deleted.Count == 0 ? "nothing" : string.Join(", ", deleted))}. {e.Message}", file.Path, e);
            }
        }
        return deleted;
    }

    private static Db2BackupException NotPublished(string backup, string why, string? path) =>
        new(ErrorCode.ImageNotPublished, $"No local file was deleted for {backup}: {why}.", path ?? backup);
}
