using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Server;

/// <summary>The folder of the sockets of one instance. Users share it, so it is like /tmp: anybody adds, the owner removes.</summary>
internal static class SocketFolder
{
    public const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Shared = Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.StickyBit;

    public static void Create(InstancePaths paths)
    {
        if (Directory.Exists(paths.SocketFolder)) return;
        Directory.CreateDirectory(paths.SocketFolder);
        File.SetUnixFileMode(paths.SocketFolder, Shared);
    }

    /// <summary>Takes a socket and its lock away, at the end of the process that holds them; the last one takes the folder.</summary>
    public static void Leave(InstancePaths paths, string socket)
    {
        File.Delete(socket);
        File.Delete(socket + ".lock");
        try
        {
            if (Directory.Exists(paths.SocketFolder) && !Directory.EnumerateFileSystemEntries(paths.SocketFolder).Any())
                Directory.Delete(paths.SocketFolder);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // Another process has just come, or the folder is another user's: theirs to remove.
        }
    }

    public static void Remove(InstancePaths paths)
    {
        if (Directory.Exists(paths.SocketFolder)) Directory.Delete(paths.SocketFolder, recursive: true);
    }
}
