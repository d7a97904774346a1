using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>Times as Db2 prints them. None has a zone but where one is printed.</summary>
internal static partial class OutputTime
{
    /// <summary>2024-01-31-12.00.00.000000, and what stands behind it: UTC, Local or nothing.</summary>
    public static (DateTime Time, string Zone)? Iso(string text)
    {
        var match = IsoForm().Match(text);
        if (!match.Success) return null;
        var digits = match.Groups[1].Value;
        var fraction = match.Groups[2].Value.PadRight(6, '0')[..6];
        return DateTime.TryParseExact($"{digits}.{fraction}", "yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time, match.Groups[3].Value)
            : null;
    }

    /// <summary>To the second, as the 14 digits.</summary>
    public static Db2Timestamp? Local(DateTime? time) => time is { } t && Db2Timestamp.TryParse(t.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture), out var timestamp) ? timestamp : null;

    /// <summary>14 digits.</summary>
    public static Db2Timestamp? Digits(string? text) => Db2Timestamp.TryParse(text?.Trim(), out var timestamp) ? timestamp : null;

    /// <summary>
    /// 02/28/2018 16:20:08.523339, 31.01.2024 12.00.00, 2024-01-31 12:00:00: the form follows the locale of the server. With dots the day
    /// is first and with dashes the year; with slashes the CLP's own form has the month first, which holds for English texts unless a
    /// number above 12 says otherwise. In another language two numbers up to 12 leave it open [commands.md, LIST UTILITIES].
    /// </summary>
    public static Db2Timestamp? Regional(string? text, bool isEnglish)
    {
        if (text is null) return null;
        if (Iso(text) is { } iso) return Local(iso.Time);
        var match = RegionalForm().Match(text);
        if (!match.Success) return null;
        var (first, second, third) = (Number(1), Number(3), Number(4));
        var (year, month, day) = match.Groups[1].Length == 4 ? (first, second, third)
            : match.Groups[2].Value != "/" ? (third, second, first)
            : first > 12 ? (third, second, first)
            : second > 12 || isEnglish ? (third, first, second)
            : (0, 0, 0);
        if (year < 100) return null;
        var digits = string.Create(CultureInfo.InvariantCulture, $"{year:D4}{month:D2}{day:D2}{Hour():D2}{Number(6):D2}{Number(7):D2}");
        return Digits(digits);

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        int Hour()
        {
            var hour = Number(5);
            return match.Groups[8].Value.ToUpperInvariant() switch { "PM" when hour < 12 => hour + 12, "AM" when hour == 12 => 0, _ => hour };
        }
    }

    /// <summary>The microseconds may be missing or fewer; the zone is a word behind them.</summary>
    [GeneratedRegex(@"(?<![0-9])([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9]{2}\.[0-9]{2})(?:\.([0-9]{1,12}))?(?![0-9])[ \t]*([^\s0-9]*)", RegexOptions.CultureInvariant)]
    private static partial Regex IsoForm();

    [GeneratedRegex(@"(?<![0-9])([0-9]{1,2}|[0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,4})[T ,]+([0-9]{1,2})[:.]([0-9]{2})[:.]([0-9]{2})(?:[.,][0-9]+)?[ ]?([AaPp][Mm])?", RegexOptions.CultureInvariant)]
    private static partial Regex RegionalForm();
}
