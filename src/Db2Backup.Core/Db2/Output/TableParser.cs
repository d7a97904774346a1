namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads the result table of a SELECT: the line of dashes tells where columns begin and end, so neither language nor
/// values with blanks matter. A lone dash is NULL.
/// </summary>
internal static class TableParser
{
    /// <summary>What our own session received. Null when there is no table.</summary>
    public static Db2Table? Parse(string output)
    {
        var lines = output.Split('\n');
        var dashes = Array.FindIndex(lines, IsDashes);
        if (dashes < 1) return null;
        var columns = TableLayout.ColumnsOf(lines[dashes]);
        var names = columns.Select(c => Cut(lines[dashes - 1], c)).ToList();
        var rows = new List<IReadOnlyList<string?>>();
        for (var i = dashes + 1; i < lines.Length && lines[i].Trim().Length > 0; i++)
        {
            var line = lines[i];
            rows.Add(columns.Select(c => Cut(line, c)).Select(v => v == "-" ? null : v).ToList());
        }
        return new Db2Table(names, rows);
    }

    private static bool IsDashes(string line) => line.Length > 0 && line[0] == '-' && line.TrimEnd().All(c => c is '-' or ' ');

    private static string Cut(string line, TableColumn column) =>
        column.Start >= line.Length ? "" : line.Substring(column.Start, Math.Min(column.Length, line.Length - column.Start)).Trim();

    /// <summary>The table that begins here: of LIST APPLICATIONS, or of a query.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        if (OutputTable.TryRead(lines, at) is not { } table) return null;
        if (ApplicationsParser.TryRead(table) is { } applications) return new ReportBlock(table.End, applications);
        // A line above dashes and nothing below them: only a query prints that, and says how many rows there are.
        if (table.Rows.Count == 0 && table.Announced is null && context.Statement?.Report != Db2Report.Query) return null;
        var rows = new List<Db2Output>(table.Rows.Count);
        foreach (var row in table.Rows)
            rows.Add(row.Values is { } values
                ? new Db2RowOutput { Columns = table.Names, Values = values.Select(v => v == "-" ? null : v).ToList(), Row = rows.Count + 1, Line = row.Line }
                : new Db2RowOutput { Columns = table.Names, Row = rows.Count + 1, Line = row.Line, Unread = [row.Text] });
        if (table.Announced is { } count && count != rows.Count && rows.Count > 0)
            rows[^1] = rows[^1] with { Unread = [.. rows[^1].Unread, $"{count} rows are announced, {rows.Count} are here"] };
        return new ReportBlock(table.End, rows) { Messages = table.Warnings };
    }
}
