using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>A line of output and its number in the text it came from, from 1.</summary>
internal readonly record struct OutputLine(string Text, int Number);

/// <summary>
/// Makes lines of a text as people keep it: with a BOM, carriage returns, colours of a terminal, quoted by a mail or commented out in
/// a script, or with every line followed by a blank one, as some editors and browsers paste it.
/// </summary>
internal static class OutputText
{
    /// <summary>So many lines in a row must be of one kind before what they have in common is taken away.</summary>
    private const int Run = 8, QuotedRun = 3;

    private const char Escape = '\u001b';

    public static List<OutputLine> Lines(string text)
    {
        var lines = Split(text);
        Unquote(lines, '>');
        Unquote(lines, '#');
        return Single(lines);
    }

    private static List<OutputLine> Split(string text)
    {
        var lines = new List<OutputLine>();
        var number = 0;
        for (var start = 0; start <= text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('\n', '\r');
            end = end < 0 ? text.Length : start + end;
            lines.Add(new OutputLine(Clean(text[start..end]), ++number));
            start = end + 1;
            if (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n') start++;
        }
        return lines;
    }

    /// <summary>Tabs at the beginning become blanks up to the next multiple of 8; elsewhere they may be data and stay.</summary>
    private static string Clean(string line)
    {
        // NUL: a text of two bytes per character that was read as one of one byte. FEFF: a BOM; files that were put together have several.
        if (line.AsSpan().IndexOfAny("\0\uFEFF\u00A0\f\b\u200B") >= 0)
            line = line.Replace("\0", "", StringComparison.Ordinal).Replace("\uFEFF", "", StringComparison.Ordinal).Replace('\u00A0', ' ')
                .Replace("\f", "", StringComparison.Ordinal).Replace("\b", "", StringComparison.Ordinal).Replace("\u200B", "", StringComparison.Ordinal);
        if (line.Contains(Escape, StringComparison.Ordinal)) line = WithoutColours(line);
        var first = line.AsSpan().IndexOfAnyExcept(' ', '\t');
        if (first <= 0 || line.AsSpan(0, first).IndexOf('\t') < 0) return line;
        var width = 0;
        foreach (var c in line.AsSpan(0, first)) width += c == '\t' ? 8 - width % 8 : 1;
        return new string(' ', width) + line[first..];
    }

    /// <summary>ESC [ numbers letter; whatever else begins with ESC loses the ESC only.</summary>
    private static string WithoutColours(string line)
    {
        var clean = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != Escape)
            {
                clean.Append(line[i]);
                continue;
            }
            if (i + 1 >= line.Length || line[i + 1] != '[') continue;
            i += 2;
            while (i < line.Length && line[i] is (>= '0' and <= '9') or ';' or '?') i++;
        }
        return clean.ToString();
    }

    /// <summary>Takes a mark away from lines of which several in a row begin with it and a blank.</summary>
    private static void Unquote(List<OutputLine> lines, char mark)
    {
        for (var i = 0; i < lines.Count;)
        {
            var end = i;
            while (end < lines.Count && IsQuoted(lines[end].Text, mark)) end++;
            if (end - i >= QuotedRun)
                for (var k = i; k < end; k++) lines[k] = lines[k] with { Text = lines[k].Text.Length > 2 ? lines[k].Text[2..] : "" };
            i = end + 1;
        }
    }

    private static bool IsQuoted(string line, char mark) => line.Length > 0 && line[0] == mark && (line.Length == 1 || line[1] == ' ');

    /// <summary>Where no two lines stand together over a long stretch, one blank line is taken away after each.</summary>
    private static List<OutputLine> Single(List<OutputLine> lines)
    {
        var single = new List<OutputLine>(lines.Count);
        for (var i = 0; i < lines.Count;)
        {
            var end = i;
            var count = 0;
            while (end < lines.Count && !IsBlank(lines[end]) && (end + 1 == lines.Count || IsBlank(lines[end + 1])))
            {
                count++;
                end++;
                while (end < lines.Count && IsBlank(lines[end])) end++;
            }
            if (count == 0) end = i + 1;
            for (var k = i; k < end; k++)
                if (count < Run || k == i || !IsBlank(lines[k]) || IsBlank(lines[k - 1])) single.Add(lines[k]);
            i = end;
        }
        return single;
    }

    private static bool IsBlank(OutputLine line) => string.IsNullOrWhiteSpace(line.Text);
}
