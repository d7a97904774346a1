namespace Db2Backup;

/// <summary>What enabling archive logging came to.</summary>
/// <param name="DatabaseInfo">The database as it is now.</param>
/// <param name="Changed">False when archive logging was in force already and nothing was done.</param>
/// <param name="InitialBackup">The image that ended BACKUP PENDING; null when nothing was done or it was removed.</param>
public sealed record ArchiveLoggingResult(Db2Database DatabaseInfo, bool Changed, BackupImage? InitialBackup)
{
    /// <summary>The alias: binds to the next cmdlet.</summary>
    public string Database => DatabaseInfo.Database;

    /// <summary>The instance: binds to the next cmdlet.</summary>
    public Db2Instance InstanceInfo => DatabaseInfo.InstanceInfo;

    /// <summary>The instance's name.</summary>
    public string Instance => DatabaseInfo.Instance;

    /// <summary>LOGARCHMETH1 as it is now.</summary>
    public string LogArchiveMethod => DatabaseInfo.LogArchiveMethod;
}
