using Db2Backup.Errors;
using Microsoft.Win32.SafeHandles;

namespace Db2Backup.Storage;

/// <summary>A file being written under a hidden name beside its own.</summary>
internal sealed class FolderUpload : IObjectUpload
{
    /// <summary>What uploads are called while they are on their way: <c>.name.8 hexadecimal digits.part</c>.</summary>
    public const string Pattern = ".*" + Extension;

    // A name has 240 characters at the most, and file systems take 255.
    private const int IdLength = 8;
    private const string Extension = PartFile.Extension;
    private readonly string path, temporary, key, store;
    private readonly int partBytes;
    private readonly SafeFileHandle handle;
    private bool completed;

    public FolderUpload(string path, string key, int partBytes, string store)
    {
        (this.path, this.key, this.partBytes, this.store) = (path, key, partBytes, store);
        temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid().ToString("N")[..IdLength]}{Extension}");
        handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
    }

    /// <summary>The name of the object that an upload's file is to become; null for other files.</summary>
    public static string? NameOf(string file)
    {
        var end = file.Length - Extension.Length - IdLength - 1;
        return end > 1 && file[0] == '.' && file[end] == '.' && file[(end + 1)..(end + 1 + IdLength)].All(char.IsAsciiHexDigitLower) ? file[1..end] : null;
    }

    public static Db2BackupException Exists(string key, string store) =>
        new(ErrorCode.ObjectExists, $"{key} is in {store} already; objects are written once and never rewritten.", key);

    public async Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await RandomAccess.WriteAsync(handle, content, (long)(number - 1) * partBytes, cancellationToken).ConfigureAwait(false);

    public Task CompleteAsync(int parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = RandomAccess.GetLength(handle);
        if (length > (long)parts * partBytes || length < (long)(parts - 1) * partBytes)
            throw new InvalidOperationException($"internal error: {key} has {length} bytes in {parts} parts of {partBytes}");
        RandomAccess.FlushToDisk(handle);
        // The lock is kept until the file has its name: without it, whoever writes the same object takes it for that of a dead process.
        if (OperatingSystem.IsWindows()) handle.Dispose();
        try
        {
            // It fails when the name exists, and the object is there whole or not at all.
            NewName.Give(temporary, path);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new Db2BackupException(ErrorCode.ObjectExists, Exists(key, store).Message, key, e);
        }
        handle.Dispose();
        FolderFlush.Flush(Path.GetDirectoryName(path)!);
        completed = true;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        if (!completed && File.Exists(temporary)) File.Delete(temporary);
        return ValueTask.CompletedTask;
    }
}
