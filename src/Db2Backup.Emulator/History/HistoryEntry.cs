namespace Db2Backup.Emulator.History;

/// <summary>One entry of the recovery history file; the letters are those of LIST HISTORY and SYSIBMADM.DB_HISTORY.</summary>
internal sealed record HistoryEntry
{
    public long Eid { get; init; }
    /// <summary>B backup, R restore, F rollforward, X archive log, A/O/N/T table space, D drop table, L load.</summary>
    public required char Operation { get; init; }
    /// <summary>D database, P table space, T table.</summary>
    public char ObjectType { get; init; } = 'D';
    /// <summary>14 digits, server local time.</summary>
    public required string StartTime { get; init; }
    public string EndTime { get; init; } = "";
    /// <summary>1, 2, 3 … per file of an image; 0 where Db2 prints none.</summary>
    public int Sequence { get; init; }
    /// <summary>F, N, I, O, D, E for backups; E, P for rollforwards; 1, 2, P, M, F, N for logs; blank for none.</summary>
    public char OperationType { get; init; } = ' ';
    public char DeviceType { get; init; } = ' ';
    public string EarliestLog { get; init; } = "";
    /// <summary>For an archived log this position holds the chain: C0000000.</summary>
    public string CurrentLog { get; init; } = "";
    public string BackupId { get; init; } = "";
    public IReadOnlyList<string> TableSpaces { get; init; } = [];
    public string Comment { get; init; } = "";
    public string CommandText { get; init; } = "";
    /// <summary>A active, I inactive, E expired, D deleted, X do not delete …</summary>
    public char Status { get; init; } = 'A';
    public string Location { get; init; } = "";
    /// <summary>0, or the SQLCODE with which the operation failed.</summary>
    public int SqlCode { get; init; }
    public string SqlErrmc { get; init; } = "";
    public string SqlState { get; init; } = "";
}
