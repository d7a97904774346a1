using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// What an incremental or delta backup builds on, by the history: INCREMENTAL on the last full backup, DELTA on the last one of any
/// kind [images-and-logs.md, Full / incremental / delta]. Pure.
/// </summary>
internal static class Predecessor
{
    /// <summary>
    /// Null when nothing speaks against a backup of this kind. Db2 refuses most of it too (SQL2426N); what it would not is an image that builds on
    /// one that does not exist, or of which it cannot be told which it is.
    /// </summary>
    /// <param name="history">Backups and restores, all of them.</param>
    public static Db2BackupException? Refusal(Db2Database database, BackupKind kind, IReadOnlyList<BackupHistoryEntry> history)
    {
        if (kind == BackupKind.Full) return null;
        if (!database.TracksModifications)
            return new(ErrorCode.IncrementalBackupOff, $"{database} does not track modified pages (TRACKMOD is NO): Db2 refuses a backup of kind {kind} (SQL2426N).", database.Database);
        return Of(kind, history).Why is { } why ? new(ErrorCode.FullBackupNeeded, $"A backup of kind {kind} of {database} cannot be taken: {why}.", database.Database) : null;
    }

    /// <summary>The image it builds on, or why there is none; neither for a full one.</summary>
    /// <param name="history">Entries before the backup.</param>
    public static (Db2Timestamp? Timestamp, string? Why) Of(BackupKind kind, IReadOnlyList<BackupHistoryEntry> history)
    {
        if (kind == BackupKind.Full) return (null, null);
        var made = history.Where(e => e is { Operation: 'B', SqlCode: >= 0 }).ToList();
        var ofDatabase = made.Where(e => e is { ObjectType: 'D', Kind: not null }).OrderBy(Order).ToList();
        if (ofDatabase.LastOrDefault(e => e.Kind == BackupKind.Full) is not { } full) return (null, "the history has no full backup to build on");
        // What a restore brought back is of another time than what was backed up last: on what Db2 builds then is not told.
        if (history.FirstOrDefault(e => e.Operation == 'R' && Order(e).CompareTo(Order(full)) > 0) is { } restored)
            return (null, $"it was restored ({restored.Timestamp}) after its last full backup {full.Timestamp}");
        // A table space that was backed up by itself builds on that image, and the others on another.
        if (made.FirstOrDefault(e => e.ObjectType != 'D' && Order(e).CompareTo(Order(full)) > 0) is { } part)
            return (null, $"after its last full backup {full.Timestamp} table spaces were backed up by themselves ({part.Timestamp})");
        var builtOn = kind == BackupKind.Incremental ? full : ofDatabase[^1];
        foreach (var entry in new[] { full, builtOn })
            if (Lost(entry) is { } lost) return (null, $"it would build on the backup {entry.Timestamp}, {lost}");
        return (builtOn.Timestamp, null);
    }

    /// <summary>What was in the history when that entry came.</summary>
    public static IReadOnlyList<BackupHistoryEntry> Before(IReadOnlyList<BackupHistoryEntry> history, BackupHistoryEntry entry) =>
        history.Where(e => e.EntryId is { } id && entry.EntryId is { } own ? id < own : e.Timestamp.CompareTo(entry.Timestamp) < 0).ToList();

    /// <summary>For Db2 it counts, and there is nothing of it.</summary>
    private static string? Lost(BackupHistoryEntry entry) =>
        entry.DeviceType == 'N' || entry.Location == "/dev/null" ? "which went to the null device"
        : entry.Status == 'D' ? "which is marked as deleted"
        : null;

    /// <summary>The number of an entry tells its place; the digits repeat when a clock is set back.</summary>
    private static (long, Db2Timestamp) Order(BackupHistoryEntry entry) => (entry.EntryId ?? 0, entry.Timestamp);
}
