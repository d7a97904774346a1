using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.History;

/// <summary>
/// Which entries may leave the history file. The most recent restore set (the newest full database backup and what came
/// after it) stays whatever its age. [images-and-logs.md, History file]
/// </summary>
internal static class HistoryRetention
{
    /// <summary>Removes entries up to a time. The files behind them go only when asked for.</summary>
    /// <param name="until">14 digits; entries of this time go too.</param>
    public static void Prune(Database database, string until, bool force, bool deleteObjects)
    {
        var restoreSet = force ? null : NewestRestoreSet(database.History.All());
        Remove(database, deleteObjects, entry =>
            string.CompareOrdinal(entry.StartTime, until) <= 0
            && entry.Status != 'X' // marked "do not delete"
            && restoreSet?.Holds(entry) != true);
    }

    /// <summary>
    /// To be called after each full database backup that succeeded. More than NUM_DB_BACKUPS full backups: the oldest ones
    /// are marked expired. What is expired, or belongs to no backup that is kept, is removed once it is older than
    /// REC_HIS_RETENTN days: both conditions must hold. -1 keeps everything. The images and logs go only with
    /// AUTO_DEL_REC_OBJ ON. [images-and-logs.md, History file]
    /// </summary>
    public static void AfterBackup(Database database)
    {
        var kept = FullBackupTimes(database.History.All());
        var limit = Math.Max(1, database.Configuration.GetNumber("num_db_backups"));
        if (kept.Count <= limit) return;
        var oldestKept = kept[limit - 1];
        database.History.Update(entry =>
            IsFullBackup(entry) && entry.Status == 'A' && string.CompareOrdinal(entry.StartTime, oldestKept) < 0
                ? entry with { Status = 'E' } : entry);

        var days = database.Configuration.GetNumber("rec_his_retentn");
        if (days < 0) return;
        var tooOld = Clock.Timestamp14(database.Engine.Clock.UtcNow().AddDays(-days));
        var oldestSet = RestoreSet.From(database.History.All().First(e => IsFullBackup(e) && e.StartTime == oldestKept));
        Remove(database, database.Configuration.Get("auto_del_rec_obj") == "ON", entry =>
            string.CompareOrdinal(entry.StartTime, tooOld) <= 0 && entry.Status != 'X' && !oldestSet.Holds(entry));
    }

    private static void Remove(Database database, bool deleteObjects, Predicate<HistoryEntry> goes)
    {
        var removed = new List<HistoryEntry>();
        database.History.Update(entry =>
        {
            if (!goes(entry)) return entry;
            // A log that crash recovery needs is not the history's to give away.
            if (deleteObjects && RecoveryObjects.IsActiveLog(database, entry)) return entry;
            removed.Add(entry);
            return null;
        });
        if (deleteObjects) RecoveryObjects.Delete(database, removed);
    }

    private static RestoreSet? NewestRestoreSet(IReadOnlyList<HistoryEntry> entries)
    {
        var newest = FullBackupTimes(entries).FirstOrDefault();
        return newest is null ? null : RestoreSet.From(entries.First(e => IsFullBackup(e) && e.StartTime == newest));
    }

    /// <summary>The times of the full backups that can be used, newest first.</summary>
    private static List<string> FullBackupTimes(IEnumerable<HistoryEntry> entries) =>
        entries.Where(e => IsFullBackup(e) && e.Status is 'A' or 'X').Select(e => e.StartTime)
            .Distinct().OrderDescending(StringComparer.Ordinal).ToList();

    // A backup to the null device left no image, so nothing can be restored from it.
    private static bool IsFullBackup(HistoryEntry entry) =>
        entry is { Operation: 'B', ObjectType: 'D', OperationType: 'F' or 'N', SqlCode: >= 0 } && entry.DeviceType != 'N';

    /// <summary>A full backup, everything after it, and the logs it needs that were archived before it.</summary>
    private sealed record RestoreSet(string Time, string FirstLog)
    {
        public static RestoreSet From(HistoryEntry backup) => new(backup.StartTime, backup.EarliestLog);

        public bool Holds(HistoryEntry entry) =>
            string.CompareOrdinal(entry.StartTime, Time) >= 0
            || (entry.Operation == 'X' && FirstLog.Length > 0 && string.CompareOrdinal(entry.EarliestLog, FirstLog) >= 0);
    }
}
