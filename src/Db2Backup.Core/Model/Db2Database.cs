namespace Db2Backup;

/// <summary>A local database of an instance and the state it is in (LIST DATABASE DIRECTORY, GET DATABASE CONFIGURATION, LIST HISTORY).</summary>
public sealed record Db2Database
{
    /// <summary>The alias by which it is used; upper case.</summary>
    public required string Database { get; init; }

    /// <summary>The name it was created under; differs from the alias where it was catalogued so.</summary>
    public required string Name { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required Db2Instance InstanceInfo { get; init; }

    /// <summary>The instance name: binds to -Instance.</summary>
    public string Instance => InstanceInfo.Instance;

    /// <summary>The host of the instance.</summary>
    public string HostName => InstanceInfo.HostName;

    /// <summary>Service level of the instance.</summary>
    public string Level => InstanceInfo.Level;

    /// <summary>The directory in which it lies; null over the provider.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Archive logging is in force (LOGARCHMETH1/2, on old levels LOGRETAIN or USEREXIT): online backup and rollforward are possible.</summary>
    public required bool IsRecoverable { get; init; }

    /// <summary>LOGARCHMETH1 as configured: OFF, LOGRETAIN, DISK:/db2/archive …</summary>
    public required string LogArchiveMethod { get; init; }

    /// <summary>The directory of the DISK: method; null for others.</summary>
    public string? ArchivePath { get; init; }

    /// <summary>LOGARCHMETH2 as configured; OFF for none.</summary>
    public string SecondLogArchiveMethod { get; init; } = "OFF";

    /// <summary>The directory of LOGARCHMETH2 DISK:, where Db2 puts a second copy of every archived log; null for none.</summary>
    public string? SecondArchivePath { get; init; }

    /// <summary>FAILARCHPATH, where archived logs wait while the archive method fails; null for none.</summary>
    public string? FailoverArchivePath { get; init; }

    /// <summary>LOGARCHCOMPR1 is not OFF: Db2 compresses the logs that it archives from now on; those that were archived before stay as they are.</summary>
    public bool CompressesArchivedLogs { get; init; }

    /// <summary>The oldest log that crash recovery needs; null with circular logging, and where the configuration does not tell it.</summary>
    public LogFileName? FirstActiveLog { get; init; }

    /// <summary>LOG_DDL_STMTS: definitions are written to the log as text, for programs that read it.</summary>
    public bool LogsDdlStatements { get; init; }

    /// <summary>AUTO_DEL_REC_OBJ: pruning the history deletes images too.</summary>
    public bool DeletesRecoveryObjects { get; init; }

    /// <summary>Where the active logs are.</summary>
    public required string LogPath { get; init; }

    /// <summary>LOGSECOND -1: logs leave the active path while crash recovery still needs them.</summary>
    public bool InfiniteLogging { get; init; }

    /// <summary>LOGFILSIZ: the size of a log file in bytes; null when the configuration does not tell it.</summary>
    public long? LogFileBytes { get; init; }

    /// <summary>TRACKMOD: incremental and delta backups are possible.</summary>
    public required bool TracksModifications { get; init; }

    /// <summary>An offline full backup is wanted before anything else.</summary>
    public required bool BackupPending { get; init; }

    /// <summary>NO, DATABASE or TABLESPACE.</summary>
    public required string RollforwardPending { get; init; }

    /// <summary>A restore did not finish, or still runs.</summary>
    public required bool RestorePending { get; init; }

    /// <summary>All committed transactions are on disk; false while in use, and after a crash.</summary>
    public required bool IsConsistent { get; init; }

    /// <summary>STANDARD, PRIMARY or STANDBY.</summary>
    public required string HadrRole { get; init; }

    /// <summary>Natively encrypted.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>Database partitions known here.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Used pages of all table spaces in bytes; null while the database cannot be connected to.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The newest full backup of the database in the history that did not fail; an image of table spaces is none.</summary>
    public BackupHistoryEntry? LastFullBackup { get; init; }

    /// <summary>The newest incremental or delta backup in the history that did not fail.</summary>
    public BackupHistoryEntry? LastIncrementalBackup { get; init; }

    /// <summary>Time since the newest backup of the database, of any kind, started, by the server's clock; null when there is none.</summary>
    public TimeSpan? LastBackupAge { get; init; }

    /// <summary>Nothing is pending.</summary>
    public bool IsUsable => !BackupPending && !RestorePending && RollforwardPending == "NO";

    /// <summary>Database, instance and host, for prompts and messages.</summary>
    public override string ToString() => $"{Database} of instance {InstanceInfo}";
}
