using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Says why there is no plan: the reason that counts, the others, and the nearest times that can be reached.</summary>
internal static class RecoveryRefusal
{
    /// <summary>The other reasons, for whoever reads the error and not its text.</summary>
    public const string Reasons = nameof(RecoveryDecision);

    public static Db2BackupException Of(RecoveryRequest request, RecoveryDecision decision)
    {
        var main = decision.Refusal!;
        var more = decision.Obstacles.Count(o => o != main && o.Code is not ErrorCode.NoBackupFits);
        var text = main.Message;
        if (request.Target.PointInTime is not null && main.Code != ErrorCode.SourceAmbiguous)
        {
            if (decision.NearestBefore is { } before) text += $" The latest time before it that can be reached is {LogReach.Shown(before)}.";
            if (decision.NearestAfter is { } after) text += $" The earliest time after it that can be reached is {LogReach.Shown(after)}.";
        }
        if (more > 0) text += $" {more} other backup{(more == 1 ? " was" : "s were")} looked at and cannot serve either.";
        var error = new Db2BackupException(main.Code, text, main.Target);
        error.Data[Reasons] = decision;
        return error;
    }

    /// <param name="obstacles">Newest backup first.</param>
    public static RecoveryObstacle Main(RecoveryRequest request, IReadOnlyList<PublishedBackup> own, IReadOnlyList<RecoveryObstacle> obstacles)
    {
        if (request.Timestamp is not null && obstacles.Count > 0) return obstacles[0];
        if (obstacles.FirstOrDefault(o => o.Code is not (ErrorCode.NoBackupFits or ErrorCode.RestoreChainBroken or ErrorCode.BackupAbandoned or ErrorCode.TargetBeforeBackup)) is { } first) return first;
        if (obstacles.FirstOrDefault(o => o.Code is ErrorCode.RestoreChainBroken or ErrorCode.BackupAbandoned) is { } broken) return broken;
        // Those that can be restored by themselves and end too late were not looked at any further.
        if (request.Target.PointInTime is { } asked && own.Any(b => b.MinimumRecoveryTime > asked && b.IsComplete))
            return new RecoveryObstacle(ErrorCode.TargetBeforeBackup, $"No backup of {request.Database} ends before {request.Target}.", request.Database);
        var reasons = obstacles.Count == 0 ? "" : " " + string.Join(" ", obstacles.Take(3).Select(o => o.Message));
        return new RecoveryObstacle(ErrorCode.NoBackupFits, $"The store holds no complete {(request.AnyImage ? "" : "full ")}backup of {request.Database}.{reasons}", request.Database);
    }
}
