using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads BAR statistics: records of db2diag.log, which name the function that wrote them, and db2pd -barstats. Both are English in every
/// language. Found by the names of functions and columns.
/// </summary>
internal static partial class BarStatisticsParser
{
    /// <summary>The function of Db2 that writes them, whatever the message beside it says.</summary>
    private const string Writer = "sqluxLogDataStats";

    /// <summary>Lines of the head of a record, and lines between it and the table.</summary>
    private const int HeadLines = 24, MostSettings = 3, MostTableSpaces = 100_000;

    /// <summary>All statistics of a text: the tail of a db2diag.log, or what db2pd printed.</summary>
    public static IReadOnlyList<Db2BarStatisticsOutput> Parse(string text)
    {
        var lines = new OutputLines(OutputText.Lines(text));
        var found = new List<Db2BarStatisticsOutput>();
        for (var i = lines.Next(0); i < lines.Count;)
        {
            var block = lines.IsLong(i) ? null : TryRead(lines, i, new ReportContext(null, null));
            if (block is not null) found.AddRange(block.Entries.OfType<Db2BarStatisticsOutput>());
            i = lines.Next(block is null ? i + 1 : Math.Max(block.End, i + 1));
        }
        return found;
    }

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var line = lines[at];
        if (line.Length == 0) return null;
        if (char.IsAsciiDigit(line[0])) return Diagnostic(lines, at);
        if (line.StartsWith("Printing out ", StringComparison.Ordinal)) return Running(lines, at, at, null);
        if (line.StartsWith("Database ", StringComparison.Ordinal) && lines[lines.Next(at + 1)].StartsWith("Printing out ", StringComparison.Ordinal) && Place().Match(line) is { Success: true } place)
            return Running(lines, at, lines.Next(at + 1), place);
        return line.StartsWith("Parallelism ", StringComparison.Ordinal) || line.StartsWith("Number of buffers ", StringComparison.Ordinal) || BarTable.IsHead(line, "BM#")
            ? Tables(lines, at, new Db2BarStatisticsOutput { Line = lines.Number(at) }, new UnreadLines()) : null;
    }

    private static ReportBlock? Diagnostic(OutputLines lines, int at)
    {
        if (Head().Match(lines[at]) is not { Success: true } head) return null;
        var statistics = new Db2BarStatisticsOutput { Line = lines.Number(at) };
        for (var i = at + 1; i < Math.Min(at + HeadLines, lines.Count) && !lines.IsLong(i) && !Head().IsMatch(lines[i]); i++)
        {
            if (lines[i].StartsWith("FUNCTION", StringComparison.Ordinal) && !lines[i].Contains(Writer, StringComparison.Ordinal)) return null;
            foreach (Match pair in Pair().Matches(lines[i]))
                statistics = pair.Groups[1].Value switch
                {
                    "INSTANCE" => statistics with { Instance = pair.Groups[2].Value },
                    "NODE" => statistics with { Member = Numbers.Int(pair.Groups[2].Value) },
                    "DB" => statistics with { Database = pair.Groups[2].Value },
                    _ => statistics,
                };
            if (!lines[i].StartsWith("DATA #1", StringComparison.Ordinal)) continue;
            var (time, zone) = (OutputTime.Iso(head.Groups["time"].Value)?.Time, Numbers.Int(head.Groups["zone"].Value));
            statistics = statistics with
            {
                LocalTime = OutputTime.Local(time),
                Time = time is { } told && zone is > -14 * 60 and < 15 * 60 ? new DateTimeOffset(told, TimeSpan.FromMinutes(zone.Value)) : null,
            };
            return Tables(lines, lines.Next(i + 1), statistics, new UnreadLines());
        }
        return null;
    }

    /// <summary>db2pd -barstats: the threads and table spaces of a backup that runs, and its tables where there are any.</summary>
    private static ReportBlock? Running(OutputLines lines, int first, int at, Match? place)
    {
        if (Printing().Match(lines[at]) is not { Success: true } printing) return null;
        var statistics = new Db2BarStatisticsOutput
        {
            Line = lines.Number(first), IsRestore = printing.Groups["what"].Value == "Restore", LocalTime = OutputTime.Local(OutputTime.Iso(printing.Groups["time"].Value)?.Time),
            Database = place?.Groups["db"].Value is { Length: > 0 } database ? database : null, Member = place is null ? null : Numbers.Int(place.Groups["member"].Value),
        };
        var spaces = new List<Db2BarTableSpace>();
        var unread = new UnreadLines();
        var i = lines.Next(at + 1);
        for (; i < lines.Count && !lines.IsLong(i); i = lines.Next(i + 1))
        {
            if (IsTable(lines[i])) return Tables(lines, i, statistics with { TableSpaces = spaces }, unread);
            if (OutputStarts.IsRule(lines[i])) continue;
            if (Label().Match(lines[i]) is not { Success: true } label || lines.Message(i) is not null || lines.Command(i) is not null) break;
            var (name, value) = (label.Groups[1].Value, label.Groups[2].Value.Trim());
            if (name.EndsWith("agent ID", StringComparison.Ordinal)) statistics = statistics with { AgentId = Numbers.Long(value) };
            else if (name == "tblSpaceName" && value.Length > 0 && spaces.Count < MostTableSpaces) spaces.Add(new Db2BarTableSpace(value, null, null, null));
            else if (spaces.Count > 0)
                spaces[^1] = name switch
                {
                    "tblSpaceID" => spaces[^1] with { Id = Numbers.Int(value) },
                    "tblSpaceTotalPages" => spaces[^1] with { TotalPages = Numbers.Long(value) },
                    "pageSize" => spaces[^1] with { PageBytes = Numbers.Int(value) },
                    _ => spaces[^1],
                };
        }
        return new ReportBlock(i, [statistics with { TableSpaces = spaces, Unread = unread.ToList() }]);
    }

    private static bool IsTable(string line) => Setting().IsMatch(line) || BarTable.IsHead(line, "BM#") || BarTable.IsHead(line, "MC#");

    /// <summary>The settings, then a table of each kind of thread; null when there is none.</summary>
    private static ReportBlock? Tables(OutputLines lines, int at, Db2BarStatisticsOutput statistics, UnreadLines unread)
    {
        var i = at;
        // Each once: more of them are nothing that Db2 prints.
        for (var left = MostSettings; left-- > 0 && Setting().Match(lines[i]) is { Success: true } setting; i = lines.Next(i + 1))
            statistics = setting.Groups[1].Value switch
            {
                "Parallelism" => statistics with { Parallelism = Numbers.Int(setting.Groups[2].Value) },
                "Number of buffers" => statistics with { Buffers = Numbers.Int(setting.Groups[2].Value) },
                _ => statistics with { BufferBytes = Numbers.Long(setting.Groups[2].Value) },
            };
        if (Table(lines, i, "BM#", unread) is not { } read) return null;
        var end = read.End;
        statistics = statistics with { Manipulators = read.Threads };
        if (Table(lines, lines.Next(end), "MC#", unread) is { } written) (statistics, end) = (statistics with { Controllers = written.Threads }, written.End);
        return new ReportBlock(end, [statistics with { Unread = unread.ToList() }]);
    }

    /// <summary>One line above the heading may say of what the last numbers are.</summary>
    private static (List<Db2BarThread> Threads, int End)? Table(OutputLines lines, int at, string kind, UnreadLines unread)
    {
        if (BarTable.IsHead(lines[at], kind)) return BarTable.Read(lines, at, "", unread);
        return lines[at].Trim().Length is > 0 and < 60 && BarTable.IsHead(lines[at + 1], kind) ? BarTable.Read(lines, at + 1, lines[at], unread) : null;
    }

    [GeneratedRegex(@"^(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{1,6})(?<zone>[+-][0-9]{1,4})\s+[A-Z][0-9A-Z]{2,40}\s+LEVEL\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?<![A-Za-z])(INSTANCE|NODE|DB)\s*:\s?([^\s:]{1,128})", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"^(Parallelism|Number of buffers|Buffer size)\s*=\s*([0-9]{1,18})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^Printing out (?<what>Backup|Restore) Runtime Statistics at (?<time>[0-9.-]{10,40}):?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Printing();

    [GeneratedRegex(@"^Database (?:Member|Partition) (?<member>[0-9]{1,4}) -- (?:Database (?<db>[^\s]{1,8}) -- )?", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"^\s*([A-Za-z][A-Za-z0-9 /()#-]{1,60}?)\s*:\s*(.{0,200})$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
