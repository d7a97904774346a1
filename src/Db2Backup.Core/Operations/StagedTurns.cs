namespace Db2Backup.Operations;

/// <summary>
/// Several backups with staged files, one after another, of which one is stored while the next is taken. No more than two of them have files
/// at the same time; they are stored, and told of, in their order.
/// </summary>
internal static class StagedTurns
{
    // One is stored, one is taken.
    private const int AtOnce = 2;

    /// <param name="run">Takes and stores one; says when it has been taken.</param>
    /// <param name="told">Hears how each ended, in their order; an outcome of one is nothing to the others.</param>
    /// <exception cref="OperationCanceledException">After all that had begun has ended.</exception>
    public static async Task RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, StagedTurn, CancellationToken, Task<TResult>> run, Func<TItem, Task<TResult>, Task> told, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(AtOnce);
        var begun = new List<(TItem Item, Task<TResult> Ended)>();
        try
        {
            var before = Task.CompletedTask;
            var telling = Task.CompletedTask;
            foreach (var item in items)
            {
                await places.WaitAsync(stop.Token).ConfigureAwait(false);
                var turn = new StagedTurn(before);
                var running = OneAsync(item, turn);
                begun.Add((item, running));
                before = Settled(running);
                telling = InOrderAsync(telling, item, running);
                await Task.WhenAny(turn.Taken, running).ConfigureAwait(false);
            }
            await telling.ConfigureAwait(false);
        }
        catch (Exception)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await Task.WhenAll(begun.Select(b => Settled(b.Ended))).ConfigureAwait(false);
        }

        async Task<TResult> OneAsync(TItem item, StagedTurn turn)
        {
            try
            {
                return await run(item, turn, stop.Token).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }

        async Task InOrderAsync(Task earlier, TItem item, Task<TResult> running)
        {
            await earlier.ConfigureAwait(false);
            await Settled(running).ConfigureAwait(false);
            stop.Token.ThrowIfCancellationRequested();
            await told(item, running).ConfigureAwait(false);
        }
    }

    private static Task Settled(Task task) =>
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}

/// <summary>The place of one backup among several.</summary>
/// <param name="before">Ends with the one before it.</param>
internal sealed class StagedTurn(Task before)
{
    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its image is there: the next one may be taken.</summary>
    public Task Taken => taken.Task;

    /// <summary>Lets the next one be taken, and waits until the one before has been stored.</summary>
    public Task TakenAsync(CancellationToken cancellationToken)
    {
        taken.TrySetResult();
        return before.WaitAsync(cancellationToken);
    }
}
