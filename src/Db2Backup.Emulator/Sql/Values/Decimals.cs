using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>
/// Decimals: in SQLite text of a fixed scale ("12.50"), for arithmetic <see cref="decimal"/>. That holds 28 digits, so
/// values beyond them overflow where Db2 would still have three digits more.
/// </summary>
internal static class Decimals
{
    public static decimal Parse(object value) => value switch
    {
        long number => number,
        double number => FromDouble(number),
        string text => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"internal error: {value.GetType()} is no number"),
    };

    /// <summary>Text of the type's scale; what is beyond the scale is cut off, not rounded. SQL0413N when it does not fit.</summary>
    public static string Format(decimal value, Db2Type type)
    {
        var cut = Math.Round(value, Math.Min(type.Scale, 28), MidpointRounding.ToZero);
        var text = cut.ToString("F" + type.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (cut == 0 && text[0] == '-') text = text[1..];
        var digits = (type.Scale == 0 ? text : text[..^(type.Scale + 1)]).TrimStart('-').TrimStart('0').Length;
        return digits <= type.Length - type.Scale ? text : throw new Db2Exception("SQL0413N");
    }

    public static object? Calculate(string operation, object? left, object? right, long scale)
    {
        if (left is null || right is null) return null;
        try
        {
            decimal a = Parse(left), b = Parse(right);
            if (operation == "/" && b == 0) throw new Db2Exception("SQL0801N");
            var result = operation switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                _ => a / b,
            };
            return Format(result, Db2Type.Decimal(31, (int)scale));
        }
        catch (Exception e) when (e is OverflowException or Db2Exception { Db2Message.Definition.Id: "SQL0413N" })
        {
            throw new Db2Exception("SQL0802N");
        }
    }

    private static decimal FromDouble(double number) =>
        Math.Abs(number) < 7.9e28 ? (decimal)number : throw new Db2Exception("SQL0413N");
}
