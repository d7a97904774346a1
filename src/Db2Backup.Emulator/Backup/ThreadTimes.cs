using System.Diagnostics;

namespace Db2Backup.Emulator.Backup;

/// <summary>How long a thread of a backup worked and waited, and what went through it.</summary>
internal sealed class ThreadTimes
{
    private readonly long begin = Stopwatch.GetTimestamp();
    private long worked, waited;

    public TimeSpan Worked => new(worked);

    public TimeSpan Waited => new(waited);

    /// <summary>Since it began.</summary>
    public TimeSpan Total => Stopwatch.GetElapsedTime(begin);

    public long Buffers { get; private set; }

    public long Bytes { get; private set; }

    public void Count(int bytes) => (Buffers, Bytes) = (Buffers + 1, Bytes + bytes);

    public void Working(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        worked += Stopwatch.GetElapsedTime(start).Ticks;
    }

    public T Waiting<T>(Func<T> wait)
    {
        var start = Stopwatch.GetTimestamp();
        var result = wait();
        waited += Stopwatch.GetElapsedTime(start).Ticks;
        return result;
    }
}
