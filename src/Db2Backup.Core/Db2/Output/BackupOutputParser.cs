using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// BACKUP prints no message id on success: the timestamp of 14 digits in its last paragraph is all there is, on the same line
/// as the sentence or on the next one, depending on language and partitions [clp.md §4].
/// </summary>
internal static partial class BackupOutputParser
{
    /// <summary>Null when there is none. Its presence alone is no proof of success.</summary>
    public static Db2Timestamp? Timestamp(string output)
    {
        var paragraphs = Paragraph().Split(output.Replace("\r", "", StringComparison.Ordinal).Trim());
        var match = Digits().Match(paragraphs[^1]);
        return match.Success && Db2Timestamp.TryParse(match.Value, out var timestamp) ? timestamp : null;
    }

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"(?<![0-9])[0-9]{14}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
