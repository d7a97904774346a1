using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>
/// The text of a file with output. Without a BOM it is UTF-8 if it is valid as such; else every byte is one character (ISO 8859-1),
/// which keeps ids, codes, digits and columns right in every code page; only words in another language are lost.
/// </summary>
internal static class OutputFile
{
    public static string Decode(byte[] bytes, Encoding? encoding)
    {
        if (encoding is not null) return encoding.GetString(bytes);
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) return Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        if (bytes is [0xFF, 0xFE, 0, 0, ..]) return Encoding.UTF32.GetString(bytes, 4, bytes.Length - 4);
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        if (Halves(bytes) is { } wide) return wide.GetString(bytes);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // What it is instead cannot be known; see above.
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>UTF-16 without a BOM: output is mostly ASCII, so every other byte is 0.</summary>
    private static Encoding? Halves(byte[] bytes)
    {
        var (even, odd) = (0, 0);
        var length = Math.Min(bytes.Length, 4096);
        for (var i = 0; i < length; i++)
            if (bytes[i] == 0) _ = i % 2 == 0 ? even++ : odd++;
        if (odd > length / 4 && even == 0) return Encoding.Unicode;
        return even > length / 4 && odd == 0 ? Encoding.BigEndianUnicode : null;
    }
}
