namespace Db2Backup.Db2.Output;

/// <summary>
/// The lines of a text, for readers that look ahead. What a line is by itself is found once and remembered for the lines around: readers
/// ask for it again and again, and a text of millions of lines must not be remembered as a whole.
/// </summary>
internal sealed class OutputLines(List<OutputLine> lines)
{
    private const int Remembered = 1024;

    private readonly Facts[] facts = new Facts[Remembered];

    public int Count => lines.Count;

    public string this[int at] => at >= 0 && at < lines.Count ? lines[at].Text : "";

    /// <summary>From 1, in the text as it was given.</summary>
    public int Number(int at) => at < lines.Count ? lines[at].Number : lines.Count == 0 ? 1 : lines[^1].Number;

    public bool IsBlank(int at) => string.IsNullOrWhiteSpace(this[at]);

    /// <summary>The first line from here on that is not blank; <see cref="Count"/> when there is none.</summary>
    public int Next(int at)
    {
        while (at < lines.Count && IsBlank(at)) at++;
        return at;
    }

    /// <summary>A line too long for anything that Db2 prints but the row of a query.</summary>
    public bool IsLong(int at) => this[at].Length > ReportRows.LongestLine;

    public ReportRow? Row(int at)
    {
        ref var f = ref Of(at);
        if ((f.Known & Fact.Row) == 0) (f.Row, f.Known) = (ReportRows.TryRead(this[at]), f.Known | Fact.Row);
        return f.Row;
    }

    /// <summary>The row at the first line that is not blank, if it is one.</summary>
    public ReportRow? NextRow(int at) => Row(Next(at));

    public MessageParser.Start? Message(int at)
    {
        ref var f = ref Of(at);
        if ((f.Known & Fact.Message) == 0) (f.Message, f.Known) = (MessageParser.TryStart(this[at]), f.Known | Fact.Message);
        return f.Message;
    }

    public string? Command(int at)
    {
        ref var f = ref Of(at);
        if ((f.Known & Fact.Command) == 0) (f.Command, f.Known) = (Prompts.TryReadCommand(this[at]), f.Known | Fact.Command);
        return f.Command;
    }

    public (string Question, string Choices, string Behind)? Question(int at)
    {
        ref var f = ref Of(at);
        if ((f.Known & Fact.Question) == 0) (f.Question, f.Known) = (Prompts.TryReadQuestion(this[at]), f.Known | Fact.Question);
        return f.Question;
    }

    /// <summary>Whether something begins here; null when it was not found out yet.</summary>
    public bool? IsStart(int at)
    {
        ref var f = ref Of(at);
        return (f.Known & Fact.Start) == 0 ? null : f.Starts;
    }

    public void Remember(int at, bool starts)
    {
        ref var f = ref Of(at);
        (f.Starts, f.Known) = (starts, f.Known | Fact.Start);
    }

    private ref Facts Of(int at)
    {
        ref var f = ref facts[(uint)at % Remembered];
        if (f.At != at + 1) f = new Facts { At = at + 1 };
        return ref f;
    }

    [Flags]
    private enum Fact
    {
        Row = 1,
        Message = 2,
        Command = 4,
        Question = 8,
        Start = 16,
    }

    private struct Facts
    {
        public int At;
        public Fact Known;
        public ReportRow? Row;
        public MessageParser.Start? Message;
        public string? Command;
        public (string Question, string Choices, string Behind)? Question;
        public bool Starts;
    }
}

/// <summary>What a report reader knows beside the lines.</summary>
/// <param name="Statement">The command that printed the lines; null when unknown.</param>
/// <param name="ExitCode">Its exit code; null when unknown.</param>
internal sealed record ReportContext(StatementInfo? Statement, int? ExitCode);

/// <summary>A report that was read.</summary>
/// <param name="End">The first line behind it.</param>
/// <param name="Entries">Its entries, without statement and messages.</param>
internal sealed record ReportBlock(int End, IReadOnlyList<Db2Output> Entries)
{
    /// <summary>Messages within it, such as those of database partitions.</summary>
    public IReadOnlyList<Db2Message> Messages { get; init; } = [];
}

/// <summary>Collects what cannot be read of an entry.</summary>
internal sealed class UnreadLines
{
    /// <summary>So much of a line is told; what it begins with names it.</summary>
    private const int Shown = 500;

    private List<string>? lines;

    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        line = line.Trim();
        (lines ??= []).Add(line.Length <= Shown ? line : $"{line[..Shown]} … ({line.Length} characters)");
    }

    public IReadOnlyList<string> ToList() => lines ?? (IReadOnlyList<string>)[];
}
