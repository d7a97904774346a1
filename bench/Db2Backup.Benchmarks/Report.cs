using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Db2Backup.Benchmarks;

/// <summary>The table, on the console as it grows and in bench/RESULTS.md at the end.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();

    public void Say(string line) => Console.WriteLine(line);

    public void Section(string title, string what)
    {
        Add("", $"## {title}", "", what, "");
    }

    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        var widths = heads.Select((h, i) => Math.Max(h.Length, all.Count == 0 ? 0 : all.Max(r => r[i].Length))).ToArray();
        Add(Line(heads), "|" + string.Join('|', widths.Select((w, i) => i == 0 ? new string('-', w + 2) : new string('-', w + 1) + ":")) + "|");
        foreach (var row in all) Add(Line(row));

        // The first column is words, the others are numbers.
        string Line(string[] cells) => "| " + string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i]))) + " |";
    }

    public void Contest(IReadOnlyList<Alternation.Row> rows, long bytes, string ratioHead) =>
        Table(["", "MB/s", "seconds", "CPU seconds", ratioHead, "others had"], rows.Select(r => new[]
        {
            r.Name, Number(bytes / 1e6 / r.Seconds, "F0"), Number(r.Seconds, "F2"), Number(r.CpuSeconds, "F2"), Number(r.RatioToFirst, "F2") + " x",
            r.Others is { } share ? Number(share * 100, "F0") + " %" : "?",
        }));

    /// <summary>A target and whether it was met: said as it is.</summary>
    public void Target(string what, double value, string format, bool met) =>
        Add("", $"{(met ? "Met" : "**Missed**")}: {what}: {Number(value, format)}");

    public void Add(params string[] lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
            text.Append(line).Append('\n');
        }
    }

    public void Write(string path, string options)
    {
        var head = new StringBuilder();
        head.Append("# How fast the data path is\n\n");
        head.Append("Written by `./build.sh bench").Append(options).Append("`; do not edit. Medians of alternating runs; a ratio is the median of the ratios of runs that followed each other.\n");
        head.Append("\"Others had\" is the largest share of all cores that other programs took during one of the runs: where it is not near zero, seconds mean little.\n\n");
        head.Append("- ").Append(DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append(" UTC; ")
            .Append(Processor()).Append(", ").Append(Environment.ProcessorCount).Append(" cores, ")
            .Append(Number(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), "F0")).Append(" GiB; ").Append(RuntimeInformation.OSDescription).Append("; ")
            .Append(RuntimeInformation.FrameworkDescription).Append('\n');
        head.Append("- load of the machine when it began: ").Append(Load).Append('\n');
        File.WriteAllText(path, head.ToString() + text);
    }

    public string Load { get; } = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
