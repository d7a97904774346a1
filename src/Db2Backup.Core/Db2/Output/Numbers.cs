using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>Numbers in reports.</summary>
internal static class Numbers
{
    /// <summary>Null when the whole text is no number.</summary>
    public static long? Long(string? text) => long.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static int? Int(string? text) => int.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number at the beginning and what stands behind it: <c>1024 bytes</c>, <c>2101248 (513 4K pages)</c>.</summary>
    public static (long? Number, string Behind) Leading(string text)
    {
        text = text.Trim();
        var sign = text.StartsWith('-') ? 1 : 0;
        var end = text.AsSpan(sign).IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? text.Length : sign + end;
        return end > sign ? (Long(text[..end]), text[end..].Trim()) : (null, text);
    }

    /// <summary>0x2000100</summary>
    public static long? Hex(string? text)
    {
        var digits = text?.Trim();
        return digits is { Length: > 2 } && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A log file name.</summary>
    public static LogFileName? Log(string? text) => LogFileName.TryParse(text?.Trim(), out var name) ? name : null;
}
