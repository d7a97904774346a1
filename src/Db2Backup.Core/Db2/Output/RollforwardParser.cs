using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads the table that ROLLFORWARD and ROLLFORWARD … QUERY STATUS print: two rows of heading, then five rows per member, in
/// the same order in every language and release [commands.md, ROLLFORWARD].
/// </summary>
internal static partial class RollforwardParser
{
    private const int HeadingRows = 2, MemberRows = 5;

    /// <summary>Empty when no such table was printed.</summary>
    public static IReadOnlyList<RollforwardStatus> Parse(string output, string database)
    {
        var rows = ReportRows.All(output).ToList();
        var members = new List<RollforwardStatus>();
        for (var i = HeadingRows; i + MemberRows <= rows.Count; i += MemberRows)
        {
            if (!int.TryParse(rows[i].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var member)) break;
            var status = rows[i + 1].Value;
            var processed = rows[i + 3].Value.Split(" - ", 2);
            members.Add(new RollforwardStatus
            {
                Database = database,
                Member = member,
                Status = status,
                IsPending = !string.Equals(Blanks().Replace(status, " "), "not pending", StringComparison.OrdinalIgnoreCase),
                NextLog = Log(rows[i + 2].Value),
                FirstLogProcessed = Log(processed[0]),
                LastLogProcessed = Log(processed[^1]),
                LastCommitted = Time(rows[i + 4].Value),
            });
        }
        return members;
    }

    private static LogFileName? Log(string text) => LogFileName.TryParse(text.Trim(), out var name) ? name : null;

    /// <summary>2024-01-31-12.00.00.000000 UTC. Only with a zone it is an instant; 1970 stands for none.</summary>
    private static DateTimeOffset? Time(string text)
    {
        var match = Instant().Match(text);
        if (!match.Success) return null;
        var time = DateTime.ParseExact(match.Groups[1].Value, "yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);
        return time.Year == 1970 ? null : new DateTimeOffset(time, TimeSpan.Zero);
    }

    [GeneratedRegex(@"(\d{4}-\d{2}-\d{2}-\d{2}\.\d{2}\.\d{2}\.\d{6})\s+UTC", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
