using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>
/// Values from one type to another, by the rules of assignment (too long is an error) or of CAST (too long is cut).
/// Integers are long, decimals text of their scale, dates and times normalized text, binary strings byte[].
/// </summary>
internal static class ValueConverter
{
    /// <param name="from">Null when the value carries its type itself (a parameter marker's).</param>
    /// <param name="target">The column, for SQL0408N; null in a CAST.</param>
    public static object? Convert(object? value, Db2Type? from, Db2Type to, string? target)
    {
        if (value is null) return null;
        from ??= TypeOf(value);
        if (from == to && to.Kind is Db2TypeKind.BigInt or Db2TypeKind.Double or Db2TypeKind.Date or Db2TypeKind.Time) return value;
        return to.Kind switch
        {
            Db2TypeKind.SmallInt or Db2TypeKind.Integer or Db2TypeKind.BigInt => ToInteger(value, from, to, target),
            Db2TypeKind.Decimal => ToDecimal(value, from, to, target),
            Db2TypeKind.Double => ToDouble(value, from, to, target),
            Db2TypeKind.Date or Db2TypeKind.Time or Db2TypeKind.Timestamp => ToDateTime(value, from, to, target),
            _ when to.IsBinary() => ToBinary(value, from, to, target),
            _ => ToCharacters(value, from, to, target),
        };
    }

    /// <summary>The type of a value that comes without one.</summary>
    public static Db2Type TypeOf(object value) => value switch
    {
        long number => number is >= int.MinValue and <= int.MaxValue ? Db2Type.Integer : Db2Type.BigInt,
        double => Db2Type.Double,
        byte[] bytes => Db2Type.VarChar(Math.Max(1, bytes.Length)) with { BitData = true },
        string text => Db2Type.VarChar(Encoding.UTF8.GetByteCount(text)),
        _ => throw new ArgumentException($"internal error: {value.GetType()} is no value"),
    };

    /// <summary>A value as text, as CHAR and VARCHAR give it.</summary>
    public static string ToText(object value, Db2Type from)
    {
        switch (value)
        {
            case long number: return number.ToString(CultureInfo.InvariantCulture);
            case double number: return FormatDouble(number);
            case byte[] bytes: return Encoding.UTF8.GetString(bytes);
            // In the form of the territory, which is US: mm/dd/yyyy and hh:mm:ss.
            case string date when from.Kind == Db2TypeKind.Date: return $"{date[5..7]}/{date[8..]}/{date[..4]}";
            case string time when from.Kind == Db2TypeKind.Time: return time.Replace('.', ':');
            default: return (string)value;
        }
    }

    /// <summary>Db2's form of a floating point number: +1.50000000000000E+000.</summary>
    public static string FormatDouble(double number)
    {
        if (number == 0) return "0E0";
        var text = number.ToString("E14", CultureInfo.InvariantCulture);
        var mantissa = text[..text.IndexOf('E')].TrimEnd('0').TrimEnd('.');
        if (!mantissa.Contains('.')) mantissa += ".0";
        return mantissa + "E" + int.Parse(text[(text.IndexOf('E') + 1)..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private static object ToInteger(object value, Db2Type from, Db2Type to, string? target)
    {
        var (low, high) = to.Range();
        if (value is long number)
            return number >= low && number <= high ? number : throw new Db2Exception("SQL0413N");
        if (!from.IsNumeric() && !from.IsCharacter()) throw Incompatible(from, to, target);
        // An integer operation that left 64 bits comes back from SQLite as a floating point number.
        if (value is double && from.IsInteger()) throw new Db2Exception("SQL0802N");
        var truncated = value is string text && from.IsCharacter() ? ParseNumber(text, to) : Decimals.Parse(value);
        truncated = decimal.Truncate(truncated);
        return truncated >= low && truncated <= high ? (long)truncated : throw new Db2Exception("SQL0413N");
    }

    private static string ToDecimal(object value, Db2Type from, Db2Type to, string? target)
    {
        if (!from.IsNumeric() && !from.IsCharacter()) throw Incompatible(from, to, target);
        if (value is double && from.IsInteger()) throw new Db2Exception("SQL0802N");
        return Decimals.Format(value is string text && from.IsCharacter() ? ParseNumber(text, to) : Decimals.Parse(value), to);
    }

    private static object ToDouble(object value, Db2Type from, Db2Type to, string? target)
    {
        if (!from.IsNumeric() && !from.IsCharacter()) throw Incompatible(from, to, target);
        return value switch
        {
            long number => (double)number,
            double number => number,
            string text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new Db2Exception("SQL0420N", "DOUBLE"),
        };
    }

    private static string ToDateTime(object value, Db2Type from, Db2Type to, string? target)
    {
        if (value is not string text || !(from.IsCharacter() || from.IsDateTime())) throw Incompatible(from, to, target);
        var possible = from.Kind switch
        {
            Db2TypeKind.Date => to.Kind is Db2TypeKind.Date or Db2TypeKind.Timestamp,
            Db2TypeKind.Time => to.Kind is Db2TypeKind.Time,
            _ => true,
        };
        return possible ? DateTimes.Normalize(text, to) : throw Incompatible(from, to, target);
    }

    private static byte[] ToBinary(object value, Db2Type from, Db2Type to, string? target)
    {
        // Characters go into a column FOR BIT DATA as their bytes; a BLOB takes binary strings only.
        if (!from.IsBinary() && (to.Kind == Db2TypeKind.Blob && target is not null || !from.IsCharacter())) throw Incompatible(from, to, target);
        var bytes = value as byte[] ?? Encoding.UTF8.GetBytes((string)value);
        if (bytes.Length > to.Length)
        {
            if (target is not null) throw new Db2Exception("SQL0433N", System.Convert.ToHexString(bytes));
            bytes = bytes[..to.Length];
        }
        if (to.Kind != Db2TypeKind.Char || bytes.Length == to.Length) return bytes;
        var padded = new byte[to.Length];
        padded.AsSpan().Fill((byte)' ');
        bytes.CopyTo(padded, 0);
        return padded;
    }

    private static string ToCharacters(object value, Db2Type from, Db2Type to, string? target)
    {
        if (from.Kind == Db2TypeKind.Blob) throw Incompatible(from, to, target);
        if (value is double && from.IsInteger()) throw new Db2Exception("SQL0802N");
        var text = value is string same && from.IsCharacter() ? same : ToText(value, from);
        // A character has at most three bytes per UTF-16 unit: most texts need no counting.
        if (text.Length * 3 > to.Length && Encoding.UTF8.GetByteCount(text) > to.Length)
        {
            var cut = text.TrimEnd(' ');
            if (Encoding.UTF8.GetByteCount(cut) > to.Length && target is not null) throw new Db2Exception("SQL0433N", text);
            text = Cut(text, to.Length);
        }
        if (to.Kind != Db2TypeKind.Char) return text;
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes < to.Length ? text + new string(' ', to.Length - bytes) : text;
    }

    private static string Cut(string text, int bytes)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        // not in the middle of a character
        while (bytes > 0 && (encoded[bytes] & 0xC0) == 0x80) bytes--;
        return Encoding.UTF8.GetString(encoded, 0, bytes);
    }

    private static decimal ParseNumber(string text, Db2Type to) =>
        decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new Db2Exception("SQL0420N", to.Name());

    private static Db2Exception Incompatible(Db2Type from, Db2Type to, string? target) => target is null
        ? new Db2Exception("SQL0461N", "SYSIBM." + from.Name(), "SYSIBM." + to.Name())
        : new Db2Exception("SQL0408N", target);
}
