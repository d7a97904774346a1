using System.Runtime.InteropServices;
using System.Text;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// The few calls of the C library that the stand-in needs and .NET has not, or only at a price in start-up time: the front
/// end must be up in milliseconds, so it reads, writes and connects through these.
/// </summary>
internal static unsafe partial class Posix
{
    public const int Interrupted = 4, TryAgain = 11, BrokenPipe = 32;
    private const int AfUnix = 1, SockStream = 1, SockCloseOnExec = 0x80000, OpenCloseOnExec = 0x80000, SetFd = 2, FdCloseOnExec = 1;

    [LibraryImport("libc", EntryPoint = "getppid")] public static partial int ParentProcess();
    [LibraryImport("libc", EntryPoint = "getpid")] public static partial int ThisProcess();
    [LibraryImport("libc", EntryPoint = "geteuid")] public static partial uint EffectiveUser();
    [LibraryImport("libc", EntryPoint = "getegid")] public static partial uint EffectiveGroup();
    [LibraryImport("libc", EntryPoint = "isatty")] public static partial int IsTerminal(int descriptor);
    [LibraryImport("libc", EntryPoint = "kill")] public static partial int Kill(int process, int signal);
    [LibraryImport("libc", EntryPoint = "close")] public static partial int Close(int descriptor);
    [LibraryImport("libc", EntryPoint = "setuid")] public static partial int SetUser(uint user);
    [LibraryImport("libc", EntryPoint = "setgid")] public static partial int SetGroup(uint group);
    [LibraryImport("libc", EntryPoint = "setgroups")] public static partial int SetGroups(nint count, uint* groups);
    [LibraryImport("libc", EntryPoint = "umask")] public static partial uint FileMask(uint mask);
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)] private static partial nint ReadBytes(int descriptor, byte* buffer, nint count);
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)] private static partial nint WriteBytes(int descriptor, byte* buffer, nint count);
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)] private static partial int OpenFile(byte* path, int flags, int mode);
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)] private static partial int FileLock(int descriptor, int operation);
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)] private static partial int NewSocket(int domain, int type, int protocol);
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)] private static partial int ConnectSocket(int descriptor, byte* address, uint length);
    [LibraryImport("libc", EntryPoint = "fcntl")] private static partial int FileControl(int descriptor, int command, int argument);
    [LibraryImport("libc", EntryPoint = "chown")] private static partial int ChangeOwner(byte* path, uint user, uint group);
    [LibraryImport("libc", EntryPoint = "waitpid")] private static partial int WaitFor(int process, int* status, int options);
    [LibraryImport("libc", EntryPoint = "system")] private static partial int RunShell(byte* command);

    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Reads what there is, waiting for at least a byte; 0 at the end, -1 on an error.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            while (true)
            {
                var count = ReadBytes(descriptor, start, buffer.Length);
                if (count >= 0 || LastError != Interrupted) return (int)count;
            }
    }

    /// <summary>Reads exactly so many bytes; false at the end.</summary>
    public static bool ReadAll(int descriptor, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = Read(descriptor, buffer);
            if (count <= 0) return false;
            buffer = buffer[count..];
        }
        return true;
    }

    /// <summary>Writes all of it; false when nobody reads any more.</summary>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint done = 0;
            while (done < bytes.Length)
            {
                var count = WriteBytes(descriptor, start + done, bytes.Length - done);
                if (count < 0 && LastError != Interrupted) return false;
                if (count > 0) done += count;
            }
        }
        return true;
    }

    /// <summary>A descriptor open for reading, or the negative error number.</summary>
    public static int OpenForReading(string path)
    {
        fixed (byte* name = Terminated(path))
        {
            var descriptor = OpenFile(name, OpenCloseOnExec, 0);
            return descriptor >= 0 ? descriptor : -LastError;
        }
    }

    /// <summary>
    /// Takes an exclusive lock on a file for as long as this process lives; -1 when another process has it. Whoever
    /// holds the lock is the one back end (or engine) behind a socket's name.
    /// </summary>
    public static int TryLock(string path)
    {
        const int readWriteCreate = 2 | 0x40, exclusiveNow = 2 | 4;
        fixed (byte* name = Terminated(path))
        {
            var descriptor = OpenFile(name, readWriteCreate | OpenCloseOnExec, 0x1B6 /* rw-rw-rw- less the mask */);
            if (descriptor < 0) return -1;
            // A lock on a file that was taken away meanwhile is worth nothing: the next one locks another file.
            if (FileLock(descriptor, exclusiveNow) == 0 && !IsDeleted(descriptor)) return descriptor;
            Close(descriptor);
            return -1;
        }
    }

    private static bool IsDeleted(int descriptor) =>
        new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;

    /// <summary>A connected UNIX socket, or -1.</summary>
    public static int Connect(string path)
    {
        const int pathLength = 108;
        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length >= pathLength) return -1;
        var descriptor = NewSocket(AfUnix, SockStream | SockCloseOnExec, 0);
        if (descriptor < 0) return -1;
        Span<byte> address = stackalloc byte[2 + pathLength];
        address.Clear();
        address[0] = AfUnix;
        name.CopyTo(address[2..]);
        fixed (byte* start = address)
            if (ConnectSocket(descriptor, start, (uint)(2 + name.Length + 1)) == 0) return descriptor;
        Close(descriptor);
        return -1;
    }

    /// <summary>Descriptors that our caller left open are not for our daemons: one held open would keep its reader waiting.</summary>
    public static void KeepDescriptorsFromChildren()
    {
        for (var descriptor = 3; descriptor < 1024; descriptor++) _ = FileControl(descriptor, SetFd, FdCloseOnExec);
    }

    /// <summary>The exit code of <c>sh -c</c>, with our own standard input and output.</summary>
    public static int Shell(string command)
    {
        fixed (byte* text = Terminated(command))
        {
            var status = RunShell(text);
            return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
        }
    }

    public static bool ChangeOwner(string path, uint user, uint group)
    {
        fixed (byte* name = Terminated(path)) return ChangeOwner(name, user, group) == 0;
    }

    /// <summary>True once a child of ours has ended.</summary>
    public static bool HasEnded(int child)
    {
        const int noHang = 1;
        int status;
        return WaitFor(child, &status, noHang) == child;
    }

    /// <summary>True while the process exists, whoever it belongs to.</summary>
    public static bool Exists(int process) => Kill(process, 0) == 0 || Directory.Exists($"/proc/{process}");

    private static byte[] Terminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
