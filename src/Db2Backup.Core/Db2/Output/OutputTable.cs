using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>A line of a table: its values, or null when it does not fit the columns.</summary>
internal readonly record struct OutputTableRow(IReadOnlyList<string>? Values, string Text, int Line);

/// <summary>A table in a saved text: headings, dashes, lines up to a blank one, the number of lines.</summary>
internal sealed record OutputTable(IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> Names, IReadOnlyList<OutputTableRow> Rows, int? Announced, int End)
{
    /// <summary>Warnings that the CLP prints among the rows, where they occur: SQL0445W before the row that was cut.</summary>
    public IReadOnlyList<Db2Message> Warnings { get; init; } = [];

    /// <summary>Lines of headings: LIST APPLICATIONS has two or three; more when a terminal broke them.</summary>
    private const int MostHeadings = 12;

    /// <summary>A terminal is at least so wide; dashes that break earlier are two tables.</summary>
    private const int NarrowestTerminal = 60;

    /// <summary>One value gives one warning; several cut values of a row give as many.</summary>
    private const int WarningsTogether = 8;

    /// <summary>Null when no table begins here.</summary>
    public static OutputTable? TryRead(OutputLines lines, int at)
    {
        if (lines.IsBlank(at) || TableLayout.IsDashes(lines[at]) || OutputStarts.IsRule(lines[at])) return null;
        var dashes = at + 1;
        while (dashes < at + MostHeadings && dashes < lines.Count && !lines.IsBlank(dashes) && !TableLayout.IsDashes(lines[dashes]))
        {
            if (OutputStarts.IsStart(lines, dashes) && !TableLayout.IsDashes(lines[dashes + 1])) return null;
            dashes++;
        }
        if (dashes >= lines.Count || !TableLayout.IsDashes(lines[dashes])) return null;
        // One short group is the underline of a heading of prose: a column is as wide as its name at least.
        if (dashes - at > 3 && !Wraps(lines, dashes)) return null;
        var parts = 1;
        while (Wraps(lines, dashes + parts - 1)) parts++;
        if (parts > 1 && dashes - at < parts) return null;
        return Read(lines, at, dashes, parts);
    }

    /// <summary>Dashes that go on in the next line.</summary>
    private static bool Wraps(OutputLines lines, int at) => lines[at].TrimEnd().Length >= NarrowestTerminal && TableLayout.IsDashes(lines[at + 1]);

    private static OutputTable Read(OutputLines lines, int at, int dashes, int parts)
    {
        var width = lines[dashes].TrimEnd('\r').Length;
        var rule = Joined(lines, dashes, parts, width);
        var headings = new List<string>();
        for (var i = at; i + parts <= dashes; i += parts) headings.Add(Joined(lines, i, parts, width));
        var layout = TableLayout.From(rule, headings, ApplicationsParser.IsReport(TableLayout.ColumnsOf(rule)));
        var names = HeadingNames(layout, headings);
        var rows = new List<OutputTableRow>();
        var warnings = new List<Db2Message>();
        int? announced = null;
        var end = dashes + parts;
        while (end < lines.Count && !lines.IsBlank(end))
        {
            if (Warning(lines, end, layout) is { } warning)
            {
                warnings.Add(warning.Message);
                end = warning.Next;
                continue;
            }
            if (lines.Message(end) is not null || IsCount(lines[end], rows.Count)) break;
            var taken = parts == 1 ? 1 : Taken(lines, end, parts, width);
            var text = Joined(lines, end, taken, width);
            var values = layout.Cut(text);
            // Db2 ends a long user with '>': with its program behind, a row may look like a prompt.
            if (lines.Command(end) is not null && values?.Count(v => v.Length > 0) is null or < 3) break;
            // Rows of another report, where a copy has lost the blank line between.
            if (lines.Row(end) is not null && (values is null || values.Any(v => v.Length == 0) && lines.Row(end + 1) is not null)) break;
            rows.Add(new OutputTableRow(values, text, lines.Number(end)));
            end += taken;
        }
        var next = lines.Next(end);
        // "  3 record(s) selected." in any language: a line with one number, which is that of the rows.
        if (next < lines.Count && Count(lines[next], warnings.Count) is { } count && (count == rows.Count || lines[next].Contains("record(s) selected", StringComparison.OrdinalIgnoreCase))) (announced, end) = (count, next + 1);
        return new OutputTable(layout.Columns, names, rows, announced, end) { Warnings = warnings };
    }

    /// <summary>A warning with a row of the same table, or the number of rows, behind it or behind a few more warnings.</summary>
    private static (Db2Message Message, int Next)? Warning(OutputLines lines, int at, TableLayout layout)
    {
        if (Warn(lines, at) is not { } first) return null;
        var next = first.Next;
        for (var more = 1; more < WarningsTogether && Warn(lines, next) is { } another; more++) next = another.Next;
        if (next >= lines.Count || lines.Command(next) is not null || lines.Row(next) is not null || OutputStarts.IsRule(lines[next]) || lines.Message(next) is not null) return null;
        var isRow = !OutputStarts.IsStart(lines, next) && layout.Cut(lines[next]) is { } values && values.Any(v => v.Length > 0);
        return isRow || Count(lines[next], 1) is not null && lines[next].StartsWith("  ", StringComparison.Ordinal) ? first : null;
    }

    private static (Db2Message Message, int Next)? Warn(OutputLines lines, int at) =>
        lines.Message(at) is { Id: [.., 'W'] } && MessageParser.TryRead(lines, at) is { } read ? (read.Message, lines.Next(read.End)) : null;

    /// <summary>How many lines of a broken table belong together: the last ones of a short row may be missing.</summary>
    private static int Taken(OutputLines lines, int at, int parts, int width)
    {
        var taken = 1;
        while (taken < parts && at + taken < lines.Count && !lines.IsBlank(at + taken) && (lines[at + taken - 1].Length >= width || taken == 1 || lines[at + taken].Length <= width)) taken++;
        return taken;
    }

    private static string Joined(OutputLines lines, int at, int count, int width)
    {
        if (count == 1) return lines[at];
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(i + 1 < count ? lines[at + i].PadRight(width) : lines[at + i]);
        return text.ToString();
    }

    /// <summary>The names of the columns, from the line next to the dashes that fits; those of LIST APPLICATIONS are in two lines.</summary>
    private static List<string> HeadingNames(TableLayout layout, List<string> headings)
    {
        for (var i = headings.Count - 1; i >= 0; i--)
            if (layout.Cut(headings[i]) is { } names && names.Any(n => n.Length > 0)) return [.. names];
        return layout.Columns.Select((_, i) => (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
    }

    private static bool IsCount(string line, int rows) => line.StartsWith("  ", StringComparison.Ordinal) && line.TrimEnd() is [.., '.' or '\u3002'] && Count(line) == rows
        || line.Contains("record(s) selected", StringComparison.OrdinalIgnoreCase);

    /// <summary>The only number of a short line that has words too; with warnings among the rows their number stands behind it.</summary>
    private static int? Count(string line, int warnings = 0)
    {
        if (line.Length > 100) return null;
        var start = line.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0 || line.AsSpan().IndexOfAny('=', '"') >= 0) return null;
        var length = line.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        if (length < 0 || !line.Any(char.IsLetter)) return null;
        var second = line.AsSpan(start + length).IndexOfAnyInRange('0', '9');
        if (second >= 0 && (warnings == 0 || Numbers.Leading(line[(start + length + second)..]).Behind.AsSpan().IndexOfAnyInRange('0', '9') >= 0)) return null;
        return MessageParser.TryStart(line) is null ? Numbers.Int(line.Substring(start, length)) : null;
    }
}
