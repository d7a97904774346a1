namespace Db2Backup.Emulator.Backup;

/// <summary>How much of the data an image holds; the numbers are those of the media header. [images-and-logs.md, db2ckbkp]</summary>
internal enum Granularity
{
    Full = 0,
    /// <summary>INCREMENTAL: what changed since the last full backup.</summary>
    Incremental = 16,
    /// <summary>INCREMENTAL DELTA: what changed since the last backup of any kind.</summary>
    Delta = 48,
}

/// <summary>The letters of backups and restores in the history. [sql.md, codes]</summary>
internal static class OperationTypes
{
    public static char Of(Granularity granularity, bool online) => granularity switch
    {
        Granularity.Incremental => online ? 'O' : 'I',
        Granularity.Delta => online ? 'E' : 'D',
        _ => online ? 'N' : 'F',
    };
}
