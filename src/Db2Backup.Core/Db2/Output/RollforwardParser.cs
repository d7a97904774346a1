using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads what ROLLFORWARD, ROLLFORWARD … QUERY STATUS and RECOVER print: two rows of heading, then five rows per member, in the same
/// order in every language and release; or, in older releases with several partitions, a table with a line per member
/// [commands.md, ROLLFORWARD].
/// </summary>
internal static partial class RollforwardParser
{
    private const int MemberRows = 5;

    /// <summary>A database has at most 1000 partitions.</summary>
    private const int MostMembers = 1000;

    /// <summary>What our own session received. Empty when no such table was printed.</summary>
    public static IReadOnlyList<RollforwardStatus> Parse(string output, string database)
    {
        var lines = new OutputLines(OutputText.Lines(output));
        var context = new ReportContext(null, null);
        for (var i = 0; i < lines.Count; i++)
            if (TryRead(lines, i, context) is { } block)
                return block.Entries.Cast<Db2RollforwardOutput>().Where(e => e.Member is not null && e.Status is not null).Select(e => Status(e, database)).ToList();
        return [];
    }

    private static RollforwardStatus Status(Db2RollforwardOutput entry, string database) => new()
    {
        Database = database,
        Member = entry.Member!.Value,
        Status = entry.Status!,
        // What is not known to be over goes on.
        IsPending = entry.IsPending ?? true,
        NextLog = entry.NextLog,
        FirstLogProcessed = entry.FirstLogProcessed,
        LastLogProcessed = entry.LastLogProcessed,
        LastCommitted = entry.LastCommitted,
    };

    /// <summary>The report that begins here, with its heading or without it.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var first = lines.Row(at) is null ? lines.Next(at + 1) : at;
        if (lines.Row(first) is not { } alias || alias.Value.Contains(' ', StringComparison.Ordinal)) return null;
        var second = lines.Next(first + 1);
        if (lines.Row(second) is not { } count || Numbers.Int(count.Value) is not { } announced) return null;
        // A title is one line; a row of another report is none.
        if (first != at && (OutputStarts.IsStart(lines, at) || OutputStarts.IsLabel(lines[at]))) return null;
        var i = lines.Next(second + 1);
        var (entries, end) = IsMember(lines, i) ? Blocks(lines, i, alias.Value) : TableOf(lines, i, alias.Value);
        if (entries.Count == 0)
        {
            // Its members were cut off: only the statement or the words can say that this is one.
            if (context.Statement?.Report is not (Db2Report.Rollforward or Db2Report.Recover) && !count.Label.Contains("returned status", StringComparison.OrdinalIgnoreCase)) return null;
            entries.Add(new Db2RollforwardOutput { Database = alias.Value, Line = lines.Number(at), Unread = [$"{announced} members are announced, 0 are here"] });
            end = second + 1;
        }
        else if (entries.Count != announced)
        {
            entries[^1] = entries[^1] with { Unread = [.. entries[^1].Unread, $"{announced} members are announced, {entries.Count} are here"] };
        }
        return new ReportBlock(end, entries);
    }

    /// <summary>A number, a status, a log or nothing, logs with a dash between, a time.</summary>
    private static bool IsMember(OutputLines lines, int at)
    {
        if (lines.Row(at) is not { } member || Numbers.Int(member.Value) is null) return false;
        var rows = new string?[MemberRows];
        for (var (i, k) = (at, 0); k < MemberRows && i < lines.Count; k++)
        {
            rows[k] = lines.Row(i)?.Value;
            i = lines.Next(i + 1);
        }
        return rows[1] is { Length: > 0 } && rows[2] is { } next && (next.Length == 0 || Numbers.Log(next) is not null)
            && (rows[3] is null || Processed().IsMatch(rows[3]!)) && (rows[4] is null || rows[4]!.Length == 0 || OutputTime.Iso(rows[4]!) is not null);
    }

    private static (List<Db2Output> Entries, int End) Blocks(OutputLines lines, int at, string database)
    {
        var entries = new List<Db2Output>();
        var i = at;
        while (entries.Count < MostMembers && IsMember(lines, i))
        {
            var start = i;
            var rows = new List<string>();
            while (rows.Count < MemberRows && lines.Row(i) is { } row)
            {
                rows.Add(row.Value);
                at = i + 1;
                i = lines.Next(at);
            }
            while (rows.Count < MemberRows) rows.Add("");
            entries.Add(Member(database, rows, lines.Number(start)));
        }
        return (entries, at);
    }

    /// <summary>Lines below dashes: member, status, next log, logs, last transaction.</summary>
    private static (List<Db2Output> Entries, int End) TableOf(OutputLines lines, int at, string database)
    {
        var entries = new List<Db2Output>();
        var dashes = at;
        while (dashes < lines.Count && dashes < at + 4 && !TableLayout.IsDashes(lines[dashes])) dashes++;
        if (!TableLayout.IsDashes(lines[dashes]) || TableLayout.ColumnsOf(lines[dashes]).Count != MemberRows) return (entries, at);
        var layout = TableLayout.From(lines[dashes], []);
        var i = dashes + 1;
        for (; i < lines.Count && !lines.IsBlank(i) && entries.Count < MostMembers; i++)
        {
            if ((InColumns(layout, lines[i]) ?? ByForm(lines[i])) is not { } values) break;
            entries.Add(Member(database, values, lines.Number(i)));
        }
        return (entries, i);
    }

    /// <summary>By the columns, when each holds what it should.</summary>
    private static IReadOnlyList<string>? InColumns(TableLayout layout, string line) =>
        layout.Cut(line) is { } values && Numbers.Int(values[0]) is not null && values[1].Length > 0 && (values[2].Length == 0 || Numbers.Log(values[2]) is not null)
            && (values[3].Length == 0 || Processed().IsMatch(values[3])) && (values[4].Length == 0 || OutputTime.Iso(values[4]) is not null) ? values : null;

    /// <summary>Two log names are wider than some column: then by what each value can be.</summary>
    private static string[]? ByForm(string line) =>
        line.Length < ReportRows.LongestLine && Row().Match(line) is { Success: true } m ? [.. Enumerable.Range(1, MemberRows).Select(k => m.Groups[k].Value)] : null;

    private static Db2RollforwardOutput Member(string database, IReadOnlyList<string> rows, int line)
    {
        var unread = new UnreadLines();
        var logs = Processed().Match(rows[3]);
        if (!logs.Success && rows[3].Length > 0) unread.Add(rows[3]);
        var time = OutputTime.Iso(rows[4]);
        if (time is null && rows[4].Length > 0) unread.Add(rows[4]);
        // 1970 stands for: none. Only with its zone a time is an instant.
        var known = time is { Time.Year: > 1970 };
        var utc = known && string.Equals(time!.Value.Zone, "UTC", StringComparison.OrdinalIgnoreCase);
        return new Db2RollforwardOutput
        {
            Database = database,
            Member = Numbers.Int(rows[0]),
            Status = rows[1],
            IsPending = Pending(rows[1]),
            NextLog = Numbers.Log(rows[2]),
            FirstLogProcessed = Numbers.Log(logs.Groups[1].Value),
            LastLogProcessed = Numbers.Log(logs.Groups[2].Value),
            LastCommitted = utc ? new DateTimeOffset(time!.Value.Time, TimeSpan.Zero) : null,
            LastCommittedLocal = known && !utc ? OutputTime.Local(time!.Value.Time) : null,
            LastCommittedText = rows[4].Length > 0 ? rows[4] : null,
            Line = line,
            Unread = unread.ToList(),
        };
    }

    /// <summary>The words of the English status; others say nothing here.</summary>
    private static bool? Pending(string status) => Blanks().Replace(status, " ").ToUpperInvariant() switch
    {
        "NOT PENDING" => false,
        "DB PENDING" or "DB WORKING" or "TBS PENDING" or "TBS WORKING" => true,
        _ => null,
    };

    /// <summary>S0000005.LOG - S0000011.LOG; a lone dash is none.</summary>
    [GeneratedRegex(@"^\s*(S[0-9]{7}\.LOG)?\s*-\s*(S[0-9]{7}\.LOG)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Processed();

    /// <summary>Member, status of one or two words, next log or none, logs or a dash or nothing, time with its zone or nothing.</summary>
    [GeneratedRegex(@"^\s*([0-9]{1,4})\s+([^\s0-9-]{2,40}(?:\s{1,2}[^\s0-9-]{2,40})?)(?:\s+(S[0-9]{7}\.LOG)(?!\s*-))?(?:\s+(S[0-9]{7}\.LOG\s*-\s*S[0-9]{7}\.LOG|-))?(?:\s+([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9.]{8,20}(?: [^\s0-9]{1,20})?))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
