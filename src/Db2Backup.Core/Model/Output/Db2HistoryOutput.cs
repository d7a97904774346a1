namespace Db2Backup;

/// <summary>An entry of LIST HISTORY, of any operation.</summary>
public sealed record Db2HistoryOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.History;

    /// <summary>The database of the heading or the statement; null when neither tells it.</summary>
    public string? Database { get; init; }

    /// <summary>A create table space, B backup, C load copy, D drop table, F rollforward, G reorg, L load, N rename table space, O drop table space, Q quiesce, R restore, T alter table space, U unload, X archive log.</summary>
    public char? Operation { get; init; }

    /// <summary>The operation in a word: Backup, Restore, ArchiveLog …; null for letters that are not known.</summary>
    public string? OperationName => Operation switch
    {
        'A' => "CreateTableSpace",
        'B' => "Backup",
        'C' => "LoadCopy",
        'D' => "DropTable",
        'F' => "Rollforward",
        'G' => "Reorg",
        'L' => "Load",
        'N' => "RenameTableSpace",
        'O' => "DropTableSpace",
        'Q' => "Quiesce",
        'R' => "Restore",
        'T' => "AlterTableSpace",
        'U' => "Unload",
        'X' => "ArchiveLog",
        _ => null,
    };

    /// <summary>D database, I index, P table space, T table, R partitioned table.</summary>
    public char? ObjectType { get; init; }

    /// <summary>Start of the operation in the server's local time; it names a backup image.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>Number of the file of an image over several paths; null where the column is blank.</summary>
    public int? Sequence { get; init; }

    /// <summary>For B and R: F, N full, I, O incremental, D, E delta, each offline and online; other letters for other operations.</summary>
    public char? OperationType { get; init; }

    /// <summary>Of a backup or restore: full, incremental or delta.</summary>
    public BackupKind? Kind => Operation is not ('B' or 'R') ? null : OperationType switch
    {
        'F' or 'N' => BackupKind.Full,
        'I' or 'O' => BackupKind.Incremental,
        'D' or 'E' => BackupKind.Delta,
        _ => null,
    };

    /// <summary>Of a backup or restore: online or offline.</summary>
    public BackupMode? Mode => Operation is not ('B' or 'R') ? null : OperationType switch
    {
        'N' or 'O' or 'E' => BackupMode.Online,
        'F' or 'I' or 'D' => BackupMode.Offline,
        _ => null,
    };

    /// <summary>D disk, T tape, A TSM, P pipe, N null device, U user exit, O other …</summary>
    public char? DeviceType { get; init; }

    /// <summary>Earliest log; of an archived log the log itself.</summary>
    public LogFileName? FirstLog { get; init; }

    /// <summary>Current log.</summary>
    public LogFileName? LastLog { get; init; }

    /// <summary>Of an archived log its chain: 0 for C0000000.</summary>
    public int? LogChain { get; init; }

    /// <summary>The column Backup ID: of a restore the image, of a dropped table its id.</summary>
    public string? BackupId { get; init; }

    /// <summary>The table, as quoted: "SCHEMA"."NAME".</summary>
    public string? Table { get; init; }

    /// <summary>The table spaces concerned.</summary>
    public IReadOnlyList<string> TableSpaces { get; init; } = [];

    /// <summary>Db2's comment.</summary>
    public string? Comment { get; init; }

    /// <summary>Start, server's local time.</summary>
    public Db2Timestamp? StartTime { get; init; }

    /// <summary>End, server's local time; null when it has none.</summary>
    public Db2Timestamp? EndTime { get; init; }

    /// <summary>A active, I inactive, E expired, D deleted, N not committed, X do not delete, P pending delete.</summary>
    public char? Status { get; init; }

    /// <summary>Number of the entry.</summary>
    public long? EntryId { get; init; }

    /// <summary>Directory, device or file, as Db2 tells it; null when the entry has none.</summary>
    public string? Location { get; init; }

    /// <summary>Of a failed operation its SQLCA.</summary>
    public Db2Sqlca? Sqlca { get; init; }

    /// <summary>Of a dropped table the statement that makes it again.</summary>
    public string? Ddl { get; init; }
}
