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
    private readonly CompressionWorkers workers;
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
        workers = new CompressionWorkers(options.Parallelism);
    }

    public ProtectOptions Options { get; }
    public BlockPool Blocks { get; }

    /// <summary>
    /// Besides those being compressed one being read, one being written, and two that wait for a core, so that none waits for them; each is a
    /// block and what becomes of it. Of several streams the floors do part of that; one that is alone for a while can still use all cores.
    /// </summary>
    private int SharedBlocks => Math.Max(Options.Parallelism * 2, (Options.Parallelism + 4) * 2 - streams * FloorBlocks);

    /// <summary>What the blocks take at the most, in bytes.</summary>
    public long MemoryBytes => (SharedBlocks + (long)streams * FloorBlocks) * Blocks.BlockBytes;

    public BlockLane OpenLane() => Blocks.OpenLane(FloorBlocks);

    /// <summary>Not cancellable: a block takes milliseconds, and its buffers must come home.</summary>
    /// <returns>Bytes written to <paramref name="target"/>.</returns>
    public Task<int> CompressAsync(ReadOnlyMemory<byte> plain, Memory<byte> target) => workers.RunAsync(() =>
    {
        if (!idle.TryTake(out var codec)) codec = Codecs.Create(Options.Codec, Options.Level);
        var written = codec.Compress(plain.Span, target.Span);
        idle.Add(codec);
        return written;
    });

    public void Dispose()
    {
        workers.Dispose();
        foreach (var codec in idle) codec.Dispose();
    }
}
