namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads LIST TABLESPACES: number, name, type, contents and state come in this order in every language, the state as hexadecimal bits;
/// with SHOW DETAIL nine numbers follow in theirs [commands.md, LIST TABLESPACES].
/// </summary>
internal static class TableSpacesParser
{
    private const int HeadRows = 5, MostRows = 40, MostStates = 20;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        // A title may stand before the first.
        var i = lines.Row(at) is not null ? at : OutputStarts.IsStart(lines, at) ? lines.Count : lines.Next(at + 1);
        var entries = new List<Db2Output>();
        var end = at;
        while (Head(lines, i) is { } head)
        {
            (var entry, end) = Read(lines, i, head);
            entries.Add(entry);
            i = lines.Next(end);
        }
        return entries.Count > 0 ? new ReportBlock(end, entries) : null;
    }

    /// <summary>The five rows each begins with, and the line behind them.</summary>
    private static (string[] Rows, int End)? Head(OutputLines lines, int at)
    {
        var rows = new string[HeadRows];
        var i = at;
        for (var k = 0; k < HeadRows; k++, i++)
        {
            i = lines.Next(i);
            if (lines.Row(i) is not { } row) return null;
            rows[k] = row.Value;
        }
        return Numbers.Int(rows[0]) is not null && Numbers.Hex(rows[4]) is not null && rows[1].Length > 0 ? (rows, i) : null;
    }

    private static (Db2TableSpaceOutput Entry, int End) Read(OutputLines lines, int at, (string[] Rows, int End) head)
    {
        var unread = new UnreadLines();
        var states = new List<string>();
        var rows = new List<ReportRow>();
        var end = head.End;
        for (var i = head.End; i < lines.Count; i++)
        {
            if (lines.IsBlank(i)) continue;
            if (lines.Row(i) is { } row)
            {
                if (rows.Count >= MostRows || Head(lines, i) is not null && rows.Count is 0 or >= 9 || rows.Count == 0 && Numbers.Int(row.Value) is null) break;
                rows.Add(row);
            }
            // "Detailed explanation:", then a word per state; quiescers have a label of their own.
            else if (OutputStarts.IsStart(lines, i) || lines.IsLong(i) || end < i && rows.Count > 0 && !OutputStarts.IsLabel(lines[i])) break;
            else if (OutputStarts.IsLabel(lines[i]))
            {
                if (rows.Count == 0 && states.Count > 0) break;
            }
            else if (rows.Count == 0 && states.Count < MostStates && (end == i || states.Count == 0)) states.Add(lines[i].Trim());
            else break;
            end = i + 1;
        }
        var numbers = rows.Take(9).Select(r => Numbers.Long(r.Value)).ToList();
        if (rows.Count is > 0 and < 9) foreach (var row in rows) unread.Add($"{row.Label} = {row.Value}");
        var detail = rows.Count >= 9;
        var (recovery, other) = Others(rows);
        return (new Db2TableSpaceOutput
        {
            Id = Numbers.Int(head.Rows[0]),
            Name = head.Rows[1],
            Type = head.Rows[2],
            Contents = head.Rows[3],
            State = Numbers.Hex(head.Rows[4]),
            StateText = states,
            TotalPages = detail ? numbers[0] : null,
            UseablePages = detail ? numbers[1] : null,
            UsedPages = detail ? numbers[2] : null,
            FreePages = detail ? numbers[3] : null,
            HighWaterMarkPages = detail ? numbers[4] : null,
            PageSizeBytes = detail ? (int?)numbers[5] : null,
            ExtentSizePages = detail ? numbers[6] : null,
            PrefetchSizePages = detail ? numbers[7] : null,
            Containers = detail ? (int?)numbers[8] : null,
            MinimumRecoveryTime = recovery,
            Other = other,
            Line = lines.Number(at),
            Unread = unread.ToList(),
        }, end);
    }

    /// <summary>A time is the minimum recovery time, which Db2 tells in UTC [images-and-logs.md, minimum recovery]; the rest by its label.</summary>
    private static (DateTimeOffset? Recovery, Dictionary<string, string> Other) Others(List<ReportRow> rows)
    {
        DateTimeOffset? recovery = null;
        var other = new Dictionary<string, string>();
        foreach (var row in rows.Skip(9))
        {
            if (recovery is null && OutputTime.Iso(row.Value) is { } time) recovery = new DateTimeOffset(time.Time, TimeSpan.Zero);
            else if (!other.TryAdd(row.Label, row.Value)) other[row.Label] += "; " + row.Value;
        }
        return (recovery, other);
    }
}
