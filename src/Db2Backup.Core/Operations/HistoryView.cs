using System.Globalization;
using Db2Backup.Db2.Output;

namespace Db2Backup.Operations;

/// <summary>SYSIBMADM.DB_HISTORY as entries of the recovery history, in the order of Statements.BackupHistoryView's columns. Pure.</summary>
internal static class HistoryView
{
    private const int EntryId = 0, StartTime = 1, Sequence = 2, EndTime = 3, FirstLog = 4, LastLog = 5, BackupId = 6, Comment = 7,
        TableSpaces = 8, Operation = 9, OperationType = 10, Location = 11, DeviceType = 12, Status = 13, SqlCode = 14, ObjectType = 15;

    /// <summary>Entries without a timestamp name no image and are left out.</summary>
    public static IReadOnlyList<BackupHistoryEntry> Read(IReadOnlyList<IReadOnlyList<string?>> rows, string database)
    {
        var entries = new List<BackupHistoryEntry>();
        foreach (var row in rows)
        {
            if (!Db2Timestamp.TryParse(row[StartTime], out var timestamp)) continue;
            entries.Add(new BackupHistoryEntry
            {
                Database = database,
                Operation = Letter(row[Operation]) ?? ' ',
                ObjectType = Letter(row[ObjectType]) ?? ' ',
                Timestamp = timestamp,
                Sequence = (int)(Number(row[Sequence]) ?? 0),
                OperationType = Letter(row[OperationType]) ?? ' ',
                DeviceType = Letter(row[DeviceType]),
                FirstLog = Log(row[FirstLog]),
                LastLog = Log(row[LastLog]),
                BackupId = row[BackupId] ?? "",
                TableSpaces = (row[TableSpaces] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Comment = row[Comment] ?? "",
                StartTime = timestamp,
                EndTime = Db2Timestamp.TryParse(row[EndTime], out var end) ? end : null,
                Status = Letter(row[Status]) ?? ' ',
                Location = row[Location] ?? "",
                EntryId = Number(row[EntryId]),
                SqlCode = (int)(Number(row[SqlCode]) ?? 0),
            });
        }
        return entries;
    }

    /// <summary>Archived logs: the column of the first log has the log, that of the last log its chain [sql.md, DB_HISTORY].</summary>
    public static IEnumerable<ArchivedLog> Logs(IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        foreach (var row in rows)
            if (LogFileName.TryParse(row[0], out var name) && row[1] is { Length: 8 } chain && chain[0] == 'C' && Number(chain[1..]) is { } number)
                yield return new ArchivedLog((int)number, name, Db2Timestamp.TryParse(row[2], out var time) ? time : null);
    }

    private static char? Letter(string? text) => text is { Length: > 0 } && text[0] != ' ' ? text[0] : null;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static LogFileName? Log(string? text) => LogFileName.TryParse(text, out var name) ? name : null;
}
