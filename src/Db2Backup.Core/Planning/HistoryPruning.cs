namespace Db2Backup.Planning;

/// <summary>
/// How far Db2's own PRUNE HISTORY … AND DELETE may go. It takes every entry up to a time and deletes the archived logs of those it takes, wherever its archive
/// methods put them, so it is right only while all of them are of logs that go anyway [commands.md, PRUNE HISTORY; images-and-logs.md, History file]. Pure.
/// </summary>
internal static class HistoryPruning
{
    /// <summary>The time to give to PRUNE HISTORY; null where no entry may go, or where more than these logs would go.</summary>
    /// <param name="entries">The whole history.</param>
    /// <param name="removable">The logs that go.</param>
    /// <param name="staying">All other logs on the server. What an entry tells as its place need not be the archive, so chain and name decide.</param>
    public static Db2Timestamp? Until(Db2Database database, IReadOnlyList<Db2HistoryOutput> entries, IEnumerable<LogExtent> removable, IEnumerable<LogExtent> staying)
    {
        // With AUTO_DEL_REC_OBJ it deletes images too; of several partitions it works on one; and what another method than a folder has is not known here.
        if (database.DeletesRecoveryObjects || database.Partitions != 1 || (database.SecondLogArchiveMethod != "OFF" && database.SecondArchivePath is null)) return null;
        if (entries.Any(e => e.Operation is null || e.Timestamp is null || e.Unread.Count > 0)) return null;
        var stays = staying.Select(l => (l.Chain, l.Name)).ToHashSet();
        var goes = removable.Select(l => (l.Chain, l.Name)).Where(l => !stays.Contains(l)).ToHashSet();
        var first = entries.Where(e => !MayGo(e)).Select(e => e.Timestamp!.Value.ToString()).Order(StringComparer.Ordinal).FirstOrDefault();
        return entries.Where(e => e is { Operation: 'X', FirstLog: { } name, LogChain: { } chain } && goes.Contains((chain, name))).Select(e => e.Timestamp!.Value)
            .Where(t => first is null || string.CompareOrdinal(t.ToString(), first) < 0).OrderBy(t => t.ToString(), StringComparer.Ordinal).Select(t => (Db2Timestamp?)t).LastOrDefault();

        bool MayGo(Db2HistoryOutput entry) => entry switch
        {
            // Also of logs that are gone already.
            { Operation: 'X', FirstLog: { } name, LogChain: { } chain } => !stays.Contains((chain, name)),
            // An image that is marked as deleted.
            { Operation: 'B', Status: 'D' } => true,
            _ => false,
        };
    }
}
