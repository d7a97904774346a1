using System.Security.Cryptography;

namespace Db2Backup.TestKit;

/// <summary>
/// A folder for one test, with a short path (names of UNIX sockets and Db2 paths are limited). It is gone after
/// <see cref="Dispose"/>; a process that still writes into it makes the disposal fail, which is meant.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode OwnerAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public TemporaryFolder(string prefix = "d2-")
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), prefix + Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant());
        Directory.CreateDirectory(Path);
        // Another user (the instance owner of a sandbox) walks through it.
        File.SetUnixFileMode(Path, OwnerAll | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>A folder inside; made when it is not there.</summary>
    public string Folder(params string[] parts) => Directory.CreateDirectory(Combine(parts)).FullName;

    public void Dispose()
    {
        if (!Directory.Exists(Path)) return;
        // Tests take permissions away from folders; give them back or nothing in them can be deleted.
        foreach (var folder in Directory.EnumerateDirectories(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).ToList())
            if ((File.GetUnixFileMode(folder) & OwnerAll) != OwnerAll)
                File.SetUnixFileMode(folder, OwnerAll);
        Directory.Delete(Path, recursive: true);
    }

    public override string ToString() => Path;
}
