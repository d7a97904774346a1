using System.Collections.Concurrent;
using Db2Backup.Hosting;

namespace Db2Backup.Tests.Operations;

/// <summary>Remembers what an operation told, and lets a test act at the moment a step begins.</summary>
internal sealed class RecordingHost : IOperationHost
{
    public ConcurrentQueue<string> Warnings { get; } = [];
    public ConcurrentQueue<string> Details { get; } = [];
    public ConcurrentQueue<OperationProgress> Reports { get; } = [];
    public ConcurrentQueue<Enum> Steps { get; } = [];
    public Action<Enum>? OnStep { get; set; }
    public Action<OperationProgress>? OnProgress { get; set; }

    public Action<string>? OnVerbose { get; set; }

    public void Verbose(string message)
    {
        Details.Enqueue(message);
        OnVerbose?.Invoke(message);
    }

    public void Warning(string message) => Warnings.Enqueue(message);

    public void Progress(OperationProgress progress)
    {
        Reports.Enqueue(progress);
        OnProgress?.Invoke(progress);
    }

    public void Step(Enum step)
    {
        Steps.Enqueue(step);
        OnStep?.Invoke(step);
    }
}
