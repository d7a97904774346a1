using System.Runtime.CompilerServices;
using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>
/// A store in a folder: a local disk, NFS or SMB. An object is a file. It is written under a hidden temporary name, flushed to
/// the disk, and linked to its own name, which fails when that name exists; then the folder is flushed too. The folder itself is
/// never made here: one that is not there is a mistyped name or a disk that is not mounted, and neither empty nor a place for backups.
/// </summary>
internal sealed class FolderStore(string root) : IObjectStore
{
    private readonly string root = Path.GetFullPath(root);

    public string DisplayName => root;

    public Task CheckWritableAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireRoot();
        try
        {
            // Rights, read-only mounts and quotas have one honest test: writing. The file is gone again when it is closed.
            using var probe = new FileStream(
                Path.Combine(root, $".db2backup-{Guid.NewGuid():N}.probe"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(0);
            probe.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(e.Message, e);
        }
        return Task.CompletedTask;
    }

    public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new StoreFacts());
    }

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        if (!file.Exists) RequireRoot();
        return Task.FromResult(file.Exists ? new ObjectInfo(key, file.Length, file.LastWriteTimeUtc) : null);
    }

    public async Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileStream file;
        try
        {
            file = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            RequireRoot();
            throw new Db2BackupException(ErrorCode.ObjectNotFound, $"{key} is not in {DisplayName}.", key, e);
        }
        var size = file.Length;
        var end = length is { } l ? offset + l : size;
        if (end > size || offset > size)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} in {DisplayName} has {size} bytes; bytes {offset} to {end} were asked for.", key);
        }
        file.Position = offset;
        return new RangeStream(file, end - offset, key);
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var upload = await BeginUploadAsync(key, Math.Max(1, content.Length), cancellationToken).ConfigureAwait(false);
        await upload.WritePartAsync(1, content, cancellationToken).ConfigureAwait(false);
        await upload.CompleteAsync(1, cancellationToken).ConfigureAwait(false);
    }

    public Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (File.Exists(path)) throw FolderUpload.Exists(key, DisplayName);
        RequireRoot();
        var folder = Path.GetDirectoryName(path)!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(folder);
                PartFile.RemoveKilled(path);
                return Task.FromResult<IObjectUpload>(new FolderUpload(path, key, partBytes, DisplayName));
            }
            catch (IOException e) when (attempt < Attempts && (e is FileNotFoundException or DirectoryNotFoundException || IsFolderInTheWay(e)))
            {
                // Somebody deleted the last object of the folder at this moment, and the folder with it.
            }
        }
    }

    // The folder may go and come again between two looks at it; an error that stays is thrown in the end.
    private const int Attempts = 100;

    /// <summary>EEXIST: it came into being while it was being made, and may be gone again.</summary>
    private static bool IsFolderInTheWay(IOException error) => error.HResult == AlreadyExists;

    private const int AlreadyExists = 17;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        // Everything below the deepest folder that the prefix names in full.
        var folder = Path.Combine(root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        RequireRoot();
        if (!Directory.Exists(folder)) yield break;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var found = new DirectoryInfo(folder).EnumerateFiles("*", options)
            .Where(file => file.Name[0] != '.')
            .Select(file => (Key: Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), File: file))
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);
        foreach (var (key, file) in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ObjectInfo(key, file.Length, file.LastWriteTimeUtc);
        }
        await Task.CompletedTask.ConfigureAwait(false);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (!File.Exists(path)) return Task.CompletedTask;
        File.Delete(path);
        // Folders that became empty go too, up to the root: an empty folder is nothing that was stored.
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
            if (!TryRemoveEmpty(folder)) break;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        var folder = Path.Combine(root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        var ended = new List<string>();
        if (!Directory.Exists(folder)) return Task.FromResult<IReadOnlyList<string>>(ended);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles(FolderUpload.Pattern, options).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FolderUpload.NameOf(file.Name) is not { } name || file.LastWriteTimeUtc >= begunBefore) continue;
            var below = Path.GetRelativePath(root, file.DirectoryName!).Replace(Path.DirectorySeparatorChar, '/');
            var key = below == "." ? name : $"{below}/{name}";
            if (!key.StartsWith(prefix, StringComparison.Ordinal)) continue;
            file.Delete();
            ended.Add(key);
        }
        return Task.FromResult<IReadOnlyList<string>>(ended);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>False when it is not empty, also when somebody else just put something in or removed it.</summary>
    private static bool TryRemoveEmpty(string folder)
    {
        try
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any()) return false;
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            // It was not empty, or gone, at the moment of the call, whatever it is now: whoever comes last removes it. The
            // object itself is deleted; a folder that stays empty is nothing that was stored.
            return false;
        }
    }

    /// <exception cref="Db2BackupException">StoreNotFound, StoreNotWritable (a file is there), AccessDenied.</exception>
    private void RequireRoot()
    {
        try
        {
            if (!File.GetAttributes(root).HasFlag(FileAttributes.Directory)) throw NotWritable("it is no folder", null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new Db2BackupException(ErrorCode.StoreNotFound, $"There is no folder {root}, and none is made by a name that may be mistyped.", DisplayName, e);
        }
        catch (Exception e) when (FileErrors.From(e, root, writing: false) is { } told)
        {
            throw told;
        }
    }

    private Db2BackupException NotWritable(string why, Exception? inner) => new(ErrorCode.StoreNotWritable,
        $"Nothing can be written to {root}: {why.TrimEnd('.')}.", DisplayName, inner);

    private string PathOf(string key)
    {
        ObjectKey.Check(key);
        return Path.Combine(root, key.Replace('/', Path.DirectorySeparatorChar));
    }
}
