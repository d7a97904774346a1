using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>LIKE: % is any text, _ any character; case counts.</summary>
internal static class LikePattern
{
    public static bool Matches(string text, string pattern, string? escape) => Matches(text, pattern, escape is { Length: 1 } ? escape[0] : '\0');

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, char escape)
    {
        while (pattern.Length > 0)
        {
            if (escape != '\0' && pattern[0] == escape)
            {
                // The escape character stands before %, _ or itself only.
                if (pattern.Length < 2 || pattern[1] is not ('%' or '_') && pattern[1] != escape) throw new Db2Exception("SQL0130N");
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
