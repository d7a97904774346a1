using System.Globalization;

namespace Db2Backup;

/// <summary>
/// The 14 digits by which Db2 names a backup image: the server's local time at the start of the backup. It has no zone, so it
/// names, and never orders: the hour that a clock change repeats has the same digits twice.
/// </summary>
public readonly record struct Db2Timestamp : IComparable<Db2Timestamp>
{
    private const string Form = "yyyyMMddHHmmss";
    private readonly string? digits;

    private Db2Timestamp(string digits) => this.digits = digits;

    /// <summary>The time without a zone.</summary>
    public DateTime LocalTime => DateTime.ParseExact(ToString(), Form, CultureInfo.InvariantCulture);

    /// <summary>Reads exactly 14 digits that are a date and a time.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Db2Timestamp Parse(string text) => TryParse(text, out var timestamp)
        ? timestamp
        : throw new FormatException($"'{text}' is no Db2 timestamp: 14 digits yyyymmddhhmmss are wanted.");

    /// <summary>False when <paramref name="text"/> is not 14 digits that are a date and a time.</summary>
    public static bool TryParse(string? text, out Db2Timestamp timestamp)
    {
        var valid = text is { Length: 14 } && text.All(char.IsAsciiDigit)
            && DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        timestamp = valid ? new Db2Timestamp(text!) : default;
        return valid;
    }

    /// <summary>By the digits; see the remark on order above.</summary>
    public int CompareTo(Db2Timestamp other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The 14 digits.</summary>
    public override string ToString() => digits ?? "00010101000000";
}
