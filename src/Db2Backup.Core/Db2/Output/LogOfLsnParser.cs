using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>Reads db2flsn: the name of a log, and with -lsnrange two LSNs, in a sentence about LSNs; with -q the name alone.</summary>
internal static partial class LogOfLsnParser
{
    private const int LongestLine = 400;

    /// <summary>Lines of a warning above the answer: on the size of the last known log, of which db2flsn -db is not sure.</summary>
    private const int WarningLines = 6;

    private const int MostLogs = 100_000;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var known = context.Statement?.Report == Db2Report.LogOfLsn;
        var (first, warnings) = known ? Answer(lines, at) : (at, []);
        var entries = new List<Db2Output>();
        var end = at;
        // With -lsnrange, a line for each log; else the answer is one.
        for (var i = first; entries.Count < MostLogs && Read(lines, i, known ? context.Statement : null) is { } read && (entries.Count == 0 || read.Entry.LastLsn is not null); i = end)
        {
            entries.Add(entries.Count == 0 && warnings.Count > 0 ? read.Entry with { Unread = [.. warnings, .. read.Entry.Unread] } : read.Entry);
            end = read.End;
            if (read.Entry.LastLsn is null) break;
        }
        return entries.Count > 0 ? new ReportBlock(end, entries) : null;
    }

    /// <summary>The line with the answer, and the lines before it.</summary>
    private static (int At, List<string> Warnings) Answer(OutputLines lines, int at)
    {
        var warnings = new List<string>();
        for (var i = at; i < lines.Count && warnings.Count < WarningLines && lines[i].Length <= LongestLine; i = lines.Next(i + 1))
        {
            if (Log().IsMatch(lines[i]) || lines.Message(i) is not null || lines.Command(i) is not null) return (i, warnings);
            warnings.Add(lines[i].Trim());
        }
        return (at, []);
    }

    private static (Db2LogOfLsnOutput Entry, int End)? Read(OutputLines lines, int at, StatementInfo? statement)
    {
        var line = lines[at];
        if (line.Length > LongestLine || !line.Contains(".LOG", StringComparison.Ordinal)) return null;
        var log = Log().Match(line);
        if (!log.Success || statement is null && !LsnWord().IsMatch(line) || statement is not null && lines.Command(at) is not null) return null;
        var range = Lsn().Matches(Log().Replace(line, " ")).Select(m => m.Value).ToList();
        var end = at + 1;
        // Two LRIs are wider than a line.
        if (range.Count == 1 && lines[end].AsSpan().Trim() is { Length: >= 8 and <= LongestLine } next && Lsn().Match(lines[end]) is { Success: true } last && last.Length == next.Length)
        {
            range.Add(last.Value);
            end++;
        }
        var asked = statement?.Words.LastOrDefault(w => Lsn().Match(w) is { Success: true } m && m.Length == w.Length && w.Length > 3);
        return (new Db2LogOfLsnOutput
        {
            Log = Numbers.Log(log.Value),
            Lsn = asked ?? (range.Count == 1 ? range[0] : null),
            FirstLsn = range.Count == 2 ? range[0] : null,
            LastLsn = range.Count == 2 ? range[1] : null,
            Line = lines.Number(at),
            Unread = range.Count > 2 ? [line.Trim()] : [],
        }, end);
    }

    [GeneratedRegex(@"(?<![\w/\\.])S[0-9]{7}\.LOG(?![\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Log();

    [GeneratedRegex(@"(?<![A-Za-z])(?:LSN|LSO|LRI)(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LsnWord();

    /// <summary>At least 8 hexadecimal digits.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:0[xX])?[0-9A-Fa-f]{8,64}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Lsn();
}
