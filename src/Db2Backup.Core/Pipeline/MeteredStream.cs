namespace Db2Backup.Pipeline;

/// <summary>Passes on what is written, and tells how much it was and how long the destination took for it. Disposing it closes nothing.</summary>
/// <param name="onWritten">Told of bytes, and of the time until they were taken.</param>
internal sealed class MeteredStream(Stream destination, TimeProvider clock, Action<long, TimeSpan> onWritten) : WriteOnlyStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var begin = clock.GetTimestamp();
        await destination.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        onWritten(buffer.Length, clock.GetElapsedTime(begin));
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);

    /// <summary>There is nothing of its own to end.</summary>
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
