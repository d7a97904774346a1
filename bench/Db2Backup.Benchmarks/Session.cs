using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>All measurements, one after the other.</summary>
internal sealed class Session(Settings settings, string folder)
{
    private readonly Report report = new();
    private readonly DataPath path = new();
    private readonly Quiet quiet = new(settings.Patience);
    private readonly string image = Path.Combine(folder, "image");

    public async Task RunAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        report.Say($"making an image of {settings.Bytes >> 20} MiB");
        PageImageStream.Write(new PageImage(1), image, settings.Bytes);
        path.WriteKey(File("key"));
        if (settings.Wants("protect") || settings.Wants("unprotect")) await BothWaysAsync();
        if (settings.Wants("trove")) await TroveAsync();
        if (settings.Wants("cores")) await CoresAsync();
        System.IO.File.Delete(image);
        if (settings.Wants("memory")) await MemoryAsync();
        report.Add("", $"All of it took {Report.Number(Stopwatch.GetElapsedTime(begin).TotalMinutes, "F1")} minutes.");
        report.Write(settings.Results, settings.Full ? " --full" : "");
    }

    private async Task BothWaysAsync()
    {
        ProtectResult? made = null;
        report.Section("Backup: compress, encrypt, digest, from file to file",
            $"An image of {settings.Bytes >> 20} MiB. Ours also has the SHA-256 of the image and of what is stored; the others have none. Files are not flushed to the disk by anybody.");
        var rows = await Alternation.RunAsync(
        [
            Contender.Ours("ours", async () => made = await path.ProtectAsync(image, File("ours"))),
            Contender.Shell("zstd -3 -T0 | age -r", $"zstd -3 -T0 -q -c {image} | age -r {path.Recipient} >{File("theirs")}"),
            Contender.Shell("zstd -3 -T0", $"zstd -3 -T0 -q -c {image} >{File("zstd")}"),
        ], settings.Runs, warmUps: 1, quiet, report.Say);
        report.Contest(rows, settings.Bytes, "ours is faster by");
        report.Add("", $"Ratio: ours {Ratio("ours")}, zstd -3 -T0 {Ratio("zstd")}.");
        report.Target("ours against zstd -3 -T0 | age -r, at least 1.0 x", rows[1].RatioToFirst, "F2", rows[1].RatioToFirst >= 1);
        report.Target("ours against zstd -3 -T0 alone, goal 0.9 x", rows[2].RatioToFirst, "F2", rows[2].RatioToFirst >= 0.9);
        System.IO.File.Delete(File("zstd"));
        if (!settings.Wants("unprotect")) return;

        report.Section("Restore: decrypt, decompress, verify, from file to file",
            "Ours compares lengths and SHA-256 of both sides with what the backup recorded; the others compare nothing. The last one opens what zstd and age wrote.");
        rows = await Alternation.RunAsync(
        [
            Contender.Ours("ours", () => path.UnprotectAsync(File("ours"), File("back"), made!)),
            Contender.Shell("age -d | zstd -d, of ours", $"age -d -i {File("key")} {File("ours")} | zstd -d -q -c >{File("back2")}"),
            Contender.Shell("age -d | zstd -d, of theirs", $"age -d -i {File("key")} {File("theirs")} | zstd -d -q -c >{File("back3")}"),
        ], settings.Runs, warmUps: 1, quiet, report.Say);
        report.Contest(rows, settings.Bytes, "ours is faster by");
        report.Target("ours against age -d | zstd -d, at least 1.0 x", rows[1].RatioToFirst, "F2", rows[1].RatioToFirst >= 1);
        await Contender.Shell("cmp", $"cmp {image} {File("back2")}").RunAsync();
        report.Add("", "What age and zstd made of our file is the image, byte by byte.");
        foreach (var name in (string[])["back", "back2", "back3", "theirs", "ours"]) System.IO.File.Delete(File(name));
    }

    private async Task TroveAsync()
    {
        var bytes = settings.Bytes / 4;
        var small = File("quarter");
        PageImageStream.Write(new PageImage(1), small, bytes);
        report.Section("Beside what OpenStack Trove ran", $"`tar | gzip | openssl enc -aes-256-cbc`, an image of {bytes >> 20} MiB.");
        var rows = await Alternation.RunAsync(
        [
            Contender.Ours("ours", () => path.ProtectAsync(small, File("ours"))),
            Contender.Shell("tar | gzip | openssl enc", $"tar cPf - {small} | gzip | openssl enc -aes-256-cbc -salt -pass pass:benchmark 2>{File("warnings")} >{File("theirs")}"),
        ], settings.Runs, warmUps: 0, quiet, report.Say);
        report.Contest(rows, bytes, "ours is faster by");
        report.Target("ours against Trove's pipe, at least 15 x", rows[1].RatioToFirst, "F1", rows[1].RatioToFirst >= 15);
        foreach (var file in (string[])[small, File("ours"), File("theirs")]) System.IO.File.Delete(file);
    }

    private async Task CoresAsync()
    {
        if (Environment.ProcessorCount < 2)
        {
            report.Say("one core: nothing to compare");
            return;
        }
        report.Section("From one core to two", "The compress stage alone: read, SHA-256, compress. Beside it zstd with one and two threads, which tells what the machine allows.");
        var ours = await MediansAsync(cores => Child.RunAsync(cores, "child", "cores", image));
        var zstd = await MediansAsync(async cores => Report.Number((await Contender.Shell("zstd", $"taskset -c {cores} zstd -3 -T{cores.Split(',').Length} -q -c {image} >/dev/null").RunAsync()).Seconds, "F4"));
        report.Table(["", "one core, s", "two cores, s", "faster by"], [Row("ours", ours), Row("zstd -3", zstd)]);
        report.Target("compress stage from one core to two, at least 1.8 x", ours[2], "F2", ours[2] >= 1.8);

        static string[] Row(string name, double[] medians) =>
            [name, Report.Number(medians[0], "F2"), Report.Number(medians[1], "F2"), Report.Number(medians[2], "F2") + " x"];
    }

    /// <returns>Medians of one core, of two, and of the ratios.</returns>
    private async Task<double[]> MediansAsync(Func<string, Task<string>> run)
    {
        List<double> one = [], two = [];
        for (var i = 0; i < settings.Runs; i++)
        {
            one.Add(double.Parse(await run("0"), CultureInfo.InvariantCulture));
            two.Add(double.Parse(await run("0,1"), CultureInfo.InvariantCulture));
        }
        return [Alternation.Median(one), Alternation.Median(two), Alternation.Median(one.Zip(two, (a, b) => a / b))];
    }

    private async Task MemoryAsync()
    {
        report.Section("Memory",
            "Above what the process had before: the working set, sampled every 5 ms, at its highest, with what the first run loads and compiles; what was allocated; the large-object heap after a quarter of a second run, and how much it grew from there to its end.");
        var rows = new List<(string Name, MemoryUse Use)>();
        var runs = new List<(double GiB, int Streams)> { (0.5, 1), (2, 1), (2, 2), (2, 4), (2, 8) };
        if (settings.Full) runs.Insert(2, (16, 1));
        foreach (var (gib, streams) in runs)
            rows.Add(($"backup, {Report.Number(gib, "0.#")} GiB, {streams} stream{(streams == 1 ? "" : "s")}", Read(await Child.RunAsync(null, Backup(gib, streams)))));
        if (Child.HasPowerShell) rows.Add(("backup, 2 GiB, 1 stream, in PowerShell", Read(await Child.InPowerShellAsync("BackupAsync", 2L << 30, 1))));
        var stored = File("stored");
        path.WriteKey(stored + ".key");
        await using (var source = new PageImageStream(new PageImage(1), 2L << 30))
        await using (var file = DataPath.Create(stored))
        using (var share = new CompressionShare(path.Options))
            await System.IO.File.WriteAllTextAsync(stored + ".json", JsonSerializer.Serialize(await path.ProtectAsync(source, file, share)));
        rows.Add(("restore, 2 GiB, 1 stream", Read(await Child.RunAsync(null, "child", "restore", stored))));
        report.Table(["", "working set, MiB", "allocated, MiB per GiB", "large objects, MiB", "growth, MiB"], rows.Select(r => new[]
        {
            r.Name, Report.Number(r.Use.PeakMiB, "F0"), Report.Number(r.Use.AllocatedMiBPerGiB, "F1"),
            Report.Number(r.Use.LargeObjectsMiB, "F1"), Report.Number(r.Use.LargeObjectsGrowthMiB, "F1"),
        }));
        report.Target("working set above idle, at most 120 MiB", rows.Max(r => r.Use.PeakMiB), "F0", rows.All(r => r.Use.PeakMiB <= 120));
        // The heap's own bookkeeping may differ by less than a block.
        report.Target("growth of the large-object heap, none", rows.Max(r => r.Use.LargeObjectsGrowthMiB), "F1", rows.All(r => r.Use.LargeObjectsGrowthMiB < 1));

        static MemoryUse Read(string line) => JsonSerializer.Deserialize<MemoryUse>(line)!;
        static string[] Backup(double gib, int streams) =>
            ["child", "backup", ((long)(gib * (1 << 30))).ToString(CultureInfo.InvariantCulture), streams.ToString(CultureInfo.InvariantCulture)];
    }

    private string File(string name) => Path.Combine(folder, name);

    private string Ratio(string name) => Report.Number(settings.Bytes / (double)new FileInfo(File(name)).Length, "F2");
}
