using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>Chooses the backup to begin from.</summary>
internal static class BackupSelection
{
    public static PublishedBackup Select(RecoveryRequest request, IReadOnlyList<PublishedBackup> backups)
    {
        var own = backups.Where(b => string.Equals(b.Database, request.Database, StringComparison.OrdinalIgnoreCase)
                                     || string.Equals(b.Manifest.Alias, request.Database, StringComparison.OrdinalIgnoreCase)).ToList();
        if (request.Timestamp is { } timestamp) return Named(request, own, timestamp);
        var usable = own.Where(b => Unfit(b) is null).OrderBy(b => b.StartTime).ToList();
        if (usable.Count == 0)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"The store holds no complete full backup of {request.Database}.{Reasons(own)}", request.Database);
        // An online image is nothing by itself; the newest one that is serves.
        if (request.Target.Kind == RecoveryTargetKind.Image && usable.LastOrDefault(b => b.Mode == BackupMode.Offline) is { } offline) return offline;
        if (request.Target.PointInTime is not { } time) return usable[^1];
        // Never a backup whose end lies after the target: a rollforward cannot stop before it, and a tool that takes the
        // newest backup anyway silently ignores the time it was asked for.
        return usable.LastOrDefault(b => b.MinimumRecoveryTime <= time) ?? throw new Db2BackupException(ErrorCode.TargetBeforeBackup,
            $"No backup of {request.Database} ends before {request.Target}. The earliest time that can be reached is {usable[0].MinimumRecoveryTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss.ffffff} UTC, with the backup {usable[0].Timestamp}.",
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
        if (Unfit(backup) is { } why) throw new Db2BackupException(ErrorCode.NoBackupFits, $"{backup} cannot be restored by itself: {why}.", backup.Key);
        if (request.Target.PointInTime is { } time && backup.MinimumRecoveryTime > time)
            throw new Db2BackupException(ErrorCode.TargetBeforeBackup,
                $"{backup} ends at {backup.MinimumRecoveryTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss.ffffff} UTC, after {request.Target}: a rollforward cannot stop earlier.", backup.Key);
        return backup;
    }

    /// <summary>Why a database cannot be restored from this backup alone; null when it can.</summary>
    private static string? Unfit(PublishedBackup backup)
    {
        var manifest = backup.Manifest;
        if (backup.Missing.Count > 0) return $"it is not complete ({string.Join(", ", backup.Missing.Take(3))})";
        if (backup.Kind != BackupKind.Full) return $"it is a backup of kind {backup.Kind}";
        // RESTORE of a whole database would take an image of table spaces for damaged or of another kind, hours later.
        if (manifest.Files.Any(f => ImageName.TryParse(f.Name) is not { Type: ImageName.WholeDatabase })) return "its image is of table spaces and not of the whole database";
        return manifest.Partitions.All(p => p == 0) ? null : $"it has images of database partitions {string.Join(", ", manifest.Partitions)}, and one partition can be restored";
    }

    private static string Reasons(List<PublishedBackup> own) =>
        own.Count == 0 ? "" : " " + string.Join(" ", own.OrderByDescending(b => b.StartTime).Take(3).Select(b => $"{b.Timestamp}: {Unfit(b)}."));
}
