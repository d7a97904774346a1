using Db2Backup.Errors;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Where a recovery ends, as switches say it.</summary>
internal static class TargetArguments
{
    /// <param name="otherwise">When nothing was said; null when something must be.</param>
    /// <exception cref="Db2BackupException">RecoveryTargetInvalid: nothing, or more than one.</exception>
    public static RecoveryTarget Target(DateTimeOffset? pointInTime, bool endOfLogs, bool endOfBackup, bool imageOnly, RecoveryTarget? otherwise)
    {
        var said = new List<RecoveryTarget>();
        if (pointInTime is { } time) said.Add(RecoveryTarget.At(time));
        if (endOfLogs) said.Add(RecoveryTarget.EndOfLogs);
        if (endOfBackup) said.Add(RecoveryTarget.EndOfBackup);
        if (imageOnly) said.Add(RecoveryTarget.Image);
        return said.Count switch
        {
            0 when otherwise is not null => otherwise,
            1 => said[0],
            _ => throw new Db2BackupException(ErrorCode.RecoveryTargetInvalid, $"One end of the recovery is wanted, and {said.Count} were given: -PointInTime, -EndOfLogs, -EndOfBackup or -ImageOnly."),
        };
    }
}
