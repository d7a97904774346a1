using System.Diagnostics;
using Db2Backup.Emulator.Faults;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The fault switches that act in the middle of an image, counted in bytes of all its files together; for RESTORE in bytes of
/// containers and logs of the target. Each byte before the limit is written; what happens at it is the fault.
/// </summary>
internal sealed class ImageFaults(CommandContext context)
{
    private readonly object gate = new();
    private readonly FaultSwitches faults = context.Faults;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private long written;

    /// <summary>Stands in for <see cref="UnixFile.WriteSome"/>. One stream at a time: the order of bytes decides.</summary>
    public int Write(UnixFile file, ReadOnlySpan<byte> bytes)
    {
        if (ReferenceEquals(faults, FaultSwitches.None)) return file.WriteSome(bytes);
        lock (gate)
        {
            var room = Math.Min(bytes.Length, NextLimit() - written);
            if (room == 0) return AtLimit(bytes.Length);
            var count = file.WriteSome(bytes[..(int)room]);
            written += count;
            return count;
        }
    }

    private long NextLimit()
    {
        var limit = long.MaxValue;
        foreach (var fault in new[] { faults.DieAt, faults.CrashAt, faults.ShortAt, faults.DiskFullAt, faults.HangAt })
            if (fault is { } at) limit = Math.Min(limit, at);
        return faults.BytesPerSecond is { } speed ? Math.Min(limit, Allowed(speed)) : limit;
    }

    private int AtLimit(int length)
    {
        if (written == faults.CrashAt) Engine.Die();
        if (written == faults.DiskFullAt) throw new UnixException("", UnixException.NoSpace);
        if (written == faults.ShortAt) return length;
        if (written == faults.DieAt) context.Application.KillClient();
        if (written == faults.DieAt || written == faults.HangAt)
        {
            // The client is gone, or nothing moves: only an interrupt or FORCE APPLICATION ends it.
            context.Cancelled.WaitHandle.WaitOne();
            context.Cancelled.ThrowIfCancellationRequested();
        }
        const int milliseconds = 10;
        context.Cancelled.WaitHandle.WaitOne(milliseconds);
        context.Cancelled.ThrowIfCancellationRequested();
        return 0;
    }

    // At least a byte at once, or it would never begin.
    private long Allowed(long bytesPerSecond) => 1 + (long)(clock.Elapsed.TotalSeconds * bytesPerSecond);
}
