namespace Db2Backup;

/// <summary>What enabling incremental backups came to.</summary>
/// <param name="DatabaseInfo">The database as it is now.</param>
/// <param name="Changed">False when TRACKMOD was in force already, with a full backup to build upon, and nothing was done.</param>
/// <param name="InitialBackup">The first full backup, which the incremental ones build upon; null when nothing was done.</param>
public sealed record IncrementalBackupResult(Db2Database DatabaseInfo, bool Changed, BackupImage? InitialBackup)
{
    /// <summary>The alias: binds to the next cmdlet.</summary>
    public string Database => DatabaseInfo.Database;

    /// <summary>The instance: binds to the next cmdlet.</summary>
    public Db2Instance InstanceInfo => DatabaseInfo.InstanceInfo;

    /// <summary>The instance's name.</summary>
    public string Instance => DatabaseInfo.Instance;
}
