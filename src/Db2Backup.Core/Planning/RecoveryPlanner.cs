using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Decides what a restore takes: which images, which logs. Pure: manifests and log names in, a plan or every reason against one out.</summary>
internal static class RecoveryPlanner
{
    /// <exception cref="Db2BackupException">What <see cref="Decide"/> found to be in the way.</exception>
    public static RecoveryPlan Plan(RecoveryRequest request, IReadOnlyList<PublishedBackup> backups, IReadOnlyList<StoredLog> logs) =>
        Plan(request, Decide(request, new RecoveryMaterial(backups, logs)));

    /// <exception cref="Db2BackupException">The refusal, with the times around the one that was asked for.</exception>
    public static RecoveryPlan Plan(RecoveryRequest request, RecoveryDecision decision) => decision.Plan ?? throw RecoveryRefusal.Of(request, decision);

    public static RecoveryDecision Decide(RecoveryRequest request, RecoveryMaterial material)
    {
        var own = material.Of(request.Database);
        var source = RecoverySource.Of(request, own, material.Logs);
        if (source.Refusal is { } ambiguous) return new RecoveryDecision { Refusal = ambiguous };
        var paths = new RecoveryPaths(source.Backups, source.Logs, source.Own(material.Branches));
        var trial = new RecoveryTrial(request, material, source.Backups, paths);

        var obstacles = new List<RecoveryObstacle>();
        // The newest that serves: whatever an older one reaches, a newer one of the same way reaches with fewer logs.
        foreach (var backup in InTime(request, source.Candidates).OrderByDescending(b => b.StartTime))
        {
            var (plan, obstacle) = trial.Try(backup);
            if (plan is not null) return new RecoveryDecision { Plan = WithPassedOver(plan, request, obstacles, source.Warning), Obstacles = obstacles, Undescribed = trial.Undescribed };
            obstacles.Add(obstacle!);
            if (IsFinal(request, obstacle!)) break;
        }
        return Refused(request, source, paths, trial, obstacles);
    }

    /// <summary>Of thousands of backups after the time it is not told of each that it is one; of the one that was named it is.</summary>
    private static IEnumerable<PublishedBackup> InTime(RecoveryRequest request, IReadOnlyList<PublishedBackup> candidates) =>
        request.Timestamp is null && request.Target.PointInTime is { } asked ? candidates.Where(b => b.MinimumRecoveryTime <= asked) : candidates;

    /// <summary>The same recovery under another alias.</summary>
    public static RecoveryPlan As(RecoveryPlan plan, string targetDatabase)
    {
        var renamed = plan with { TargetDatabase = targetDatabase, CanBeAutomatic = plan.CanBeAutomatic && targetDatabase == plan.TargetDatabase };
        return renamed with { Script = RecoveryScript.Of(renamed) };
    }

    internal static int? Number(string? log) => LogFileName.TryParse(log, out var name) ? name.Number : null;

    /// <summary>Where the newest state is asked for, an older backup that has no such obstacle would bring back an older one and not say so.</summary>
    private static bool IsFinal(RecoveryRequest request, RecoveryObstacle obstacle) => obstacle.Code switch
    {
        ErrorCode.LogsNotKept => true,
        ErrorCode.LogGap or ErrorCode.LogAmbiguous => request.Target.Kind == RecoveryTargetKind.EndOfLogs || request.OwnLogs,
        _ => false,
    };

    private static RecoveryDecision Refused(RecoveryRequest request, RecoverySource source, RecoveryPaths paths, RecoveryTrial trial, List<RecoveryObstacle> obstacles)
    {
        var decision = new RecoveryDecision
        {
            Refusal = RecoveryRefusal.Main(request, source.Backups, obstacles), Obstacles = obstacles, Undescribed = trial.Undescribed,
        };
        if (request.Target.PointInTime is not { } asked) return decision;
        var ranges = new RecoverableRanges(source.Backups, paths, trial.Images);
        var found = ranges.Find();
        return decision with
        {
            NearestBefore = found.Where(r => r.To < asked).Select(r => (DateTimeOffset?)r.To).Max(),
            NearestAfter = found.Where(r => r.From > asked).Select(r => (DateTimeOffset?)r.From).Min(),
            Undescribed = [.. trial.Undescribed, .. ranges.Undescribed],
        };
    }

    private static RecoveryPlan WithPassedOver(RecoveryPlan plan, RecoveryRequest request, List<RecoveryObstacle> obstacles, string? warning)
    {
        var told = obstacles.Where(o => o.Code is not (ErrorCode.TargetBeforeBackup or ErrorCode.ImageNeedsRollforward) && (request.AnyImage || o.Code != ErrorCode.NoBackupFits)).Take(3)
            .Select(o => $"A newer backup was passed over: {o.Message}").ToList();
        if (warning is not null) told.Add(warning);
        if (told.Count == 0) return plan;
        var complete = plan with { Warnings = [.. plan.Warnings, .. told] };
        return complete with { Script = RecoveryScript.Of(complete) };
    }
}
