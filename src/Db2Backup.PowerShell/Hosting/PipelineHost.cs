using System.Collections.Concurrent;
using Db2Backup.Hosting;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>
/// Carries what an operation says from its threads to the pipeline's thread: PowerShell allows Write… there only. Messages
/// queue up; of progress only the newest counts.
/// </summary>
internal sealed class PipelineHost(int capacity) : IOperationHost
{
    // Bounded: an operation that says more than the pipeline takes waits, instead of filling the memory.
    private readonly BlockingCollection<PipelineMessage> queue = new(capacity);
    private OperationProgress? progress;

    public void Verbose(string message) => Add(new PipelineMessage(PipelineMessageKind.Verbose, message));

    public void Warning(string message) => Add(new PipelineMessage(PipelineMessageKind.Warning, message));

    public void Progress(OperationProgress progress) => Volatile.Write(ref this.progress, progress);

    /// <summary>A result, as soon as it is there.</summary>
    public void Output(object result) => Add(new PipelineMessage(PipelineMessageKind.Output, result));

    /// <summary>Has something done on the pipeline's thread, and waits for it: what belongs to the runspace cannot be asked from here.</summary>
    /// <exception cref="OperationCanceledException">The pipeline ends.</exception>
    public T Call<T>(Func<T> act)
    {
        if (queue.IsAddingCompleted) throw new InvalidOperationException("internal error: nobody pumps any more");
        var call = new PipelineCall<T>(act);
        Add(new PipelineMessage(PipelineMessageKind.Call, call));
        return call.Result;
    }

    /// <summary>The worker has ended: nothing more comes.</summary>
    public void Complete() => queue.CompleteAdding();

    public bool IsCompleted => queue.IsCompleted;

    public bool TryTake(out PipelineMessage message, TimeSpan wait) => queue.TryTake(out message, wait);

    /// <summary>The newest progress, once.</summary>
    public OperationProgress? TakeProgress() => Interlocked.Exchange(ref progress, null);

    private void Add(PipelineMessage message)
    {
        if (!queue.IsAddingCompleted) queue.Add(message);
    }
}

internal enum PipelineMessageKind { Output, Verbose, Warning, Call }

/// <summary>Something that a worker waits for.</summary>
internal abstract class PipelineCall
{
    /// <summary>On the pipeline's thread.</summary>
    public abstract void Run();

    /// <summary>The pipeline is ending: nothing is done for anybody any more.</summary>
    public abstract void Cancel();
}

internal sealed class PipelineCall<T>(Func<T> act) : PipelineCall
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Result => done.Task.GetAwaiter().GetResult();

    public override void Run()
    {
        try
        {
            done.SetResult(act());
        }
        catch (System.Management.Automation.PipelineStoppedException)
        {
            Cancel();
            throw;
        }
        catch (Exception e)
        {
            // Whose error it is: the worker's, who asked.
            done.SetException(e);
        }
    }

    public override void Cancel() => done.TrySetCanceled();
}

internal readonly record struct PipelineMessage(PipelineMessageKind Kind, object Content);
