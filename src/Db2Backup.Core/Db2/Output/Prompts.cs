using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Finds where a command was typed or echoed: a prompt of the CLP, of a UNIX shell or of Windows, a line that begins with a program of
/// Db2, or the text of a statement as the CLP's option -v prints it. And the questions that commands ask.
/// </summary>
internal static partial class Prompts
{
    private const int LongestPrompt = 200, LongestCommand = 4096;

    /// <summary>Null when the line is no command. An empty text is a prompt behind which nothing was typed.</summary>
    public static string? TryReadCommand(string line)
    {
        if (line.Length is 0 or > LongestCommand) return null;
        var text = line.AsSpan().Trim();
        if (text.Length == 0) return null;
        // Most lines are no command: what is cheap to see comes first.
        var near = text.Length > LongestPrompt ? text[..LongestPrompt] : text;
        if ((text[0] == '(' || near.Contains("=>", StringComparison.Ordinal)) && Clp().Match(line) is { Success: true } clp) return clp.Groups[1].Value.Trim();
        if (near.IndexOfAny("$#>%") >= 0 && Shell().Match(line) is { Success: true } shell) return WithoutPrompt(shell.Groups[1].Value.Trim());
        if (ProgramAt(line) is { } at) return line[at..].Trim();
        return IsEcho(line) && ReportRows.TryRead(line) is null ? line.Trim() : null;
    }

    /// <summary>A line that begins like the statement of a script echoed by -v.</summary>
    public static bool IsEcho(string line) => line.Length is > 0 and <= LongestCommand && ClpVerbs.Begins(line);

    /// <summary>A prompt may stand behind another: <c>~ # db2 =&gt; list</c>.</summary>
    private static string WithoutPrompt(string command) => Clp().Match(command) is { Success: true } clp ? clp.Groups[1].Value.Trim() : command;

    /// <summary>Where a program of Db2 begins, when all before it is a prompt.</summary>
    private static int? ProgramAt(string line)
    {
        var limit = Math.Min(line.Length, LongestPrompt);
        for (var at = line.AsSpan(0, limit).IndexOf("db2", StringComparison.OrdinalIgnoreCase); at >= 0;)
        {
            var begin = at;
            while (begin > 0 && line[begin - 1] is not (' ' or '\t' or '>' or '$' or '#' or '%')) begin--;
            var end = line.AsSpan(at).IndexOfAny(' ', '\t', ';');
            var word = end < 0 ? line[begin..] : line[begin..(at + end)];
            if (StatementInfo.Program(word) is not null && IsPrompt(line.AsSpan(0, begin)) && IsTyped(line, end < 0 ? line.Length : at + end)) return begin;
            var next = line.AsSpan(at + 3, Math.Max(0, limit - at - 3)).IndexOf("db2", StringComparison.OrdinalIgnoreCase);
            at = next < 0 ? -1 : at + 3 + next;
        }
        return null;
    }

    /// <summary>Nothing, or something that ends in one of the characters prompts end in and is no sentence.</summary>
    private static bool IsPrompt(ReadOnlySpan<char> before)
    {
        before = before.Trim();
        // "+ db2 …" is what a shell prints of a script with -x.
        if (before.IndexOfAnyExcept('+') < 0) return true;
        return before[^1] is '$' or '#' or '>' or '%' or '!' && before.IndexOf(" = ") < 0 && before.Count(' ') <= 4;
    }

    /// <summary>Behind the program stand options or a word: no sentence such as "db2 is …", no row "db2 = …".</summary>
    private static bool IsTyped(string line, int end)
    {
        var behind = line.AsSpan(end).TrimStart();
        return behind.Length == 0 || !(behind[0] is '=' or ':' or '.' or ',') && !behind.StartsWith("is ", StringComparison.Ordinal);
    }

    /// <summary>A question with its choices: where they begin, or -1.</summary>
    public static (string Question, string Choices, string Behind)? TryReadQuestion(string line)
    {
        if (line.Length > LongestCommand || !line.Contains('/', StringComparison.Ordinal)) return null;
        var match = Question().Match(line);
        return match.Success ? (line[..match.Index].Trim(), match.Groups[1].Value, line[(match.Index + match.Length)..].Trim()) : null;
    }

    /// <summary>What db2_all and rah print when a command has ended on one partition.</summary>
    public static bool IsPartitionEnd(string line) => line.Length <= LongestCommand && line.Contains(" completed ", StringComparison.Ordinal) && PartitionEnd().IsMatch(line);

    // db2 =>, db2 (cont.) =>; and (USER@INSTANCE, USER@DATABASE) =>
    [GeneratedRegex(@"^\s*(?:db2\s*(?:\(cont\.\)\s*)?=>|\([^()]{1,60}@[^()]{1,60}\)\s*(?:=>)?)(.*)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clp();

    // [user@host dir]$ · user@host:~> · user@host:/dir$ · host:/dir$ · host:user 2> · C:\dir> · PS C:\dir> · $
    [GeneratedRegex(@"^\s*(?:\[[^\[\]@\s]{1,60}@[^\[\]]{1,120}\]\s?[$#>%]|[\w.-]{1,60}@[\w.-]{1,120}:[^\s$#>]{0,150}\s?[$#>]|[\w.-]{1,60}:[~/][^\s$#>]{0,150}\s?[$#>]|[\w.-]{1,60}:[\w.-]{1,60} [0-9]{1,5}>|(?:PS )?[A-Za-z]:\\[^<>|""=]{0,150}>|\$(?=\s))(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shell();

    // (y/n), (j/n), (c/d/t), full width in Chinese: （y/n）
    [GeneratedRegex(@"[(\uFF08]\s*([A-Za-z](?:\s?/\s?[A-Za-z]){1,3})\s*[)\uFF09]", RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    [GeneratedRegex(@"^\S+:.{0,300}\bcompleted (?:ok|rc=-?[0-9]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex PartitionEnd();
}
