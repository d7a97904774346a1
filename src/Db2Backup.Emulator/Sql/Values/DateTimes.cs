using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>
/// Dates and times as text: yyyy-mm-dd, hh.mm.ss, yyyy-mm-dd-hh.mm.ss.nnnnnn. In these forms they order as text.
/// </summary>
internal static class DateTimes
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "M/d/yyyy", "d.M.yyyy", "yyyy-M-d"];
    private static readonly string[] TimeForms = ["HH.mm.ss", "HH:mm:ss", "HH.mm", "HH:mm", "h:mm tt", "hh:mm tt"];

    public static string Format(DateTime value, Db2Type type) => type.Kind switch
    {
        Db2TypeKind.Date => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Db2TypeKind.Time => value.ToString("HH.mm.ss", CultureInfo.InvariantCulture),
        _ => value.ToString("yyyy-MM-dd-HH.mm.ss", CultureInfo.InvariantCulture) + Fraction(value.ToString("fffffff", CultureInfo.InvariantCulture), type.Length),
    };

    /// <summary>The text in the type's own form; SQL0180N for another syntax, SQL0181N for a day that is not.</summary>
    public static string Normalize(string text, Db2Type type)
    {
        text = text.Trim();
        return type.Kind switch
        {
            Db2TypeKind.Date => Format(ParseDate(text.Length > 10 && LooksLikeTimestamp(text) ? text[..10] : text), type),
            Db2TypeKind.Time => Format(ParseTime(text.Length > 10 && LooksLikeTimestamp(text) ? text.Substring(11, 8) : text), type),
            _ => NormalizeTimestamp(text, type.Length),
        };
    }

    /// <summary>For arithmetic: a normalized value as a point in time.</summary>
    public static DateTime Parse(string normalized) => normalized.Length switch
    {
        8 => DateTime.ParseExact(normalized, "HH.mm.ss", CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault),
        10 => DateTime.ParseExact(normalized, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => DateTime.ParseExact(normalized[..19], "yyyy-MM-dd-HH.mm.ss", CultureInfo.InvariantCulture)
            .AddTicks(normalized.Length > 20 ? long.Parse(normalized[20..].PadRight(7, '0')[..7], CultureInfo.InvariantCulture) : 0),
    };

    public static string Add(string normalized, Db2Type type, long amount, string unit)
    {
        var value = Parse(normalized);
        var count = (int)Math.Clamp(amount, int.MinValue, int.MaxValue);
        try
        {
            value = unit switch
            {
                "YEAR" => value.AddYears(count),
                "MONTH" => value.AddMonths(count),
                "DAY" => value.AddDays(count),
                "HOUR" => value.AddHours(count),
                "MINUTE" => value.AddMinutes(count),
                "SECOND" => value.AddSeconds(count),
                _ => value.AddTicks(amount * 10),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new Db2Exception("SQL0181N");
        }
        return Format(value, type);
    }

    private static bool LooksLikeTimestamp(string text) => text.Length >= 19 && text[4] == '-' && text[7] == '-' && text[10] is '-' or ' ' or 'T';

    private static string NormalizeTimestamp(string text, int fraction)
    {
        if (text.Length == 14 && text.All(char.IsAsciiDigit))
            return Moment(text, "yyyyMMddHHmmss", "", fraction);
        if (!LooksLikeTimestamp(text)) return Format(ParseDate(text), new Db2Type(Db2TypeKind.Timestamp, fraction));
        var seconds = string.Concat(text.AsSpan(0, 10), "-", text.AsSpan(11, 8)).Replace(':', '.');
        var digits = text.Length > 19 ? text[20..] : "";
        if (text.Length > 19 && (text[19] != '.' || digits.Length > 12 || !digits.All(char.IsAsciiDigit))) throw new Db2Exception("SQL0180N");
        return Moment(seconds, "yyyy-MM-dd-HH.mm.ss", digits, fraction);
    }

    private static string Moment(string text, string form, string digits, int fraction) =>
        Exact(text, [form]).ToString("yyyy-MM-dd-HH.mm.ss", CultureInfo.InvariantCulture) + Fraction(digits, fraction);

    private static string Fraction(string digits, int length) => length == 0 ? "" : "." + digits.PadRight(length, '0')[..length];

    private static DateTime ParseDate(string text) => Exact(text, DateForms);

    private static DateTime ParseTime(string text) => Exact(text, TimeForms);

    private static DateTime Exact(string text, string[] forms)
    {
        if (DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var value)) return value;
        // Digits and separators in the right places, but no such day or hour.
        var shape = new string(text.Select(c => char.IsAsciiDigit(c) ? '9' : c).ToArray());
        throw new Db2Exception(shape is "9999-99-99" or "99/99/9999" or "99.99.9999" or "99.99.99" or "99:99:99" or "9999-99-99-99.99.99" ? "SQL0181N" : "SQL0180N");
    }
}
