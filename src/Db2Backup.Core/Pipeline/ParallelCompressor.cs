using System.Security.Cryptography;
using System.Threading.Channels;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>
/// Reads a stream in blocks, compresses the blocks on all cores, and hands them on in their order. The queue between is a
/// row of blocks, each compressed or about to be; the pool that they come from bounds the memory.
/// </summary>
internal sealed class ParallelCompressor(CompressionShare share)
{
    private readonly BlockLane lane = share.OpenLane();

    /// <summary>Runs until the source ends. Whichever side fails stops the other, and both have ended when this returns.</summary>
    public async Task<(long Length, string Sha256)> RunAsync(
        Stream source, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, Action<long>? onRead, CancellationToken cancellationToken)
    {
        // Bounded by the blocks that there are.
        var queue = Channel.CreateUnbounded<Task<Block>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        try
        {
            return await TwoStages.RunAsync(
                stop => ReadAsync(source, queue.Writer, onRead, stop), stop => WriteAsync(queue.Reader, write, stop), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // After a failure: blocks still being compressed are waited for, so that no worker outlives the run.
            while (queue.Reader.TryRead(out var slot)) await TwoStages.Ended(slot).ConfigureAwait(false);
        }
    }

    private readonly record struct Block(byte[] Buffer, int Length);

    private async Task<(long, string)> ReadAsync(Stream source, ChannelWriter<Task<Block>> queue, Action<long>? onRead, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = 0L;
        try
        {
            while (true)
            {
                var buffer = await lane.RentAsync(cancellationToken).ConfigureAwait(false);
                var length = await FillAsync(source, buffer.AsMemory(0, share.Options.BlockBytes), hash, cancellationToken).ConfigureAwait(false);
                if (length == 0)
                {
                    lane.Return(buffer);
                    break;
                }
                total += length;
                onRead?.Invoke(length);
                // Rented here, in the order of the blocks: a later block must never hold what an earlier one waits for.
                var slot = share.Options.Codec == CompressionCodec.None
                    ? Task.FromResult(new Block(buffer, length))
                    : CompressAsync(buffer, length, await lane.RentAsync(cancellationToken).ConfigureAwait(false));
                // Always succeeds: stopped or not, the queue has it, and so has whoever clears up.
                queue.TryWrite(slot);
            }
        }
        finally
        {
            queue.TryComplete();
        }
        return (total, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
    }

    /// <summary>Less than a block only at the end.</summary>
    private static async ValueTask<int> FillAsync(Stream source, Memory<byte> block, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length < block.Length)
        {
            var read = await LocalFile.ReadAsync(source, block.Slice(length, Math.Min(block.Length - length, LocalFile.PieceBytes)), cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            hash.AppendData(block.Span.Slice(length, read));
            length += read;
        }
        return length;
    }

    private async Task<Block> CompressAsync(byte[] plain, int length, byte[] target)
    {
        var written = await share.CompressAsync(plain.AsMemory(0, length), target).ConfigureAwait(false);
        lane.Return(plain);
        return new Block(target, written);
    }

    private async Task WriteAsync(ChannelReader<Task<Block>> queue, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        await foreach (var slot in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var block = await slot.ConfigureAwait(false);
            await write(block.Buffer.AsMemory(0, block.Length), cancellationToken).ConfigureAwait(false);
            lane.Return(block.Buffer);
        }
    }
}
