using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Whether a database can be backed up as asked. Pure: what Db2 would refuse is refused before anything is touched.</summary>
internal static class BackupRefusal
{
    /// <summary>Null when nothing speaks against an online backup.</summary>
    public static Db2BackupException? Online(Db2Database database, IReadOnlyList<RunningUtility> utilities)
    {
        if (Any(database, utilities) is { } refusal) return refusal;
        if (database.BackupPending)
            return new(ErrorCode.DatabaseBackupPending, $"{database} is BACKUP PENDING: Db2 wants an offline full backup first (SQL1116N).", database.Database);
        return database.IsRecoverable ? null : new(ErrorCode.ArchiveLoggingOff,
            $"{database} has no archive logging (LOGARCHMETH1 is {database.LogArchiveMethod}): Db2 refuses an online backup (SQL2413N).", database.Database);
    }

    /// <summary>Null when nothing speaks against an offline backup; BACKUP PENDING does not, it is what ends it.</summary>
    public static Db2BackupException? Offline(Db2Database database, IReadOnlyList<RunningUtility> utilities) => Any(database, utilities);

    /// <summary>Null for a database of one partition. An image of one of several would be taken for a backup, and is none.</summary>
    public static Db2BackupException? Partitions(Db2Database database) => database.Partitions <= 1 ? null : new(ErrorCode.PartitionedInstance,
        $"{database} has {database.Partitions} database partitions or members.", database.Database);

    private static Db2BackupException? Any(Db2Database database, IReadOnlyList<RunningUtility> utilities)
    {
        var name = database.Database;
        if (Partitions(database) is { } partitioned) return partitioned;
        if (database.RestorePending)
            return new(ErrorCode.DatabaseRestorePending, $"{database} is RESTORE PENDING: a restore did not finish or still runs (SQL1119N).", name);
        if (database.RollforwardPending != "NO")
            return new(ErrorCode.DatabaseRollforwardPending, $"{database} is ROLL-FORWARD PENDING ({database.RollforwardPending}) (SQL1117N).", name);
        if (database.HadrRole.Contains("STANDBY", StringComparison.OrdinalIgnoreCase))
            return new(ErrorCode.HadrStandby, $"{database} is an HADR standby, which cannot be backed up (SQL1776N).", name);
        // A restore or rollforward that runs would have shown above.
        if (utilities.FirstOrDefault(u => u.Type == "BACKUP" && string.Equals(u.Database, database.Name, StringComparison.OrdinalIgnoreCase)) is { } running)
            return new(ErrorCode.BackupRunning, $"A backup of {database} is running (utility {running.Id}: {running.Description}).", name);
        return null;
    }
}
