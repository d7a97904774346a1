using System.Runtime.InteropServices;

namespace Db2Backup.Emulator.Backup;

/// <summary>An operation of the system failed; <paramref name="errno"/> decides which message Db2 gives.</summary>
internal sealed class UnixException(string path, int errno)
    : IOException($"{path}: {Marshal.GetPInvokeErrorMessage(errno)}")
{
    public const int NoEntry = 2, Interrupted = 4, NoSuchDeviceOrAddress = 6, TryAgain = 11, Access = 13, Exists = 17, NoSpace = 28, BrokenPipe = 32, Quota = 122;

    public string Path { get; } = path;
    public int Errno { get; } = errno;
    public bool IsDiskFull => Errno is NoSpace or Quota;
}

internal enum PathKind { Missing, Directory, NamedPipe, NullDevice, Other }

/// <summary>
/// A file opened by the system calls themselves. The framework's FileStream hides what BACKUP and RESTORE must know: the
/// number of an error, whether a path is a named pipe, and a way to stop waiting for the other end of one.
/// </summary>
internal sealed partial class UnixFile : IDisposable
{
    private const int ReadOnly = 0, WriteOnly = 1, Create = 0x40, Exclusive = 0x80, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const short PollIn = 1, PollOut = 4, PollError = 8, PollHangUp = 16;
    private const int PollMilliseconds = 50;
    private const int SetPipeSize = 1031, PipeBytes = 1 << 20;

    private readonly string path;
    private readonly bool isPipe;
    private readonly CancellationToken cancelled;
    private int descriptor;

    private UnixFile(string path, int descriptor, bool isPipe, CancellationToken cancelled)
    {
        this.path = path;
        this.descriptor = descriptor;
        this.isPipe = isPipe;
        this.cancelled = cancelled;
    }

    public static PathKind KindOf(string path)
    {
        const int currentDirectory = -100, modeAt = 28, deviceMajorAt = 128;
        var buffer = new byte[256];
        if (StatX(currentDirectory, path, 0, 0x1, buffer) != 0) return PathKind.Missing;
        var type = MemoryMarshal.Read<ushort>(buffer.AsSpan(modeAt)) & 0xF000;
        var device = (MemoryMarshal.Read<uint>(buffer.AsSpan(deviceMajorAt)), MemoryMarshal.Read<uint>(buffer.AsSpan(deviceMajorAt + 4)));
        return type switch
        {
            0x4000 => PathKind.Directory,
            0x1000 => PathKind.NamedPipe,
            0x2000 when device == (1, 3) => PathKind.NullDevice,
            _ => PathKind.Other,
        };
    }

    /// <summary>May this process create files there? The engine is the instance owner, so it asks for the right user.</summary>
    public static bool CanWriteTo(string path, bool directory) => Access(path, directory ? 0x2 | 0x1 : 0x2) == 0;

    /// <summary>May this process read it: a file, or the names in a directory?</summary>
    public static bool CanRead(string path) => Access(path, 0x4) == 0;

    /// <summary>A new file of mode 600; fails when one is there. [images-and-logs.md: mode 600, owner instance owner]</summary>
    public static UnixFile CreateNew(string path) =>
        new(path, Opened(path, Open(path, WriteOnly | Create | Exclusive | CloseOnExec, Convert.ToInt32("600", 8))), false, default);

    /// <summary>A file that is there, to write over parts of it.</summary>
    public static UnixFile OpenForUpdate(string path) => new(path, Opened(path, Open(path, WriteOnly | CloseOnExec, 0)), false, default);

    public static UnixFile OpenNullDevice(string path) => new(path, Opened(path, Open(path, WriteOnly | CloseOnExec, 0)), false, default);

    /// <summary>Waits until a reader has the pipe open; a blocking open could not be cancelled.</summary>
    public static UnixFile OpenPipeForWriting(string path, CancellationToken cancelled)
    {
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            var descriptor = Open(path, WriteOnly | NonBlocking | CloseOnExec, 0);
            if (descriptor < 0 && Marshal.GetLastPInvokeError() == UnixException.NoSuchDeviceOrAddress)
            {
                cancelled.WaitHandle.WaitOne(PollMilliseconds);
                continue;
            }
            Opened(path, descriptor);
            // A wish only: fewer wake-ups. Where the limit is lower the pipe keeps its size.
            _ = FileControl(descriptor, SetPipeSize, PipeBytes);
            return new UnixFile(path, descriptor, true, cancelled);
        }
    }

    public static UnixFile OpenForReading(string path, CancellationToken cancelled)
    {
        var isPipe = KindOf(path) == PathKind.NamedPipe;
        var flags = ReadOnly | CloseOnExec | (isPipe ? NonBlocking : 0);
        return new UnixFile(path, Opened(path, Open(path, flags, 0)), isPipe, cancelled);
    }

    public bool CanSeek => !isPipe;

    /// <summary>Writes all of it.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[WriteSome(bytes)..];
    }

    /// <summary>Writes what the file takes now, at least one byte.</summary>
    public int WriteSome(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            if (isPipe) Await(PollOut);
            var count = Write(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (count > 0) return (int)count;
            if (count < 0) ThrowUnlessTransient();
        }
    }

    /// <summary>0 at the end. For a pipe the end is: a writer was there, and none is any more.</summary>
    public int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            if (isPipe) Await(PollIn);
            var count = Read(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (count >= 0) return (int)count;
            ThrowUnlessTransient();
        }
    }

    /// <summary>Moves on without reading; only where <see cref="CanSeek"/>.</summary>
    public void Skip(long bytes)
    {
        const int fromHere = 1;
        if (Seek(descriptor, bytes, fromHere) < 0) throw new UnixException(path, Marshal.GetLastPInvokeError());
    }

    public void Dispose()
    {
        if (descriptor >= 0) _ = Close(descriptor);
        descriptor = -1;
    }

    // POLLHUP comes to a reader only after a writer has come and gone, POLLERR to a writer when the reader is gone: both end the
    // wait, and the read or write that follows tells.
    private void Await(short events)
    {
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            var wanted = new PollRequest { Descriptor = descriptor, Events = events };
            var ready = Poll(ref wanted, 1, PollMilliseconds);
            if (ready > 0 && (wanted.Returned & (events | PollError | PollHangUp)) != 0) return;
            if (ready < 0) ThrowUnlessTransient();
        }
    }

    private void ThrowUnlessTransient()
    {
        var errno = Marshal.GetLastPInvokeError();
        if (errno is not (UnixException.Interrupted or UnixException.TryAgain)) throw new UnixException(path, errno);
    }

    private static int Opened(string path, int descriptor) =>
        descriptor >= 0 ? descriptor : throw new UnixException(path, Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte[] result);
}
