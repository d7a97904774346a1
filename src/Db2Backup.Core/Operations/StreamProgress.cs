using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// One bar for a backup whose bytes are stored while Db2 writes them: what came from Db2, what of it was stored, how fast, and how much is
/// left by the utility's own work units, which are an estimate. It stands in for the host of whoever follows the utility.
/// </summary>
/// <param name="phase">What is being done as long as the utility does not tell.</param>
/// <param name="total">Bytes that are to be stored; null when only the utility can tell how much is left.</param>
internal sealed class StreamProgress(IOperationHost host, string activity, string phase, long? total, TimeProvider clock) : IOperationHost
{
    private readonly long begin = clock.GetTimestamp();
    private long plain, stored;
    private OperationProgress? utility;
    private string? late;

    public long PlainBytes => Interlocked.Read(ref plain);

    public void AddPlain(long bytes)
    {
        Interlocked.Add(ref plain, bytes);
        Report();
    }

    public void AddStored(long bytes) => Interlocked.Add(ref stored, bytes);

    public void Verbose(string message) => host.Verbose(message);

    public void Warning(string message) => host.Warning(message);

    public void Step(Enum step) => host.Step(step);

    /// <summary>What comes after Db2 has ended.</summary>
    public void Phase(string name)
    {
        Volatile.Write(ref late, name);
        Report();
    }

    /// <summary>What LIST UTILITIES tells of the backup.</summary>
    public void Progress(OperationProgress progress)
    {
        Volatile.Write(ref utility, progress);
        Report();
    }

    private void Report()
    {
        var (took, done, work) = (clock.GetElapsedTime(begin), PlainBytes, Volatile.Read(ref utility));
        var fraction = work is { DoneBytes: { } completed, TotalBytes: > 0 and { } all } ? Math.Clamp(completed / (double)all, 0, 1)
            : total > 0 ? Math.Clamp(done / (double)total, 0, 1) : (double?)null;
        host.Progress(new OperationProgress(activity, Volatile.Read(ref late) ?? (work?.Phase is { Length: > 0 } told ? $"Db2 writes ({told})" : phase), done)
        {
            StoredBytes = Interlocked.Read(ref stored),
            BytesPerSecond = took > TimeSpan.Zero ? (long)(done / took.TotalSeconds) : null,
            Fraction = fraction,
            TimeLeft = fraction is > 0 ? took * ((1 - fraction.Value) / fraction.Value) : null,
        });
    }
}
