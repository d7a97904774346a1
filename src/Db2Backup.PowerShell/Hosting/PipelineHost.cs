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

internal enum PipelineMessageKind { Output, Verbose, Warning }

internal readonly record struct PipelineMessage(PipelineMessageKind Kind, object Content);
