namespace Db2Backup;

/// <summary>What db2ckbkp said of an image: its media header (-h, -H, -a), and the verification where there was one.</summary>
public sealed record Db2ImageOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.ImageCheck;

    /// <summary>Name of the database on the server.</summary>
    public string? DatabaseName { get; init; }

    /// <summary>Its alias on the server, which is in the file's name.</summary>
    public string? DatabaseAlias { get; init; }

    /// <summary>Its alias on the client.</summary>
    public string? ClientAlias { get; init; }

    /// <summary>Start of the backup in the server's local time.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>Database partition.</summary>
    public int? Partition { get; init; }

    /// <summary>Instance.</summary>
    public string? Instance { get; init; }

    /// <summary>Number of the file in the image, from 1.</summary>
    public int? Sequence { get; init; }

    /// <summary>As printed: D00 for 9.7, 0x1400 for 11.1.</summary>
    public string? ReleaseId { get; init; }

    /// <summary>Identity of the database, hexadecimal without 0x.</summary>
    public string? DatabaseSeed { get; init; }

    /// <summary>Offline or online.</summary>
    public BackupMode? Mode { get; init; }

    /// <summary>The image carries logs.</summary>
    public bool? IncludesLogs { get; init; }

    /// <summary>The image is compressed; null when the code is neither 0 nor 1.</summary>
    public bool? IsCompressed { get; init; }

    /// <summary>0 database, 3 table space.</summary>
    public int? BackupType { get; init; }

    /// <summary>Full, incremental or delta (0, 16, 48).</summary>
    public BackupKind? Kind { get; init; }

    /// <summary>Size of a buffer.</summary>
    public long? BufferSizeBytes { get; init; }

    /// <summary>Number of files of the image.</summary>
    public int? Sessions { get; init; }

    /// <summary>Code set of the database.</summary>
    public string? CodeSet { get; init; }

    /// <summary>Path of the logs.</summary>
    public string? LogPath { get; init; }

    /// <summary>As printed, a hexadecimal code: 14 AIX, 1E Linux on x86-64.</summary>
    public string? Platform { get; init; }

    /// <summary>The flags of encryption are not 0; null when the header has none.</summary>
    public bool? IsEncrypted { get; init; }

    /// <summary>Every row of the header, by its label.</summary>
    public IReadOnlyDictionary<string, string> Header { get; init; } = new Dictionary<string, string>();

    /// <summary>The name that the file should have.</summary>
    public string? ProperFileName { get; init; }

    /// <summary>
    /// True when it says that the verification was successful, no line tells an error and the exit code, if given, is 0; false when one of
    /// them says otherwise; null when nothing was verified.
    /// </summary>
    public bool? IsVerified { get; init; }

    /// <summary>How it ended, as printed.</summary>
    public string? Verification { get; init; }

    /// <summary>Lines that tell errors.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}

/// <summary>One step of the order that db2ckrst suggests.</summary>
public sealed record Db2RestoreStepOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.RestoreOrder;

    /// <summary>From 1.</summary>
    public int Step { get; init; }

    /// <summary>The database.</summary>
    public string? Database { get; init; }

    /// <summary>The image to restore in this step.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>The image that all steps lead to.</summary>
    public Db2Timestamp? Target { get; init; }

    /// <summary>Restore it with INCREMENTAL.</summary>
    public bool IsIncremental { get; init; }

    /// <summary>Table spaces; empty for a whole database.</summary>
    public IReadOnlyList<string> TableSpaces { get; init; } = [];

    /// <summary>The statement as printed.</summary>
    public string Command { get; init; } = "";
}

/// <summary>What db2flsn found.</summary>
public sealed record Db2LogOfLsnOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.LogOfLsn;

    /// <summary>The LSN asked for, where the statement tells it.</summary>
    public string? Lsn { get; init; }

    /// <summary>The log that holds it.</summary>
    public LogFileName? Log { get; init; }

    /// <summary>With -lsnrange: first LSN of the log, as printed.</summary>
    public string? FirstLsn { get; init; }

    /// <summary>With -lsnrange: last LSN of the log, as printed.</summary>
    public string? LastLsn { get; init; }
}
