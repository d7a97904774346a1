using System.Text;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// The part of YAML that clouds.yaml is written in: maps in maps by indentation, and plain or quoted values. Lists are passed
/// over; anchors, tags, flow maps and texts of several lines are refused. Pure.
/// </summary>
internal static class YamlMap
{
    /// <returns>Each value under its path, the names joined by line feeds (no name has one).</returns>
    /// <exception cref="FormatException">With the line, and never its text: it may be a secret.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = new List<(int Indent, string Name)>();
        var (number, item) = (0, int.MaxValue);
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd();
            var content = line.TrimStart(' ');
            if (content.Length == 0 || content[0] == '#' || line is "---" or "...") continue;
            if (content[0] == '\t') throw Wrong(number, "is indented with a tab");
            // An item of a list, or what belongs to one: nothing of it is needed.
            var indent = line.Length - content.Length;
            if (indent > item) continue;
            item = content[0] == '-' ? indent : int.MaxValue;
            if (content[0] == '-') continue;
            path.RemoveAll(p => p.Indent >= indent);
            var (name, rest) = SplitName(content, number);
            var full = string.Join('\n', path.Select(p => p.Name).Append(name));
            var value = Value(rest, number);
            if (value is null) path.Add((indent, name));
            else if (!values.TryAdd(full, value)) throw Wrong(number, "names something for the second time");
        }
        return values;
    }

    private static (string Name, string Behind) SplitName(string content, int number)
    {
        if (content[0] is '"' or '\'')
        {
            var (name, length) = Quoted(content, number);
            var rest = content[length..].TrimStart();
            return rest.StartsWith(':') ? (name, rest[1..].Trim()) : throw Wrong(number, "has no colon behind a name");
        }
        // A colon ends a name when a space or the end of the line follows: addresses have colons too.
        var at = content.EndsWith(':') && !content.Contains(": ", StringComparison.Ordinal) ? content.Length - 1 : content.IndexOf(": ", StringComparison.Ordinal);
        return at > 0 ? (content[..at].TrimEnd(), content[(at + 1)..].Trim()) : throw Wrong(number, "is no 'name: value'");
    }

    /// <summary>Null when a map follows.</summary>
    private static string? Value(string rest, int number)
    {
        if (rest.Length == 0 || rest[0] == '#') return null;
        if (rest[0] is '"' or '\'')
        {
            var (value, length) = Quoted(rest, number);
            var behind = rest[length..].TrimStart();
            return behind.Length == 0 || behind[0] == '#' ? value : throw Wrong(number, "goes on behind a quoted value");
        }
        if (rest[0] is '[') return "";
        if (rest[0] is '{' or '|' or '>' or '&' or '*' or '!' or '%' or '@' or '`') throw Wrong(number, "uses YAML that is not read here; quote the value");
        var comment = rest.IndexOf(" #", StringComparison.Ordinal);
        var plain = comment < 0 ? rest : rest[..comment].TrimEnd();
        return plain is "null" or "~" ? "" : plain;
    }

    private static (string Value, int Length) Quoted(string text, int number)
    {
        var quote = text[0];
        var value = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote && quote == '\'' && i + 1 < text.Length && text[i + 1] == '\'') value.Append(text[++i]);
            else if (c == quote) return (value.ToString(), i + 1);
            else if (c == '\\' && quote == '"') value.Append(Escaped(text, ref i, number));
            else value.Append(c);
        }
        throw Wrong(number, "has a quote that does not end");
    }

    private static char Escaped(string text, ref int at, int number)
    {
        at++;
        return at >= text.Length ? throw Wrong(number, "has a quote that does not end") : text[at] switch
        {
            '\\' => '\\', '"' => '"', '/' => '/', 't' => '\t',
            _ => throw Wrong(number, "has an escape that is not read here; use single quotes"),
        };
    }

    private static FormatException Wrong(int line, string what) => new($"line {line} {what}.");
}
