namespace Db2Backup.Pipeline;

/// <summary>
/// Passes on what is written but for its end, which is passed on when it is released: whoever reads cannot come to an end with bytes that
/// were not verified yet. Disposing it closes nothing.
/// </summary>
internal sealed class HeldBackStream(Stream destination, int heldBytes) : WriteOnlyStream
{
    private readonly byte[] held = new byte[heldBytes];
    private int count;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var over = count + buffer.Length - held.Length;
        if (over > 0)
        {
            var first = Math.Min(over, count);
            await destination.WriteAsync(held.AsMemory(0, first), cancellationToken).ConfigureAwait(false);
            held.AsSpan(first, count - first).CopyTo(held);
            count -= first;
            await destination.WriteAsync(buffer[..(over - first)], cancellationToken).ConfigureAwait(false);
            buffer = buffer[(over - first)..];
        }
        buffer.CopyTo(held.AsMemory(count));
        count += buffer.Length;
    }

    /// <summary>The rest.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await destination.WriteAsync(held.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        count = 0;
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>There is nothing of its own to end.</summary>
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
