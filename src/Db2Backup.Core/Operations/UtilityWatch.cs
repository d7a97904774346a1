using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Looks at the running utilities of an instance: before one is started, for its progress, and after it was stopped.</summary>
internal sealed class UtilityWatch(IDb2Connector db2, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly IDatabaseReader reader = DatabaseReaders.Of(db2.Instance, clock);

    /// <summary>None running (SQL1611W) is an empty list.</summary>
    public static async Task<IReadOnlyList<RunningUtility>> ListAsync(IDb2Session session, CancellationToken cancellationToken)
    {
        var reply = await session.RunAsync(Statements.ListUtilities, cancellationToken).ConfigureAwait(false);
        return reply.Has("SQL1611") ? [] : UtilitiesParser.Parse(reply.Checked(null).Output);
    }

    /// <summary>Tells the progress of a utility until the token ends it. What goes wrong here is told, and hurts nobody.</summary>
    public async Task FollowAsync(string type, string databaseName, string activity, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await db2.OpenAsync(null, cancellationToken).ConfigureAwait(false);
            var begin = clock.GetTimestamp();
            while (true)
            {
                await Task.Delay(Interval, clock, cancellationToken).ConfigureAwait(false);
                if (Find(await reader.UtilitiesAsync(session, cancellationToken).ConfigureAwait(false), type, databaseName) is { } utility)
                    host.Progress(Of(utility, activity, clock.GetElapsedTime(begin)));
            }
        }
        catch (OperationCanceledException)
        {
            // The utility has ended, and with it the wish to watch it.
        }
        catch (Db2BackupException e)
        {
            host.Verbose("Progress cannot be told: " + e.Message);
        }
    }

    /// <summary>Work units of a backup are bytes, and their total is an estimate that Db2 corrects on the way [sql.md, UTILDOC].</summary>
    internal static OperationProgress Of(RunningUtility utility, string activity, TimeSpan took) => new(activity, utility.Description, utility.CompletedBytes, utility.TotalBytes)
    {
        BytesPerSecond = utility.CompletedBytes is { } bytes && took > TimeSpan.Zero ? (long)(bytes / took.TotalSeconds) : null,
        TimeLeft = utility is { CompletedBytes: > 0 and { } done, TotalBytes: > 0 and { } all } ? took * (Math.Max(0, all - done) / (double)done) : null,
    };

    /// <summary>After a utility was interrupted or failed: waits until Db2 lists it no more.</summary>
    /// <param name="cause">Why it ended; told together with what is found.</param>
    /// <exception cref="Db2BackupException">UtilityStillRunning, naming it.</exception>
    public async Task RequireStoppedAsync(string type, string databaseName, Exception cause)
    {
        // The caller's token may be cancelled: that may be why we are here.
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await using var session = await db2.OpenAsync(null, limit.Token).ConfigureAwait(false);
            while (true)
            {
                if (Find(await reader.UtilitiesAsync(session, limit.Token).ConfigureAwait(false), type, databaseName) is not { } utility) return;
                if (limit.IsCancellationRequested) throw StillRunning($"and is still running: utility {utility.Id}", null);
                await Task.Delay(Interval, clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Db2BackupException e) when (e.ErrorId == "SQL1032N")
        {
            // The instance is down, and nothing runs in it.
            host.Verbose($"{type} of {databaseName} does not run any more: {e.Message}");
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException { Code: not ErrorCode.UtilityStillRunning })
        {
            throw StillRunning($"and whether it still runs cannot be seen ({e.Message})", e);
        }

        Db2BackupException StillRunning(string what, Exception? inner) =>
            new(ErrorCode.UtilityStillRunning, $"{type} of {databaseName} ended ({cause.Message}), {what}. What it has written was not removed.", databaseName, inner ?? cause);
    }

    private static RunningUtility? Find(IReadOnlyList<RunningUtility> utilities, string type, string databaseName) =>
        utilities.FirstOrDefault(u => u.Type == type && string.Equals(u.Database, databaseName, StringComparison.OrdinalIgnoreCase));
}
