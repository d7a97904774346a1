using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Looks whether one backup serves a request, and makes the plan of it.</summary>
internal sealed class RecoveryTrial(RecoveryRequest request, RecoveryMaterial material, IReadOnlyList<PublishedBackup> own, RecoveryPaths paths)
{
    private readonly ImageChain images = new(own, request.AnyImage);
    private readonly List<StoredLog> undescribed = [];

    /// <summary>What was not read about logs and could change the answer.</summary>
    public IReadOnlyList<StoredLog> Undescribed => undescribed;

    public ImageChain Images => images;

    private bool FollowsLogs => request.Target.Kind is RecoveryTargetKind.EndOfLogs or RecoveryTargetKind.PointInTime;

    /// <summary>A plan, or the reason against it.</summary>
    public (RecoveryPlan? Plan, RecoveryObstacle? Obstacle) Try(PublishedBackup backup)
    {
        try
        {
            if (request.Target.PointInTime is { } asked && backup.MinimumRecoveryTime > asked)
                return No(backup, ErrorCode.TargetBeforeBackup, $"{backup} ends at {LogReach.Shown(backup.MinimumRecoveryTime)}, after {request.Target}: a rollforward cannot stop earlier.");
            var (earlier, broken) = images.Of(backup);
            if (broken is not null) return (null, broken);
            if (Unsuited(backup) is { } unsuited) return (null, unsuited);
            return Follow(backup, earlier);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.LogAmbiguous)
        {
            return No(backup, ErrorCode.LogAmbiguous, e.Message);
        }
    }

    private RecoveryObstacle? Unsuited(PublishedBackup backup)
    {
        if (backup.Mode == BackupMode.Online)
            return request.Target.Kind != RecoveryTargetKind.Image ? null
                : Obstacle(backup, ErrorCode.ImageNeedsRollforward, $"{backup} is an online backup: its image is consistent only after a rollforward (SQL2537N).");
        return backup.Manifest.Recoverable || !FollowsLogs ? null
            : Obstacle(backup, ErrorCode.LogsNotKept, $"{backup} was taken without archive logging: no log can be applied to it, it can only be restored as it is.");
    }

    private (RecoveryPlan?, RecoveryObstacle?) Follow(PublishedBackup backup, IReadOnlyList<PublishedBackup> earlier)
    {
        var (manifest, isOffline) = (backup.Manifest, backup.Mode == BackupMode.Offline);
        // An offline image is its own end of backup; an online one that carries its logs needs no other for it.
        var rollsForward = FollowsLogs || !isOffline;
        var needsLogs = FollowsLogs || (!isOffline && !manifest.IncludesLogs);
        var needs = LogNeed.Of(manifest);
        if (needsLogs && needs is null && (request.AnyImage || !FollowsLogs))
            return No(backup, ErrorCode.LogGap, $"{backup} needs logs, and its manifest does not say which.");

        var (logs, reaches, warnings, certain) = (new List<StoredLog>(), new List<(DateTimeOffset?, DateTimeOffset?)>(), new List<string>(), true);
        foreach (var need in needsLogs ? needs ?? [] : [])
        {
            if (Line(backup, need, warnings, out var obstacle) is not { } line) return (null, obstacle);
            var run = line.Follow(manifest.IncludesLogs ? need.Last + 1 : need.First, backup.StartTime);
            if (Short(backup, need, line, run) is { } gap) return (null, gap);
            var chosen = line.Logs(run);
            logs.AddRange(FollowsLogs ? chosen : chosen.Where(l => l.Log.Name.Number <= need.Last));
            reaches.Add(LogReach.Of(backup, run.Last, line.LastKnown(run)));
            if (!line.IsInferred(need, run.Missing - 1)) continue;
            certain = false;
            warnings.Add($"Where log chain C{chosen[^1].Log.Chain:D7} leaves the one before it is taken from the names of its logs: nothing in the store records the restore that began it.");
        }
        if (FollowsLogs && reaches.Count == 0) reaches.Add(LogReach.Of(backup, null));
        var plan = new RecoveryPlan
        {
            Database = manifest.Database, TargetDatabase = request.TargetDatabase, Target = request.Target, Backup = backup, EarlierImages = earlier, Logs = logs, RollsForward = rollsForward,
            ExtractsLogs = rollsForward && manifest.IncludesLogs,
            LogsOfAll = rollsForward && manifest.IncludesLogs && needs is [var one] ? LogsOfAll(backup, one, logs) : null,
            Warnings = warnings, IsCertain = certain,
        };
        return (RecoveryPlanText.Complete(FollowsLogs ? LogReach.MeasureAll(plan, reaches) : plan, needs ?? [], material, own), null);
    }

    /// <summary>The way that leads to the target, if this backup is on it.</summary>
    private LogWay? Line(PublishedBackup backup, LogNeed need, List<string> warnings, out RecoveryObstacle? obstacle)
    {
        obstacle = null;
        if (!FollowsLogs) return paths.Line(need, need.Chain ?? 0);
        var eras = paths.Eras(need);
        if ((request.Target.PointInTime is { } asked ? eras.At(asked) : eras.Latest) is not { } chain)
        {
            Want(paths.Edges(need));
            obstacle = Obstacle(backup, ErrorCode.LogAmbiguous, $"In which log chain {backup.Database} was at {request.Target} cannot be told: a restore began a new one about then.");
            return null;
        }
        var line = paths.Line(need, chain);
        if (line.Holds(need, backup.Mode == BackupMode.Offline)) return line;
        if (request.Target.Kind == RecoveryTargetKind.EndOfLogs && request.Timestamp is not null)
        {
            warnings.Add($"A later restore went back to before the end of this backup: its logs end where that restore began log chain C{chain:D7}, and the database is not restored to its newest state.");
            return paths.Line(need, need.Chain ?? 0);
        }
        obstacle = Obstacle(backup, ErrorCode.BackupAbandoned, $"{backup} was given up by a restore to a time before its end: no log leads from it to {request.Target}.");
        return null;
    }

    /// <summary>Why the run does not reach the target.</summary>
    private RecoveryObstacle? Short(PublishedBackup backup, LogNeed need, LogWay line, LogRun run)
    {
        var missing = new LogExtent(need.Partition, need.Stream, need.Chain ?? 0, new LogFileName(run.Missing));
        var name = need is { Partition: 0, Stream: 0 } ? missing.Name.ToString() : missing.ToString();
        if (backup is { Mode: BackupMode.Online, Manifest.IncludesLogs: false } && run.Missing <= need.Last)
            return FollowsLogs && request.OwnLogs && !run.HasLater ? null
                : Obstacle(backup, ErrorCode.LogGap, $"{backup} carries no logs, and those up to {backup.Manifest.LastLog} are not all in the store: {name} is missing.");
        if (!FollowsLogs) return null;
        // Without a time only the backups can tell that logs were written that are not here.
        var isGap = run.HasLater || (!request.OwnLogs && request.Target.PointInTime is null && paths.IsSeenBeyond(need, line, run.Missing));
        var gap = $"After {backup}, log {name} is not in the store, though later ones {(run.HasLater ? "are" : "were written")}.";
        if (request.Target.PointInTime is not { } asked) return isGap ? Obstacle(backup, ErrorCode.LogGap, gap) : null;

        if (run.Last is { Description: null } last) Want([last]);
        var (end, cover) = LogReach.Of(backup, run.Last, line.LastKnown(run));
        // To its own end an image comes by what it carries.
        if (isGap) return asked <= cover || asked <= backup.EndTime || (asked <= end && run.Last is not { Description: null }) ? null : Obstacle(backup, ErrorCode.LogGap, gap);
        if (request.OwnLogs || end is null || asked <= end) return null;
        return Obstacle(backup, ErrorCode.TargetAfterLogs, run.Last is { } closed
            ? $"{backup} cannot be rolled forward to {request.Target}: the last log in the store, {closed.Log}, was closed by {LogReach.Shown(end.Value)}."
            : $"{backup} cannot be rolled forward to {request.Target}: the store has no log after the backup, which ended at {LogReach.Shown(end.Value)}.");
    }

    /// <summary>The image's own logs as the store has them, and then the chosen ones; null when one is not there, or which one is meant cannot be told.</summary>
    private List<StoredLog>? LogsOfAll(PublishedBackup backup, LogNeed need, List<StoredLog> chosen)
    {
        try
        {
            var line = FollowsLogs && paths.Line(need, chosen.Count > 0 ? chosen[^1].Log.Chain : need.Chain ?? 0) is { } way && way.Holds(need, isOffline: false) ? way : paths.Line(need, need.Chain ?? 0);
            var run = line.Follow(need.First, backup.StartTime);
            if (run.Missing <= need.Last) return null;
            var own = line.Logs(run with { Missing = need.Last + 1, Twins = run.Twins?.Where(l => l.Log.Name.Number <= need.Last).ToList() });
            if (!FollowsLogs) return [.. own];
            // Where numbers were given twice, the way from the first log may be another one than that from the image's end.
            return run.Twins is null ? run.Missing == need.Last + 1 + chosen.Count ? [.. own, .. chosen] : null : run.Twins.Skip(own.Count).SequenceEqual(chosen) ? [.. run.Twins] : null;
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.LogAmbiguous)
        {
            return null;
        }
    }

    private void Want(IEnumerable<StoredLog> logs) => undescribed.AddRange(logs.Where(l => l is { Description: null, DescriptionKey: not null }));

    private static RecoveryObstacle Obstacle(PublishedBackup backup, ErrorCode code, string message) => new(code, message, backup.Key) { Timestamp = backup.Timestamp };

    private static (RecoveryPlan?, RecoveryObstacle?) No(PublishedBackup backup, ErrorCode code, string message) => (null, Obstacle(backup, code, message));
}
