using System.Security.Cryptography;
using System.Threading.Channels;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>
/// Reads a stream in blocks, compresses the blocks on all cores, and hands them on in their order. The queue between is a
/// row of slots, each a block that is or will be compressed: the row's length and the pools bound the memory.
/// </summary>
internal sealed class ParallelCompressor : IDisposable
{
    private readonly CompressionCodec codec;
    private readonly int? level;
    private readonly int slots;
    private readonly BlockPool plainPool, compressedPool;
    private readonly System.Collections.Concurrent.ConcurrentBag<IBlockCodec> idleCodecs = [];

    public ParallelCompressor(CompressionCodec codec, int? level, int blockBytes, int parallelism)
    {
        (this.codec, this.level) = (codec, level);
        // One block being read and one being written besides those being compressed.
        slots = parallelism + 2;
        plainPool = new BlockPool(blockBytes, slots);
        var bound = blockBytes;
        if (codec != CompressionCodec.None)
        {
            var first = Codecs.Create(codec, level);
            bound = first.Bound(blockBytes);
            idleCodecs.Add(first);
        }
        compressedPool = new BlockPool(bound, slots);
    }

    /// <summary>What the pools may hold at the most, in bytes.</summary>
    public long MemoryBytes => (long)slots * (plainPool.BlockBytes + compressedPool.BlockBytes);

    /// <summary>Runs until the source ends. Whichever side fails stops the other, and both have ended when this returns.</summary>
    public async Task<(long Length, string Sha256)> RunAsync(
        Stream source, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, Action<long>? onRead, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<Task<Block>>(new BoundedChannelOptions(slots) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(source, queue.Writer, onRead, stop.Token);
        var writing = WriteAsync(queue.Reader, write, stop.Token);
        try
        {
            // The first failure is the cause; the other side only notices that it was stopped.
            await await Task.WhenAny(reading, writing).ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(Quiet(reading), Quiet(writing)).ConfigureAwait(false);
            await DrainAsync(queue.Reader).ConfigureAwait(false);
        }
    }

    private readonly record struct Block(byte[] Buffer, int Length, BlockPool Home);

    private async Task<(long, string)> ReadAsync(Stream source, ChannelWriter<Task<Block>> queue, Action<long>? onRead, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = 0L;
        try
        {
            while (true)
            {
                var buffer = await plainPool.RentAsync(cancellationToken).ConfigureAwait(false);
                var length = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (length == 0)
                {
                    plainPool.Return(buffer);
                    break;
                }
                hash.AppendData(buffer, 0, length);
                total += length;
                onRead?.Invoke(length);
                // Rented here, in the order of the blocks: a later block must never hold what an earlier one waits for.
                var slot = codec == CompressionCodec.None
                    ? Task.FromResult(new Block(buffer, length, plainPool))
                    : CompressAsync(buffer, length, await compressedPool.RentAsync(cancellationToken).ConfigureAwait(false));
                await queue.WriteAsync(slot, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            queue.TryComplete();
        }
        return (total, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
    }

    // Not cancellable: a block takes milliseconds, and its buffers must come home.
    private Task<Block> CompressAsync(byte[] plain, int length, byte[] target) => Task.Run(() =>
    {
        if (!idleCodecs.TryTake(out var worker)) worker = Codecs.Create(codec, level);
        var written = worker.Compress(plain.AsSpan(0, length), target);
        idleCodecs.Add(worker);
        plainPool.Return(plain);
        return new Block(target, written, compressedPool);
    });

    private static async Task WriteAsync(ChannelReader<Task<Block>> queue, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        await foreach (var slot in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var block = await slot.ConfigureAwait(false);
            await write(block.Buffer.AsMemory(0, block.Length), cancellationToken).ConfigureAwait(false);
            block.Home.Return(block.Buffer);
        }
    }

    /// <summary>After a failure: waits for blocks still being compressed, so that no worker outlives the run.</summary>
    private static async Task DrainAsync(ChannelReader<Task<Block>> queue)
    {
        while (queue.TryRead(out var slot)) await Quiet(slot).ConfigureAwait(false);
    }

    private static Task Quiet(Task task) => task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var worker in idleCodecs) worker.Dispose();
        plainPool.Dispose();
        compressedPool.Dispose();
    }
}
