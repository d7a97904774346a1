using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Db2Backup.Tests.Output;

/// <summary>Processor time of this thread: what a text costs, however busy the machine is. Elsewhere than on Linux, time.</summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3;

    public static double Seconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || clock_gettime(ThreadCpuTime, out var time) != 0) return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
            return time.Seconds + time.Nanoseconds / 1e9;
        }
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);
}
