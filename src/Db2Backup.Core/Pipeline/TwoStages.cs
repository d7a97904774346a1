namespace Db2Backup.Pipeline;

/// <summary>Two halves of a data path that run at the same time with a queue between.</summary>
internal static class TwoStages
{
    /// <summary>Whichever half fails stops the other one, and both have ended when this returns.</summary>
    /// <param name="produce">Completes the queue on every way out.</param>
    /// <param name="consume">Ends when the queue does.</param>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> produce, Func<CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Not on the caller's thread: a half that never has to wait would keep the other from beginning.
        var producing = Task.Run(() => produce(stop.Token), CancellationToken.None);
        var consuming = Task.Run(() => consume(stop.Token), CancellationToken.None);
        try
        {
            // The first failure is the cause; the other half only notices that it was stopped.
            await await Task.WhenAny(producing, consuming).ConfigureAwait(false);
            await consuming.ConfigureAwait(false);
            return await producing.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Not after a success: what was handed on with this token may still be on its way.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(Ended(producing), Ended(consuming)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for a task whose failure was told or will be by another.</summary>
    public static Task Ended(Task task) =>
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
