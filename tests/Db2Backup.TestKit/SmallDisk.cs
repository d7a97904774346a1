using System.Globalization;

namespace Db2Backup.TestKit;

/// <summary>
/// A file system of a few megabytes, for tests of full disks: a tmpfs that only the test program and its children see. It is
/// mounted in a name space of their own (<see cref="AsInstanceUser"/>) and ends with the program. One test at a time has it;
/// afterwards it is empty again.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    /// <summary>Tells the test program where it is mounted.</summary>
    public const string Variable = "DB2BACKUP_SMALL_DISK";

    /// <summary>Why tests of it are skipped elsewhere.</summary>
    public const string Missing = "a small file system cannot be mounted here: that needs root, or user name spaces that everybody may make";

    private const string Filler = ".filler";

    // $1 is the folder, $2 are the options; the rest is the program.
    private const string Mount = """
        folder=$1 options=$2; shift 2
        if mount -t tmpfs -o "$options" tmpfs "$folder" 2>/dev/null; then export DB2BACKUP_SMALL_DISK="$folder"; fi
        exec "$@"
        """;

    private const string Options = "size=96m,nr_inodes=2k,mode=755";

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

    /// <summary>This program was not yet started with one, and can be.</summary>
    internal static bool IsWanted => Environment.GetEnvironmentVariable(Variable) is null && Space(InstanceUser.Current) is not null;

    /// <summary>The command line as it runs with a small disk, where one can be mounted; else as it is.</summary>
    internal static IReadOnlyList<string> With(string folder, InstanceUser user, IReadOnlyList<string> command)
    {
        if (Space(user) is not { } space) return command;
        // Who is root only in a name space gives its rights away again, or tests of permissions would prove nothing.
        string[] end = user.Id is null ? ["setpriv", "--inh-caps=-all", "--ambient-caps=-all", "--"] : [];
        return [.. space, "bash", "-c", Mount, "bash", folder, user.Id is { } owner ? $"{Options},uid={owner},gid={owner}" : Options, .. end, .. command];
    }

    /// <summary>How to begin a name space with mounts of its own; null when this user may not.</summary>
    private static string[]? Space(InstanceUser user)
    {
        if (user.Id is null && NativeMethods.IsRoot) return null;
        string[] space = user.Id is not null ? ["unshare", "--mount"] : ["unshare", "--user", "--map-current-user", "--mount", "--keep-caps"];
        return InstanceUser.Try([.. space, "true"]) ? space : null;
    }
}
