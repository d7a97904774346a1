using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads a text that was saved from <c>db2</c>, a terminal or a script: finds the reports in it by their shape, the commands around them by
/// their prompts, the messages by their ids. Pure; one pass, so its time grows with the length of the text.
/// </summary>
internal static class OutputReader
{
    /// <summary>Lines of a command.</summary>
    private const int LongestCommand = 200;

    private delegate ReportBlock? Reader(OutputLines lines, int at, ReportContext context);

    // From the most particular shape to the most general. What two could read is tried in the order of certainty.
    private static readonly Reader[] Readers =
    [
        LevelParser.TryRead, BarStatisticsParser.TryRead, Db2pdParser.TryRead, HistoryParser.TryRead, ImageCheckParser.TryRead, RestoreOrderParser.TryRead, RollforwardParser.TryRead,
        DirectoryParser.TryRead, ConnectionParser.TryRead, TableSpacesParser.TryRead, ContainersParser.TryRead, UtilitiesParser.TryRead, ConfigurationParser.TryRead,
        LicenseParser.TryRead, CallParser.TryRead, BackupOutputParser.TryRead, LogOfLsnParser.TryRead, TableParser.TryRead,
    ];

    /// <param name="statement">The command that printed the text; commands echoed in the text come before it.</param>
    /// <param name="exitCode">Its exit code.</param>
    public static IReadOnlyList<Db2Output> Read(string text, string? statement = null, int? exitCode = null)
    {
        var lines = new OutputLines(OutputText.Lines(text));
        var given = string.IsNullOrWhiteSpace(statement) ? null : StatementInfo.From(statement.Trim());
        var output = new List<Db2Output>();
        var group = new OutputGroup(given, isEchoed: given is not null, exitCode);
        for (var i = lines.Next(0); i < lines.Count; i = lines.Next(i))
        {
            // A restore statement in the list of db2ckrst is a line of a report; it is read with its rule, before any echo.
            if (RestoreOrderParser.TryRead(lines, i, group.Context) is null && Command(lines, i) is { } command)
            {
                group.Flush(output);
                group = new OutputGroup(command.Statement ?? given, command.Statement is not null || given is not null, exitCode);
                i = command.End;
                continue;
            }
            if (Prompts.IsPartitionEnd(lines[i]))
            {
                // db2_all: what one partition printed has ended, the next one's comes.
                group.Flush(output);
                group = new OutputGroup(group.Statement, group.Statement is not null, exitCode);
                i++;
                continue;
            }
            if (Report(lines, i, group.Context) is { } block)
            {
                if (!group.Takes(block)) Renew();
                group.Add(block);
                i = Math.Max(block.End, i + 1);
                continue;
            }
            i = Other(lines, i);
        }
        group.Flush(output);
        return output;

        void Renew()
        {
            group.Flush(output);
            // What the caller says holds for the whole text; an echo for the first report or messages below it.
            var still = group.IsUnreadOnly ? group.Statement : given;
            group = new OutputGroup(still, still is not null, exitCode);
        }

        int Other(OutputLines all, int at)
        {
            if (MessageParser.TryRead(all, at) is { } read)
            {
                if (!group.Takes(read.Message, at)) Renew();
                return group.Add(all, read.Message, at, read.End);
            }
            if (SqlcaParser.TryRead(all, at) is { } sqlca)
            {
                group.Add(sqlca.Sqlca, all.Number(at));
                return sqlca.End;
            }
            if (all.Question(at) is { } question && question.Question.Length > 0) return group.Add(all, question, at);
            if (!group.TakesUnread) Renew();
            group.AddUnread(all[at], all.Number(at));
            return at + 1;
        }
    }

    private static ReportBlock? Report(OutputLines lines, int at, ReportContext context)
    {
        // Only a table has lines so long, and only its rows.
        if (lines.IsLong(at)) return null;
        // A message is no title and no heading of what stands below it, where a copy has lost the blank line; db2level's is its report.
        if (lines.Message(at) is not null) return LevelParser.TryRead(lines, at, context);
        foreach (var reader in Readers)
            if (reader(lines, at, context) is { } block && block.End > at) return block;
        return null;
    }

    /// <summary>A command, with the lines it goes on in.</summary>
    private static (StatementInfo? Statement, int End)? Command(OutputLines lines, int at)
    {
        if (lines.Command(at) is not { } first) return null;
        var text = new StringBuilder(first);
        var end = at + 1;
        var echo = Prompts.IsEcho(lines[at]);
        // A line that ends in a backslash goes on; so does the text of a statement of a script, up to a blank line, and a line that a terminal broke.
        for (; end < lines.Count && end - at < LongestCommand && !lines.IsBlank(end) && !lines.IsLong(end); end++)
        {
            if (text.Length > 0 && text[^1] == '\\') text.Length--;
            else if (!(echo && GoesOn(lines, at, end)) && !(lines[end - 1].TrimEnd().Length >= 79 && !Begins(lines, end))) break;
            // A console breaks wherever its line is full, also within a word.
            if (lines[end - 1].Length < 79 || lines[end - 1].EndsWith(' ')) text.Append(' ');
            text.Append(lines[end].Trim());
        }
        return (text.ToString().Trim().Length == 0 ? null : StatementInfo.From(text.ToString().Trim()), end);
    }

    /// <summary>SQL of a script: no line of it begins anything, up to its blank line.</summary>
    private static bool GoesOn(OutputLines lines, int at, int end) =>
        !lines[end - 1].TrimEnd().EndsWith(';') && StatementInfo.From(lines[at]).Report is Db2Report.Query or Db2Report.Call or Db2Report.Command or Db2Report.Backup or Db2Report.Restore or Db2Report.Rollforward && !Begins(lines, end);

    private static bool Begins(OutputLines lines, int at) => OutputStarts.IsStart(lines, at) || TableLayout.IsDashes(lines[at]) || Report(lines, at, new ReportContext(null, null)) is not null;
}
