using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Finds messages in what the CLP printed: an id at the beginning of a line, text that wraps at 79 columns, SQLSTATE at the end.
/// Ids are the same in every language and release; the text is for people only [clp.md §4, §8].
/// </summary>
internal static partial class MessageParser
{
    /// <summary>The CLP breaks lines before this column.</summary>
    private const int WrapWidth = 79;

    /// <summary>How much the width of a line may be off: copies lose blanks, terminals break a little earlier.</summary>
    private const int Tolerance = 3;

    /// <summary>Blanks before the further lines of DBInnnnn.</summary>
    private const int HangingIndent = 10;

    /// <summary>No message has more lines; what follows is something else.</summary>
    private const int MostLines = 60;

    /// <summary>An id and where it was found.</summary>
    /// <param name="Partition">The database partition in front of it, in the table of a partitioned backup.</param>
    public readonly record struct Start(string Id, string Text, int? Partition);

    /// <summary>
    /// What our own session received: nothing but the answer to one statement, so a message goes on to a blank line or to the next
    /// message.
    /// </summary>
    public static IReadOnlyList<Db2Message> Parse(string output)
    {
        var messages = new List<Db2Message>();
        var lines = output.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var start = OwnLine().Match(lines[i]);
            if (!start.Success) continue;
            var text = new StringBuilder(start.Groups["text"].Value.Trim());
            while (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0 && !OwnLine().IsMatch(lines[i + 1])) text.Append(' ').Append(lines[++i].Trim());
            messages.Add(Create(start.Groups["id"].Value, text.ToString()));
        }
        return messages;
    }

    /// <summary>The message that begins in this line of a saved text, behind the prefix of a log or table perhaps.</summary>
    public static Start? TryStart(string line)
    {
        if (line.Length is 0 or > ReportRows.LongestLine) return null;
        var text = line.AsSpan().TrimStart();
        // Most lines are no message: what is cheap to see comes first.
        if (text.Length < 7) return null;
        var match = char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) || char.IsAsciiDigit(text[0]) ? SavedLine().Match(line) : Match.Empty;
        if (!match.Success && (line.Contains("SQL", StringComparison.Ordinal) || line.Contains("DB2", StringComparison.Ordinal)) && Prompts.TryReadQuestion(line) is null) match = LoggedLine().Match(line);
        return match.Success ? new Start(match.Groups["id"].Value, match.Groups["text"].Value.TrimStart(), Numbers.Int(match.Groups["part"].Value)) : null;
    }

    /// <summary>Reads a message of a saved text with the lines it was broken into.</summary>
    /// <returns>Null when none begins here.</returns>
    public static (Db2Message Message, int End, int? Partition)? TryRead(OutputLines lines, int at)
    {
        if (lines.Message(at) is not { } start) return null;
        // A question may follow in the same line, when what was typed is not echoed; and an answer of the next step behind it.
        if (Prompts.TryReadQuestion(start.Text) is not null) return (Create(start.Id, start.Text), at + 1, start.Partition);
        var text = new StringBuilder(start.Text.TrimEnd());
        var end = at + 1;
        var indent = start.Partition is null ? Indent(lines[at]) : int.MaxValue - 2;
        // Messages of the installer hang: their further lines begin below the text.
        var hang = start.Id.StartsWith("DBI", StringComparison.Ordinal) && start.Partition is null ? HangingIndent : 1;
        // Of a success there is one sentence in every language; what follows is something else, however full the line is.
        while (end - at < MostLines && !(start.Id == "DB20000I" && EndsSentence(lines[end - 1])) && Continues(lines, end, indent + hang) is { } next)
        {
            Wording.Join(text, lines[next]);
            end = next + 1;
        }
        return (Create(start.Id, text.ToString()), end, start.Partition);
    }

    /// <summary>The next line of the message, if the message goes on: nothing else begins there, and the line before was full or its sentence open.</summary>
    private static int? Continues(OutputLines lines, int at, int most)
    {
        var before = lines[at - 1];
        var next = at;
        // A console that breaks a full line of wide letters by itself leaves a blank line behind the CLP's own break.
        if (lines.IsBlank(at))
        {
            if (lines.IsBlank(at + 1) || Wording.Width(before.AsSpan().TrimEnd()) < WrapWidth - Tolerance || EndsSentence(before)) return null;
            next = at + 1;
        }
        var line = lines[next];
        if (next >= lines.Count || lines.IsLong(next) || OutputStarts.IsStart(lines, next) || Indent(line) > most || !line.Any(char.IsLetterOrDigit)) return null;
        // SQLSTATE ends a message, however full its line is.
        if (HasState(before.AsSpan().TrimEnd())) return null;
        if (next > at) return next;
        var first = line.AsSpan().TrimStart();
        var open = before.EndsWith(' ') || !EndsSentence(before) || char.IsLower(first[0]) || first.StartsWith("SQLSTATE=", StringComparison.Ordinal);
        var full = Wording.Width(before.AsSpan().TrimEnd()) + 1 + Wording.Width(Wording.FirstWord(line)) >= WrapWidth - Tolerance;
        return open || full ? next : null;
    }

    private static bool EndsSentence(string line)
    {
        var text = line.AsSpan().TrimEnd();
        return text.Length > 0 && text[^1] is '.' or '\u3002' or '!' or '?' or ':' or '\uFF1A' || HasState(text);
    }

    /// <summary>SQLSTATE is the last thing of a message.</summary>
    private static bool HasState(ReadOnlySpan<char> text) => text.Length > 14 && text[^14..].StartsWith("SQLSTATE=", StringComparison.Ordinal);

    private static int Indent(string line) => line.Length - line.AsSpan().TrimStart().Length;

    public static Db2Message Create(string id, string text)
    {
        var state = text.Contains("SQLSTATE=", StringComparison.Ordinal) ? State().Match(text) : Match.Empty;
        if (state.Success) text = text.Remove(state.Index, state.Length).Trim();
        var severity = id[^1] switch { 'I' => Db2Severity.Information, 'W' => Db2Severity.Warning, 'C' => Db2Severity.Critical, _ => Db2Severity.Error };
        IReadOnlyList<string> tokens = text.Contains('"', StringComparison.Ordinal) ? Token().Matches(text).Select(m => m.Groups[1].Value).ToList() : [];
        return new Db2Message(id, severity, SqlCode(id, severity), state.Success ? state.Groups[1].Value : null, text, tokens);
    }

    private static int SqlCode(string id, Db2Severity severity)
    {
        if (!id.StartsWith("SQL", StringComparison.Ordinal)) return 0;
        var number = int.Parse(id.AsSpan(3, id.Length - 4), CultureInfo.InvariantCulture);
        return severity is Db2Severity.Error or Db2Severity.Critical ? -number : number;
    }

    [GeneratedRegex(@"^\s*(?<id>(?:SQL\d{4,5}|DB2\d{4,5})[CNEWI])\s(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnLine();

    // 0000  DB20000I …, of a partitioned backup; 05/20/2022 10:35:53     0   0   SQL1064N …, of db2stop; other components: DBI, LIC, DBT, ADM.
    [GeneratedRegex(@"^\s*(?:(?<part>[0-9]{1,4})\s{1,4}|[0-9./-]{8,10}\s[0-9:.]{8}\s{1,8}[0-9]{1,4}\s{1,6}-?[0-9]{1,4}\s{1,6})?(?<id>(?:SQL|DB2|DBI|DBT|LIC|ADM|CLI|SPM|GSE|ASN|SAT|AMI|MQL)[0-9]{4,5}[CNEWI])(?:\s(?<text>.*)|\s*)$", RegexOptions.CultureInvariant)]
    private static partial Regex SavedLine();

    // Behind the prefix of a log: …|ERROR|SQL1024N  Det finnes …; the two blanks tell a message from a word about one.
    [GeneratedRegex(@"^[^=""]{1,300}[\]|:>\t ](?<id>(?:SQL|DB2)[0-9]{4,5}[CNEWI])  (?<text>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex LoggedLine();

    [GeneratedRegex(@"\s*SQLSTATE=\s*([0-9A-Z]{5})", RegexOptions.CultureInvariant)]
    private static partial Regex State();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
