using System.Globalization;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Server;

/// <summary>The folder of the sockets of one instance. Users share it, so it is like /tmp: anybody adds, the owner removes.</summary>
internal static class SocketFolder
{
    public const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Shared = Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.StickyBit;

    /// <summary>
    /// Makes this process the only one behind a socket's name, for as long as it keeps the lock; -1 when another one
    /// serves it. One that is just ending is waited for.
    /// </summary>
    public static int Claim(InstancePaths paths, string socket)
    {
        const int longestEnd = 5_000;
        var until = Environment.TickCount64 + longestEnd;
        do
        {
            Create(paths.SocketFolder);
            var descriptor = Posix.TryLock(socket + ".lock");
            if (descriptor >= 0)
            {
                File.Delete(socket); // left by one that was killed
                return descriptor;
            }
            var serving = Posix.Connect(socket);
            if (serving >= 0)
            {
                Posix.Close(serving);
                return -1;
            }
            Thread.Sleep(5);
        }
        while (Environment.TickCount64 < until);
        return -1;
    }

    /// <summary>Takes a socket and its lock away, at the end of the process that holds them; the last one takes the folder.</summary>
    public static void Leave(InstancePaths paths, string socket)
    {
        File.Delete(socket);
        File.Delete(socket + ".lock");
        try
        {
            ForgetTheDead(paths);
            if (Directory.Exists(paths.SocketFolder) && !Directory.EnumerateFileSystemEntries(paths.SocketFolder).Any())
                Directory.Delete(paths.SocketFolder);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // Another process has just come, or the folder is another user's: theirs to remove.
        }
    }

    /// <summary>
    /// What back ends left that were killed: nobody comes for it, because their parent, whose number the name has, is gone too.
    /// </summary>
    private static void ForgetTheDead(InstancePaths paths)
    {
        if (!Directory.Exists(paths.SocketFolder)) return;
        foreach (var left in Directory.EnumerateFiles(paths.SocketFolder, "db2bp-*"))
            if (int.TryParse(Path.GetFileName(left).Split('-')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && !Posix.Exists(parent)) File.Delete(left);
    }

    private static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Shared);
    }

    public static void Remove(InstancePaths paths)
    {
        if (Directory.Exists(paths.SocketFolder)) Directory.Delete(paths.SocketFolder, recursive: true);
    }
}
