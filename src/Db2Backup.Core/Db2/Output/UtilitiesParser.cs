using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>A running utility (LIST UTILITIES SHOW DETAIL) as the engine needs it.</summary>
/// <param name="Type">BACKUP, RESTORE, ROLLFORWARD RECOVERY …</param>
/// <param name="TotalBytes">An estimate that changes while it runs, and not the image's size; null when unknown.</param>
internal sealed record RunningUtility(int Id, string Type, string Database, string Description, long? TotalBytes, long? CompletedBytes);

/// <summary>
/// Reads LIST UTILITIES: the first rows come in one order in every language, the member may be missing; what SHOW DETAIL adds stands below
/// labels and is told apart by the forms of the values [commands.md, LIST UTILITIES].
/// </summary>
internal static partial class UtilitiesParser
{
    private const int MostPhases = 200;

    /// <summary>What our own session received.</summary>
    public static IReadOnlyList<RunningUtility> Parse(string output)
    {
        var utilities = new List<RunningUtility>();
        var lines = new OutputLines(OutputText.Lines(output));
        for (var i = 0; i < lines.Count; i++)
        {
            if (Head(lines, i) is not { } head) continue;
            var (utility, end) = Read(lines, i, head);
            i = end - 1;
            if (utility.Id is { } id and <= int.MaxValue)
                utilities.Add(new RunningUtility((int)id, utility.Type ?? "", utility.Database ?? "", utility.Description ?? "",
                    utility.WorkUnit == "bytes" ? utility.TotalWork : null, utility.WorkUnit == "bytes" ? utility.CompletedWork : null));
        }
        return utilities;
    }

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var entries = new List<Db2Output>();
        var (i, end) = (at, at);
        while (Head(lines, i) is { } head)
        {
            (var entry, end) = Read(lines, i, head);
            entries.Add(entry);
            i = lines.Next(end);
        }
        return entries.Count > 0 ? new ReportBlock(end, entries) : null;
    }

    /// <summary>A number, then the type in capitals, then the database. English, the first label is ID.</summary>
    private static (List<ReportRow> Rows, int End)? Head(OutputLines lines, int at)
    {
        if (lines.Row(at) is not { } id || Numbers.Long(id.Value) is null or < 0) return null;
        var rows = new List<ReportRow> { id };
        var (i, end) = (lines.Next(at + 1), at + 1);
        // A label ends the head: Throttling:, Progress Monitoring:; and a number in the first row's place the next utility.
        while (rows.Count < 8 && lines.Row(i) is { } row && !(rows.Count > 3 && row.Label == id.Label))
        {
            rows.Add(row);
            end = i + 1;
            i = lines.Next(end);
        }
        if (rows.Count < 4 || !Type().IsMatch(rows[1].Value) || !Wording.IsAlias(rows[2].Value) && rows[2].Value.Length > 0) return null;
        return rows.Count > 4 && Numbers.Hex(rows[4].Value) is not null ? null : (rows, end);
    }

    private static (Db2UtilityOutput Utility, int End) Read(OutputLines lines, int at, (List<ReportRow> Rows, int End) head)
    {
        var unread = new UnreadLines();
        var rows = head.Rows;
        var english = rows[0].Label == "ID" && rows[1].Label == "Type" && rows[2].Label == "Database Name";
        // The member is a number, a description never.
        var member = Numbers.Int(rows[3].Value);
        var d = member is null ? 3 : 4;
        var end = head.End;
        // Without a member the head took one row too many: it belongs to what follows only if that has a label before it, and then it was not taken.
        foreach (var row in rows.Skip(d + 4)) unread.Add($"{row.Label} = {row.Value}");
        var detail = UtilityProgress.Read(lines, ref end, rows[0].Label, english, unread);
        var current = detail.Phases.LastOrDefault(p => p.IsCurrent) ?? detail.Phases.LastOrDefault();
        var start = d + 1 < rows.Count ? rows[d + 1].Value : null;
        var startTime = OutputTime.Regional(start, english);
        if (startTime is null && start is { Length: > 0 }) unread.Add($"{rows[d + 1].Label} = {start}");
        return (new Db2UtilityOutput
        {
            Id = Numbers.Long(rows[0].Value),
            Type = rows[1].Value,
            Database = rows[2].Value,
            Member = member,
            Description = d < rows.Count ? rows[d].Value : null,
            StartTime = startTime,
            StartTimeText = start is { Length: > 0 } ? start : null,
            State = d + 2 < rows.Count ? rows[d + 2].Value : null,
            Invocation = d + 3 < rows.Count ? rows[d + 3].Value : null,
            Priority = Numbers.Int(detail.Priority),
            PriorityText = detail.Priority,
            PercentComplete = detail.Percent,
            TotalWork = current?.TotalWork,
            CompletedWork = current?.CompletedWork,
            WorkUnit = current?.WorkUnit,
            Phases = detail.Phases is [{ Number: null, Description: null }] ? [] : detail.Phases.Take(MostPhases).ToList(),
            Line = lines.Number(at),
            Unread = unread.ToList(),
        }, end);
    }

    /// <summary>Utilities are named in capitals in every language.</summary>
    [GeneratedRegex(@"^[A-Z][A-Z/-]+(?: [A-Z/-]+){0,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex Type();
}
