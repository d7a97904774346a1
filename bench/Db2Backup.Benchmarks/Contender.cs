using System.Diagnostics;
using System.Globalization;

namespace Db2Backup.Benchmarks;

/// <summary>What one run took: seconds by the clock, and seconds of all cores.</summary>
internal readonly record struct Taken(double Seconds, double CpuSeconds);

/// <summary>One way to do the work.</summary>
internal sealed record Contender(string Name, Func<Task<Taken>> RunAsync)
{
    /// <summary>Tidies up after a run, outside of what is measured.</summary>
    public Func<Task> AfterAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Seconds of every run that are not the work: the start of a program that people start once.</summary>
    public double StartSeconds { get; init; }

    /// <summary>Whether a first run is another one than those that follow: code of ours is compiled in it.</summary>
    public bool WarmsUp { get; init; }

    /// <summary>Programs joined by pipes; any of them that fails is an error.</summary>
    public static Contender Shell(string name, string pipeline) => new(name, async () =>
    {
        // The shell's own clock: it counts the processor time of all programs of the pipe.
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", $"set -o pipefail; TIMEFORMAT='%R %U %S'; time {{ {pipeline}; }}" }, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{pipeline} ended with {process.ExitCode}: {errors}");
        var words = errors.TrimEnd().Split('\n')[^1].Split(' ').Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        return new Taken(words[0], words[1] + words[2]);
    });

    /// <summary>Our own code, in this process.</summary>
    public static Contender Ours(string name, Func<Task> run) => new(name, async () =>
    {
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        var begin = Stopwatch.GetTimestamp();
        await run();
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        self.Refresh();
        return new Taken(seconds, (self.TotalProcessorTime - cpu).TotalSeconds);
    }) { WarmsUp = true };
}

/// <summary>
/// Contenders run in turn, so that whatever else the machine does meets all of them. The first one is the measure: a ratio is the median of
/// the ratios of runs that followed each other, which is steadier than the ratio of two medians.
/// </summary>
internal static class Alternation
{
    /// <param name="Others">The largest share of the machine that other programs had during one of its runs.</param>
    public sealed record Row(string Name, double Seconds, double CpuSeconds, double RatioToFirst, double? Others)
    {
        /// <summary>Seconds of each run, in turn with those of the others.</summary>
        public IReadOnlyList<double> Runs { get; init; } = [];
    }

    public static async Task<IReadOnlyList<Row>> RunAsync(IReadOnlyList<Contender> contenders, int runs, Quiet quiet, Action<string> say)
    {
        var taken = contenders.Select(_ => new List<Taken>()).ToList();
        var others = new double?[contenders.Count];
        foreach (var contender in contenders.Where(c => c.WarmsUp))
        {
            await contender.RunAsync();
            await contender.AfterAsync();
        }
        for (var run = 1; run <= runs; run++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var (one, disturbance) = await quiet.RunAsync(contenders[i]);
                taken[i].Add(one with { Seconds = one.Seconds - contenders[i].StartSeconds });
                if (disturbance is { } share) others[i] = Math.Max(others[i] ?? 0, share);
            }
            say($"  run {run} of {runs}: " + string.Join(", ", contenders.Select((c, i) => $"{c.Name} {taken[i][^1].Seconds:F2} s")));
        }
        return contenders.Select((c, i) => new Row(c.Name, Median(taken[i].Select(t => t.Seconds)), Median(taken[i].Select(t => t.CpuSeconds)),
            Median(taken[i].Select((t, n) => t.Seconds / taken[0][n].Seconds)), others[i]) { Runs = taken[i].Select(t => t.Seconds).ToList() }).ToList();
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
