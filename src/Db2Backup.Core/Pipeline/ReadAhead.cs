using System.Threading.Channels;

namespace Db2Backup.Pipeline;

/// <summary>
/// A stream that is read, and digested by whoever lies below, while what was read before is decoded. One side runs <see cref="FillAsync"/>
/// and the other reads; what fails on the first is thrown on the second, and is not mistaken for the end there.
/// </summary>
internal sealed class ReadAhead(Stream source) : ReadOnlyStream
{
    /// <summary>One being read, one being decoded, and some between them for the difference in speed.</summary>
    private const int Blocks = 6;

    private readonly BlockLane lane = new BlockPool(LocalFile.PieceBytes, 0).OpenLane(Blocks);
    private readonly Channel<(byte[] Block, int Length)> queue = Channel.CreateUnbounded<(byte[], int)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private byte[]? current;
    private int start, end;

    /// <summary>Reads the source to its end.</summary>
    public async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var block = await lane.RentAsync(cancellationToken).ConfigureAwait(false);
                var length = await LocalFile.ReadAsync(source, block, cancellationToken).ConfigureAwait(false);
                if (length == 0) break;
                // Bounded by the blocks that there are.
                queue.Writer.TryWrite((block, length));
            }
        }
        catch (Exception e)
        {
            queue.Writer.TryComplete(e);
            throw;
        }
        return queue.Writer.TryComplete();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        if (start == end)
        {
            if (current is not null) lane.Return(current);
            current = null;
            if (!await queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) return 0;
            queue.Reader.TryRead(out var next);
            (current, start, end) = (next.Block, 0, next.Length);
        }
        var take = Math.Min(buffer.Length, end - start);
        current.AsMemory(start, take).CopyTo(buffer);
        start += take;
        return take;
    }
}
