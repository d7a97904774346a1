using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads db2pd -logs and -utilities: English in every language, a line that names member, database and time, then sections of labels and of
/// tables whose columns begin where their names do [commands.md, db2pd].
/// </summary>
internal static partial class Db2pdParser
{
    private const int MostRows = 100_000;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        if (Head().Match(lines.IsLong(at) ? "" : lines[at]) is { Success: true } head)
        {
            var place = new Place(Numbers.Int(head.Groups["member"].Value), head.Groups["db"].Success ? head.Groups["db"].Value : null, head.Groups["state"].Value.Trim(),
                OutputTime.Local(OutputTime.Iso(head.Groups["date"].Value)?.Time) ?? OutputTime.Regional(head.Groups["date"].Value, isEnglish: true));
            return Section(lines, lines.Next(at + 1), place, lines.Number(at));
        }
        // Without its first line, the names of a section are enough.
        return Section(lines, at, new Place(null, null, null, null), lines.Number(at));
    }

    private sealed record Place(int? Member, string? Database, string? State, Db2Timestamp? Time);

    private static ReportBlock? Section(OutputLines lines, int at, Place place, int line)
    {
        var name = lines[at].Trim();
        if (name == "Logs:" && lines[lines.Next(at + 1)].StartsWith("Current Log Number", StringComparison.Ordinal)) return Logs(lines, at, place, line);
        return name == "Utilities:" && lines[lines.Next(at + 1)].StartsWith("Address ", StringComparison.Ordinal) ? Utilities(lines, at, place) : null;
    }

    private static ReportBlock Logs(OutputLines lines, int at, Place place, int line)
    {
        var rows = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var unread = new UnreadLines();
        var i = lines.Next(at + 1);
        while (i < lines.Count && !lines.IsLong(i) && Label().Match(lines[i]) is { Success: true } row && !IsTableHead(lines[i]))
        {
            if (!rows.TryAdd(row.Groups[1].Value, row.Groups[2].Value.Trim())) unread.Add(lines[i]);
            at = i;
            i = lines.Next(i + 1);
        }
        var end = at + 1;
        var files = new List<Db2ActiveLog>();
        if (IsTableHead(lines[i]))
        {
            var table = Table(lines, i, "Filename");
            end = table.End;
            foreach (var (values, text) in table.Rows)
                if (Numbers.Log(values.GetValueOrDefault("Filename")) is { } log)
                    files.Add(new Db2ActiveLog(log, values.GetValueOrDefault("State"), Numbers.Long(values.GetValueOrDefault("Size")), Numbers.Long(values.GetValueOrDefault("Pages")),
                        values.GetValueOrDefault("StartLSN"), Numbers.Long(values.GetValueOrDefault("StartLSO"))));
                else unread.Add(text);
        }
        return new ReportBlock(end,
        [
            new Db2LogsOutput
            {
                Database = place.Database, Member = place.Member, State = place.State, Time = place.Time,
                CurrentLog = Log("Current Log Number"),
                PagesWritten = Numbers.Long(rows.GetValueOrDefault("Pages Written")),
                Method1Status = rows.GetValueOrDefault("Method 1 Archive Status"),
                Method1NextLog = Log("Method 1 Next Log to Archive"),
                Method1FirstFailure = Log("Method 1 First Failure"),
                Method2Status = rows.GetValueOrDefault("Method 2 Archive Status"),
                Method2NextLog = Log("Method 2 Next Log to Archive"),
                Method2FirstFailure = Log("Method 2 First Failure"),
                LogChain = Numbers.Int(rows.GetValueOrDefault("Log Chain ID")),
                CurrentLso = Numbers.Long(rows.GetValueOrDefault("Current LSO")),
                CurrentLsn = rows.GetValueOrDefault("Current LSN"),
                Rows = rows, Files = files, Line = line, Unread = unread.ToList(),
            },
        ]);

        // A number, or n/a.
        LogFileName? Log(string label) => Numbers.Int(rows.GetValueOrDefault(label)) is { } number and >= 0 and <= 9_999_999 ? new LogFileName(number) : Numbers.Log(rows.GetValueOrDefault(label));
    }

    private static ReportBlock Utilities(OutputLines lines, int at, Place place)
    {
        var table = Table(lines, lines.Next(at + 1), "Description");
        var end = table.End;
        var progress = lines.Next(end);
        var phases = new List<(Dictionary<string, string> Values, string Text)>();
        if (lines[progress].Trim() == "Progress:" && IsTableHead(lines[lines.Next(progress + 1)])) (phases, end) = Table(lines, lines.Next(progress + 1), "Description");
        var entries = new List<Db2Output>();
        foreach (var ((values, text), number) in table.Rows.Zip(table.Numbers))
        {
            var own = phases.Where(p => p.Values.GetValueOrDefault("ID") == values.GetValueOrDefault("ID")).Select(p => Phase(p.Values, values)).ToList();
            var current = own.FirstOrDefault(p => p.IsCurrent) ?? own.LastOrDefault();
            entries.Add(new Db2UtilityOutput
            {
                Id = Numbers.Long(values.GetValueOrDefault("ID")),
                Type = values.GetValueOrDefault("Type"),
                Database = values.GetValueOrDefault("DBName"),
                Member = place.Member,
                Description = values.GetValueOrDefault("Description"),
                // "Fri Mar  4 15:39:18" has no year.
                StartTimeText = values.GetValueOrDefault("StartTime"),
                State = values.GetValueOrDefault("State"),
                Invocation = values.GetValueOrDefault("Invoker"),
                Priority = Numbers.Int(values.GetValueOrDefault("Priority")) is { } priority and > 0 ? priority : null,
                PriorityText = values.GetValueOrDefault("Priority"),
                TotalWork = current?.TotalWork, CompletedWork = current?.CompletedWork, WorkUnit = current?.WorkUnit, Phases = own,
                Line = number,
                Unread = Numbers.Long(values.GetValueOrDefault("ID")) is null ? [text] : [],
            });
        }
        return new ReportBlock(end, entries);
    }

    private static Db2UtilityPhase Phase(Dictionary<string, string> values, Dictionary<string, string> utility)
    {
        var (total, completed) = (Numbers.Leading(values.GetValueOrDefault("TotalWork", "")), Numbers.Leading(values.GetValueOrDefault("CompletedWork", "")));
        return new Db2UtilityPhase
        {
            Number = Numbers.Int(values.GetValueOrDefault("PhaseNum")),
            IsCurrent = values.GetValueOrDefault("PhaseNum") == utility.GetValueOrDefault("CurPhase"),
            Description = values.GetValueOrDefault("Description") is { } d and not "n/a" ? d : null,
            TotalWork = total.Number, CompletedWork = completed.Number,
            WorkUnit = completed.Behind.Length > 0 ? completed.Behind.ToLowerInvariant() : total.Number is not null && total.Behind.Length > 0 ? total.Behind.ToLowerInvariant() : null,
            StartTimeText = values.GetValueOrDefault("StartTime"),
        };
    }

    private static bool IsTableHead(string line) => line.StartsWith("Address ", StringComparison.Ordinal) && line.Length < ReportRows.LongestLine;

    private readonly record struct TableRows(List<(Dictionary<string, string> Values, string Text)> Rows, List<int> Numbers, int End)
    {
        public void Deconstruct(out List<(Dictionary<string, string>, string)> rows, out int end) => (rows, end) = (Rows, End);
    }

    /// <summary>Columns begin where their names do; a terminal may have broken the lines, each in as many parts as the names.</summary>
    private static TableRows Table(OutputLines lines, int at, string last)
    {
        var parts = 1;
        while (parts < 4 && !Words(lines[at + parts - 1]).Contains(last) && !lines.IsBlank(at + parts) && !lines[at + parts].StartsWith("0x", StringComparison.Ordinal)) parts++;
        var names = Enumerable.Range(at, parts).Select(i => Columns(lines[i])).ToList();
        var rows = new TableRows([], [], at + parts);
        var i = at + parts;
        while (i < lines.Count && rows.Rows.Count < MostRows && lines[i].StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !lines.IsLong(i))
        {
            var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            var part = 0;
            for (; part < parts && !lines.IsBlank(i + part) && (part == 0 || !lines[i + part].StartsWith("0x", StringComparison.OrdinalIgnoreCase)); part++) Cut(lines[i + part], names[part], values);
            rows.Rows.Add((values, lines[i].Trim()));
            rows.Numbers.Add(lines.Number(i));
            i += part;
        }
        return rows with { End = i };
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static List<(string Name, int Start)> Columns(string line)
    {
        var columns = new List<(string, int)>();
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == ' ')
            {
                i++;
                continue;
            }
            var end = line.IndexOf(' ', i);
            if (end < 0) end = line.Length;
            columns.Add((line[i..end], i));
            i = end;
        }
        return columns;
    }

    /// <summary>A value may be wider than its column and push the others: then they are counted as words from both sides.</summary>
    private static void Cut(string line, List<(string Name, int Start)> columns, Dictionary<string, string> values)
    {
        var aligned = columns.All(c => c.Start == 0 || c.Start >= line.Length || line[c.Start - 1] == ' ');
        var words = Words(line);
        for (var i = 0; i < columns.Count; i++)
        {
            var (name, start) = columns[i];
            var end = i + 1 < columns.Count ? columns[i + 1].Start : line.Length;
            values[name] = aligned ? (start >= line.Length ? "" : line[start..Math.Min(Math.Max(end, start), line.Length)].Trim())
                : words.Length == columns.Count ? words[i] : "";
        }
    }

    [GeneratedRegex(@"^Database (?:Member|Partition) (?<member>[0-9]{1,4}) -- (?:Database (?<db>[^\s]{1,8}) -- )?(?<state>[^-]{1,60}?)(?: -- Up (?<up>[^-]{1,60}?))?(?: -- Date (?<date>.{1,40}))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    /// <summary>A label, two blanks or more, a value that may be empty.</summary>
    [GeneratedRegex(@"^([A-Z][A-Za-z0-9 ]{2,40}?)(?:\s{2,}(\S.{0,200}?))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
