using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>Reads an SQLCA as the CLP prints it with -a, and LIST HISTORY below failed entries: its field names are the same in every language.</summary>
internal static class SqlcaParser
{
    private const int MostLines = 16;

    private static readonly string[] Fields = ["sqlcaid", "sqlcode", "sqlerrmc", "sqlerrml", "sqlerrp", "sqlerrd", "sqlwarn", "sqlstate"];

    public static bool IsPart(string line)
    {
        var text = line.AsSpan().TrimStart();
        if (text.Length > ReportRows.LongestLine || !text.StartsWith("sql", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var field in Fields)
            if (text.StartsWith(field, StringComparison.OrdinalIgnoreCase) && text[field.Length..].TrimStart().StartsWith(":", StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Null when none begins here, with its heading or without it.</summary>
    public static (Db2Sqlca Sqlca, int End)? TryRead(OutputLines lines, int at)
    {
        var i = at;
        if (!IsPart(lines[at]))
        {
            i = lines.Next(at + 1);
            if (!IsPart(lines[i]) || Wording.Colon(lines[at]) >= 0 || lines.Row(at) is not null || lines.Message(at) is not null) return null;
        }
        // The code stands in the first line, behind sqlcaid.
        if (!lines[i].Contains("sqlcode", StringComparison.OrdinalIgnoreCase)) return null;
        var text = new StringBuilder();
        long? code = null;
        string? state = null, tokens = null;
        var behind = i;
        // LIST HISTORY has a blank line behind the first; copies have more.
        for (var end = i + MostLines; i < lines.Count && i < end && (IsPart(lines[i]) || IsContinuation(lines[i])); i = lines.Next(behind))
        {
            behind = i + 1;
            text.Append(text.Length > 0 ? "\n" : "").Append(lines[i].TrimEnd());
            code ??= Numbers.Long(Field(lines[i], "sqlcode")?.Split(' ', 2)[0]);
            if (Field(lines[i], "sqlstate") is { Length: 5 } s) state = s;
            if (lines[i].AsSpan().TrimStart().StartsWith("sqlerrmc", StringComparison.OrdinalIgnoreCase) && Field(lines[i], "sqlerrmc") is { Length: > 0 } t) tokens = t;
        }
        return code is { } c && c is >= int.MinValue and <= int.MaxValue ? (new Db2Sqlca((int)c, state, tokens, text.ToString()), behind) : null;
    }

    /// <summary>sqlerrd and sqlwarn go on in the next line: (4) 0x00000000.</summary>
    private static bool IsContinuation(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.Length > 2 && text.Length < 200 && text[0] == '(' && char.IsAsciiDigit(text[1]);
    }

    private static string? Field(string line, string name)
    {
        var at = line.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var colon = line.IndexOf(':', at);
        return colon < 0 ? null : line[(colon + 1)..].Trim();
    }
}
