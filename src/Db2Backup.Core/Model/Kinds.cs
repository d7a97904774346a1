namespace Db2Backup;

/// <summary>What of the data a backup holds.</summary>
public enum BackupKind
{
    /// <summary>Everything.</summary>
    Full,

    /// <summary>Db2's INCREMENTAL: what changed since the last full backup (cumulative).</summary>
    Incremental,

    /// <summary>Db2's INCREMENTAL DELTA: what changed since the last backup of any kind.</summary>
    Delta,
}

/// <summary>Whether the database was in use meanwhile.</summary>
public enum BackupMode
{
    /// <summary>Others went on working; a restore needs the logs of that time.</summary>
    Online,

    /// <summary>Nobody was connected; the image is consistent by itself.</summary>
    Offline,
}

/// <summary>What a backup that was protected while it was stored waited for most.</summary>
public enum BackupBottleneck
{
    /// <summary>Db2 did not write faster: its reading, its buffers, or one big table space.</summary>
    Db2,

    /// <summary>This machine's processors: compressing and encrypting.</summary>
    Processors,

    /// <summary>The store, or the line to it, did not take it faster.</summary>
    Store,
}

/// <summary>How the module talks to Db2.</summary>
public enum Db2Transport
{
    /// <summary>The command line processor <c>db2</c> on the server itself: everything.</summary>
    Clp,

    /// <summary>The .NET provider: queries, and online backup through ADMIN_CMD, also of a remote database.</summary>
    Provider,
}

/// <summary>Where a restore ends.</summary>
public enum RecoveryTargetKind
{
    /// <summary>ROLLFORWARD TO END OF BACKUP: the earliest consistent state of an online image.</summary>
    EndOfBackup,

    /// <summary>ROLLFORWARD TO END OF LOGS: everything that the logs at hand hold.</summary>
    EndOfLogs,

    /// <summary>ROLLFORWARD TO a time, USING UTC TIME.</summary>
    PointInTime,

    /// <summary>The image as it is, without logs (version recovery): offline images only, WITHOUT ROLLING FORWARD.</summary>
    Image,
}
