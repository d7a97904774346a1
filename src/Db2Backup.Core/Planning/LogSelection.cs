using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// Chooses the logs after a backup as Db2 itself would retrieve them: number after number from the first that the backup needs,
/// each from the highest chain that has it, never going back to a lower one; of two of one name the one that was closed next.
/// </summary>
internal static class LogSelection
{
    public static IReadOnlyList<StoredLog> Follow(PublishedBackup backup, IReadOnlyList<StoredLog> logs)
    {
        // An image that carries its logs is followed by the next one; a log target must not hold a log twice.
        var first = backup.Manifest.IncludesLogs ? RecoveryPlanner.Number(backup.Manifest.LastLog) + 1 : RecoveryPlanner.Number(backup.Manifest.FirstLog);
        if (first is not { } number) return [];
        var chain = backup.Manifest.LogChain ?? 0;
        var byNumber = logs.Where(l => l.Log is { Partition: 0, Stream: 0 }).ToLookup(l => l.Log.Name.Number);

        var run = new List<StoredLog>();
        while (Best(byNumber[number], chain, run.Count > 0 ? run[^1].Description?.ClosedTime ?? backup.StartTime : backup.StartTime) is { } log)
        {
            run.Add(log);
            chain = log.Log.Chain;
            number++;
        }
        RefuseGap(backup, byNumber, number, chain);
        return run;
    }

    /// <param name="after">When the log before was closed, or the backup began: a log that follows was closed later.</param>
    private static StoredLog? Best(IEnumerable<StoredLog> candidates, int chain, DateTimeOffset after)
    {
        var possible = candidates.Where(l => l.Log.Chain >= chain).ToList();
        if (possible.Count == 0) return null;
        var highest = possible.Max(l => l.Log.Chain);
        var best = possible.Where(l => l.Log.Chain == highest).DistinctBy(l => l.DigestPrefix).ToList();
        if (best.Count == 1) return best[0];
        // Numbers begin at 0 again when logging is switched off and on: the one that was closed next is the one that follows.
        var later = best.Where(l => l.Description?.ClosedTime >= after).OrderBy(l => l.Description!.ClosedTime).ToList();
        var isTold = best.All(l => l.Description is not null) && later.Count > 0 && later.Count(l => l.Description!.ClosedTime == later[0].Description!.ClosedTime) == 1;
        return isTold ? later[0] : throw new Db2BackupException(ErrorCode.LogAmbiguous,
            $"The store holds {best.Count} different logs named {best[0].Log}: {string.Join(", ", best.Select(l => l.DigestPrefix))}. Only one of them follows the backup.", best[0].Key);
    }

    /// <summary>Later logs that cannot be reached are not passed over in silence.</summary>
    private static void RefuseGap(PublishedBackup backup, ILookup<int, StoredLog> byNumber, int missing, int chain)
    {
        var beyond = byNumber.Where(g => g.Key > missing && g.Any(l => l.Log.Chain >= chain)).Select(g => g.Key).DefaultIfEmpty(-1).Min();
        if (beyond < 0) return;
        throw new Db2BackupException(ErrorCode.LogGap,
            $"After {backup}, log {new LogFileName(missing)} is not in the store, though {new LogFileName(beyond)} is.", backup.Key);
    }
}
