using Db2Backup.Pipeline.Compression;

namespace Db2Backup;

/// <summary>What holds backups back, and so what to change.</summary>
public enum ThroughputFinding
{
    /// <summary>Nothing stands out, or the manifests do not tell enough.</summary>
    Nothing,

    /// <summary>The store, or the line to it.</summary>
    Store,

    /// <summary>This machine's processors: compressing and encrypting.</summary>
    Processors,

    /// <summary>The disk that images are staged on.</summary>
    StagingDisk,

    /// <summary>Db2; its own statistics were not at hand, or tell nothing.</summary>
    Db2,

    /// <summary>Db2 reads table spaces slowly.</summary>
    Db2Reader,

    /// <summary>Db2's own compression.</summary>
    Db2Compression,

    /// <summary>UTIL_IMPACT_PRIORITY.</summary>
    Db2Throttle,

    /// <summary>Db2 has too few buffers.</summary>
    Db2Buffers,

    /// <summary>One table space is much larger than the others.</summary>
    Db2OneTableSpace,
}

/// <summary>How fast one backup was, from its manifest.</summary>
public sealed record BackupThroughput
{
    /// <summary>As Db2 gave it.</summary>
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>Start, with the server's offset then.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Full, incremental or delta.</summary>
    public required BackupKind Kind { get; init; }

    /// <summary>Online or offline.</summary>
    public required BackupMode Mode { get; init; }

    /// <summary>It was stored while Db2 wrote it.</summary>
    public required bool Streamed { get; init; }

    /// <summary>Streams that Db2 wrote at the same time.</summary>
    public required int Streams { get; init; }

    /// <summary>Bytes of the image.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes in the store.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Bytes of the image by bytes in the store.</summary>
    public required double Ratio { get; init; }

    /// <summary>How it is compressed by this module.</summary>
    public required CompressionCodec Compression { get; init; }

    /// <summary>How long BACKUP took; null when the manifest does not tell, as everything below.</summary>
    public TimeSpan? BackupTime { get; init; }

    /// <summary>Bytes of the image per second of BACKUP.</summary>
    public long? BackupBytesPerSecond { get; init; }

    /// <summary>Bytes of the image per second of compressing and encrypting.</summary>
    public long? ProtectBytesPerSecond { get; init; }

    /// <summary>Bytes stored per second.</summary>
    public long? PublishBytesPerSecond { get; init; }

    /// <summary>How long bytes of Db2 were waited for, all streams together.</summary>
    public TimeSpan? WaitedForDb2 { get; init; }

    /// <summary>How long the store was waited for, all streams together.</summary>
    public TimeSpan? WaitedForStore { get; init; }

    /// <summary>What held it back, by the counters of the data path.</summary>
    public BackupBottleneck? HeldBackBy { get; init; }

    /// <summary>What held it back within Db2, by Db2's own statistics.</summary>
    public Db2BackupLimit? Db2LimitedBy { get; init; }

    /// <summary>Both together.</summary>
    public required ThroughputFinding Finding { get; init; }
}

/// <summary>How fast the backups of one database are, what holds them back, and what to change.</summary>
public sealed record Db2ThroughputReport
{
    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>Where the backups lie.</summary>
    public required string Store { get; init; }

    /// <summary>All that were measured, in the order of time.</summary>
    public required IReadOnlyList<BackupThroughput> Backups { get; init; }

    /// <summary>The kind of backup that the medians are of: full, unless there are none.</summary>
    public required BackupKind Kind { get; init; }

    /// <summary>How many of that kind.</summary>
    public required int Count { get; init; }

    /// <summary>Median of the bytes of an image.</summary>
    public required long MedianBytes { get; init; }

    /// <summary>Median of bytes of the image by bytes in the store.</summary>
    public required double MedianRatio { get; init; }

    /// <summary>Median of how long BACKUP took.</summary>
    public TimeSpan? MedianBackupTime { get; init; }

    /// <summary>Median of the bytes of the image per second of BACKUP.</summary>
    public long? MedianBackupBytesPerSecond { get; init; }

    /// <summary>Median of the bytes of the image per second of compressing and encrypting.</summary>
    public long? MedianProtectBytesPerSecond { get; init; }

    /// <summary>Median of the bytes stored per second.</summary>
    public long? MedianPublishBytesPerSecond { get; init; }

    /// <summary>By how many parts in a hundred the later half of them is faster (slower when negative) than the earlier one; null for fewer than four.</summary>
    public double? SpeedTrendPercent { get; init; }

    /// <summary>By how many parts in a hundred the images of the later half are larger (smaller when negative); null for fewer than four.</summary>
    public double? SizeTrendPercent { get; init; }

    /// <summary>What holds most of the newest ones back.</summary>
    public required ThroughputFinding Finding { get; init; }

    /// <summary>What to change, for a person.</summary>
    public required string Advice { get; init; }

    /// <summary>For a person.</summary>
    public override string ToString() => $"{Database}: {Finding}. {Advice}";
}
