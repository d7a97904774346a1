using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Finds messages in what the CLP printed: an id at the beginning of a line, text that wraps at 79 columns, SQLSTATE at the end.
/// Ids are the same in every language and release; the text is for people only [clp.md §4, §8].
/// </summary>
internal static partial class MessageParser
{
    public static IReadOnlyList<Db2Message> Parse(string output)
    {
        var messages = new List<Db2Message>();
        var lines = output.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var start = Start().Match(lines[i]);
            if (!start.Success) continue;
            // A message goes on to a blank line or to the next message.
            var text = start.Groups["text"].Value.Trim();
            while (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0 && !Start().IsMatch(lines[i + 1]))
                text += " " + lines[++i].Trim();
            messages.Add(Create(start.Groups["id"].Value, text));
        }
        return messages;
    }

    private static Db2Message Create(string id, string text)
    {
        var state = State().Match(text);
        if (state.Success) text = text.Remove(state.Index, state.Length).Trim();
        var severity = id[^1] switch { 'I' => Db2Severity.Information, 'W' => Db2Severity.Warning, 'C' => Db2Severity.Critical, _ => Db2Severity.Error };
        var tokens = Token().Matches(text).Select(m => m.Groups[1].Value).ToList();
        return new Db2Message(id, severity, SqlCode(id, severity), state.Success ? state.Groups[1].Value : null, text, tokens);
    }

    private static int SqlCode(string id, Db2Severity severity)
    {
        if (!id.StartsWith("SQL", StringComparison.Ordinal)) return 0;
        var number = int.Parse(id.AsSpan(3, id.Length - 4), CultureInfo.InvariantCulture);
        return severity is Db2Severity.Error or Db2Severity.Critical ? -number : number;
    }

    [GeneratedRegex(@"^\s*(?<id>(?:SQL\d{4,5}|DB2\d{4,5})[CNEWI])\s(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(@"\s*SQLSTATE=\s*([0-9A-Z]{5})", RegexOptions.CultureInvariant)]
    private static partial Regex State();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
