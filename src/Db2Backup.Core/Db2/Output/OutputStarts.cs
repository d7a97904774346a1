namespace Db2Backup.Db2.Output;

/// <summary>Tells whether something begins in a line, so that nothing before goes on there.</summary>
internal static class OutputStarts
{
    public static bool IsStart(OutputLines lines, int at)
    {
        if (lines.IsStart(at) is { } known) return known;
        var line = lines[at];
        var starts = lines.Message(at) is not null || lines.Row(at) is not null || lines.Command(at) is not null
            || lines.Question(at) is not null || IsRule(line) || IsDashes(lines, at + 1) || Prompts.IsPartitionEnd(line)
            || line.StartsWith("Database Member ", StringComparison.Ordinal) || line.StartsWith("Database Partition ", StringComparison.Ordinal);
        lines.Remember(at, starts);
        return starts;
    }

    private static bool IsDashes(OutputLines lines, int at) => TableLayout.IsDashes(lines[at]);

    /// <summary>A line of dashes or equal signs and nothing else.</summary>
    public static bool IsRule(string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= 10 && (text.IndexOfAnyExcept('-') < 0 || text.IndexOfAnyExcept('=') < 0);
    }

    /// <summary>A label with its colon and nothing behind: Throttling:, Database 1 entry:.</summary>
    public static bool IsLabel(string line)
    {
        var text = line.AsSpan().TrimEnd();
        return text.Length is > 1 and < 200 && text[^1] is ':' or '\uFF1A';
    }
}
