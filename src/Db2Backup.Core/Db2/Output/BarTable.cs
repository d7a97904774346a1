using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>
/// The two tables of BAR statistics. The columns are named, and have one value each, but not for every release: what the heading names is
/// what a row has [asks.md: three layouts; shapes of 10.5, 11.5, 12.1 and of a compressed backup as printed in public documentation].
/// </summary>
internal static class BarTable
{
    private const int MostRows = 10_000;

    public static bool IsHead(string line, string kind) =>
        line.StartsWith(kind, StringComparison.Ordinal) && line.Length < ReportRows.LongestLine && Words(line) is { Count: >= 4 } words && words[1] == "Total" && words.Contains("Buffers");

    /// <param name="at">The heading.</param>
    /// <param name="above">A line above it, which says of what the second number of bytes is.</param>
    public static (List<Db2BarThread> Threads, int End) Read(OutputLines lines, int at, string above, UnreadLines unread)
    {
        var columns = Words(lines[at]);
        var threads = new List<Db2BarThread>();
        var i = at + 1;
        for (; i < lines.Count && threads.Count < MostRows && !lines.IsBlank(i) && !lines.IsLong(i); i++)
        {
            var words = Words(lines[i]);
            if (words[0].All(c => c == '-')) continue;
            if (words[0] != "TOT" && !(words[0].Length >= 3 && words[0].All(char.IsAsciiDigit))) break;
            // The sums are those of the rows; some releases leave their times out.
            if (words[0] == "TOT") continue;
            if (Row(words, columns, above) is { } thread) threads.Add(thread);
            else unread.Add(lines[i]);
        }
        return (threads, i);
    }

    private static Db2BarThread? Row(List<string> words, List<string> columns, string above)
    {
        if (Numbers.Int(words[0]) is not { } number || words.Count < columns.Count) return null;
        var thread = new Db2BarThread { Number = number };
        var bytes = 0;
        for (var i = 1; i < columns.Count; i++)
        {
            var (name, value) = (columns[i], words[i]);
            var time = Time(value);
            switch (name)
            {
                case "Total": thread = thread with { Total = time }; break;
                case "I/O": thread = thread with { InputOutput = time }; break;
                case "Compr": thread = thread with { Compression = time }; break;
                case "MsgQ": thread = thread with { MessageQueue = time }; break;
                case "WaitQ": thread = thread with { WaitQueue = time }; break;
                case "Throttle": thread = thread with { Throttle = time }; break;
                case "LogPhase": thread = thread with { LogPhase = time }; break;
                case "Buffers": thread = thread with { Buffers = Numbers.Long(value) }; break;
                default:
                    if (Unit(name) is not { } unit || Numbers.Long(value) is not { } count || count > long.MaxValue / unit) return null;
                    thread = bytes++ == 0 ? thread with { Bytes = count * unit, BytesUnit = unit }
                        : columns.Contains("LogPhase") || Words(above).Contains("Log") ? thread with { LogBytes = count * unit }
                        : thread with { CompressedBytes = count * unit };
                    break;
            }
        }
        return thread.Total is null || thread.Buffers is null ? null : thread;
    }

    private static long? Unit(string name) => name switch { "Bytes" => 1, "kBytes" or "KBytes" => 1 << 10, "MBytes" => 1 << 20, "GBytes" => 1 << 30, _ => null };

    /// <summary>Seconds with two digits behind the point, or h:mm:ss; a dash is none.</summary>
    private static TimeSpan? Time(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 3)
            return Numbers.Int(parts[0]) is { } hours and >= 0 and < 1_000_000 && Numbers.Int(parts[1]) is { } minutes and >= 0 and < 60 && Seconds(parts[2]) is { } rest and < 60
                ? TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(rest) : null;
        return parts.Length == 1 && Seconds(text) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double? Seconds(string text) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9 ? seconds : null;

    private static List<string> Words(string line) => [.. line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)];
}
