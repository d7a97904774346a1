namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads the output parameters of a CALL: a line with the name and one with the value of each, behind a colon; the names are those of the
/// procedure in every language [sql.md, GET_DBSIZE_INFO].
/// </summary>
internal static class CallParser
{
    private const int MostParameters = 200;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        // A procedure without output parameters.
        if (lines.Row(at) is { } alone && Numbers.Int(alone.Value) is { } returned && (alone.Label == "Return Status" || context.Statement?.Report == Db2Report.Call))
            return new ReportBlock(at + 1, [new Db2CallOutput { ReturnStatus = returned, Line = lines.Number(at) }]);
        var i = at;
        // A title with a rule below it.
        if (Pair(lines, at) is null)
        {
            i = lines.Next(at + 1);
            if (TableLayout.IsDashes(lines[i]) || OutputStarts.IsRule(lines[i])) i = lines.Next(i + 1);
            else return null;
            if (OutputStarts.IsRule(lines[at])) return null;
        }
        var parameters = new Dictionary<string, string?>();
        var unread = new UnreadLines();
        var end = i;
        while (parameters.Count < MostParameters && Pair(lines, i) is { } pair)
        {
            if (!parameters.TryAdd(pair.Name, pair.Value == "-" ? null : pair.Value)) unread.Add($"{pair.Name}: {pair.Value}");
            end = pair.End;
            i = lines.Next(end);
        }
        if (parameters.Count == 0) return null;
        int? status = null;
        if (lines.Row(i) is { } row && Numbers.Int(row.Value) is { } number) (status, end) = (number, i + 1);
        // A comment behind a value, as people write it into their notes, is none of it.
        var time = Value("SNAPSHOTTIMESTAMP");
        return new ReportBlock(end,
        [
            new Db2CallOutput
            {
                Parameters = parameters,
                ReturnStatus = status,
                SnapshotTime = time is null ? null : OutputTime.Local(OutputTime.Iso(time)?.Time),
                DatabaseSizeBytes = Numbers.Long(Value("DATABASESIZE")),
                DatabaseCapacityBytes = Numbers.Long(Value("DATABASECAPACITY")),
                Line = lines.Number(at),
                Unread = unread.ToList(),
            },
        ]);

        string? Value(string name) => parameters.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>Name and value; the name in capitals, as procedures have them. A value may be empty.</summary>
    private static (string Name, string Value, int End)? Pair(OutputLines lines, int at)
    {
        if (Behind(lines[at]) is not { Value.Length: > 0 } name || !IsName(name.Value)) return null;
        var next = lines.Next(at + 1);
        if (Behind(lines[next]) is not { } value || OutputStarts.IsStart(lines, next)) return null;
        // Both lines begin with the same blanks, and their labels are not the same.
        return value.Label != name.Label && !value.Label.Contains('/', StringComparison.Ordinal) ? (name.Value, value.Value, next + 1) : null;
    }

    private static (string Label, string Value)? Behind(string line)
    {
        if (line.Length > ReportRows.LongestLine) return null;
        var colon = Wording.Colon(line);
        return colon > 0 && line.AsSpan(0, colon).Trim().Length > 0 ? (line[..colon].Trim(), WithoutNote(line[(colon + 1)..]).Trim()) : null;
    }

    /// <summary>Tabs and two dashes are what people write behind a line in their notes; Db2 prints neither.</summary>
    private static string WithoutNote(string text)
    {
        var dashes = text.IndexOf("\t--", StringComparison.Ordinal);
        return dashes < 0 ? text : text[..dashes];
    }

    private static bool IsName(string text)
    {
        return text.Length is > 1 and <= 128 && char.IsAsciiLetterUpper(text[0]) && text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@#$") < 0;
    }
}
