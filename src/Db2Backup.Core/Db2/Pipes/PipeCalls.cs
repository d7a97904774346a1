using System.Runtime.InteropServices;
using Db2Backup.Errors;
using Microsoft.Win32.SafeHandles;

namespace Db2Backup.Db2.Pipes;

/// <summary>The few calls of UNIX that named pipes need and the framework does not have.</summary>
internal static partial class PipeCalls
{
    // Linux, and macOS [fcntl.h].
    private static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
    private const uint OwnerOnly = 0x180; // 600
    private const int WriteOnly = 1;
    private const int NoReader = 6; // ENXIO, on Linux and macOS
    private const short PollIn = 1, PollHangUp = 16;
    private const int SetPipeSize = 1031;
    private const int PipeBytes = 1 << 20;

    /// <exception cref="Db2BackupException">WriteFailed, DiskFull.</exception>
    public static void Make(string path)
    {
        if (MakeFifo(path, OwnerOnly) != 0) throw Failure(path, "made");
    }

    /// <summary>A reading end, now, whether or not somebody writes.</summary>
    /// <exception cref="Db2BackupException">WriteFailed.</exception>
    public static SafePipeHandle OpenForReading(string path)
    {
        var descriptor = Open(path, NonBlocking | CloseOnExec);
        return descriptor >= 0 ? new SafePipeHandle(descriptor, ownsHandle: true) : throw Failure(path, "opened");
    }

    /// <summary>A writing end, now; null when nobody has it open for reading, or waits to.</summary>
    /// <exception cref="Db2BackupException">WriteFailed.</exception>
    public static SafePipeHandle? OpenForWriting(string path)
    {
        var descriptor = Open(path, WriteOnly | NonBlocking | CloseOnExec);
        if (descriptor >= 0) return new SafePipeHandle(descriptor, ownsHandle: true);
        return Marshal.GetLastPInvokeError() == NoReader ? null : throw Failure(path, "opened");
    }

    /// <summary>
    /// Whether somebody writes, or has written and gone. The end of a pipe that nobody has written to yet looks like the end of one that
    /// is finished to read(2); poll(2) tells them apart: it reports a hang-up only after a writer was there.
    /// </summary>
    public static bool HasWriter(SafePipeHandle handle)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var request = new PollRequest { Descriptor = (int)handle.DangerousGetHandle(), Events = PollIn };
            return Poll(ref request, 1, 0) > 0 && (request.Returned & (PollIn | PollHangUp)) != 0;
        }
        finally
        {
            if (held) handle.DangerousRelease();
        }
    }

    /// <summary>A wish only: fewer wake-ups per gigabyte. Where the system's limit is lower the pipe keeps its size.</summary>
    public static void Enlarge(SafePipeHandle handle)
    {
        if (OperatingSystem.IsLinux()) _ = Control((int)handle.DangerousGetHandle(), SetPipeSize, PipeBytes);
    }

    private static Db2BackupException Failure(string path, string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return FileErrors.From(new IOException($"the named pipe cannot be {what}: {Marshal.GetPInvokeErrorMessage(error)}", error), path, writing: true)!;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
