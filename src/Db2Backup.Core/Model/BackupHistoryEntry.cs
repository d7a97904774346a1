namespace Db2Backup;

/// <summary>An entry of the recovery history file (LIST HISTORY BACKUP ALL FOR …): a backup or a restore.</summary>
public sealed record BackupHistoryEntry
{
    /// <summary>The database's alias.</summary>
    public required string Database { get; init; }

    /// <summary>B backup, R restore; other letters as LIST HISTORY gives them.</summary>
    public required char Operation { get; init; }

    /// <summary>D database, P table space: what the image is of. A table space image is no backup of the database.</summary>
    public required char ObjectType { get; init; }

    /// <summary>Identifies the image; start in the server's local time.</summary>
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>Number of the file of an image over several paths; 0 where none is given.</summary>
    public int Sequence { get; init; }

    /// <summary>F, N, I, O, D, E …: Db2's code for kind and mode.</summary>
    public required char OperationType { get; init; }

    /// <summary>Full, incremental or delta; null for codes that are none of them.</summary>
    public BackupKind? Kind => OperationType switch
    {
        'F' or 'N' => BackupKind.Full,
        'I' or 'O' => BackupKind.Incremental,
        'D' or 'E' => BackupKind.Delta,
        _ => null,
    };

    /// <summary>Online or offline; null for codes that are neither.</summary>
    public BackupMode? Mode => OperationType switch
    {
        'N' or 'O' or 'E' => BackupMode.Online,
        'F' or 'I' or 'D' => BackupMode.Offline,
        _ => null,
    };

    /// <summary>D disk, P pipe, N null device (no image exists) …</summary>
    public char? DeviceType { get; init; }

    /// <summary>First log needed.</summary>
    public LogFileName? FirstLog { get; init; }

    /// <summary>Log in use at the end.</summary>
    public LogFileName? LastLog { get; init; }

    /// <summary>For a restore: the image that was restored.</summary>
    public string BackupId { get; init; } = "";

    /// <summary>Names of the table spaces.</summary>
    public IReadOnlyList<string> TableSpaces { get; init; } = [];

    /// <summary>Db2's comment.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Start, server local time.</summary>
    public Db2Timestamp? StartTime { get; init; }

    /// <summary>End, server local time.</summary>
    public Db2Timestamp? EndTime { get; init; }

    /// <summary>A active, I inactive, E expired, D deleted, X do not delete …</summary>
    public char Status { get; init; }

    /// <summary>The directory, pipe or device; not the file.</summary>
    public string Location { get; init; } = "";

    /// <summary>The entry's number; with the partition it identifies the entry.</summary>
    public long? EntryId { get; init; }

    /// <summary>0, or the SQLCODE with which the operation failed.</summary>
    public int SqlCode { get; init; }

    /// <summary>It left an image that can be restored: not failed, not deleted, not to the null device.</summary>
    public bool IsRestorable => Operation == 'B' && SqlCode >= 0 && Status is not ('D' or 'E') && DeviceType != 'N' && Location != "/dev/null";

    /// <summary>The image is of the whole database and can be restored: the only kind that a database can be restored from by itself.</summary>
    public bool IsDatabaseImage => IsRestorable && ObjectType == 'D';
}
