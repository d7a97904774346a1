using System.Text;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads db2ckrst: a sentence with the target's timestamp, a rule, a restore statement per image, a rule. The statements are the same in
/// every language [images-and-logs.md, db2ckrst].
/// </summary>
internal static partial class RestoreOrderParser
{
    private const int SentenceLines = 4, StatementLines = 40, MostSteps = 10_000;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var rule = at;
        while (rule < lines.Count && rule < at + SentenceLines && !IsEquals(lines[rule]))
        {
            if (lines.IsBlank(rule) || lines.IsLong(rule) || rule > at && OutputStarts.IsStart(lines, rule)) return null;
            rule++;
        }
        if (!IsEquals(lines[rule]) || Statement(lines, lines.Next(rule + 1)) is null) return null;
        var sentence = string.Join(' ', Enumerable.Range(at, rule - at).Select(l => lines[l]));
        var target = Digits().Match(sentence) is { Success: true } match ? OutputTime.Digits(match.Value) : null;
        var steps = new List<Db2Output>();
        var (i, end) = (lines.Next(rule + 1), rule + 1);
        while (steps.Count < MostSteps && Statement(lines, i) is { } statement)
        {
            var m = statement.Match;
            steps.Add(new Db2RestoreStepOutput
            {
                Step = steps.Count + 1,
                Database = m.Groups["db"].Value,
                Timestamp = OutputTime.Digits(m.Groups["at"].Value),
                Target = target,
                IsIncremental = m.Groups["inc"].Success,
                TableSpaces = m.Groups["ts"].Success ? m.Groups["ts"].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) : [],
                Command = statement.Text,
                Line = lines.Number(i),
            });
            end = statement.End;
            i = lines.Next(end);
        }
        if (IsEquals(lines[i])) end = i + 1;
        return new ReportBlock(end, steps);
    }

    /// <summary>A statement may take several lines: it lists table spaces.</summary>
    private static (Match Match, string Text, int End)? Statement(OutputLines lines, int at)
    {
        if (at >= lines.Count || lines.IsLong(at) || !Begins().IsMatch(lines[at])) return null;
        var text = new StringBuilder();
        for (var end = at; end < lines.Count && end < at + StatementLines && !lines.IsBlank(end) && !IsEquals(lines[end]) && !lines.IsLong(end); end++)
        {
            if (end > at && Begins().IsMatch(lines[end])) return null;
            Wording.Join(text, lines[end]);
            if (Whole().Match(text.ToString()) is { Success: true } match) return (match, text.ToString(), end + 1);
        }
        return null;
    }

    private static bool IsEquals(string line) => line.AsSpan().Trim() is { Length: >= 10 } text && text.IndexOfAnyExcept('=') < 0;

    [GeneratedRegex(@"^\s*(?:db2\s+)?restore\s+(?:db|database)\s+\S", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Begins();

    [GeneratedRegex(@"^\s*(?:db2\s+)?restore\s+(?:db|database)\s+(?<db>\S+)\s+(?:tablespace\s*\((?<ts>[^()]*)\)\s*)?(?<inc>incremental\s+)?taken\s+at\s+(?<at>[0-9]{14})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![0-9])[0-9]{14}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
