using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// How far in time a plan's logs reach. Db2 finds out only when it has read them (SQL4970N), and by then a restore has replaced
/// what was there. Pure.
/// </summary>
internal static class LogReach
{
    // A store's clock is not the server's. What is refused by it must be beyond doubt.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(10);

    /// <summary>The plan with the end of its logs, for a point in time; other targets take what there is.</summary>
    /// <param name="last">The plan's last log with what the store says of it; null when it has none.</param>
    public static RecoveryPlan Measure(RecoveryPlan plan, StoredLog? last) => MeasureAll(plan, [Of(plan.Backup, last)]);

    /// <param name="reaches">How far each log stream reaches.</param>
    public static RecoveryPlan MeasureAll(RecoveryPlan plan, IReadOnlyList<(DateTimeOffset? End, DateTimeOffset? Cover)> reaches)
    {
        if (plan.Target.PointInTime is not { } asked) return plan;
        // What one stream does not reach, the whole does not reach.
        var (end, cover) = (Least(reaches.Select(r => r.End)), Least(reaches.Select(r => r.Cover)));
        var measured = plan with { LogsEnd = end, LogsCover = cover, IsCertain = plan.IsCertain && asked <= cover };
        return end is not { } latest || asked <= latest ? measured : measured with
        {
            Warnings = [.. plan.Warnings, $"{plan.Target} lies after the end of the logs in the store ({Shown(latest)}): only logs in Db2's own paths can reach it."],
        };
    }

    /// <summary>Nothing later is there than its end, and everything is that was committed by its cover; null for what is not known.</summary>
    public static (DateTimeOffset? End, DateTimeOffset? Cover) Of(PublishedBackup backup, StoredLog? last)
    {
        // Without a log the image's own end is all there is, and it is consistent at some moment after its beginning. While it was taken
        // offline nothing was committed.
        var (end, cover) = last is null ? (backup.EndTime, backup.Mode == BackupMode.Offline ? backup.EndTime : backup.StartTime)
            : last.Description is { } known ? (known.ClosedTime, Later(known.CoversTime, last.CoversTime))
            : (last.StoredTime + ClockDifference, last.CoversTime);
        // Nothing was committed between the end of the last log and the moment that it was found to cover.
        return (Later(end, cover), cover);
    }

    /// <param name="known">The last log of the run of which is said how far it reaches, where that is an earlier one.</param>
    public static (DateTimeOffset? End, DateTimeOffset? Cover) Of(PublishedBackup backup, StoredLog? last, StoredLog? known)
    {
        var (end, cover) = Of(backup, last);
        return (end, known is null || known == last ? cover : Later(cover, Of(backup, known).Cover));
    }

    /// <summary>Refuses a point in time that no log can reach. Null when it can be reached, or when that is not known.</summary>
    /// <param name="hasOwnLogs">Db2 may find later logs in its own paths: the active logs of the database, or its archive.</param>
    public static Db2BackupException? Refuse(RecoveryPlan plan, bool hasOwnLogs)
    {
        if (hasOwnLogs || plan.LogsEnd is not { } end || plan.Target.PointInTime is not { } asked || asked <= end) return null;
        var what = plan.Logs.Count > 0 ? $"the last log in the store, {plan.Logs[^1].Log}, was closed by" : "the store has no log after the backup, which ended at";
        var nearest = plan.LogsCover is { } cover && cover >= plan.Backup.MinimumRecoveryTime
            ? $"The latest time that is certain to be reached is {Shown(cover)}."
            : "The end of the logs is the latest state that can be restored.";
        return new Db2BackupException(ErrorCode.TargetAfterLogs,
            $"{plan.Backup} cannot be rolled forward to {plan.Target}: {what} {Shown(end)}. {nearest}", plan.TargetDatabase);
    }

    public static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + " UTC";

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    /// <summary>Null when one of them is not known.</summary>
    private static DateTimeOffset? Least(IEnumerable<DateTimeOffset?> times)
    {
        DateTimeOffset? least = DateTimeOffset.MaxValue;
        foreach (var time in times) least = time is null || least is null ? null : time < least ? time : least;
        return least;
    }
}
