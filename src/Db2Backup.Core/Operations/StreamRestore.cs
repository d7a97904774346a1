using System.Runtime.ExceptionServices;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;

namespace Db2Backup.Operations;

/// <summary>
/// RESTORE and the sending of what it reads, through named pipes: whichever fails first stops the other. The end of each stream is held
/// back until all of its bytes were found right, so that Db2 cannot come to an end with wrong ones.
/// </summary>
internal sealed class StreamRestore(PipeFolder folder, IRestoreSource source, IOperationHost host, TimeProvider clock)
{
    // An image ends with what a restore cannot do without.
    private const int HeldBytes = 64 << 10;
    private static readonly TimeSpan ReleaseInterval = TimeSpan.FromMilliseconds(200);

    // RESTORE has read everything when it ends.
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);

    private Exception? broken;

    /// <param name="restore">Runs RESTORE; has seen to it that Db2's utility has ended when it fails.</param>
    /// <exception cref="Db2BackupException">What failed first; RecoveryNotComplete when Db2 did not read everything and called it a success.</exception>
    public async Task RunAsync(RecoveryPlan plan, Func<CancellationToken, Task> restore, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var restoring = restore(all.Token);
        // RESTORE wants the paths in the order of the sequence numbers [commands.md, RESTORE DATABASE].
        var files = plan.Backup.Manifest.Files.OrderBy(f => f.Sequence).ToList();
        var sending = Task.WhenAll(files.Select((file, i) => SendAsync(plan, file, folder.Paths[i], restoring, all)));
        while (!restoring.IsCompleted)
        {
            // Db2 may wait in an open, which nothing else could cancel.
            if (all.IsCancellationRequested) folder.Release();
            await Task.WhenAny(restoring, Task.Delay(ReleaseInterval, clock, CancellationToken.None)).ConfigureAwait(false);
        }
        if (restoring.IsCompletedSuccessfully) all.CancelAfter(EndLimit);
        else await all.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(Quiet(restoring), Quiet(sending)).ConfigureAwait(false);
        // What Db2 says of a stream that broke comes second.
        if (broken is not null && restoring.Exception?.InnerException is not Db2BackupException { Code: ErrorCode.UtilityStillRunning }) ExceptionDispatchInfo.Throw(broken);
        await restoring.ConfigureAwait(false);
        if (!sending.IsCanceled) return;
        cancellationToken.ThrowIfCancellationRequested();
        throw NotRead(plan, folder.Path);
    }

    private async Task SendAsync(RecoveryPlan plan, ManifestFile file, string pipe, Task restoring, CancellationTokenSource all)
    {
        var writer = await PipeWriter.OpenAsync(pipe, clock, all.Token).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var verified = false;
            try
            {
                var held = new HeldBackStream(writer, HeldBytes);
                await using (held.ConfigureAwait(false))
                {
                    await source.SendImageAsync(plan, file, held, null, all.Token).ConfigureAwait(false);
                    verified = true;
                    await held.ReleaseAsync(all.Token).ConfigureAwait(false);
                }
            }
            catch (PipeClosedException e)
            {
                host.Verbose(e.Message);
                // Db2 says in a moment why. The end of an image that was found right it may leave.
                await Task.WhenAny(restoring, Task.Delay(EndLimit, clock, all.Token)).ConfigureAwait(false);
                if (!verified && restoring.IsCompletedSuccessfully) Break(NotRead(plan, file.Name));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Before the pipe is closed: what Db2 says of its end must not be taken for the cause.
                Break(FileErrors.From(e, file.Name, writing: false) ?? e);
                await all.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private void Break(Exception cause) => Interlocked.CompareExchange(ref broken, cause, null);

    private static Db2BackupException NotRead(RecoveryPlan plan, string what) =>
        new(ErrorCode.RecoveryNotComplete, $"Db2 reported a restore of {plan.TargetDatabase} without having read {what} to its end.", plan.TargetDatabase);

    private static Task Quiet(Task task) => task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
