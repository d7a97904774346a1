using Db2Backup.Errors;

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

    /// <summary>
    /// What a download asks for at once: half a part, because what arrives lies in memory until its turn has come, and several requests are on their
    /// way; not so little that requests cost more than their bytes. A range is no more work for a server than all of a part.
    /// </summary>
    public int ReadBytes => Math.Max(Math.Min(PartBytes, SmallestRead), PartBytes / 2);

    /// <summary>512 parts of 16 MiB: 8 GiB.</summary>
    public int PartsPerSlice { get; init; } = 512;

    /// <summary>Parts on their way at the same time.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>What one upload or download holds at the most: the parts on their way and the one being filled or read.</summary>
    public long MemoryBytes => (ParallelParts + 1L) * PartBytes;

    public long SliceBytes => (long)PartBytes * PartsPerSlice;

    /// <summary>For stores that are written to at the same time: parts of the same size, fewer on their way. Together they hold what two alone would: 160 MiB.</summary>
    /// <param name="streams">Uploads and downloads, of which <see cref="MaximumStreams"/> run at once.</param>
    public SliceOptions Among(int streams) =>
        this with { ParallelParts = Math.Clamp(2 * (ParallelParts + 1) / Math.Max(1, streams) - 1, 1, ParallelParts) };

    /// <summary>So many streams of several stores at once: each has a part on its way, and one that is being filled.</summary>
    public const int MaximumStreams = 4;

    /// <summary>As near to these sizes as a store allows: smaller slices, never fewer bytes.</summary>
    /// <exception cref="Db2BackupException">StoreFailed: the store takes no object of a useful size.</exception>
    public SliceOptions Within(StoreFacts facts)
    {
        var part = Math.Max(PartBytes, facts.MinimumPartBytes);
        part = (int)Math.Min(part, Math.Min(facts.MaximumPartBytes ?? int.MaxValue, facts.MaximumObjectBytes ?? int.MaxValue));
        var parts = Math.Min(PartsPerSlice, Math.Min(facts.MaximumParts ?? int.MaxValue, (facts.MaximumObjectBytes ?? long.MaxValue) / Math.Max(1, part)));
        // Parts that have to be larger are fewer at a time.
        var parallel = part <= PartBytes ? ParallelParts : (int)Math.Clamp(MemoryBytes / part - 1, 1, ParallelParts);
        return part >= facts.MinimumPartBytes && part >= Math.Min(PartBytes, SmallestPart) && parts >= 1
            ? this with { PartBytes = part, PartsPerSlice = (int)parts, ParallelParts = parallel }
            : throw new Db2BackupException(ErrorCode.StoreFailed, $"The store takes objects of {facts.MaximumObjectBytes} bytes and parts of {facts.MinimumPartBytes} to {facts.MaximumPartBytes} bytes, too small for backups.");
    }

    /// <summary>
    /// For so many streams of one backup at the same time, each of which has a part that is being filled: together they hold <see cref="SharedBytes"/>,
    /// because the pipeline that they come from needs memory too.
    /// </summary>
    public SliceOptions Shared(int streams)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(streams, 1);
        var each = Math.Min(MemoryBytes, SharedBytes) / streams;
        var part = (int)Math.Clamp(each / Math.Min(ParallelParts + 1, SharedParts) / SmallestPart * SmallestPart, Math.Min(PartBytes, SmallestPart), PartBytes);
        return this with { PartBytes = part, ParallelParts = (int)Math.Clamp(each / part - 1, 1, ParallelParts) };
    }

    /// <summary>How a stream of this length is cut: so many slices, all full but the last.</summary>
    public (long Slices, long Parts, long LastSliceBytes) Cut(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0) return (1, 1, 0);
        var slices = (bytes - 1) / SliceBytes + 1;
        var last = bytes - (slices - 1) * SliceBytes;
        return (slices, (slices - 1) * PartsPerSlice + (last - 1) / PartBytes + 1, last);
    }

    // A million objects for a database are no backup any more.
    private const int SmallestPart = 1 << 20;

    private const int SmallestRead = 4 << 20;

    // With the blocks of the pipeline and what the code itself takes it stays below 120 MB [bench/RESULTS.md].
    private const long SharedBytes = 64 << 20;

    // Three on their way and one being filled.
    private const int SharedParts = 4;
}

/// <summary>An object that is a slice of a stream.</summary>
internal sealed record StoredSlice(string Key, long Length);
