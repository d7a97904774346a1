using System.Collections.Concurrent;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>
/// What streams that are compressed at the same time share: the blocks, with a floor for each stream, and the codecs with their tables.
/// Eight streams need hardly more memory than one, because eight streams do not have more cores.
/// </summary>
internal sealed class CompressionShare : IDisposable
{
    /// <summary>A stream that has a block to read into and one to compress into goes on, whatever the others hold.</summary>
    private const int FloorBlocks = 2;

    private readonly ConcurrentBag<IBlockCodec> idle = [];
    private readonly int streams;

    public CompressionShare(ProtectOptions options, int streams = 1)
    {
        (Options, this.streams) = (options, streams);
        var bound = options.BlockBytes;
        if (options.Codec != CompressionCodec.None)
        {
            var first = Codecs.Create(options.Codec, options.Level);
            bound = Math.Max(bound, first.Bound(bound));
            idle.Add(first);
        }
        Blocks = new BlockPool(bound, SharedBlocks);
    }

    public ProtectOptions Options { get; }
    public BlockPool Blocks { get; }

    /// <summary>One block being read and one being written besides those being compressed; each is a block and what becomes of it.</summary>
    private int SharedBlocks => (Options.Parallelism + 2) * 2 - FloorBlocks;

    /// <summary>What the blocks take at the most, in bytes.</summary>
    public long MemoryBytes => (SharedBlocks + (long)streams * FloorBlocks) * Blocks.BlockBytes;

    public BlockLane OpenLane() => Blocks.OpenLane(FloorBlocks);

    /// <returns>Bytes written to <paramref name="target"/>.</returns>
    public int Compress(ReadOnlySpan<byte> plain, Span<byte> target)
    {
        if (!idle.TryTake(out var codec)) codec = Codecs.Create(Options.Codec, Options.Level);
        var written = codec.Compress(plain, target);
        idle.Add(codec);
        return written;
    }

    public void Dispose()
    {
        foreach (var codec in idle) codec.Dispose();
    }
}
