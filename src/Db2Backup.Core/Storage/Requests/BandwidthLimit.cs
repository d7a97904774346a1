namespace Db2Backup.Storage.Requests;

/// <summary>So many bytes per second, in both directions together, for all transfers of a store.</summary>
/// <param name="bytesPerSecond">Null for no limit.</param>
internal sealed class BandwidthLimit(long? bytesPerSecond, TimeProvider clock)
{
    private readonly object gate = new();
    private readonly long begin = clock.GetTimestamp();
    private TimeSpan free;

    public bool IsLimited => bytesPerSecond is not null;

    /// <summary>Waits until so many bytes may pass. Who comes later waits behind.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate) return;
        TimeSpan wait;
        lock (gate)
        {
            var now = clock.GetElapsedTime(begin);
            if (free < now) free = now;
            wait = free - now;
            free += TimeSpan.FromSeconds((double)bytes / rate);
        }
        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
    }
}
