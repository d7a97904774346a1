using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads what db2ckbkp prints of one image or several: headers, the names they should have, how far it read, how it ended. Its own text is
/// English in every language [images-and-logs.md, db2ckbkp].
/// </summary>
internal static partial class ImageCheckParser
{
    private const int FewestRows = 3, MostRows = 200, LinesBefore = 6;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var known = context.Statement?.Report == Db2Report.ImageCheck;
        if (!Begins(lines, at, context) && !(known && BeginsSoon(lines, at, context))) return null;
        var images = new List<Image>();
        var loose = new UnreadLines();
        var errors = new List<string>();
        string? verification = null;
        var (i, end) = (at, at);
        while (i < lines.Count)
        {
            if (Header(lines, i) is { } header)
            {
                images.Add(new Image(header.Rows, lines.Number(i)));
                end = header.End;
            }
            else if (lines.IsLong(i)) break;
            else if (MediaHeaderParser.ImageNameAlone(lines[i]) is { } name)
            {
                if (images.Count > 0) images[^1].ProperFileName = name;
                else loose.Add(lines[i]);
                end = i + 1;
            }
            else if (Verification().Match(lines[i]) is { Success: true } match)
            {
                verification = match.Groups[1].Value.Trim();
                end = i + 1;
            }
            else if (IsBanner(lines, i) || Progress().IsMatch(lines[i]) || lines[i].Contains("proper image file name", StringComparison.OrdinalIgnoreCase)) end = i + 1;
            else if (Error().IsMatch(lines[i]))
            {
                errors.Add(lines[i].Trim());
                end = i + 1;
            }
            // What -a, -o, -t … add stands in the middle; behind the verification nothing does.
            else if (verification is null && !Stops(lines, i) && (images.Count > 0 && Follows(lines, i) || known && BeginsSoon(lines, i, context)))
            {
                (images.Count > 0 ? images[^1].Unread ??= new UnreadLines() : loose).Add(lines[i]);
                end = i + 1;
            }
            else break;
            i = lines.Next(end);
        }
        // It began and went no further: what it says is that nothing was verified.
        if (images.Count == 0) images.Add(new Image(new Dictionary<string, string>(), lines.Number(at)) { Unread = loose });
        if (images is [{ IsEmpty: true } alone] && verification is null && errors.Count == 0) (alone.Unread ??= new UnreadLines()).Add(lines[at]);
        bool? verified = verification is null && errors.Count == 0 ? null
            : errors.Count == 0 && verification!.StartsWith("successful", StringComparison.OrdinalIgnoreCase) && context.ExitCode is null or 0;
        return new ReportBlock(end, images.Select(x => x.Entry() with { IsVerified = verified, Verification = verification, Errors = errors }).ToList<Db2Output>());
    }

    private static bool Begins(OutputLines lines, int at, ReportContext context)
    {
        if (lines.IsLong(at)) return false;
        return IsBanner(lines, at) || Header(lines, at) is not null || Progress().IsMatch(lines[at]) || Verification().IsMatch(lines[at])
            || context.Statement?.Report == Db2Report.ImageCheck && Error().IsMatch(lines[at]);
    }

    /// <summary>What the program printed before, or in between, where the statement says that it is its text.</summary>
    private static bool BeginsSoon(OutputLines lines, int at, ReportContext context)
    {
        for (var (i, seen) = (at, 0); i < lines.Count && seen < LinesBefore && !Stops(lines, i) && !lines.IsLong(i); i = lines.Next(i + 1), seen++)
            if (Begins(lines, i, context)) return true;
        return false;
    }

    /// <summary>MEDIA HEADER REACHED: between two rules of equal signs.</summary>
    private static bool IsBanner(OutputLines lines, int at) =>
        lines[at].Contains("MEDIA HEADER REACHED", StringComparison.OrdinalIgnoreCase)
        || IsEquals(lines[at]) && (lines[at + 1].Contains("MEDIA HEADER REACHED", StringComparison.OrdinalIgnoreCase) || lines[at - 1].Contains("MEDIA HEADER REACHED", StringComparison.OrdinalIgnoreCase));

    private static bool IsEquals(string line) => line.AsSpan().Trim() is { Length: >= 10 } text && text.IndexOfAnyExcept('=') < 0;

    private static (Dictionary<string, string> Rows, int End)? Header(OutputLines lines, int at)
    {
        if (MediaHeaderParser.Row(lines[at]) is null) return null;
        var rows = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (i, end) = (at, at);
        string? last = null;
        while (i < lines.Count && rows.Count < MostRows)
        {
            if (MediaHeaderParser.Row(lines[i]) is { } row)
            {
                // The next image's header begins with the same row.
                if (!rows.TryAdd(row.Label, row.Value)) break;
                last = row.Label;
            }
            // "Status Flags -- 0x1" has words below its value, far to the right.
            else if (last is not null && lines[i].StartsWith("          ", StringComparison.Ordinal) && !OutputStarts.IsStart(lines, i) && !lines.IsLong(i) && !Error().IsMatch(lines[i])) rows[last] += "; " + lines[i].Trim();
            else break;
            end = i + 1;
            i = lines.Next(end);
        }
        return rows.Count >= FewestRows && (rows.ContainsKey("Timestamp") || rows.ContainsKey("Server Database Name")) ? (rows, end) : null;
    }

    private static bool Stops(OutputLines lines, int at) => lines.Message(at) is not null || lines.Command(at) is not null;

    /// <summary>Details are followed by the end of the check; other text is not.</summary>
    private static bool Follows(OutputLines lines, int at)
    {
        var i = at;
        for (var seen = 0; seen < 3 && i < lines.Count; seen++, i = lines.Next(i + 1))
            if (Progress().IsMatch(lines[i]) || Verification().IsMatch(lines[i]) || Error().IsMatch(lines[i]) || lines[i].Contains("proper image file name", StringComparison.OrdinalIgnoreCase)
                || lines[i].Contains(" = ", StringComparison.Ordinal) && lines[i].StartsWith("     ", StringComparison.Ordinal)) return true;
        return false;
    }

    private sealed class Image(Dictionary<string, string> rows, int line)
    {
        public string? ProperFileName { get; set; }

        public UnreadLines? Unread { get; set; }

        public bool IsEmpty => rows.Count == 0;

        public Db2ImageOutput Entry()
        {
            var entry = rows.Count == 0 ? new Db2ImageOutput() : MediaHeaderParser.Entry(rows);
            return entry with { ProperFileName = ProperFileName, Line = line, Unread = Unread is null ? entry.Unread : [.. entry.Unread, .. Unread.ToList()] };
        }
    }

    [GeneratedRegex(@"^\s*\[[0-9]{1,4}\]\s+Buffers processed:", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Progress();

    [GeneratedRegex(@"^\s*Image Verification Complete\s*-?\s*(.{0,200})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Verification();

    [GeneratedRegex(@"^\s*(?:\*+\s*)?ERROR\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Error();
}
