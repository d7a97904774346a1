using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>What BACKUP printed, and when it ran.</summary>
internal sealed record BackupRunResult(Db2Timestamp Timestamp, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Runs one BACKUP statement into folders: progress meanwhile; after a failure or Ctrl+C nothing of it runs or lies about.</summary>
internal sealed class BackupRun(IDb2Connector db2, IDb2Session session, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(2);

    public async Task<BackupRunResult> RunAsync(Db2Database database, BackupClauses clauses, CancellationToken cancellationToken)
    {
        var (reader, place) = (DatabaseReaders.Of(db2.Instance, clock), BackupPlaces.Of(db2));
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
            await watch.RequireStoppedAsync("BACKUP", database.Name, e).ConfigureAwait(false);
            await CleanUpAsync(place, reader, database, clauses, before, e).ConfigureAwait(false);
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

    /// <summary>
    /// Db2 leaves partial images; they are ours when they were not there before, and no backup of somebody else that ended well
    /// meanwhile: two schedulers may start at the same moment.
    /// </summary>
    private async Task CleanUpAsync(
        IBackupPlace place, IDatabaseReader reader, Db2Database database, BackupClauses clauses, HashSet<string> before, Exception cause)
    {
        if (place.Unseen(clauses.Targets, database) is { } unseen) host.Warning(unseen);
        var found = place.Find(clauses.Targets, database).Where(f => !before.Contains(f.Path)).ToList();
        if (found.Count == 0) return;
        using var limit = new CancellationTokenSource(CleanUpLimit);
        var good = await GoodAsync(reader, database, limit.Token).ConfigureAwait(false);
        var (partial, left) = (new List<BackupImageFile>(), new List<string>());
        foreach (var image in found.GroupBy(f => f.Name.Timestamp))
        {
            var isWhole = good?.Contains(image.Key) ?? await place.IsWholeAsync(image.ToList(), limit.Token).ConfigureAwait(false);
            if (isWhole == false) partial.AddRange(image);
            else if (isWhole is null) left.AddRange(image.Select(f => $"{f.Path} (whether it is a backup of somebody else cannot be seen)"));
            else host.Verbose($"The image {image.Key} in {string.Join(", ", image.Select(f => f.Path))} is a backup that ended well; it stays.");
        }
        foreach (var file in partial) host.Verbose($"Removing the partial image {file.Path} ({file.Length} bytes).");
        left.AddRange(ImageFolder.Delete(partial));
        if (left.Count > 0)
            throw new Db2BackupException(ErrorCode.DebrisRemaining,
                $"The backup of {database} failed ({cause.Message}) and these partial images could not be removed: {string.Join("; ", left)}", database.Database, cause);
    }

    /// <summary>Timestamps of the backups that the history calls good; null when it cannot be read, as when the instance is down.</summary>
    private async Task<HashSet<Db2Timestamp>?> GoodAsync(IDatabaseReader reader, Db2Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var fresh = await db2.OpenAsync(null, cancellationToken).ConfigureAwait(false);
            return (await reader.HistoryAsync(fresh, database.Database, cancellationToken).ConfigureAwait(false)).Where(e => e.IsRestorable).Select(e => e.Timestamp).ToHashSet();
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            host.Verbose($"The history of {database} cannot be read: {e.Message}");
            return null;
        }
    }
}
