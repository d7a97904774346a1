namespace Db2Backup.Storage;

/// <summary>
/// How a stream of unknown length is cut for a store. The sizes are inside every service's limits: S3 takes 10,000 parts and Swift
/// 1,000 segments per object (some S3 services 1,000 parts), Azure 50,000 blocks; S3 wants parts of 5 MiB and objects of 5 TiB at the most.
/// </summary>
internal sealed record SliceOptions
{
    public static SliceOptions Default { get; } = new();

    /// <summary>A part is kept in memory until the store has it: small enough for several, large enough for few requests.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>512 parts of 16 MiB: 8 GiB.</summary>
    public int PartsPerSlice { get; init; } = 512;

    /// <summary>Parts on their way at the same time.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>What one upload or download holds at the most: the parts on their way and the one being filled or read.</summary>
    public long MemoryBytes => (ParallelParts + 1L) * PartBytes;

    public long SliceBytes => (long)PartBytes * PartsPerSlice;
}

/// <summary>An object that is a slice of a stream.</summary>
internal sealed record StoredSlice(string Key, long Length);
