namespace Db2Backup.Db2.Output;

/// <summary>The lines of a text, for readers that look ahead.</summary>
internal sealed class OutputLines(List<OutputLine> lines)
{
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

    /// <summary>The row at the first line that is not blank, if it is one.</summary>
    public ReportRow? NextRow(int at) => ReportRows.TryRead(this[Next(at)]);

    /// <summary>A line too long for anything that Db2 prints but the row of a query.</summary>
    public bool IsLong(int at) => this[at].Length > ReportRows.LongestLine;
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
