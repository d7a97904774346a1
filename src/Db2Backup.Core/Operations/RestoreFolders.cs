using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// Fresh folders for one restore: one for the images, one for the logs. A log target that holds a file of the same name fails
/// the restore, so it is never shared between databases or runs.
/// </summary>
internal sealed class RestoreFolders : IDisposable
{
    private const string Alive = ".running";
    private readonly IOperationHost host;
    private readonly string root;
    private readonly string? made;
    private string? madeArchive;
    private FileStream? alive;

    private RestoreFolders(string root, string? made, IOperationHost host)
    {
        (this.root, this.made, this.host) = (root, made, host);
        (Images, Fetched, Logs) = (Path.Combine(root, "images"), Path.Combine(root, "fetched"), Path.Combine(root, "logs"));
    }

    public string Images { get; }

    /// <summary>Logs from the store, until RESTORE has extracted its own: a log target must be empty (SQL2581N).</summary>
    public string Fetched { get; }

    /// <summary>Both the log target of RESTORE and the overflow log path of ROLLFORWARD.</summary>
    public string Logs { get; }

    /// <summary>After a failure the logs stay: a rollforward can go on with them.</summary>
    public bool Keep { get; set; }

    public bool HasLogs => new[] { Fetched, Logs }.Any(f => Directory.Exists(f) && Directory.EnumerateFileSystemEntries(f).Any());

    /// <summary>Puts the fetched logs beside the extracted ones. Of two of one name the archived one counts: Db2 closed it.</summary>
    /// <exception cref="Db2BackupException">DiskFull, AccessDenied …</exception>
    public void JoinLogs()
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(Fetched)) File.Move(file, Path.Combine(Logs, Path.GetFileName(file)), overwrite: true);
        }
        catch (Exception e) when (FileErrors.From(e, Logs, writing: true) is { } told)
        {
            throw told;
        }
    }

    /// <summary>A clone archives its logs there now, or may: the folder stays.</summary>
    /// <returns>The folder when this run made it.</returns>
    public string? KeepArchive()
    {
        var kept = madeArchive;
        madeArchive = null;
        return kept;
    }

    /// <param name="archive">Where a clone will archive its logs; null for none. Made now: later would be too late to find out that it cannot be.</param>
    /// <exception cref="Db2BackupException">PathNotUsable, DiskFull, AccessDenied …</exception>
    public static RestoreFolders Create(string workFolder, string target, string? archive, IOperationHost host)
    {
        var made = Directory.Exists(workFolder) ? null : workFolder;
        ImageFolder.Prepare(workFolder);
        var hadArchive = archive is null || Directory.Exists(archive);
        if (archive is not null) ImageFolder.Prepare(archive);
        var folders = new RestoreFolders(Path.Combine(workFolder, $"restore-{target}-{Guid.NewGuid():N}"), made, host) { madeArchive = hadArchive ? null : archive };
        try
        {
            // What is decrypted here is nobody else's business.
            if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(folders.root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var folder in new[] { folders.Images, folders.Fetched, folders.Logs }) Directory.CreateDirectory(folder);
            folders.alive = new FileStream(Path.Combine(folders.root, Alive), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            folders.RemoveKilled(workFolder, target);
            return folders;
        }
        catch (Exception e) when (FileErrors.From(e, folders.root, writing: true) is { } told)
        {
            folders.Dispose();
            throw told;
        }
    }

    /// <summary>
    /// Images are there while a restore runs, and never after one that came to its end, well or not: with a mark that nobody
    /// holds any more they are of a run that was killed. What lies there came from the store, or out of the image.
    /// </summary>
    private void RemoveKilled(string workFolder, string target)
    {
        foreach (var earlier in Directory.EnumerateDirectories(workFolder, $"restore-{target}-*").Where(f => f != root).ToList())
        {
            if (!Directory.Exists(Path.Combine(earlier, "images")) || IsAlive(earlier)) continue;
            host.Warning($"An earlier restore of {target} ended abnormally; what it had fetched is removed: {earlier}");
            Remove(earlier);
        }
    }

    /// <summary>The lock is the operating system's: it ends with the process. In doubt somebody is at work.</summary>
    private static bool IsAlive(string folder)
    {
        try
        {
            using var mark = new FileStream(Path.Combine(folder, Alive), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        alive?.Dispose();
        if (madeArchive is { } unused && Directory.Exists(unused) && !Directory.EnumerateFileSystemEntries(unused).Any()) Remove(unused);
        Remove(Images);
        if (Keep && Directory.Exists(Fetched)) KeepFetched();
        Remove(Fetched);
        if (Keep && HasLogs) return;
        Remove(root);
        // What was made for this restore and is empty now goes with it.
        if (made is not null && Directory.Exists(made) && !Directory.EnumerateFileSystemEntries(made).Any()) Remove(made);
    }

    private void KeepFetched()
    {
        try
        {
            JoinLogs();
        }
        catch (Db2BackupException e)
        {
            host.Warning($"The fetched logs could not be kept in {Logs}; the store has them. {e.Message}");
        }
    }

    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Warning($"The folder {folder} could not be removed: {e.Message}");
        }
    }
}
