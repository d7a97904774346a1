namespace Db2Backup.Pipeline;

/// <summary>
/// A stream with a buffer in front, for formats that begin with text and go on with bytes: reads a byte at a time
/// without a system call each, and what it has buffered is not lost to the reader that follows.
/// </summary>
internal sealed class ByteSource(Stream stream, int bufferBytes = 128 * 1024)
{
    private readonly byte[] buffer = new byte[bufferBytes];
    private int start, end;

    public async ValueTask<int> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (start == end && !await FillAsync(cancellationToken).ConfigureAwait(false)) return -1;
        return buffer[start++];
    }

    /// <summary>Fills <paramref name="destination"/>; less only at the end of the stream.</summary>
    public async ValueTask<int> ReadFullyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < destination.Length)
        {
            if (start < end)
            {
                var take = Math.Min(end - start, destination.Length - total);
                buffer.AsMemory(start, take).CopyTo(destination[total..]);
                start += take;
                total += take;
                continue;
            }
            // Large reads go straight to the destination.
            var read = await stream.ReadAsync(destination[total..], cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            total += read;
        }
        return total;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        start = 0;
        end = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return end > 0;
    }
}
