using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>A column of a table: where it begins and how wide it is, in columns of the terminal.</summary>
internal readonly record struct TableColumn(int Start, int Length);

/// <summary>
/// The columns that a line of dashes tells, and how to cut other lines by them. Neither language nor values with blanks matter; but where a
/// text has letters that take two columns, or were counted in bytes, or tabs, the same column begins at another character: a cut is right
/// when only blanks stand between the columns.
/// </summary>
internal sealed class TableLayout
{
    private readonly bool squeezed, openEnd;

    private TableLayout(IReadOnlyList<TableColumn> columns, bool squeezed, bool openEnd)
    {
        Columns = columns;
        this.squeezed = squeezed;
        this.openEnd = openEnd;
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Dashes in groups, one blank between: the line below the headings.</summary>
    public static bool IsDashes(string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length > 0 && text[0] == '-' && text[^1] == '-' && text.IndexOfAnyExcept('-', ' ') < 0;
    }

    public static IReadOnlyList<TableColumn> ColumnsOf(string dashes)
    {
        var columns = new List<TableColumn>();
        for (var i = 0; i < dashes.Length;)
        {
            if (dashes[i] != '-')
            {
                i++;
                continue;
            }
            var end = i;
            while (end < dashes.Length && dashes[end] == '-') end++;
            columns.Add(new TableColumn(i, end - i));
            i = end;
        }
        return columns;
    }

    /// <param name="headings">The lines above the dashes.</param>
    /// <param name="openEnd">Values of the last column may be longer than its dashes.</param>
    public static TableLayout From(string dashes, IReadOnlyList<string> headings, bool openEnd = false)
    {
        var columns = ColumnsOf(dashes);
        // Squeezed by tr -s or a browser: the names do not stand above the dashes any more, and no two blanks are left.
        var squeezed = columns.Count > 1 && headings.Count > 0 && headings.All(h => !h.AsSpan().Trim().Contains("  ", StringComparison.Ordinal))
            && !Measures(string.Join('\n', headings)).Any(m => headings.Any(h => Aligned(h, columns, m)));
        return new TableLayout(columns, squeezed, openEnd);
    }

    /// <summary>The values of a line, or null when it does not fit the columns.</summary>
    public IReadOnlyList<string>? Cut(string line)
    {
        // Of several cuts that fit, the one that fills most columns: NULL has a dash, so few values are blank.
        var best = squeezed ? null : Measures(line).Select(m => TryCut(line, m)).Where(v => v is not null).MaxBy(v => v!.Count(x => x.Length > 0));
        if (best is not null) return best;
        return Words(line) is { } words && words.Count == Columns.Count ? words : null;
    }

    private static List<string> Words(string line) => [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private List<string>? TryCut(string line, Measure measure)
    {
        var values = new List<string>(Columns.Count);
        var cursor = new MeasuredLine(line, measure);
        for (var i = 0; i < Columns.Count; i++)
        {
            var start = cursor.At(Columns[i].Start);
            // What stands between this column and the one before, or before the first, must be blank.
            if (i == 0 ? !IsBlank(line, 0, start) : !IsBlank(line, cursor.At(Columns[i - 1].Start + Columns[i - 1].Length), start)) return null;
            var last = i + 1 == Columns.Count;
            var end = cursor.At(Columns[i].Start + Columns[i].Length);
            if (last && openEnd) end = line.Length;
            if (last && !IsBlank(line, end, line.Length)) return null;
            values.Add(line[start..Math.Max(start, end)].Trim());
        }
        return values;
    }

    private static bool IsBlank(string line, int from, int to) => from >= to || line.AsSpan(from, to - from).Trim().Length == 0;

    /// <summary>Names stand at the left of their columns.</summary>
    private static bool Aligned(string heading, IReadOnlyList<TableColumn> columns, Measure measure)
    {
        var cursor = new MeasuredLine(heading, measure);
        foreach (var column in columns)
        {
            var at = cursor.At(column.Start);
            if (at >= heading.Length || heading[at] == ' ' || at > 0 && heading[at - 1] != ' ') return false;
        }
        return true;
    }

    private static IEnumerable<Measure> Measures(string line)
    {
        yield return Measure.Characters;
        if (line.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F') >= 0)
        {
            yield return Measure.Columns;
            yield return Measure.Bytes;
        }
        if (line.Contains('\t', StringComparison.Ordinal)) yield return Measure.Tabs;
    }

    private enum Measure
    {
        Characters,
        Columns,
        Bytes,
        Tabs,
    }

    /// <summary>Finds the character at a column; asked for in rising order.</summary>
    private struct MeasuredLine(string line, Measure measure)
    {
        private int column, at;

        public int At(int wanted)
        {
            if (measure == Measure.Characters) return Math.Min(wanted, line.Length);
            if (wanted < column) column = at = 0;
            while (column < wanted && at < line.Length)
            {
                column += measure switch
                {
                    Measure.Columns => Wording.IsWide(line[at]) ? 2 : 1,
                    Measure.Bytes => line[at] < 0x80 ? 1 : line[at] < 0x800 || char.IsSurrogate(line[at]) ? 2 : 3,
                    _ => line[at] == '\t' ? 8 - column % 8 : 1,
                };
                at++;
            }
            return at;
        }
    }
}
