using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>The format strings of VARCHAR_FORMAT and TIMESTAMP_FORMAT: YYYY MM DD HH24 MI SS FF6 and the like.</summary>
internal static class TimestampFormat
{
    // Db2's element and .NET's; the longer of two that begin alike comes first.
    private static readonly (string Db2, string Net)[] Elements =
    [
        ("YYYY", "yyyy"), ("YY", "yy"), ("MONTH", "MMMM"), ("MON", "MMM"), ("MM", "MM"), ("DDD", ""), ("DD", "dd"), ("DAY", "dddd"), ("DY", "ddd"),
        ("HH24", "HH"), ("HH12", "hh"), ("HH", "hh"), ("MI", "mm"), ("SSSSS", ""), ("SS", "ss"),
        ("FF6", "ffffff"), ("FF3", "fff"), ("FF", "ffffff"), ("NNNNNN", "ffffff"), ("AM", "tt"), ("PM", "tt"),
    ];

    public static string Write(DateTime value, string format) => value.ToString(ToNet(format, "TIMESTAMP_FORMAT"), CultureInfo.InvariantCulture);

    public static DateTime Read(string text, string format) =>
        DateTime.TryParseExact(text.Trim(), ToNet(format, "TIMESTAMP_FORMAT"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : throw new Db2Exception("SQL20448N", text, format);

    private static string ToNet(string format, string routine)
    {
        var net = new StringBuilder();
        for (var i = 0; i < format.Length;)
        {
            var element = Array.Find(Elements, e => string.CompareOrdinal(format.ToUpperInvariant(), i, e.Db2, 0, e.Db2.Length) == 0);
            if (element.Net is { Length: > 0 })
            {
                net.Append(element.Net);
                i += element.Db2.Length;
            }
            else if (element.Db2 is null && !char.IsLetterOrDigit(format[i])) net.Append('\\').Append(format[i++]);
            else throw new Db2Exception("SQL0171N", 2, routine, "");
        }
        return net.ToString();
    }
}
