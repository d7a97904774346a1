namespace Db2Backup.Storage.Requests;

/// <summary>A transfer did not get on for too long.</summary>
internal sealed class StalledException(TimeSpan limit, Exception inner)
    : TimeoutException($"Nothing moved for {limit.TotalSeconds:0.#} s.", inner);

/// <summary>
/// Cancels a request that does not get on. A whole transfer may take hours, so the time is counted anew with every
/// <see cref="ProgressBytes"/>: a trickle of single bytes is no progress.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    public const int ProgressBytes = 64 * 1024;

    private readonly TimeSpan limit;
    private readonly CancellationToken outer;
    private readonly CancellationTokenSource source;
    private int moved;

    public StallWatch(TimeSpan limit, CancellationToken outer)
    {
        (this.limit, this.outer) = (limit, outer);
        source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        Restart();
    }

    public CancellationToken Token => source.Token;

    /// <summary>The watch ended it, not the caller.</summary>
    public bool HasStalled => source.IsCancellationRequested && !outer.IsCancellationRequested;

    /// <summary>A phase begins.</summary>
    public void Restart() => source.CancelAfter(limit);

    /// <summary>We wait for ourselves, not for the other side.</summary>
    public void Pause() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Moved(int bytes)
    {
        moved += bytes;
        if (moved < ProgressBytes) return;
        moved = 0;
        Restart();
    }

    public void Dispose() => source.Dispose();
}
