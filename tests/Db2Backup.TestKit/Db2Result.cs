using System.Text.RegularExpressions;

namespace Db2Backup.TestKit;

/// <summary>What a command printed and how it ended.</summary>
public sealed partial record Db2Result(string Command, string Output, string Error, int ExitCode, TimeSpan Elapsed)
{
    /// <summary>No Db2 error (bit 4) and no system error (bit 8). A warning (2) and "no row" (1) are no failures.</summary>
    public bool Succeeded => ExitCode is >= 0 and < 4;

    /// <summary>The output with every run of blanks and line ends as one blank: message texts wrap at 79 columns.</summary>
    public string Text => Blanks().Replace(Output, " ").Trim();

    public IReadOnlyList<string> Lines => Output.Split('\n');

    /// <summary>The ids of the messages, in order: those at the beginning of a line.</summary>
    public IReadOnlyList<string> Ids => MessageId().Matches(Output).Select(m => m.Groups[1].Value).ToList();

    /// <summary>The 14 digits of the last backup image spoken of.</summary>
    public string Timestamp => FourteenDigits().Matches(Output) is { Count: > 0 } found
        ? found[^1].Value
        : throw new TestKitException("no timestamp of 14 digits in" + Whole);

    /// <summary>The value of a row <c> Label … = value</c> of a report, by the label or by the (PARAMETER) in it.</summary>
    public string Row(string label)
    {
        foreach (var line in Lines)
        {
            var cut = line.IndexOf(" = ", StringComparison.Ordinal);
            if (cut < 0 && line.EndsWith(" =", StringComparison.Ordinal)) cut = line.Length - 2;
            if (cut < 0) continue;
            var left = line[..cut].Trim();
            if (left == label || left.EndsWith($"({label})", StringComparison.Ordinal)) return line[(cut + 2)..].Trim();
        }
        throw new TestKitException($"no row '{label}' in{Whole}");
    }

    /// <summary>Fails unless it ended with this exit code.</summary>
    public Db2Result Exits(int code) =>
        ExitCode == code ? this : throw new TestKitException($"exit code {ExitCode} instead of {code} from{Whole}");

    /// <summary>Fails unless it ended with 0.</summary>
    public Db2Result Ok() => Exits(0);

    /// <summary>Fails unless it was refused (exit code 4) with this message among the first ids.</summary>
    public Db2Result Refused(string id) => Exits(4).Says(id);

    /// <summary>Fails unless a line begins with this message id.</summary>
    public Db2Result Says(string id) =>
        Ids.Contains(id) ? this : throw new TestKitException($"no message {id} in{Whole}");

    /// <summary>Fails unless the text is in the output, whatever the line breaks.</summary>
    public Db2Result Contains(string text) =>
        Text.Contains(Blanks().Replace(text, " "), StringComparison.Ordinal) ? this : throw new TestKitException($"no '{text}' in{Whole}");

    public Db2Result DoesNotContain(string text) =>
        !Text.Contains(Blanks().Replace(text, " "), StringComparison.Ordinal) ? this : throw new TestKitException($"'{text}' in{Whole}");

    public override string ToString() => Whole.TrimStart();

    private string Whole => $"\n> {Command}\n{Output}{(Error.Length > 0 ? $"\n(stderr)\n{Error}" : "")}\n(exit code {ExitCode}, {Elapsed.TotalMilliseconds:F0} ms)";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // [clp.md, What output looks like]
    [GeneratedRegex(@"^\s*((?:SQL|DB2|DB9)\d{4,5}[CNEWI])\b", RegexOptions.Multiline)]
    private static partial Regex MessageId();

    [GeneratedRegex(@"(?<![0-9])[0-9]{14}(?![0-9])")]
    private static partial Regex FourteenDigits();
}
