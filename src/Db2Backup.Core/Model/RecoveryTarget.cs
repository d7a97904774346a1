namespace Db2Backup;

/// <summary>Where a restore ends: end of backup, end of logs, a point in time, or just the image.</summary>
public sealed record RecoveryTarget
{
    private RecoveryTarget(RecoveryTargetKind kind, DateTimeOffset? pointInTime) => (Kind, PointInTime) = (kind, pointInTime);

    /// <summary>The earliest consistent state of the backup.</summary>
    public static RecoveryTarget EndOfBackup { get; } = new(RecoveryTargetKind.EndOfBackup, null);

    /// <summary>Everything that the logs at hand hold.</summary>
    public static RecoveryTarget EndOfLogs { get; } = new(RecoveryTargetKind.EndOfLogs, null);

    /// <summary>The image as it is.</summary>
    public static RecoveryTarget Image { get; } = new(RecoveryTargetKind.Image, null);

    /// <summary>Which of the four.</summary>
    public RecoveryTargetKind Kind { get; }

    /// <summary>Set for a point in time, else null.</summary>
    public DateTimeOffset? PointInTime { get; }

    /// <summary>All units of work committed at or before this time.</summary>
    public static RecoveryTarget At(DateTimeOffset pointInTime) => new(RecoveryTargetKind.PointInTime, pointInTime);

    /// <summary>For people.</summary>
    public override string ToString() => PointInTime is { } time
        ? $"{time.ToUniversalTime():yyyy-MM-dd HH:mm:ss.ffffff} UTC"
        : Kind switch
        {
            RecoveryTargetKind.EndOfBackup => "end of backup",
            RecoveryTargetKind.EndOfLogs => "end of logs",
            _ => "image only",
        };
}
