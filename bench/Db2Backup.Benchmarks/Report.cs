using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Db2Backup.Benchmarks;

/// <summary>The tables, on the console as they grow; a part goes to the results when it has ended.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();
    private long begin;
    private string load = "";

    public void Say(string line) => Console.WriteLine(line);

    /// <summary>A part begins.</summary>
    public void Section(string title, string what)
    {
        text.Clear();
        begin = Stopwatch.GetTimestamp();
        load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        Add("", $"## {title}", "", what, "");
    }

    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        // A pipe between programs is no border between cells.
        var all = rows.Select(row => row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)).ToArray()).ToList();
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

    /// <summary>The part with when and on what it was measured.</summary>
    public string End(string options)
    {
        var minutes = Stopwatch.GetElapsedTime(begin).TotalMinutes;
        Add("", $"Measured {DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC in {Number(minutes, "F1")} minutes{options}; {Processor()}, {Environment.ProcessorCount} cores, "
            + $"{Number(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), "F0")} GiB, load {load} when it began; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}.");
        return text.ToString();
    }

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
