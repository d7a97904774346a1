using System.Diagnostics;
using System.Management.Automation;
using Db2Backup.Adapters;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>
/// A cmdlet whose work runs on the thread pool while the pipeline's thread hands on what it says. On every way out (an
/// error, Ctrl+C, a downstream <c>Select-Object -First</c>) the work is cancelled and then awaited: its clean-up is a running
/// db2 and an open upload, and must not be left behind.
/// </summary>
public abstract class Db2Cmdlet : PSCmdlet, IDisposable
{
    private const int QueueCapacity = 512;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    // Stopping Db2 may take a while (interrupt, force, look again); after this the user gets the prompt back and is told.
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource stop = new();
    private volatile PipelineHost? running;
    private Engine? engine;
    private bool disposed;

    /// <summary>With the secrets of this session.</summary>
    private protected Engine Engine => engine ??= Engine.Create(new EngineOptions { Secrets = new SessionSecrets(act => running!.Call(act)) });

    /// <summary>Cancelled by Ctrl+C and when the pipeline ends early.</summary>
    private protected CancellationToken StopToken => stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>Runs work and gives back its result. An error of the work is thrown here, on the pipeline's thread.</summary>
    private protected T Run<T>(Func<IOperationHost, CancellationToken, Task<T>> work)
    {
        var host = running = new PipelineHost(QueueCapacity);
        var worker = Task.Run(async () =>
        {
            try
            {
                return await work(host, StopToken).ConfigureAwait(false);
            }
            finally
            {
                host.Complete();
            }
        });
        try
        {
            Pump(host);
        }
        catch
        {
            // The pipeline was ended under us (PipelineStoppedException) or a stream's preference is Stop.
            stop.Cancel();
            AwaitCleanUp(worker, host);
            throw;
        }
        return worker.GetAwaiter().GetResult();
    }

    /// <summary>Runs work that has no result.</summary>
    private protected void Run(Func<IOperationHost, CancellationToken, Task> work) => Run(async (host, token) =>
    {
        await work(host, token).ConfigureAwait(false);
        return true;
    });

    /// <summary>Runs work on one input; what goes wrong with it is an error record, and the next input is tried.</summary>
    /// <param name="target">A short name of the input, for people who read the error: a database, a backup, a file. Null for what the error itself names.</param>
    private protected bool TryRun<T>(string? target, Func<IOperationHost, CancellationToken, Task<T>> work, out T result)
    {
        if (Attempt(target, work, out result) is not { } error) return true;
        WriteError(error);
        return false;
    }

    /// <summary>Runs work without which no input is worth its while: what goes wrong with it ends the pipeline, also for the cmdlets before this one.</summary>
    private protected void Require(string? target, Func<IOperationHost, CancellationToken, Task<bool>> work)
    {
        if (Attempt(target, work, out _) is { } error) ThrowTerminatingError(error);
    }

    /// <summary>Writes how one of several pieces of work ended: its results, or its error. From the work's own thread.</summary>
    private protected Task Tell<T>(IOperationHost host, string target, Task<IReadOnlyList<T>> ended)
    {
        var pipeline = (PipelineHost)host;
        if (ended.IsCompletedSuccessfully)
        {
            foreach (var result in ended.Result) pipeline.Output(result!);
            return Task.CompletedTask;
        }
        if (ended.IsCanceled) return ended;
        var error = ended.Exception!.GetBaseException();
        var told = error as Db2BackupException ?? FileErrors.From(error, target, writing: true);
        // A bug is thrown on.
        if (told is null) return ended;
        return pipeline.Call(() =>
        {
            WriteError(ErrorRecords.From(told, target));
            return Task.CompletedTask;
        });
    }

    /// <returns>Null when it succeeded.</returns>
    private ErrorRecord? Attempt<T>(string? target, Func<IOperationHost, CancellationToken, Task<T>> work, out T result)
    {
        result = default!;
        try
        {
            result = Run(work);
            return null;
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            TellDebris(e);
            throw new PipelineStoppedException();
        }
        catch (Db2BackupException e) when (stop.IsCancellationRequested)
        {
            TellHost(e);
            throw new PipelineStoppedException();
        }
        catch (Db2BackupException e)
        {
            return ErrorRecords.From(e, target);
        }
        catch (Exception e) when (FileErrors.From(e, target ?? MyInvocation.MyCommand.Name, writing: true) is { } told)
        {
            // The operations name the file; what slips through is still an error of the world and no bug.
            return ErrorRecords.From(told, target);
        }
    }

    /// <summary>How a prompt and an error name a backup.</summary>
    private protected static string BackupText(string database, Db2Timestamp timestamp) => $"{database} {timestamp}";

    /// <summary>A path as the user gave it, against the current location of the session (which is not the process's).</summary>
    private protected string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private protected string[] FullPaths(IEnumerable<string> paths) => paths.Select(FullPath).ToArray();

    /// <summary>Asks before something that cannot be undone; -Force is the answer of somebody who is not there to ask, -WhatIf still counts.</summary>
    private protected bool Approved(string target, string action, bool force)
    {
        if (force && !IsWhatIf && !MyInvocation.BoundParameters.ContainsKey("Confirm"))
        {
            WriteVerbose($"{action}: {target}");
            return true;
        }
        return Confirmed(target, action);
    }

    /// <summary>ShouldProcess; where somebody would have to be asked and nobody can be, an error that says how to answer beforehand.</summary>
    private protected bool Confirmed(string target, string action)
    {
        try
        {
            return ShouldProcess(target, action);
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // Each host has its own way to fail: -NonInteractive, the host of a program, a job's input at its end (PowerShell 7.4 to
            // 7.6: a NullReferenceException out of PromptForChoice). What they share is that ShouldProcess did not return.
            WriteError(ErrorRecords.From(new Db2BackupException(ErrorCode.ConfirmationNotPossible, $"'{action}' on {target} wants a yes, and nobody can be asked here.", target, e), target));
            return false;
        }
    }

    /// <summary>Nothing is to be done, only told.</summary>
    private protected bool IsWhatIf => LanguagePrimitives.IsTrue(MyInvocation.BoundParameters.TryGetValue("WhatIf", out var asked) ? asked : GetVariableValue("WhatIfPreference"));

    /// <summary>Whether ShouldProcess of a High impact asks, or takes yes for granted.</summary>
    private protected bool IsAsking => MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm)
        ? LanguagePrimitives.IsTrue(confirm)
        : LanguagePrimitives.ConvertTo<ConfirmImpact>(GetVariableValue("ConfirmPreference", ConfirmImpact.High)) != ConfirmImpact.None;

    private void Pump(PipelineHost host)
    {
        var sinceProgress = Stopwatch.StartNew();
        var shown = false;
        string? activity = null;
        while (!host.IsCompleted)
        {
            // Ctrl+C: the streams take nothing any more, and the clean-up has a bound.
            if (Stopping) throw new PipelineStoppedException();
            if (host.TryTake(out var message, ProgressInterval)) Write(message);
            if (sinceProgress.Elapsed < ProgressInterval || host.TakeProgress() is not { } progress) continue;
            sinceProgress.Restart();
            (activity, shown) = (progress.Activity, true);
            WriteProgress(ProgressRecords.From(progress));
        }
        // What was over before its turn came is told once: whether work of half a second tells its bytes must not depend on the machine.
        if (!shown && host.TakeProgress() is { } last)
        {
            (activity, shown) = (last.Activity, true);
            WriteProgress(ProgressRecords.From(last));
        }
        if (shown) WriteProgress(new ProgressRecord(ProgressRecords.ActivityId, activity!, "done") { RecordType = ProgressRecordType.Completed });
    }

    private void Write(PipelineMessage message)
    {
        switch (message.Kind)
        {
            case PipelineMessageKind.Output: WriteObject(message.Content); break;
            case PipelineMessageKind.Verbose: WriteVerbose((string)message.Content); break;
            case PipelineMessageKind.Warning when Stopping: TellStopped(message); break;
            case PipelineMessageKind.Warning: WriteWarning((string)message.Content); break;
            case PipelineMessageKind.Call: ((PipelineCall)message.Content).Run(); break;
            default: throw new InvalidOperationException($"internal error: message of kind {message.Kind}");
        }
    }

    private void AwaitCleanUp(Task worker, PipelineHost host)
    {
        var limit = Stopwatch.StartNew();
        // Whoever waits for room in the queue must get it, or the worker never ends.
        while (!host.IsCompleted && limit.Elapsed < CleanUpLimit)
            if (host.TryTake(out var message, ProgressInterval)) TellStopped(message);
        try
        {
            if (!worker.Wait(CleanUpLimit - limit.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero))
                TellHost(new TimeoutException($"{MyInvocation.MyCommand.Name} was stopped, and its clean-up has not ended after {CleanUpLimit.TotalSeconds:0} s: it goes on in this process; look at LIST UTILITIES."));
        }
        catch (AggregateException e)
        {
            // Its error comes second: the pipeline is ending for a reason of its own, which is thrown on. What is left behind is told all the same.
            if (e.GetBaseException() is Db2BackupException error) TellHost(error);
            else TellDebris(e.GetBaseException());
        }
    }

    private void TellDebris(Exception cancelled)
    {
        if (cancelled.Data.Contains(nameof(ErrorCode.DebrisRemaining))) TellHost(cancelled);
    }

    /// <summary>In which state something was left, and what lies about, is said in the clean-up.</summary>
    private void TellStopped(PipelineMessage message)
    {
        if (message.Kind == PipelineMessageKind.Call) ((PipelineCall)message.Content).Cancel();
        if (message.Kind == PipelineMessageKind.Warning) Host?.UI?.WriteWarningLine((string)message.Content);
    }

    /// <summary>When a pipeline is ending its streams are closed already; the host still shows a line.</summary>
    private void TellHost(Exception error) => Host?.UI?.WriteErrorLine(error.Message);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>PowerShell disposes of a cmdlet when its pipeline has ended.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposed || !disposing) return;
        disposed = true;
        stop.Dispose();
    }
}
