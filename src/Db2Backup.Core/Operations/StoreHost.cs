using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Tells what is done on one of several stores, by the store's name, and remembers when anything moved last.</summary>
internal sealed class StoreHost(IOperationHost host, string store, StoreHosts all, TimeProvider clock) : IOperationHost
{
    private long last = clock.GetTimestamp();

    /// <summary>How long nothing has been heard.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(Volatile.Read(ref last));

    // Requests that are tried again are no progress: they are what somebody does who gets nowhere.
    public void Verbose(string message) => host.Verbose($"{store}: {message}");

    public void Warning(string message) => host.Warning(message);

    public void Progress(OperationProgress progress)
    {
        Move();
        host.Progress(all.Sum(store, progress));
    }

    public void Step(Enum step)
    {
        Move();
        host.Step(step);
    }

    private void Move() => Volatile.Write(ref last, clock.GetTimestamp());
}

/// <summary>What several stores do at once as one progress.</summary>
internal sealed class StoreHosts
{
    private readonly Dictionary<string, OperationProgress> latest = [];

    /// <summary>It has ended.</summary>
    public void Remove(string store)
    {
        lock (latest) latest.Remove(store);
    }

    /// <summary>The bytes of all stores that tell theirs, and what each is doing.</summary>
    public OperationProgress Sum(string store, OperationProgress progress)
    {
        lock (latest)
        {
            latest[store] = progress;
            var counted = latest.Values.Where(p => p is { DoneBytes: not null, TotalBytes: not null }).ToList();
            return new OperationProgress(progress.Activity, string.Join("; ", latest.Select(l => $"{l.Key}: {l.Value.Phase}")),
                counted.Count > 0 ? counted.Sum(p => p.DoneBytes) : progress.DoneBytes, counted.Count > 0 ? counted.Sum(p => p.TotalBytes) : null);
        }
    }
}
