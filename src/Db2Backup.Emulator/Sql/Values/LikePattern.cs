using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>LIKE: % is any text, _ any character; case counts.</summary>
internal static class LikePattern
{
    /// <summary>SQL0130N for an escape that is not one character, or stands before another than %, _ and itself.</summary>
    public static bool Matches(string text, string pattern, string? escape)
    {
        if (escape is null) return Matches(text, pattern, '\0');
        if (escape.Length != 1 || !IsValid(pattern, escape[0])) throw new Db2Exception("SQL0130N");
        return Matches(text, pattern, escape[0]);
    }

    private static bool IsValid(string pattern, char escape)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != escape) continue;
            if (++i == pattern.Length || (pattern[i] is not ('%' or '_') && pattern[i] != escape)) return false;
        }
        return true;
    }

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, char escape)
    {
        while (pattern.Length > 0)
        {
            if (escape != '\0' && pattern[0] == escape)
            {
                if (text.Length == 0 || text[0] != pattern[1]) return false;
                text = text[1..];
                pattern = pattern[2..];
                continue;
            }
            if (pattern[0] == '%')
            {
                var rest = pattern.TrimStart('%');
                if (rest.Length == 0) return true;
                for (var i = 0; i <= text.Length; i++)
                    if (Matches(text[i..], rest, escape)) return true;
                return false;
            }
            if (text.Length == 0 || pattern[0] != '_' && pattern[0] != text[0]) return false;
            text = text[1..];
            pattern = pattern[1..];
        }
        return text.Length == 0;
    }
}
