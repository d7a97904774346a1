namespace Db2Backup.Db2.Output;

/// <summary>What one command printed: a report or none, messages, questions, lines nobody knows.</summary>
internal sealed class OutputGroup(StatementInfo? statement, bool isEchoed, int? exitCode)
{
    private readonly List<Db2Output> entries = [];
    private readonly List<Db2Message> messages = [];
    private readonly List<Db2Prompt> prompts = [];
    private readonly UnreadLines unread = new();
    private Db2Sqlca? sqlca;
    private int line, unreadLine, end = -1, within;
    private bool isDone;

    public StatementInfo? Statement => statement;

    public ReportContext Context { get; } = new(statement, exitCode);

    /// <summary>Nothing but lines nobody knows.</summary>
    public bool IsUnreadOnly => IsEmpty && unreadLine > 0;

    private bool IsEmpty => entries.Count == 0 && messages.Count == 0 && prompts.Count == 0 && sqlca is null;

    /// <summary>Whether a report is of this command: the first one is, and messages before it only where the command is known or they belong to a backup.</summary>
    public bool Takes(ReportBlock block)
    {
        if (unreadLine > 0) return false;
        if (entries.Count > 0) return false;
        // A command that has ended, well or not, prints no report of another kind; the command of that one is not in the text.
        var ended = isDone || messages.Count > 0 && Failures.Is(messages[^1]);
        if (ended && statement is { Report: not Db2Report.Unknown } && block.Entries.Count > 0 && !IsOf(block.Entries[0].Report, statement.Report)) return false;
        return IsEmpty || isEchoed || block.Entries is [Db2BackupOutput] && messages.Count > 0 && messages[^1].Severity is Db2Severity.Warning or Db2Severity.Information && messages[^1].Id != "DB20000I";
    }

    private static bool IsOf(Db2Report entry, Db2Report command) => entry == command
        || command is Db2Report.Recover && entry is Db2Report.Rollforward
        || command is Db2Report.DatabaseConfiguration or Db2Report.ManagerConfiguration && entry is Db2Report.DatabaseConfiguration or Db2Report.ManagerConfiguration;

    public void Add(ReportBlock block)
    {
        if (block.Entries.Count > 0 && line == 0) line = block.Entries[0].Line;
        entries.AddRange(block.Entries);
        messages.AddRange(block.Messages);
        within = messages.Count;
        end = block.End;
    }

    /// <summary>Whether a message is of this command. Without an echo, by what can follow what.</summary>
    public bool Takes(Db2Message message, int at)
    {
        if (unreadLine > 0) return isEchoed && entries.Count == 0 && messages.Count == 0;
        if (isEchoed || IsEmpty) return true;
        var adjacent = at == end;
        if (entries.Count > 0 && messages.Count == within)
            return entries[0] switch
            {
                // The table of a rollforward, then what became of it; a list of table spaces, then SQL1350N in a redirected restore; rows, then what ended them.
                Db2RollforwardOutput => true,
                Db2TableSpaceOutput => message.Id == "SQL1350N" || adjacent,
                // What all partitions came to stands below their table.
                Db2BackupOutput backup => message.Severity is Db2Severity.Warning || backup.Partitions.Count > 0 && backup.Timestamp is null,
                _ => adjacent && message.Id != "DB20000I",
            };
        if (messages.Count == 0) return true;
        // After a command's success come only its remarks; after an error comes another error of the same command, if no blank line is between.
        if (isDone) return message.Id != "DB20000I" && message.Severity is Db2Severity.Warning or Db2Severity.Information;
        if (messages[^1].Id == "DB21034E") return true;
        if (Failures.Is(messages[^1])) return adjacent && Failures.Is(message);
        return true;
    }

    /// <returns>The line behind the message; a question in its text is taken off.</returns>
    public int Add(OutputLines lines, Db2Message message, int at, int next)
    {
        if (line == 0) line = lines.Number(at);
        // SQL2540W is a restore already; the text of a question ends where its choices do.
        if (Prompts.TryReadQuestion(message.Text) is { } question && !message.Text.Contains('"', StringComparison.Ordinal))
        {
            messages.Add(MessageParser.Create(message.Id, question.Question));
            Ask(question.Question, question.Choices, question.Behind);
        }
        else
        {
            messages.Add(message);
        }
        isDone |= message.Id == "DB20000I";
        end = next;
        return next;
    }

    public void Add(Db2Sqlca block, int at)
    {
        if (line == 0) line = at;
        sqlca ??= block;
    }

    public int Add(OutputLines lines, (string Question, string Choices, string Behind) question, int at)
    {
        if (line == 0) line = lines.Number(at);
        Ask(question.Question, question.Choices, question.Behind);
        end = at + 1;
        return at + 1;
    }

    /// <summary>Behind the choices stands what was typed, or, when that is not echoed, the next message.</summary>
    private void Ask(string question, string choices, string behind)
    {
        var message = MessageParser.TryStart(behind) is { } start ? MessageParser.Create(start.Id, start.Text) : null;
        var answer = message is null && behind.Length is > 0 and <= 20 ? behind : null;
        if (message is null && answer is null && behind.Length > 0) unread.Add(behind);
        prompts.Add(new Db2Prompt(messages.Count > 0 ? messages[^1].Id : null, question, choices, answer));
        if (message is not null) messages.Add(message);
    }

    /// <summary>Lines nobody knows stay together, apart from reports.</summary>
    public bool TakesUnread => unreadLine > 0 || IsEmpty;

    public void AddUnread(string text, int number)
    {
        if (unreadLine == 0) unreadLine = number;
        unread.Add(text);
    }

    public void Flush(List<Db2Output> output)
    {
        if (IsEmpty && unreadLine == 0) return;
        var isHelp = statement is { Words: ["?", ..] or ["HELP", ..] };
        // Help on a message begins like the message and is no failure.
        var failed = exitCode is { } code && (code & (4 | 8)) != 0 || !isHelp && messages.Any(Failures.Is);
        if (entries.Count > 0)
            for (var i = 0; i < entries.Count; i++) output.Add(Complete(i + 1 < entries.Count ? entries[i] : WithUnread(entries[i]), failed));
        else if (!IsEmpty)
            output.Add(Complete(CommandKind.Output(statement, messages, prompts, sqlca) with { Line = line, Unread = unread.ToList() }, failed));
        if (IsEmpty && unreadLine > 0)
            output.Add(new Db2UnreadOutput { Statement = statement?.Text, ExitCode = exitCode, HasError = failed, Line = unreadLine, Unread = unread.ToList() });
    }

    /// <summary>What stood behind a question and is no answer.</summary>
    private Db2Output WithUnread(Db2Output last) => unread.ToList() is { Count: > 0 } more ? last with { Unread = [.. last.Unread, .. more] } : last;

    private Db2Output Complete(Db2Output entry, bool failed) => CommandKind.Named(entry, statement, messages, prompts) with
    {
        Statement = statement?.Text,
        ExitCode = exitCode,
        HasError = failed,
        Messages = messages,
    };
}
