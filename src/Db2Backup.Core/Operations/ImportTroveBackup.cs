using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Trove;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum ImportTroveBackupStep { Open, Extract, Finish, Commit }

/// <param name="Destination">The folder for the images.</param>
internal sealed record ImportTroveBackupOptions(string Destination)
{
    /// <summary>UTF-8; null when the archive is not encrypted.</summary>
    public byte[]? Password { get; init; }

    /// <summary>Null to find out.</summary>
    public OpensslDerivation? Derivation { get; init; }

    /// <summary>Of PBKDF2: what openssl takes when it is not told.</summary>
    public int Iterations { get; init; } = 10_000;
}

/// <summary>
/// Import-TroveBackup: gives back the Db2 images of an archive that Trove made (tar | gzip | openssl enc -aes-256-cbc). Read once from
/// beginning to end in pieces; an image gets its name only when the whole archive was read and every checksum was right.
/// </summary>
internal sealed class ImportTroveBackup(IArchiveFormats formats, IOperationHost host)
{
    private const int CopyBytes = 1 << 20, BlockBytes = 512;

    /// <exception cref="Db2BackupException">TroveArchiveUnreadable, ArchiveEntryUnsafe, FileExists, FileNotFound, DiskFull …; nothing is left in the folder then.</exception>
    public async Task<ImportedTroveBackup> FromFileAsync(string path, ImportTroveBackupOptions options, CancellationToken cancellationToken)
    {
        var file = Digests.OpenRead(path);
        await using (file.ConfigureAwait(false)) return await RunAsync(file, path, file.Length, options, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="key">Name of the object in the store; the manifest of a large object in Swift is one.</param>
    /// <exception cref="Db2BackupException">As <see cref="FromFileAsync"/>; ObjectNotFound, and what the store fails with.</exception>
    public async Task<ImportedTroveBackup> FromStoreAsync(Repository store, string key, ImportTroveBackupOptions options, CancellationToken cancellationToken)
    {
        var name = (store.Prefix.Length == 0 ? "" : store.Prefix.TrimEnd('/') + "/") + key;
        var found = await store.Store.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.ObjectNotFound, $"There is no object {name} in {store.Store.DisplayName}.", name);
        var download = new SlicedDownload(store.Store, [new StoredSlice(name, found.Length)], SliceOptions.Default);
        await using (download.ConfigureAwait(false)) return await RunAsync(download, $"{key} in {store.Location}", found.Length, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImportedTroveBackup> RunAsync(Stream source, string name, long length, ImportTroveBackupOptions options, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(host, $"Importing {Path.GetFileName(name)}", "Decrypting and unpacking", length);
        var counted = new CountedSource(source, progress.Add, cancellationToken);
        var images = new List<(NewFile File, long Length)>();
        var (skipped, made) = (new List<string>(), new MadeFiles());
        try
        {
            made.MakeFolder(options.Destination);
            host.Step(ImportTroveBackupStep.Open);
            // The formats read without waiting; the pool's thread does.
            using var archive = await Task.Run(() => TroveArchive.Open(counted, name, options.Password, options.Derivation, options.Iterations, formats), cancellationToken).ConfigureAwait(false);
            var least = await Task.Run(() => Extract(archive, name, options.Destination, images, skipped, cancellationToken), cancellationToken).ConfigureAwait(false);
            host.Step(ImportTroveBackupStep.Finish);
            await Task.Run(() => archive.Finish(least), cancellationToken).ConfigureAwait(false);
            if (images.Count == 0) throw new Db2BackupException(ErrorCode.TroveArchiveUnreadable, $"{name} holds no file with the name of a Db2 image: {string.Join(", ", skipped.Take(5))}", name);

            host.Step(ImportTroveBackupStep.Commit);
            foreach (var (file, _) in images)
            {
                file.Commit();
                made.Add(file.Path);
            }
            foreach (var other in skipped) host.Warning($"{other} of {name} is no Db2 image and was left there.");
            var done = images.Select(i => i.File.Path).Order(StringComparer.Ordinal).ToList();
            return new ImportedTroveBackup
            {
                Source = name, Folder = options.Destination, Path = done, Bytes = images.Sum(i => i.Length),
                Databases = done.Select(p => ImageName.TryParse(Path.GetFileName(p))!.Alias).Distinct().Order(StringComparer.Ordinal).ToList(),
                Derivation = archive.Derivation, Compressed = archive.IsCompressed, Skipped = skipped,
            };
        }
        catch (Exception e)
        {
            // All images or none: what is half written goes first, then what has its name already.
            await CloseAsync(images, e).ConfigureAwait(false);
            var told = made.Undo(Told(e, name, options.Destination));
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
        finally
        {
            await CloseAsync(images, null).ConfigureAwait(false);
        }
    }

    /// <param name="failure">What is told in any case: a full disk makes closing a file fail too, and the file goes all the same.</param>
    private static async Task CloseAsync(List<(NewFile File, long Length)> images, Exception? failure)
    {
        while (images.Count > 0)
        {
            var file = images[^1].File;
            images.RemoveAt(images.Count - 1);
            try
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException) when (failure is not null)
            {
                // The failure is on its way.
            }
        }
    }

    private static Exception Told(Exception error, string name, string folder) => error switch
    {
        InvalidDataException or CryptographicException or EndOfStreamException => new Db2BackupException(
            ErrorCode.TroveArchiveUnreadable, $"{name} is damaged or cut: it opens, and what it holds does not read to its end. No image was kept.", name, error),
        Db2BackupException => error,
        _ => FileErrors.From(error, folder, writing: true) ?? error,
    };

    /// <returns>So many bytes a tar file with these entries has at least.</returns>
    private long Extract(TroveArchive archive, string name, string folder, List<(NewFile, long)> images, List<string> skipped, CancellationToken cancellationToken)
    {
        host.Step(ImportTroveBackupStep.Extract);
        var buffer = GC.AllocateUninitializedArray<byte>(CopyBytes);
        var least = 2L * BlockBytes;
        while (archive.Entries.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Trove packed absolute names (tar -P). Only the last part of a name is ever used; one that leads elsewhere is no archive of Trove.
            if (entry.Kind == TarEntryKind.Other || entry.Name.Split('/', '\\').Contains("..") || entry.Name.Contains('\0', StringComparison.Ordinal))
                throw new Db2BackupException(ErrorCode.ArchiveEntryUnsafe, $"{name} has an entry '{entry.Name}' that is a link, a device, or leads out of its folder. No image was kept.", name);
            least += BlockBytes;
            if (entry.Kind == TarEntryKind.Directory) continue;
            least += (entry.Length + BlockBytes - 1) / BlockBytes * BlockBytes;
            var file = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (ImageName.TryParse(file) is null)
            {
                skipped.Add(entry.Name);
                continue;
            }
            var image = NewFile.Create(Path.Combine(folder, file));
            images.Add((image, entry.Length));
            var left = entry.Length;
            int read;
            while ((read = archive.Entries.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                image.Stream.Write(buffer, 0, read);
                left -= read;
            }
            if (left != 0) throw new InvalidDataException("an entry is shorter than its header says");
        }
        return least;
    }

    /// <summary>The formats below read synchronously and know no cancellation.</summary>
    private sealed class CountedSource(Stream inner, Action<long> onRead, CancellationToken stop) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            stop.ThrowIfCancellationRequested();
            var read = await inner.ReadAsync(buffer, stop).ConfigureAwait(false);
            onRead(read);
            return read;
        }
    }
}
