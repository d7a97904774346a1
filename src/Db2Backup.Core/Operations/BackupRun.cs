using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>What BACKUP printed, and when it ran.</summary>
internal sealed record BackupRunResult(Db2Timestamp Timestamp, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Runs one BACKUP statement: progress meanwhile; after a failure or Ctrl+C nothing of it runs or lies about.</summary>
/// <param name="at">Where the image goes; null for the folders that belong to the connector.</param>
internal sealed class BackupRun(IDb2Connector db2, IDb2Session session, IOperationHost host, TimeProvider clock, IBackupPlace? at = null)
{
    public async Task<BackupRunResult> RunAsync(Db2Database database, BackupClauses clauses, CancellationToken cancellationToken)
    {
        var (reader, place) = (DatabaseReaders.Of(db2.Instance, clock), at ?? BackupPlaces.Of(db2));
        var unclaimed = new UnclaimedImages(db2, place, host, clock);
        var before = place.Find(clauses.Targets, database).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var watch = new UtilityWatch(db2, host, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = watch.FollowAsync("BACKUP", database.Name, $"Backing up {database.Database}", ended.Token);
        try
        {
            var start = await reader.NowAsync(session, cancellationToken).ConfigureAwait(false);
            var reply = (await session.RunAsync(Statements.Backup(clauses), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
            var timestamp = BackupOutputParser.Timestamp(reply.Output)
                ?? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"BACKUP of {database} ended without an error and without a timestamp: {reply.Output.Trim()}", database.Database);
            return new BackupRunResult(timestamp, start, await reader.NowAsync(session, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            await StopFollowingAsync(ended, following).ConfigureAwait(false);
            // After a refusal too: when the session's process was killed, Db2 finds that out by itself, and writes until then.
            try
            {
                await watch.RequireStoppedAsync("BACKUP", database.Name, e).ConfigureAwait(false);
            }
            catch (Db2BackupException)
            {
                // It may still write: what it has written is not removed, but named.
                host.Warning(place.Unseen(clauses.Targets, database) ?? $"The image that the backup of {database} may have begun lies in {string.Join(", ", clauses.Targets)}: remove it when Db2 lists the utility no more.");
                throw;
            }
            await CleanUpAsync(place, unclaimed, database, clauses, before, e).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await StopFollowingAsync(ended, following).ConfigureAwait(false);
        }
    }

    private static async Task StopFollowingAsync(CancellationTokenSource ended, Task following)
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
    }

    /// <summary>Db2 leaves partial images; they are ours when they were not there before.</summary>
    private async Task CleanUpAsync(IBackupPlace place, UnclaimedImages unclaimed, Db2Database database, BackupClauses clauses, HashSet<string> before, Exception cause)
    {
        if (place.Unseen(clauses.Targets, database) is { } unseen) host.Warning(unseen);
        var left = await unclaimed.ClearAsync(database, place.Find(clauses.Targets, database).Where(f => !before.Contains(f.Path)).ToList(), "After the failure").ConfigureAwait(false);
        if (left.Count > 0)
            throw new Db2BackupException(ErrorCode.DebrisRemaining,
                $"The backup of {database} failed ({cause.Message}) and these partial images could not be removed: {string.Join("; ", left)}", database.Database, cause);
    }
}
