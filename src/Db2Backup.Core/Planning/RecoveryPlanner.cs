using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <param name="Database">The database as it was backed up.</param>
/// <param name="TargetDatabase">The alias to restore as.</param>
/// <param name="Target">Where to end.</param>
internal sealed record RecoveryRequest(string Database, string TargetDatabase, RecoveryTarget Target)
{
    /// <summary>A certain backup; null for the newest that serves.</summary>
    public Db2Timestamp? Timestamp { get; init; }
}

/// <summary>Decides what a restore takes: which backup, which logs. Pure: manifests and log names in, a plan or a refusal out.</summary>
internal static class RecoveryPlanner
{
    /// <exception cref="Db2BackupException">NoBackupFits, TargetBeforeBackup, ImageNeedsRollforward, LogsNotKept, LogGap, LogAmbiguous.</exception>
    public static RecoveryPlan Plan(RecoveryRequest request, IReadOnlyList<PublishedBackup> backups, IReadOnlyList<StoredLog> logs)
    {
        var backup = BackupSelection.Select(request, backups);
        var manifest = backup.Manifest;
        var rollsForward = RollsForward(request, backup);
        var chosen = rollsForward ? Logs(request, backup, logs) : [];
        return new RecoveryPlan
        {
            Database = manifest.Database,
            TargetDatabase = request.TargetDatabase,
            Target = request.Target,
            Backup = backup,
            Logs = chosen,
            RollsForward = rollsForward,
            ExtractsLogs = rollsForward && manifest.IncludesLogs,
            LogsOfAll = rollsForward && manifest.IncludesLogs ? LogsOfAll(request, backup, logs, chosen) : null,
            Warnings = Warnings(request, backup, chosen),
        };
    }

    private static bool RollsForward(RecoveryRequest request, PublishedBackup backup)
    {
        var (target, manifest) = (request.Target.Kind, backup.Manifest);
        if (manifest.Mode == BackupMode.Online)
            return target != RecoveryTargetKind.Image ? true : throw new Db2BackupException(ErrorCode.ImageNeedsRollforward,
                $"{backup} is an online backup: its image is consistent only after a rollforward (SQL2537N).", backup.Key);
        if (!manifest.Recoverable && target is RecoveryTargetKind.EndOfLogs or RecoveryTargetKind.PointInTime)
            throw new Db2BackupException(ErrorCode.LogsNotKept,
                $"{backup} was taken without archive logging: no log can be applied to it, it can only be restored as it is.", backup.Key);
        // An offline image is its own end of backup.
        return target is RecoveryTargetKind.EndOfLogs or RecoveryTargetKind.PointInTime;
    }

    private static IReadOnlyList<StoredLog> Logs(RecoveryRequest request, PublishedBackup backup, IReadOnlyList<StoredLog> logs)
    {
        // The image carries what its own end needs.
        if (request.Target.Kind == RecoveryTargetKind.EndOfBackup && backup.Manifest.IncludesLogs) return [];
        var run = LogSelection.Follow(backup, logs);
        if (request.Target.Kind != RecoveryTargetKind.EndOfBackup) return run;

        var last = Number(backup.Manifest.LastLog);
        return run.Count > 0 && run[^1].Log.Name.Number >= last
            ? run.Where(l => l.Log.Name.Number <= last).ToList()
            : throw new Db2BackupException(ErrorCode.LogGap, $"{backup} carries no logs, and those up to {backup.Manifest.LastLog} are not all in the store.", backup.Key);
    }

    /// <summary>The image's own logs as the store has them, and then the chosen ones; null when one is not there, or which one is meant cannot be told.</summary>
    private static IReadOnlyList<StoredLog>? LogsOfAll(RecoveryRequest request, PublishedBackup backup, IReadOnlyList<StoredLog> logs, IReadOnlyList<StoredLog> chosen)
    {
        if (Number(backup.Manifest.LastLog) is not { } last) return null;
        try
        {
            var run = LogSelection.Follow(backup with { Manifest = backup.Manifest with { IncludesLogs = false } }, logs);
            var own = run.TakeWhile(l => l.Log.Name.Number <= last).ToList();
            if (own.Count == 0 || own[^1].Log.Name.Number != last) return null;
            return request.Target.Kind == RecoveryTargetKind.EndOfBackup ? own : run.Skip(own.Count).SequenceEqual(chosen) ? run : null;
        }
        catch (Db2BackupException)
        {
            // A gap or an ambiguity among logs that the image carries itself.
            return null;
        }
    }

    private static List<string> Warnings(RecoveryRequest request, PublishedBackup backup, IReadOnlyList<StoredLog> logs)
    {
        var warnings = new List<string>();
        if (request.Target.Kind is RecoveryTargetKind.EndOfLogs or RecoveryTargetKind.PointInTime && logs.Count == 0)
            warnings.Add($"The store holds no log after the backup: only what the image carries, and logs still in Db2's own paths, can be applied.");
        if (!backup.Manifest.Verified) warnings.Add("The image was not verified with db2ckbkp when it was published.");
        return warnings;
    }

    internal static int? Number(string? log) => LogFileName.TryParse(log, out var name) ? name.Number : null;
}
