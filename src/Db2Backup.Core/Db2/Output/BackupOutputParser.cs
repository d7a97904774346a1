using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// BACKUP prints no message id on success: the timestamp of 14 digits in its last paragraph is all there is, on the same line
/// as the sentence or on the next one, depending on language and partitions [clp.md §4].
/// </summary>
internal static partial class BackupOutputParser
{
    /// <summary>The sentence and its timestamp take at most so many lines.</summary>
    private const int MostLines = 4;

    /// <summary>What tells a sentence from a label: so many letters, half of them in scripts that need fewer.</summary>
    private const int FewestLetters = 16;

    /// <summary>What our own session received. Null when there is none. Its presence alone is no proof of success.</summary>
    public static Db2Timestamp? Timestamp(string output)
    {
        var paragraphs = Paragraph().Split(output.Replace("\r", "", StringComparison.Ordinal).Trim());
        var match = Digits().Match(paragraphs[^1]);
        return match.Success && Db2Timestamp.TryParse(match.Value, out var timestamp) ? timestamp : null;
    }

    /// <summary>The sentence that begins here, or the table of database partitions.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context) => Sentence(lines, at, context) ?? Partitions(lines, at);

    private static ReportBlock? Sentence(OutputLines lines, int at, ReportContext context)
    {
        var known = context.Statement?.Report == Db2Report.Backup;
        // Another statement was typed: whatever has 14 digits is something else.
        if (!known && context.Statement is { Report: not Db2Report.Unknown }) return null;
        var letters = 0;
        for (var i = at; i < Math.Min(lines.Count, at + MostLines); i++)
        {
            if (lines.IsBlank(i) || lines.IsLong(i) || i > at && OutputStarts.IsStart(lines, i)) return null;
            var line = lines[i];
            if (Digits().Match(line) is not { Success: true } match || !Db2Timestamp.TryParse(match.Value, out var timestamp))
            {
                letters += Letters(line);
                continue;
            }
            // Without the statement, a whole sentence must stand before the digits, and none of the marks of rows and lists.
            letters += Letters(line[..match.Index]);
            if (!known && (letters < FewestLetters || !IsSentence(lines[at]) || Digits().Match(line, match.Index + 14).Success || line[(match.Index + 14)..].Trim().Length > FewestLetters)) return null;
            return new ReportBlock(i + 1, [new Db2BackupOutput { Timestamp = timestamp, Line = lines.Number(at) }]);
        }
        return null;
    }

    /// <summary>It begins with a letter, not with the dash of a list, and is no row, path or statement.</summary>
    private static bool IsSentence(string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length > 0 && char.IsLetter(text[0]) && text.IndexOfAny("/\\=`\"") < 0 && text.IndexOfAny(" \u3001\u3002") > 0
            && (text.Contains(" : ", StringComparison.Ordinal) || text.IndexOfAny(".\u3002\u3001") >= 0 || text.Count(' ') >= 4);
    }

    private static int Letters(string line)
    {
        var letters = 0;
        foreach (var c in line) letters += Wording.IsWide(c) ? 2 : char.IsLetter(c) ? 1 : 0;
        return letters;
    }

    /// <summary>
    /// <c>Part  Result</c>, <c>----  ------</c>, then <c>0000  DB20000I  …</c> for each partition; the sentence with the timestamp stands
    /// behind a blank line.
    /// </summary>
    private static ReportBlock? Partitions(OutputLines lines, int at)
    {
        var dashes = IsPartitionDashes(lines[at]) ? at : IsPartitionDashes(lines[at + 1]) ? at + 1 : -1;
        if (dashes < 0) return null;
        var results = new List<(int Partition, Db2Message Message)>();
        var i = dashes + 1;
        while (MessageParser.TryRead(lines, lines.Next(i)) is { Partition: not null } read)
        {
            results.Add((read.Partition.Value, read.Message));
            i = read.End;
        }
        if (results.Count == 0) return null;
        var partitions = results.GroupBy(r => r.Partition)
            .Select(g => new Db2PartitionResult(g.Key, g.Any(r => Failures.Is(r.Message)), g.Select(r => r.Message).ToList())).ToList();
        var next = lines.Next(i);
        var timestamp = Sentence(lines, next, new ReportContext(StatementInfo.From("backup db"), null));
        return new ReportBlock(timestamp?.End ?? i,
        [
            new Db2BackupOutput { Partitions = partitions, Timestamp = (timestamp?.Entries[0] as Db2BackupOutput)?.Timestamp, Line = lines.Number(at) },
        ])
        { Messages = results.Select(r => r.Message).ToList() };
    }

    private static bool IsPartitionDashes(string line) =>
        TableLayout.IsDashes(line) && TableLayout.ColumnsOf(line) is [{ Length: >= 4 and <= 6 }, { Length: >= 6 and <= 80 }];

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"(?<![0-9])[0-9]{14}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
