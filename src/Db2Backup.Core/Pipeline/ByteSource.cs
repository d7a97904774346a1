namespace Db2Backup.Pipeline;

/// <summary>
/// A stream with a buffer in front, for formats that begin with text and go on with bytes: reads a byte at a time
/// without a call each, and what it has buffered is not lost to the reader that follows.
/// </summary>
internal sealed class ByteSource(Stream stream, int bufferBytes = LocalFile.PieceBytes)
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
            if (!await FillAsync(cancellationToken).ConfigureAwait(false)) break;
        }
        return total;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        start = 0;
        end = await LocalFile.ReadAsync(stream, buffer, cancellationToken).ConfigureAwait(false);
        return end > 0;
    }
}
