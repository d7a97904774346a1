using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Clp;

/// <summary>Prints rows the way the CLP does: columns as wide as their type needs, numbers to the right, NULL as a dash.</summary>
internal sealed class TableFormatter
{
    /// <summary>The CLP shows no more of a character column.</summary>
    private const int WidestCharacters = 8192;

    private readonly ResultColumn[] columns;
    private readonly int[] widths;

    public TableFormatter(ResultColumn[] columns)
    {
        this.columns = columns;
        widths = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++) widths[i] = Math.Max(columns[i].Name.Split('\n').Max(line => line.Length), WidthOf(columns[i].Type));
    }

    public static bool IsNumber(Db2Type type) => type.Kind is
        Db2TypeKind.SmallInt or Db2TypeKind.Integer or Db2TypeKind.BigInt or Db2TypeKind.Decimal or Db2TypeKind.Double;

    /// <summary>Names over dashes. A name of two lines stands at the bottom, as in DESCRIBE TABLE.</summary>
    public string Heading()
    {
        var text = new StringBuilder();
        var names = Array.ConvertAll(columns, column => column.Name.Split('\n'));
        var lines = names.Length == 0 ? 1 : names.Max(name => name.Length);
        for (var line = 0; line < lines; line++)
        {
            var start = text.Length;
            for (var i = 0; i < columns.Length; i++)
            {
                var own = line - (lines - names[i].Length);
                Cell(text, i, own >= 0 ? names[i][own] : "", false);
            }
            // Only the line right above the dashes is as long as they are.
            if (line < lines - 1)
                while (text.Length > start && text[^1] == ' ') text.Length--;
            text.Append('\n');
        }
        for (var i = 0; i < columns.Length; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append('-', widths[i]);
        }
        return text.Append('\n').ToString();
    }

    public void Row(StringBuilder text, object?[] row)
    {
        for (var i = 0; i < columns.Length; i++) Cell(text, i, Format(row[i], columns[i].Type), IsNumber(columns[i].Type));
        text.Append('\n');
    }

    private void Cell(StringBuilder text, int column, string value, bool right)
    {
        if (column > 0) text.Append(' ');
        var width = widths[column];
        if (value.Length > width) value = value[..width];
        if (right) text.Append(' ', width - value.Length).Append(value);
        else text.Append(value).Append(' ', width - value.Length);
    }

    private static int WidthOf(Db2Type type) => type.Kind switch
    {
        _ when type.BitData => 2 * type.Length + 3,
        Db2TypeKind.SmallInt => 6,
        Db2TypeKind.Integer => 11,
        Db2TypeKind.BigInt => 20,
        Db2TypeKind.Decimal => type.Length + 2,
        Db2TypeKind.Double => 24,
        Db2TypeKind.Date => 10,
        Db2TypeKind.Time => 8,
        // 2024-01-31-12.00.00 and a point with the fraction.
        Db2TypeKind.Timestamp => type.Length == 0 ? 19 : 20 + type.Length,
        // x'…' with two digits per byte.
        Db2TypeKind.Blob => Math.Min(2 * type.Length + 3, WidestCharacters),
        _ => Math.Clamp(type.Length, 1, WidestCharacters),
    };

    /// <summary>A value as the CLP shows it, not yet padded.</summary>
    public static string Format(object? value, Db2Type type) => value switch
    {
        null => "-",
        double number => Scientific(number),
        decimal number => number.ToString("F" + type.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        long number when type.Kind == Db2TypeKind.Decimal => ((decimal)number).ToString("F" + type.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        long number when type.Kind == Db2TypeKind.Double => Scientific(number),
        // The wire carries every date in ISO form; in a United States territory, which the stand-in has, the CLP shows MM/DD/YYYY.
        string text when type.Kind == Db2TypeKind.Date && text.Length == 10 && text[4] == '-' => $"{text[5..7]}/{text[8..10]}/{text[..4]}",
        string text when type.Kind == Db2TypeKind.Time => text.Replace('.', ':'),
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // +1.50000000000000E+000
    private static string Scientific(double number) => number.ToString("+0.00000000000000E+000;-0.00000000000000E+000", CultureInfo.InvariantCulture);
}
