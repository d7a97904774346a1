using Db2Backup.Db2;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// BACKUP and everything that takes what it writes, as long as both run: whichever fails first stops the other, and when this returns Db2's
/// utility has ended and nobody waits in a pipe any more.
/// </summary>
internal sealed class StreamTaking(PipeFolder folder, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseInterval = TimeSpan.FromMilliseconds(200);

    // BACKUP closes its pipes before it ends. Who still has one open then is something else.
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);

    /// <param name="backup">Runs BACKUP.</param>
    /// <param name="publish">Reads the pipes to their end and stores what comes out of them; waits for the first task before it calls that a backup.</param>
    /// <param name="stallLimit">How long Db2 may write nothing.</param>
    /// <exception cref="Db2BackupException">What failed first; UtilityStillRunning when Db2 could not be stopped.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(
        string database, Func<CancellationToken, Task<BackupRunResult>> backup, Func<Task<BackupRunResult>, CancellationToken, Task<IReadOnlyList<PublishedBackup>>> publish, TimeSpan stallLimit, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = TakeAsync(backup, all.Token);
        var publishing = publish(taking, all.Token);
        var watching = WatchAsync(database, taking, publishing, stallLimit, all.Token);
        var pending = new List<Task> { taking, publishing, watching };
        Task? failed = null;
        while (failed is null && !publishing.IsCompletedSuccessfully)
        {
            var done = await Task.WhenAny(pending).ConfigureAwait(false);
            if (!done.IsCompletedSuccessfully) failed = done;
            pending.Remove(done);
        }
        await StopAsync(all, taking, publishing, watching).ConfigureAwait(false);
        if (failed is null) return await publishing.ConfigureAwait(false);
        // Too few copies are an error, and what is in a store is a backup all the same.
        var stored = (await FailureAsync(publishing).ConfigureAwait(false))?.Data.Contains(StoreCopies.DoneIn) == true;
        if (taking.IsCompletedSuccessfully && !stored)
            host.Warning($"Db2 has ended the backup {(await taking.ConfigureAwait(false)).Timestamp} of {database} without an error, but it was not stored: there is no such image, whatever its history says. An incremental backup that builds upon it cannot be restored.");
        throw Told(await FailureAsync(failed).ConfigureAwait(false), await FailureAsync(taking).ConfigureAwait(false), await FailureAsync(publishing).ConfigureAwait(false), cancellationToken);
    }

    private async Task<BackupRunResult> TakeAsync(Func<CancellationToken, Task<BackupRunResult>> backup, CancellationToken cancellationToken)
    {
        try
        {
            return await backup(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.WriterEnded();
        }
    }

    /// <summary>Closes the pipes and lets Db2 go for as long as its utility runs; the others have ended when this returns.</summary>
    private async Task StopAsync(CancellationTokenSource all, Task taking, Task publishing, Task watching)
    {
        await all.CancelAsync().ConfigureAwait(false);
        folder.CloseReaders();
        while (!taking.IsCompleted)
        {
            folder.Release();
            await Task.WhenAny(taking, Task.Delay(ReleaseInterval, clock, CancellationToken.None)).ConfigureAwait(false);
        }
        await Task.WhenAll(FailureAsync(publishing), FailureAsync(watching)).ConfigureAwait(false);
    }

    /// <summary>Db2 that is stuck, or a pipe that somebody else holds open, is no reason to wait for ever.</summary>
    private async Task WatchAsync(string database, Task taking, Task publishing, TimeSpan stallLimit, CancellationToken cancellationToken)
    {
        long? allEnded = null;
        while (!publishing.IsCompleted)
        {
            await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(false);
            var open = folder.Pipes.Where(p => !p.HasEnded).ToList();
            if (open.Count == 0 && taking.IsCompleted) return;
            // One that is not being read waits for the store, which has limits of its own, and may hold up the others.
            if (open.Any(p => p.Waiting is null)) continue;
            if (open.Count == 0) allEnded ??= clock.GetTimestamp();
            var stalled = open.Count > 0 ? open.Min(p => p.Waiting!.Value) : clock.GetElapsedTime(allEnded!.Value);
            if (stalled < (taking.IsCompleted ? EndLimit : stallLimit)) continue;
            throw new Db2BackupException(ErrorCode.BackupStalled, taking.IsCompleted
                ? $"Db2 has ended the backup of {database}, and somebody still holds its pipe {open[0].Path} open."
                : $"Db2 has written nothing of the backup of {database} for {stalled.TotalMinutes:0.#} minutes.", database);
        }
    }

    /// <param name="cause">What failed first.</param>
    /// <param name="taking">How BACKUP ended: it knows what still runs, and what was not put back.</param>
    /// <param name="publishing">How publishing ended: it knows what it could not take back.</param>
    private static Exception Told(Exception? cause, Exception? taking, Exception? publishing, CancellationToken cancellationToken)
    {
        if (taking is Db2BackupException { Code: ErrorCode.UtilityStillRunning or ErrorCode.StateNotRestored or ErrorCode.DebrisRemaining } worse) cause = worse;
        // Who was stopped is not told of what came of being stopped.
        else if (cancellationToken.IsCancellationRequested && cause is not OperationCanceledException) cause = new OperationCanceledException(cause?.Message, cause, cancellationToken);
        cause ??= new InvalidOperationException("internal error: nothing failed");
        return !ReferenceEquals(cause, publishing) && publishing?.Data[nameof(ErrorCode.DebrisRemaining)] is string[] left ? Debris.With(cause, left) : cause;
    }

    private static async Task<Exception?> FailureAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
