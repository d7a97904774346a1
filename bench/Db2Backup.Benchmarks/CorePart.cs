using System.Globalization;

namespace Db2Backup.Benchmarks;

/// <summary>How much a second core helps.</summary>
internal sealed class CorePart(Session session)
{
    public async Task RunAsync()
    {
        if (Environment.ProcessorCount < 2)
        {
            session.Report.Section("From one core to two", "One core here: nothing to compare.");
            return;
        }
        var image = session.Quarter;
        session.Report.Section("From one core to two",
            $"The compress stage alone (read, SHA-256, compress) of {session.QuarterBytes >> 20} MiB, in processes that may use one core or two. Beside it zstd with one and two threads, which tells what the machine allows.");
        List<double[]> ours = [], zstd = [];
        for (var i = 0; i < session.Settings.Runs; i++)
        {
            ours.Add(await PairAsync(cores => Child.RunAsync(cores, "child", "cores", image)));
            zstd.Add(await PairAsync(async cores => Report.Number((await Contender.Shell("zstd", $"taskset -c {cores} zstd -3 -T{cores.Split(',').Length} -q -c {image} >/dev/null").RunAsync()).Seconds, "F4")));
            session.Report.Say($"  run {i + 1} of {session.Settings.Runs}: ours {ours[^1][0]:F2} and {ours[^1][1]:F2} s, zstd {zstd[^1][0]:F2} and {zstd[^1][1]:F2} s");
        }
        session.Report.Table(["", "one core, s", "two cores, s", "faster by"], [Row("ours", ours), Row("zstd -3", zstd)]);
        session.Report.Target("compress stage from one core to two, at least 1.8 x", Gain(ours), "F2", Gain(ours) >= 1.8);

        static double Gain(List<double[]> pairs) => Alternation.Median(pairs.Select(p => p[0] / p[1]));
        static string[] Row(string name, List<double[]> pairs) =>
            [name, Report.Number(Alternation.Median(pairs.Select(p => p[0])), "F2"), Report.Number(Alternation.Median(pairs.Select(p => p[1])), "F2"), Report.Number(Gain(pairs), "F2") + " x"];
    }

    private static async Task<double[]> PairAsync(Func<string, Task<string>> run) =>
        [double.Parse(await run("0"), CultureInfo.InvariantCulture), double.Parse(await run("0,1"), CultureInfo.InvariantCulture)];
}
