using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Chooses the backup to begin from.</summary>
internal static class BackupSelection
{
    public static PublishedBackup Select(RecoveryRequest request, IReadOnlyList<PublishedBackup> backups)
    {
        var own = backups.Where(b => string.Equals(b.Database, request.Database, StringComparison.OrdinalIgnoreCase)
                                     || string.Equals(b.Manifest.Alias, request.Database, StringComparison.OrdinalIgnoreCase)).ToList();
        var complete = own.Where(b => b is { IsComplete: true, Kind: BackupKind.Full }).OrderBy(b => b.StartTime).ToList();
        if (request.Timestamp is { } timestamp) return Named(request, own, timestamp);
        if (complete.Count == 0)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"The store holds no complete full backup of {request.Database}.", request.Database);
        if (request.Target.PointInTime is not { } time) return complete[^1];

        // Never a backup whose end lies after the target: a rollforward cannot stop before it, and a tool that takes the
        // newest backup anyway silently ignores the time it was asked for.
        return complete.LastOrDefault(b => b.EndTime <= time) ?? throw new Db2BackupException(ErrorCode.TargetBeforeBackup,
            $"No backup of {request.Database} ends before {request.Target}. The earliest time that can be reached is {complete[0].EndTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss.ffffff} UTC, with the backup {complete[0].Timestamp}.",
            request.Database);
    }

    private static PublishedBackup Named(RecoveryRequest request, List<PublishedBackup> own, Db2Timestamp timestamp)
    {
        // A clock change repeats an hour of timestamps: then the digits name two backups.
        var named = own.Where(b => b.Timestamp == timestamp).ToList();
        if (named.Count == 0)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"The store holds no backup {timestamp} of {request.Database}.", request.Database);
        if (named.Count > 1)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"{named.Count} backups of {request.Database} have the timestamp {timestamp}: {string.Join(", ", named.Select(b => b.Key))}.", request.Database);
        var backup = named[0];
        if (!backup.IsComplete)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"{backup} is not complete: {string.Join(", ", backup.Missing.Take(3))}.", backup.Key);
        if (request.Target.PointInTime is { } time && backup.EndTime > time)
            throw new Db2BackupException(ErrorCode.TargetBeforeBackup,
                $"{backup} ends at {backup.EndTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss.ffffff} UTC, after {request.Target}: a rollforward cannot stop earlier.", backup.Key);
        return backup;
    }
}
