namespace Db2Backup;

/// <summary>
/// Where Db2's own threads spent the time of one backup: the sums of its BAR statistics in db2diag.log. Seconds are those of all threads of a kind together.
/// </summary>
public sealed record Db2BackupStatistics
{
    /// <summary>Threads that read table spaces (db2bm).</summary>
    public required int Readers { get; init; }

    /// <summary>Threads that wrote the image (db2med).</summary>
    public required int Writers { get; init; }

    /// <summary>Buffers between them; null when not told.</summary>
    public int? Buffers { get; init; }

    /// <summary>Bytes of a buffer; null when not told.</summary>
    public long? BufferBytes { get; init; }

    /// <summary>How long readers were there.</summary>
    public required double ReaderSeconds { get; init; }

    /// <summary>Reading table spaces.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>Compressing; null when Db2 did not.</summary>
    public double? CompressSeconds { get; init; }

    /// <summary>Readers waiting for a free buffer.</summary>
    public required double WaitedForBufferSeconds { get; init; }

    /// <summary>Readers with nothing to do: there was no other table space to read.</summary>
    public required double IdleSeconds { get; init; }

    /// <summary>Held back by UTIL_IMPACT_PRIORITY; null when not told.</summary>
    public double? ThrottledSeconds { get; init; }

    /// <summary>Reading and compressing of the reader that did most of it.</summary>
    public required double BusiestReaderSeconds { get; init; }

    /// <summary>How long writers were there.</summary>
    public required double WriterSeconds { get; init; }

    /// <summary>Writing the image, into a pipe too: until somebody took it.</summary>
    public required double WriteSeconds { get; init; }

    /// <summary>Writers waiting for a full buffer.</summary>
    public required double WaitedForDataSeconds { get; init; }

    /// <summary>Bytes that writers wrote, at the least: to the unit that Db2 prints; null when not told.</summary>
    public long? WrittenBytes { get; init; }

    /// <summary>What held the backup back within Db2; null when nothing stands out, or it was too short to tell.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Db2BackupLimit? LimitedBy => Planning.Db2Limit.Of(this);
}

/// <summary>What held a backup back, as Db2's own threads saw it.</summary>
public enum Db2BackupLimit
{
    /// <summary>Reading table spaces from their disks.</summary>
    Reader,

    /// <summary>Db2's own compression.</summary>
    Compression,

    /// <summary>UTIL_IMPACT_PRIORITY.</summary>
    Throttle,

    /// <summary>Whoever takes the image: the disk it is written to; of a pipe whoever reads it, so this module and the store.</summary>
    Writer,

    /// <summary>Too few buffers: readers and writers wait for each other.</summary>
    Buffers,

    /// <summary>One table space that is much larger than the others: one reader works, the others have nothing to do.</summary>
    OneTableSpace,
}
