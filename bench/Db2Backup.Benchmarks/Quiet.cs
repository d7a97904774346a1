using System.Diagnostics;
using System.Globalization;

namespace Db2Backup.Benchmarks;

/// <summary>
/// What other programs take of the machine while something is measured: by the clock a run among others says little, whatever its name.
/// </summary>
/// <param name="patience">How long to wait for a quiet moment before each run, and to repeat one that was disturbed; zero to take what comes.</param>
internal sealed class Quiet(TimeSpan patience)
{
    private const double Disturbed = 0.1;
    private const double TicksPerSecond = 100;
    private readonly long begin = Stopwatch.GetTimestamp();

    /// <summary>Runs until nobody disturbed it or patience is at an end.</summary>
    /// <returns>What it took, and the share of all cores that others had meanwhile; null where the system does not tell.</returns>
    public async Task<(Taken Taken, double? Others)> RunAsync(Contender contender)
    {
        while (true)
        {
            while (Impatient is false && await OthersAsync() > Disturbed) { }
            var before = Ticks();
            var taken = await contender.RunAsync();
            var others = Others(before, Ticks(), taken.CpuSeconds);
            await contender.AfterAsync();
            if (others is not > Disturbed || Impatient) return (taken, others);
        }
    }

    private bool Impatient => Stopwatch.GetElapsedTime(begin) >= patience;

    private static async Task<double> OthersAsync()
    {
        var before = Ticks();
        await Task.Delay(1000);
        return Others(before, Ticks(), 0) ?? 0;
    }

    private static double? Others((long Busy, long All)? before, (long Busy, long All)? after, double ours) =>
        before is { } b && after is { } a && a.All > b.All ? Math.Max(0, (a.Busy - b.Busy - ours * TicksPerSecond) / (a.All - b.All)) : null;

    /// <summary>Hundredths of a second of all cores since the system began: user, nice, system, idle, waiting for disks, interrupts, stolen.</summary>
    private static (long Busy, long All)? Ticks()
    {
        if (!File.Exists("/proc/stat")) return null;
        var numbers = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(w => long.Parse(w, CultureInfo.InvariantCulture)).ToList();
        var all = numbers.Sum();
        return (all - numbers[3] - numbers[4], all);
    }
}
