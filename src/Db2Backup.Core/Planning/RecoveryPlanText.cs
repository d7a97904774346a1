using Db2Backup.Db2;

namespace Db2Backup.Planning;

/// <summary>Says of a plan what follows from it: the rollforward's clause, where each log comes from, how long it takes, what to know before.</summary>
internal static class RecoveryPlanText
{
    /// <param name="needs">The logs of the image.</param>
    /// <param name="own">All backups of the database: how fast they were stored tells how fast they come back.</param>
    public static RecoveryPlan Complete(RecoveryPlan plan, IReadOnlyList<LogNeed> needs, RecoveryMaterial material, IReadOnlyList<PublishedBackup> own)
    {
        var carried = plan.ExtractsLogs
            ? needs.Where(n => n.Last >= n.First).Select(n => new PlannedLogs(new LogExtent(n.Partition, n.Stream, n.Chain ?? 0, new LogFileName(n.First)), new LogFileName(n.Last), LogSource.Image))
            : [];
        plan = plan with
        {
            LogSources = [.. carried, .. Stored(plan.Logs)],
            RollforwardClause = plan.RollsForward ? Clause(plan) : "",
            CanBeAutomatic = plan.EarlierImages.Count > 0 && string.Equals(plan.TargetDatabase, plan.Backup.Manifest.Alias, StringComparison.OrdinalIgnoreCase)
                && plan.Chain.All(b => material.History.Any(h => h.IsDatabaseImage && h.Timestamp == b.Timestamp)),
            EstimatedTime = Estimate(plan, own),
            Warnings = [.. plan.Warnings, .. Warnings(plan), .. Loads(plan, material.History)],
        };
        return plan with { Script = RecoveryScript.Of(plan) };
    }

    private static IEnumerable<PlannedLogs> Stored(IReadOnlyList<StoredLog> logs)
    {
        for (int i = 0, from = 0; i < logs.Count; i++)
        {
            var (log, next) = (logs[i].Log, i + 1 < logs.Count ? logs[i + 1].Log : null);
            if (next is not null && next.Chain == log.Chain && next.Partition == log.Partition && next.Stream == log.Stream) continue;
            yield return new PlannedLogs(logs[from].Log, log.Name, LogSource.Store);
            from = i + 1;
        }
    }

    private static string Clause(RecoveryPlan plan)
    {
        var all = plan.Backup.Manifest.Partitions.Count > 1 ? " ON ALL DBPARTITIONNUMS" : "";
        return plan.Target.Kind switch
        {
            RecoveryTargetKind.PointInTime => $"TO {Statements.IsoTime(plan.Target.PointInTime!.Value)}{all} USING UTC TIME AND COMPLETE",
            RecoveryTargetKind.EndOfLogs => $"TO END OF LOGS{all} AND COMPLETE",
            _ => $"TO END OF BACKUP{all} AND COMPLETE",
        };
    }

    private static IEnumerable<string> Warnings(RecoveryPlan plan)
    {
        if (plan.Target.Kind is RecoveryTargetKind.EndOfLogs or RecoveryTargetKind.PointInTime && plan.Logs.Count == 0)
            yield return "The store holds no log after the backup: only what the image carries, and logs still in Db2's own paths, can be applied.";
        foreach (var image in plan.Chain.Where(b => !b.Manifest.Verified))
            yield return plan.EarlierImages.Count == 0 ? "The image was not verified with db2ckbkp when it was published." : $"The image {image.Timestamp} was not verified with db2ckbkp when it was published.";
        if (plan.Chain.Any(b => b.Manifest.EncryptedByDb2)) yield return "Db2 encrypted the image itself: the master key has to be in the keystore of the target.";
    }

    /// <summary>
    /// What was loaded is in no log: a copy is wanted by the rollforward, and without one the table is not usable afterwards, silently
    /// (SQL1477N at the first access) [messages.md]. History times are the server's local ones [sql.md, DB_HISTORY].
    /// </summary>
    private static IEnumerable<string> Loads(RecoveryPlan plan, IReadOnlyList<BackupHistoryEntry> history)
    {
        if (!plan.RollsForward) yield break;
        var (from, to) = (plan.Backup.StartTime.DateTime, plan.Target.PointInTime?.ToOffset(plan.Backup.EndTime.Offset).DateTime);
        foreach (var load in history.Where(h => h.Operation is 'L' or 'C' && h.Timestamp.LocalTime >= from && (to is not { } end || h.Timestamp.LocalTime <= end)))
            if (load.Operation == 'C') yield return $"A LOAD at {load.Timestamp} wrote a copy to {load.Location}: the rollforward wants it there.";
            else if (!history.Any(h => h.Operation == 'C' && h.Timestamp == load.Timestamp))
                yield return $"A LOAD at {load.Timestamp} is in the history without a copy (NONRECOVERABLE or COPY NO): what it loaded does not come back, and its table cannot be used after the rollforward (SQL1477N).";
    }

    /// <summary>Fetching as fast as storing was, and writing as fast as BACKUP read; medians, because one slow day says little.</summary>
    private static TimeSpan? Estimate(RecoveryPlan plan, IReadOnlyList<PublishedBackup> own)
    {
        // The newest tell; a catalog may have thousands.
        var newest = own.Skip(Math.Max(0, own.Count - 32)).ToList();
        return Median(newest.Select(b => b.Manifest.PublishBytesPerSecond)) is { } stored && Median(newest.Select(b => b.Manifest.BackupBytesPerSecond)) is { } written
            ? TimeSpan.FromSeconds((plan.FetchBytes / (double)stored) + (plan.Chain.Sum(b => b.PlainBytes) / (double)written))
            : null;
    }

    private static long? Median(IEnumerable<long?> rates)
    {
        var known = rates.Where(r => r > 0).Order().ToList();
        return known.Count == 0 ? null : known[known.Count / 2];
    }
}
