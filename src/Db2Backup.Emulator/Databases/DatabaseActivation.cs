namespace Db2Backup.Emulator.Databases;

/// <summary>What happens to a database when it is used again after everybody had left.</summary>
internal static class DatabaseActivation
{
    /// <summary>
    /// Configuration that waited for the last connection to end takes effect. LOGARCHMETH1 leaving OFF makes the database
    /// recoverable and BACKUP PENDING; going to OFF makes it circular; both restart the log numbers at 0.
    /// </summary>
    public static void ApplyDeferred(Database database)
    {
        // Crash recovery comes first: it reads the log that was written under the old configuration.
        if (!database.State.Consistent) return;
        database.Configuration.ApplyDeferred();
        var recoverable = database.Configuration.IsRecoverable;
        if (recoverable == database.State.Recoverable) return;
        database.State.Recoverable = recoverable;
        database.State.BackupPending = recoverable;
        Logging.LogReset.StartOver(database);
        database.SaveState();
    }
}
