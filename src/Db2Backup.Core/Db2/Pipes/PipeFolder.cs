using Db2Backup.Errors;

namespace Db2Backup.Db2.Pipes;

/// <summary>
/// A folder of mode 700 with the named pipes of one backup. A file in it is locked by the operating system for as long as the run
/// lives, so that what a killed run left can be told from the pipes of a run at work.
/// </summary>
internal sealed class PipeFolder : IDisposable
{
    private const string Prefix = "db2backup-pipes-";
    private const string LockName = "run.lock";

    /// <summary>The names of the pipes in it.</summary>
    public const string Pattern = "stream*";

    // Between the folder and the lock in it lies a moment.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly FileStream alive;
    private readonly List<NamedPipe> pipes = [];
    private readonly List<string> paths = [];

    private PipeFolder(string path, FileStream alive) => (Path, this.alive) = (path, alive);

    public string Path { get; }

    /// <summary>Those that Db2 writes into, in the order of the streams.</summary>
    public IReadOnlyList<NamedPipe> Pipes => pipes;

    /// <summary>All of them, in the order of the streams.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Why no pipes can be made there; null when they can.</summary>
    public static string? Refusal(string parent)
    {
        if (OperatingSystem.IsWindows()) return "Db2 knows named pipes on UNIX and Linux only";
        if (!System.IO.Path.IsPathFullyQualified(parent) || !Directory.Exists(parent)) return $"'{parent}' is not the absolute path of a folder that is there";
        // [images-and-logs.md, Named pipes: both ends on one machine, the pipe on a local file system]
        try
        {
            return IsNetwork(new DriveInfo(parent).DriveFormat) ? $"'{parent}' lies on the network, and a pipe has to be on a local file system" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // What sort of file system it is cannot be told: whether it has pipes shows when one is made.
        }
    }

    /// <summary>Where pipes are made when nothing else is said.</summary>
    public static string DefaultParent => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetTempPath());

    /// <summary>Pipes that Db2 writes into; open for reading from now on.</summary>
    /// <param name="parent">A folder on a local file system that Db2 sees too.</param>
    /// <param name="count">One pipe per stream.</param>
    /// <exception cref="Db2BackupException">PathNotUsable, AccessDenied, DiskFull, WriteFailed.</exception>
    public static PipeFolder Create(string parent, int count, TimeProvider clock) =>
        Create(parent, (folder, path) => folder.pipes.Add(NamedPipe.Make(path, clock)), count);

    /// <summary>Pipes that Db2 reads from; nobody has opened them yet.</summary>
    /// <exception cref="Db2BackupException">As <see cref="Create(string, int, TimeProvider)"/>.</exception>
    public static PipeFolder CreateForWriting(string parent, int count) => Create(parent, static (_, path) => PipeCalls.Make(path), count);

    private static PipeFolder Create(string parent, Action<PipeFolder, string> make, int count)
    {
        if (OperatingSystem.IsWindows() || Refusal(parent) is not null)
            throw new Db2BackupException(ErrorCode.PathNotUsable, $"No pipes can be made: {Refusal(parent)}.", parent);
        var path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        // What cannot be said to Db2 is refused before anything is made.
        _ = Db2Quote.Path(path);
        PipeFolder? folder = null;
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            folder = new PipeFolder(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1));
            for (var i = 1; i <= count; i++)
            {
                var pipe = System.IO.Path.Combine(path, $"stream{i:D3}");
                make(folder, pipe);
                folder.paths.Add(pipe);
            }
            return folder;
        }
        catch (Exception e)
        {
            folder?.Dispose();
            if (folder is null && Directory.Exists(path)) Directory.Delete(path, recursive: true);
            if (e is not Db2BackupException && FileErrors.From(e, path, writing: true) is { } told) throw told;
            throw;
        }
    }

    /// <summary>BACKUP has ended.</summary>
    public void WriterEnded()
    {
        foreach (var pipe in pipes) pipe.WriterEnded();
    }

    /// <summary>Nobody reads any more: what Db2 writes now fails.</summary>
    public void CloseReaders()
    {
        foreach (var pipe in pipes) pipe.Dispose();
    }

    /// <summary>
    /// Lets go whoever waits in an open for writing, which nothing else could cancel: the other end is opened for a moment. Who comes later
    /// waits again, so this is called until the backup has ended.
    /// </summary>
    public void Release() => Release(Path);

    public void Dispose()
    {
        CloseReaders();
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        alive.Dispose();
    }

    /// <summary>Leaves the pipes where they are, for a Db2 that may still wait in one: without them nobody could let it go.</summary>
    public void Abandon()
    {
        CloseReaders();
        alive.Dispose();
    }

    /// <summary>The folders below a parent whose run is dead: their lock is free. Those of other users are not seen.</summary>
    public static IReadOnlyList<string> Dead(string parent, DateTimeOffset now)
    {
        if (!Directory.Exists(parent)) return [];
        return Directory.EnumerateDirectories(parent, Prefix + "*").Where(path => IsDead(path, now)).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Lets go a Db2 that waits in a pipe of a dead run, and removes the folder.</summary>
    /// <returns>Why it could not be removed; null when it is gone.</returns>
    public static string? Remove(string path)
    {
        try
        {
            Release(path);
            Directory.Delete(path, recursive: true);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null; // Somebody else was faster.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Db2BackupException)
        {
            return e.Message;
        }
    }

    private static bool IsDead(string path, DateTimeOffset now)
    {
        try
        {
            if (now - Directory.GetLastWriteTimeUtc(path) < Settled) return false;
            var name = System.IO.Path.Combine(path, LockName);
            if (!File.Exists(name)) return true;
            using var free = new FileStream(name, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Locked: it lives. Or of another user.
        }
    }

    private static void Release(string path)
    {
        if (!Directory.Exists(path)) return;
        foreach (var file in Directory.EnumerateFiles(path, Pattern))
        {
            // Who waits to write is let go by a reader, who waits to read by a writer.
            PipeCalls.OpenForReading(file).Dispose();
            PipeCalls.OpenForWriting(file)?.Dispose();
        }
    }

    internal static bool IsNetwork(string format) =>
        format.StartsWith("nfs", StringComparison.OrdinalIgnoreCase) || format.StartsWith("smb", StringComparison.OrdinalIgnoreCase)
        || format is "cifs" or "afs" or "9p" or "fuse.sshfs";
}
