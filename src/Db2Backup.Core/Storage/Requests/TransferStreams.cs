using System.Diagnostics;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage.Requests;

/// <summary>The body of a request on its way out: in blocks, each within the bandwidth and seen by the watch.</summary>
internal sealed class TransferWriter(Stream inner, StallWatch watch, BandwidthLimit bandwidth) : WriteOnlyStream
{
    private const int BlockBytes = StallWatch.ProgressBytes;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var block = buffer[..Math.Min(buffer.Length, BlockBytes)];
            if (bandwidth.IsLimited)
            {
                watch.Pause();
                await bandwidth.TakeAsync(block.Length, cancellationToken).ConfigureAwait(false);
                watch.Restart();
            }
            await inner.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            watch.Moved(block.Length);
            buffer = buffer[block.Length..];
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}

/// <summary>The body of an answer on its way in. Only the time that is waited for the other side counts.</summary>
internal sealed class TransferReader(Stream inner, TimeSpan limit, BandwidthLimit bandwidth) : ReadOnlyStream
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private CancellationTokenSource? watch;
    private CancellationToken outer;
    private TimeSpan waited;
    private int moved;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // One for many reads, which come with the same token: a new one costs as much as a read of what is there already.
        if (watch is null || outer != cancellationToken || watch.IsCancellationRequested)
        {
            watch?.Dispose();
            (watch, outer) = (CancellationTokenSource.CreateLinkedTokenSource(cancellationToken), cancellationToken);
        }
        watch.CancelAfter(limit - waited > Shortest ? limit - waited : Shortest);
        var begin = Stopwatch.GetTimestamp();
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StalledException(limit, e);
        }
        // Until the next read we wait for ourselves.
        watch.CancelAfter(Timeout.InfiniteTimeSpan);
        waited += Stopwatch.GetElapsedTime(begin);
        moved += read;
        if (moved >= StallWatch.ProgressBytes) (waited, moved) = (TimeSpan.Zero, 0);
        await bandwidth.TakeAsync(read, cancellationToken).ConfigureAwait(false);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            watch?.Dispose();
        }
        base.Dispose(disposing);
    }
}
