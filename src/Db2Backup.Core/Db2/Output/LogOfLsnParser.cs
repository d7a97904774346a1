using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>Reads db2flsn: the name of a log, and with -lsnrange two LSNs, in a sentence about LSNs; with -q the name alone.</summary>
internal static partial class LogOfLsnParser
{
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var line = lines[at];
        if (line.Length > 400 || !line.Contains(".LOG", StringComparison.Ordinal)) return null;
        var known = context.Statement?.Report == Db2Report.LogOfLsn;
        var log = Log().Match(line);
        if (!log.Success || !known && !LsnWord().IsMatch(line)) return null;
        var range = Lsn().Matches(Log().Replace(line, " ")).Select(m => m.Value).ToList();
        var end = at + 1;
        // Two LRIs are wider than a line.
        if (range.Count == 1 && lines[end].AsSpan().Trim() is { Length: >= 8 } next && Lsn().Match(lines[end]) is { Success: true } last && last.Length == next.Length)
        {
            range.Add(last.Value);
            end++;
        }
        var asked = known ? context.Statement!.Words.LastOrDefault(w => Lsn().Match(w) is { Success: true } m && m.Length == w.Length && w.Length > 3) : null;
        return new ReportBlock(end,
        [
            new Db2LogOfLsnOutput
            {
                Log = Numbers.Log(log.Value),
                Lsn = asked ?? (range.Count == 1 ? range[0] : null),
                FirstLsn = range.Count == 2 ? range[0] : null,
                LastLsn = range.Count == 2 ? range[1] : null,
                Line = lines.Number(at),
                Unread = range.Count > 2 ? [line.Trim()] : [],
            },
        ]);
    }

    [GeneratedRegex(@"(?<![\w/\\.])S[0-9]{7}\.LOG(?![\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Log();

    [GeneratedRegex(@"(?<![A-Za-z])(?:LSN|LSO|LRI)(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LsnWord();

    /// <summary>At least 8 hexadecimal digits.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:0[xX])?[0-9A-Fa-f]{8,64}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Lsn();
}
