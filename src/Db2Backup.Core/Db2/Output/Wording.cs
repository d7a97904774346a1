using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>Widths and joints of lines that the CLP broke, in any language.</summary>
internal static class Wording
{
    /// <summary>Columns of a terminal: letters of East Asian scripts take two.</summary>
    public static int Width(ReadOnlySpan<char> text)
    {
        var width = text.Length;
        foreach (var c in text)
            if (IsWide(c)) width++;
        return width;
    }

    public static bool IsWide(char c) => c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3')
        or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6');

    /// <summary>Puts a broken line on: East Asian scripts need no blank between.</summary>
    public static void Join(StringBuilder text, string next)
    {
        next = next.Trim();
        if (next.Length == 0) return;
        if (text.Length > 0 && !(IsWide(text[^1]) && IsWide(next[0]))) text.Append(' ');
        text.Append(next);
    }

    /// <summary>The first word, with the punctuation on it.</summary>
    public static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text : text[..end];
    }

    /// <summary>Colon of a label: half and full width.</summary>
    public static int Colon(ReadOnlySpan<char> text) => text.IndexOfAny(':', '\uFF1A');

    /// <summary>What can be the name or alias of a database: 1 to 8 letters and digits [commands.md, CREATE DATABASE].</summary>
    public static bool IsAlias(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 8 && (char.IsAsciiLetter(text[0]) || text[0] is '@' or '#' or '$') && text.IndexOfAnyExcept(AliasCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> AliasCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@#$");
}
