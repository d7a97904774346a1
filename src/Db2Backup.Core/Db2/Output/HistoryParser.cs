using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads LIST HISTORY by the positions of its columns, which no language moves; a value may be blank, so words cannot be
/// counted [commands.md, LIST HISTORY].
/// </summary>
internal static class HistoryParser
{
    private const int Operation = 2, ObjectType = 5, Timestamp = 8, Sequence = 22, Type = 28, Device = 33, Earliest = 36, Current = 49, BackupId = 62;

    public static IReadOnlyList<BackupHistoryEntry> Parse(string output, string database)
    {
        var entries = new List<BackupHistoryEntry>();
        var lines = output.Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsHeading(lines[i]) || i + 1 >= lines.Count) continue;
            var end = lines.FindIndex(i + 1, IsHeading);
            if (Entry(lines.GetRange(i + 1, (end < 0 ? lines.Count : end) - i - 1), database) is { } entry) entries.Add(entry);
        }
        return entries;
    }

    /// <summary>The dashes below the column names: the only line of dashes and blanks that begins with two short groups.</summary>
    private static bool IsHeading(string line) => line.StartsWith(" -- --- ------------------", StringComparison.Ordinal);

    private static BackupHistoryEntry? Entry(List<string> lines, string database)
    {
        var first = lines[0];
        if (!Db2Timestamp.TryParse(Cut(first, Timestamp, 14), out var timestamp)) return null;
        var detail = Detail(lines);
        return new BackupHistoryEntry
        {
            Database = database,
            Operation = Letter(first, Operation) ?? ' ',
            ObjectType = Letter(first, ObjectType) ?? ' ',
            Timestamp = timestamp,
            Sequence = Number(Cut(first, Sequence, 3)) ?? 0,
            OperationType = Letter(first, Type) ?? ' ',
            DeviceType = Letter(first, Device),
            FirstLog = Log(Cut(first, Earliest, 12)),
            LastLog = Log(Cut(first, Current, 12)),
            BackupId = Cut(first, BackupId, 14),
            TableSpaces = lines.Where(IsTableSpace).Select(l => l.Trim()[6..].Trim()).ToList(),
            Comment = detail.GetValueOrDefault("Comment", ""),
            StartTime = Time(detail.GetValueOrDefault("Start Time")),
            EndTime = Time(detail.GetValueOrDefault("End Time")),
            Status = detail.GetValueOrDefault("Status") is { Length: > 0 } status ? status[0] : ' ',
            Location = detail.GetValueOrDefault("Location", ""),
            EntryId = Number(detail.GetValueOrDefault("EID")),
            SqlCode = Code(lines),
        };
    }

    /// <summary>Rows "   Comment: …", "  EID: 2 Location: /path": English, as our own sessions speak.</summary>
    private static Dictionary<string, string> Detail(List<string> lines)
    {
        var detail = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) continue;
            var (label, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (label == "EID" && value.IndexOf("Location:", StringComparison.Ordinal) is >= 0 and var location)
            {
                detail["Location"] = value[(location + "Location:".Length)..].Trim();
                value = value[..location].Trim();
            }
            detail.TryAdd(label, value);
        }
        return detail;
    }

    private static bool IsTableSpace(string line) =>
        line.Length > 7 && line[0] == ' ' && line[6] == ' ' && line.AsSpan(1, 5).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>A failed operation has its SQLCA below it; "sqlcode: -2036" is the same in every language.</summary>
    private static int Code(List<string> lines)
    {
        foreach (var line in lines)
        {
            var at = line.IndexOf("sqlcode:", StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && Number(line[(at + "sqlcode:".Length)..].TrimStart().Split(' ')[0]) is { } code) return (int)code;
        }
        return 0;
    }

    private static string Cut(string line, int start, int length) =>
        start >= line.Length ? "" : line.Substring(start, Math.Min(length, line.Length - start)).Trim();

    private static char? Letter(string line, int position) => position < line.Length && line[position] != ' ' ? line[position] : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static LogFileName? Log(string text) => LogFileName.TryParse(text, out var name) ? name : null;

    private static Db2Timestamp? Time(string? text) => Db2Timestamp.TryParse(text, out var time) ? time : null;
}
