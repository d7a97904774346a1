using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Databases;

/// <summary>What happens to a consistent database between two times of use.</summary>
internal static class DatabaseActivation
{
    /// <summary>
    /// Configuration that waited for the last connection to end takes effect. LOGARCHMETH1 leaving OFF makes the database
    /// recoverable and BACKUP PENDING; going to OFF makes it circular; both restart the log numbers at 0
    /// [images-and-logs.md, Log files].
    /// </summary>
    public static void Apply(Database database)
    {
        database.Configuration.ApplyDeferred();
        // What changes while TRACKMOD is off nobody knows: once it is on again a full backup comes first.
        if (database.State.Tracked.Count > 0 && !new ChangeTracking(database).IsOn) database.Change(state => state.Tracked.Clear());
        var recoverable = database.Configuration.IsRecoverable;
        if (recoverable == database.State.Recoverable) return;
        LogReset.StartOver(database);
        database.Change(state =>
        {
            state.Recoverable = recoverable;
            state.BackupPending = recoverable;
        });
    }
}
