namespace Db2Backup.Pipeline;

/// <summary>
/// Threads that do nothing but compress, as many as there are cores to use and begun when there is work for them. On the thread pool, which
/// has about one thread for a core, a core stands still while whoever reads or writes a file there waits for the system, and no other work of
/// the process would wait for a block.
/// </summary>
internal sealed class CompressionWorkers(int most) : IDisposable
{
    private readonly object gate = new();
    private readonly Queue<Action> work = new();
    private readonly List<Thread> threads = [];
    private int idle;
    private bool ended;

    /// <summary>Does it when its turn has come; whoever waits for it goes on elsewhere.</summary>
    public Task<T> RunAsync<T>(Func<T> compress)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ended, this);
            work.Enqueue(() =>
            {
                try
                {
                    done.SetResult(compress());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
            if (idle < work.Count && threads.Count < most) threads.Add(Begin());
            else Monitor.Pulse(gate);
        }
        return done.Task;
    }

    /// <summary>Ends the threads when what they were given is done.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
        foreach (var thread in threads) thread.Join();
    }

    private Thread Begin()
    {
        // Not one that keeps a process from ending: what it was killed in the middle of is no backup.
        var thread = new Thread(Run) { IsBackground = true, Name = "Db2Backup compress" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        while (Next() is { } job) job();
    }

    /// <summary>Null at the end.</summary>
    private Action? Next()
    {
        lock (gate)
        {
            while (work.Count == 0)
            {
                if (ended) return null;
                idle++;
                Monitor.Wait(gate);
                idle--;
            }
            return work.Dequeue();
        }
    }
}
