using System.Globalization;

namespace Db2Backup.TestKit;

/// <summary>
/// A file system of a few megabytes, for tests of full disks: a tmpfs that only the test program and its children see. Root
/// mounts it (<see cref="AsInstanceUser"/>); it ends with the program. One test at a time has it; afterwards it is empty again.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    /// <summary>Tells the test program where it is mounted.</summary>
    public const string Variable = "DB2BACKUP_SMALL_DISK";

    /// <summary>Why tests of it are skipped elsewhere.</summary>
    public const string Missing = "a small file system can be mounted by root only (and not in every container)";

    private const string Filler = ".filler";

    // $1 is the folder, $2 the owner; the rest is the program.
    private const string Mount = """
        folder=$1 owner=$2; shift 2
        if mount -t tmpfs -o "size=96m,nr_inodes=2k,mode=755,uid=$owner,gid=$owner" tmpfs "$folder" 2>/dev/null; then export DB2BACKUP_SMALL_DISK="$folder"; fi
        exec "$@"
        """;

    private static readonly SemaphoreSlim Turn = new(1, 1);

    private SmallDisk() => Turn.Wait();

    public static bool IsThere => Folder.Length > 0;

    private static string Folder => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>Waits until no other test has it.</summary>
    public static SmallDisk Take() => IsThere ? new SmallDisk() : throw new TestKitException(Missing);

    /// <summary>A folder on it.</summary>
    public string MakeFolder(params string[] parts) => Directory.CreateDirectory(Path.Combine([Folder, .. parts])).FullName;

    public long FreeBytes => new DriveInfo(Folder).AvailableFreeSpace;

    /// <summary>Fills it until so many bytes are left; a second call changes that.</summary>
    public void LeaveRoom(long bytes)
    {
        var path = Path.Combine(Folder, Filler);
        File.Delete(path);
        var fill = FreeBytes - bytes;
        if (fill < 0) throw new TestKitException($"the small disk has {FreeBytes} bytes left, and {bytes} are wanted");
        // Preallocated, so that the room is gone at once.
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = fill });
    }

    /// <summary>There are bytes left, but not one more file or folder can be made.</summary>
    public void LeaveNoFile()
    {
        const int noSpace = 28;
        var folder = MakeFolder(Filler + "s");
        try
        {
            for (var number = 0; ; number++) File.Create(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))).Dispose();
        }
        catch (IOException full) when (full.HResult == noSpace)
        {
            // That is what was wanted.
        }
    }

    /// <summary>Every file on it, hidden ones too.</summary>
    public IReadOnlyList<string> Files() =>
        Directory.EnumerateFiles(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(f => Path.GetFileName(f) != Filler).Order(StringComparer.Ordinal).ToList();

    public void Dispose()
    {
        foreach (var folder in Directory.GetDirectories(Folder)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(Folder)) File.Delete(file);
        Turn.Release();
    }

    /// <summary>The command line as it runs with a small disk, where root may mount one; else as it is.</summary>
    internal static IReadOnlyList<string> With(string folder, uint owner, IReadOnlyList<string> command) =>
        InstanceUser.Try(["unshare", "--mount", "true"])
            ? ["unshare", "--mount", "bash", "-c", Mount, "bash", folder, owner.ToString(CultureInfo.InvariantCulture), .. command]
            : command;
}
