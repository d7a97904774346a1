using System.Globalization;
using System.Text.Json;

namespace Db2Backup.Benchmarks;

/// <summary>Memory of backups of any size and number of streams, and of a restore.</summary>
internal sealed class MemoryPart(Session session)
{
    /// <summary>120 MB.</summary>
    private const double MostMiB = 120e6 / (1 << 20);

    public async Task RunAsync()
    {
        var report = session.Report;
        report.Section("Memory",
            "Of Backup-Db2Database's data path into a store in a folder, above what the process had before: the working set, sampled every 5 ms, at its highest, with what the first run loads and compiles; what was allocated; "
            + "the large-object heap after a quarter of a second run, and how much it grew from there to its end. In PowerShell the module is loaded before.");
        var rows = new List<(string Name, MemoryUse Use)>();
        var runs = new List<(double GiB, int Streams)> { (0.5, 1), (2, 1), (2, 8) };
        if (session.Settings.Full) runs.AddRange([(16, 1), (2, 2), (2, 4)]);
        var store = Directory.CreateDirectory(session.File("memory")).FullName;
        foreach (var (gib, streams) in runs.OrderBy(r => r.Streams).ThenBy(r => r.GiB))
            Add(Title(gib, streams), await Child.RunAsync(null, "child", "backup", ((long)(gib * (1 << 30))).ToString(CultureInfo.InvariantCulture), streams.ToString(CultureInfo.InvariantCulture), store));
        if (Child.Has("pwsh") && Child.Module is { } module)
            foreach (var streams in (int[])[1, 8])
                Add(Title(2, streams) + ", in PowerShell", await Child.InPowerShellAsync(module, nameof(Memory.BackupAsync), 2L << 30, streams, store));
        var stored = session.File("stored");
        session.Path.WriteKey(stored + ".key");
        await File.WriteAllTextAsync(stored + ".json", JsonSerializer.Serialize(await session.Path.ProtectAsync(session.Quarter, stored)));
        Add($"restore, {Report.Number(session.QuarterBytes / (double)(1 << 30), "0.#")} GiB, 1 stream", await Child.RunAsync(null, "child", "restore", stored));
        report.Table(["", "working set, MiB", "allocated, MiB per GiB", "large objects, MiB", "growth, MiB"], rows.Select(r => new[]
        {
            r.Name, Report.Number(r.Use.PeakMiB, "F0"), Report.Number(r.Use.AllocatedMiBPerGiB, "F1"),
            Report.Number(r.Use.LargeObjectsMiB, "F1"), Report.Number(r.Use.LargeObjectsGrowthMiB, "F1"),
        }));
        report.Target("working set above idle, at most 114 MiB (120 MB)", rows.Max(r => r.Use.PeakMiB), "F0", rows.All(r => r.Use.PeakMiB <= MostMiB));
        // The heap's own bookkeeping may differ by less than a block.
        report.Target("growth of the large-object heap, none", rows.Max(r => r.Use.LargeObjectsGrowthMiB), "F1", rows.All(r => r.Use.LargeObjectsGrowthMiB < 1));
        if (!Child.Has("pwsh")) report.Add("", "No pwsh here: not measured in PowerShell.");

        void Add(string name, string line)
        {
            rows.Add((name, JsonSerializer.Deserialize<MemoryUse>(line)!));
            report.Say($"  {name}: {rows[^1].Use}");
        }

        static string Title(double gib, int streams) => $"backup, {Report.Number(gib, "0.#")} GiB, {streams} stream{(streams == 1 ? "" : "s")}";
    }
}
