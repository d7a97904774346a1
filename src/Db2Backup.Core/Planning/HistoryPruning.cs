namespace Db2Backup.Planning;

/// <summary>
/// How far Db2's own PRUNE HISTORY … AND DELETE may go. It takes every entry up to a time and deletes the logs of those it takes, so it is
/// right only while all of them are of logs that go anyway [commands.md, PRUNE HISTORY; images-and-logs.md, History file]. Pure.
/// </summary>
internal static class HistoryPruning
{
    /// <summary>The time to give to PRUNE HISTORY; null where no entry may go, or where images would go with them.</summary>
    /// <param name="entries">The whole history.</param>
    /// <param name="removable">The files of the logs that go.</param>
    /// <param name="exists">Whether a file is there: an entry of one that is gone is in nobody's way.</param>
    public static Db2Timestamp? Until(Db2Database database, IReadOnlyList<Db2HistoryOutput> entries, IReadOnlySet<string> removable, Func<string, bool> exists)
    {
        // With AUTO_DEL_REC_OBJ it deletes images too; and of several partitions it works on one.
        if (database.DeletesRecoveryObjects || database.Partitions != 1 || removable.Count == 0) return null;
        if (entries.Any(e => e.Timestamp is null || e.Unread.Count > 0)) return null;
        var first = entries.Where(e => !MayGo(e)).Select(e => e.Timestamp!.Value.ToString()).Order(StringComparer.Ordinal).FirstOrDefault();
        var last = entries.Where(MayGo).Where(e => e.Location is { } file && removable.Contains(file)).Select(e => e.Timestamp!.Value)
            .Where(t => first is null || string.CompareOrdinal(t.ToString(), first) < 0).OrderBy(t => t.ToString(), StringComparer.Ordinal).ToList();
        return last.Count > 0 ? last[^1] : null;

        bool MayGo(Db2HistoryOutput entry) => entry switch
        {
            { Operation: 'X', Location: { Length: > 0 } file } => removable.Contains(file) || !exists(file),
            // An image that is marked as deleted.
            { Operation: 'B', Status: 'D' } => true,
            _ => false,
        };
    }
}
