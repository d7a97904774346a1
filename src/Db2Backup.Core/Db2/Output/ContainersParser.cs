namespace Db2Backup.Db2.Output;

/// <summary>Reads LIST TABLESPACE CONTAINERS: number, name, type; with SHOW DETAIL two numbers of pages and whether it can be reached.</summary>
internal static class ContainersParser
{
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var titled = lines.Row(at) is null;
        if (titled && OutputStarts.IsStart(lines, at)) return null;
        var i = titled ? lines.Next(at + 1) : at;
        var space = titled ? LastNumber(lines[at]) : null;
        if (space is null && context.Statement is { Report: Db2Report.Containers } statement) space = statement.Words.Select(w => Numbers.Int(w)).LastOrDefault(n => n is not null);
        var entries = new List<Db2Output>();
        var end = at;
        while (Read(lines, i, space, context) is { } read)
        {
            entries.Add(read.Entry);
            end = read.End;
            i = lines.Next(end);
        }
        return entries.Count > 0 ? new ReportBlock(end, entries) : null;
    }

    private static (Db2ContainerOutput Entry, int End)? Read(OutputLines lines, int at, int? space, ReportContext context)
    {
        var rows = new List<ReportRow>();
        var (i, end) = (at, at);
        while (rows.Count < 6 && lines.Row(i) is { } row && (rows.Count < 3 || i == end))
        {
            // Three rows, or six with SHOW DETAIL: the next container begins with a number and a path again.
            if (rows.Count == 3 && !(Numbers.Long(row.Value) is not null && lines.NextRow(i + 1) is { } next && Numbers.Long(next.Value) is not null)) break;
            rows.Add(row);
            end = i + 1;
            i = rows.Count < 3 ? lines.Next(end) : end;
        }
        if (rows.Count < 3 || Numbers.Int(rows[0].Value) is not { } id || !IsPlace(rows[1].Value) || rows[2].Value.Length == 0 || Numbers.Hex(rows[2].Value) is not null) return null;
        if (rows.Count is 4 or 5 && context.Statement?.Report != Db2Report.Containers) return null;
        return (new Db2ContainerOutput
        {
            TableSpaceId = space,
            Id = id,
            Name = rows[1].Value,
            Type = rows[2].Value,
            TotalPages = rows.Count > 3 ? Numbers.Long(rows[3].Value) : null,
            UseablePages = rows.Count > 4 ? Numbers.Long(rows[4].Value) : null,
            IsAccessible = rows.Count > 5 ? rows[5].Value.ToUpperInvariant() switch { "YES" => true, "NO" => false, _ => null } : null,
            Line = lines.Number(at),
            Unread = rows.Count > 5 && rows[5].Value.ToUpperInvariant() is not ("YES" or "NO") ? [$"{rows[5].Label} = {rows[5].Value}"] : [],
        }, end);
    }

    /// <summary>A path of UNIX or Windows, or a device.</summary>
    private static bool IsPlace(string value) => value.Length > 1 && (value[0] is '/' or '\\' || value[1] == ':' || value.AsSpan().IndexOfAny('/', '\\') > 0);

    private static int? LastNumber(string title)
    {
        var end = title.AsSpan().LastIndexOfAnyInRange('0', '9');
        if (end < 0) return null;
        var start = title.AsSpan(0, end + 1).LastIndexOfAnyExceptInRange('0', '9') + 1;
        return Numbers.Int(title[start..(end + 1)]);
    }
}
