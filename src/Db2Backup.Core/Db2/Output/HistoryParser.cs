namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads LIST HISTORY. The columns of an entry do not move with the language, and a value may be blank, so words cannot be counted
/// [commands.md, LIST HISTORY]; below them, sections between lines of dashes have the same rows in the same order everywhere.
/// </summary>
internal static class HistoryParser
{
    /// <summary>Lines between a heading and the entries; a heading without entries has no more either.</summary>
    private const int HeadingDistance = 8;

    /// <summary>What our own session received, as the engine needs it: backups and restores with a timestamp.</summary>
    public static IReadOnlyList<BackupHistoryEntry> Parse(string output, string database)
    {
        var entries = new List<BackupHistoryEntry>();
        foreach (var entry in Entries(output, database))
            if (entry.Timestamp is { } timestamp) entries.Add(Entry(entry, timestamp, database));
        return entries;
    }

    /// <summary>Every entry of an output that holds nothing else.</summary>
    public static IEnumerable<Db2HistoryOutput> Entries(string output, string? database)
    {
        var lines = new OutputLines(OutputText.Lines(output));
        for (var i = 0; i < lines.Count; i++)
        {
            if (!HistoryEntryReader.IsColumns(lines[i])) continue;
            var (entry, end) = HistoryEntryReader.Read(lines, i + 1, database);
            i = end - 1;
            yield return entry;
        }
    }

    private static BackupHistoryEntry Entry(Db2HistoryOutput entry, Db2Timestamp timestamp, string database) => new()
    {
        Database = database,
        Operation = entry.Operation ?? ' ',
        ObjectType = entry.ObjectType ?? ' ',
        Timestamp = timestamp,
        Sequence = entry.Sequence ?? 0,
        OperationType = entry.OperationType ?? ' ',
        DeviceType = entry.DeviceType,
        FirstLog = entry.FirstLog,
        LastLog = entry.LastLog,
        BackupId = entry.BackupId ?? "",
        TableSpaces = entry.TableSpaces,
        Comment = entry.Comment ?? "",
        StartTime = entry.StartTime,
        EndTime = entry.EndTime,
        Status = entry.Status ?? ' ',
        Location = entry.Location ?? "",
        EntryId = entry.EntryId,
        SqlCode = entry.Sqlca?.SqlCode ?? 0,
    };

    /// <summary>The report that begins here, with its heading or without it.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var first = FirstColumns(lines, at) ?? BelowTitle(lines, at, context);
        var (database, announced, heading) = Heading(lines, at, context);
        if (first is null && !heading) return null;
        // A heading that announces nothing has nothing below.
        if (first is null) return new ReportBlock(lines.Next(at + 1) + 1, []);
        var entries = new List<Db2Output>();
        var end = first.Value;
        for (var columns = first; columns is { } i; columns = FirstColumns(lines, lines.Next(end)))
        {
            (var entry, end) = HistoryEntryReader.Read(lines, i + 1, database);
            entries.Add(entry);
        }
        if (announced is { } count && count != entries.Count)
            entries[^1] = entries[^1] with { Unread = [.. entries[^1].Unread, $"{count} entries are announced, {entries.Count} are here"] };
        return new ReportBlock(end, entries);
    }

    /// <summary>Where the dashes below the column names stand, when an entry or the heading of the report begins here.</summary>
    private static int? FirstColumns(OutputLines lines, int at)
    {
        if (at >= lines.Count) return null;
        if (HistoryEntryReader.IsColumns(lines[at])) return at;
        if (HistoryEntryReader.IsColumns(lines[at + 1])) return at + 1;
        // A heading: a title, a row with the number of entries, blank lines, the names of the columns. The sign of that row is all a language leaves.
        var count = lines.Next(at + 1);
        var row = lines.Row(at) ?? lines.Row(count);
        if (row is not { } number || Numbers.Int(number.Value) is null) return null;
        for (var i = at + 1; i < Math.Min(lines.Count, at + HeadingDistance + 4); i++)
            if (HistoryEntryReader.IsColumns(lines[i])) return i;
        return null;
    }

    /// <summary>A title with the names of the columns below it: a copy that left out the number of entries.</summary>
    private static int? BelowTitle(OutputLines lines, int at, ReportContext context)
    {
        var names = lines.Next(at + 1);
        if (!HistoryEntryReader.IsColumns(lines[names + 1]) || OutputStarts.IsStart(lines, at)) return null;
        var title = IsEnglishTitle(lines[at]) || context.Statement is { Report: Db2Report.History, Database: { } database } && lines[at].Contains(database, StringComparison.OrdinalIgnoreCase);
        return title ? names + 1 : null;
    }

    private static bool IsEnglishTitle(string line) => line.Contains("List History File for ", StringComparison.OrdinalIgnoreCase);

    private static (string? Database, int? Announced, bool IsHeading) Heading(OutputLines lines, int at, ReportContext context)
    {
        var (title, row) = lines.Row(at) is { } own ? ("", own) : (lines[at], lines.NextRow(at + 1));
        var announced = row is { } r ? Numbers.Int(r.Value) : null;
        var english = IsEnglishTitle(title);
        // English, or the statement says so: otherwise a title and a number could be anything.
        var heading = announced is not null && (english || context.Statement?.Report == Db2Report.History && announced == 0);
        var named = context.Statement is { Report: Db2Report.History, Database: { } database } ? database : Named(title, english);
        return (named, announced, heading);
    }

    /// <summary>The database in a title: the last word in English; elsewhere the only word of a name's letters, where the script has others.</summary>
    private static string? Named(string title, bool english)
    {
        var words = title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return null;
        if (english) return Wording.IsAlias(words[^1]) ? words[^1] : null;
        var names = words.Where(w => Wording.IsAlias(w)).ToList();
        return names.Count == 1 && title.Any(Wording.IsWide) ? names[0] : null;
    }
}
