namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads the result table of a SELECT: the line of dashes tells where columns begin and end, so neither language nor
/// values with blanks matter. A lone dash is NULL.
/// </summary>
internal static class TableParser
{
    /// <summary>Null when there is no table.</summary>
    public static Db2Table? Parse(string output)
    {
        var lines = output.Split('\n');
        var dashes = Array.FindIndex(lines, IsDashes);
        if (dashes < 1) return null;
        var columns = Columns(lines[dashes]);
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

    private static List<(int Start, int Length)> Columns(string dashes)
    {
        var columns = new List<(int, int)>();
        for (var i = 0; i < dashes.Length;)
        {
            var end = dashes.IndexOf(' ', i);
            if (end < 0) end = dashes.Length;
            if (end > i) columns.Add((i, end - i));
            i = end + 1;
        }
        return columns;
    }

    private static string Cut(string line, (int Start, int Length) column) =>
        column.Start >= line.Length ? "" : line.Substring(column.Start, Math.Min(column.Length, line.Length - column.Start)).Trim();
}
