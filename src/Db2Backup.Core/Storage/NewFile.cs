using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>
/// A file that appears whole or not at all: written under a hidden name beside its own with mode 600, flushed to the disk, and
/// moved to its name, which fails when that name exists. Disposed before <see cref="Commit"/> it leaves nothing.
/// </summary>
internal sealed class NewFile : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What is written in larger pieces than small ones goes past it.
    private const int BufferBytes = LocalFile.PieceBytes;

    private readonly string temporary;
    private readonly FileStream file;
    private bool committed;

    private NewFile(string path, string temporary, FileStream file) => (Path, this.temporary, this.file) = (path, temporary, file);

    /// <summary>Its final name.</summary>
    public string Path { get; }

    /// <summary>Writes to it.</summary>
    public Stream Stream => file;

    /// <exception cref="Db2BackupException">FileExists, AccessDenied, FileNotFound (the folder), DiskFull, WriteFailed.</exception>
    public static NewFile Create(string path)
    {
        RefuseExisting(path);
        var temporary = PartFile.For(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = BufferBytes,
        };
        // Image files are mode 600 [images-and-logs]; so is what is made of them.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            PartFile.RemoveKilled(path);
            return new NewFile(path, temporary, new FileStream(temporary, options));
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: true) is { } told)
        {
            throw told;
        }
    }

    /// <exception cref="Db2BackupException">FileExists.</exception>
    public static void RefuseExisting(string path)
    {
        if (System.IO.Path.Exists(path)) throw Exists(path, null);
    }

    /// <summary>Gives the file its name. Not cancellable: from here on it is done or has failed.</summary>
    public void Commit()
    {
        file.Flush(flushToDisk: true);
        // The lock is kept until the file has its name: without it, whoever writes the same file takes it for that of a dead process.
        if (OperatingSystem.IsWindows()) file.Dispose();
        try
        {
            NewName.Give(temporary, Path);
        }
        catch (IOException e) when (System.IO.Path.Exists(Path))
        {
            throw Exists(Path, e);
        }
        file.Dispose();
        try
        {
            FolderFlush.Flush(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch
        {
            // A file that may be gone after a power failure was not made, and must not be found by whoever is told so.
            File.Delete(Path);
            throw;
        }
        committed = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            // Closing writes what is buffered, and fails on a full disk: the file must go all the same.
            if (!committed) File.Delete(temporary);
        }
    }

    private static Db2BackupException Exists(string path, Exception? inner) =>
        new(ErrorCode.FileExists, $"{path} exists already.", path, inner);
}
