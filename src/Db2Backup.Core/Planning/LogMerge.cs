namespace Db2Backup.Planning;

/// <param name="Store">The store's location.</param>
/// <param name="Logs">What it has of the database.</param>
internal sealed record StoreLogs(string Store, IReadOnlyList<StoredLog> Logs);

/// <summary>A log file on the server, and its digest where it was taken.</summary>
internal sealed record FoundLog(string Path, LogExtent Log, ArchiveLogPlace Place, long Length, DateTimeOffset ClosedTime, bool IsComplete, string? Sha256);

/// <summary>
/// Puts the logs of a server and those of stores together. Pure. A place and a name are no identity, so without a digest a log is
/// never called published.
/// </summary>
internal static class LogMerge
{
    /// <param name="stores">Null when no store was asked.</param>
    public static IReadOnlyList<Db2ArchiveLog> Merge(string database, Db2Instance? instance, IReadOnlyList<FoundLog> local, IReadOnlyList<StoreLogs>? stores)
    {
        var stored = (stores ?? []).SelectMany(s => s.Logs.Select(l => (s.Store, Log: l))).ToLookup(s => s.Log.Log);
        var here = local.ToLookup(l => l.Log);
        var merged = local.Select(l => Of(database, instance, l, stored[l.Log].ToList(), stores is not null)).ToList();
        foreach (var place in stored)
        {
            // Which of them is the one on the server is not known without its digest.
            if (here[place.Key].Any(l => l.Sha256 is null)) continue;
            foreach (var one in place.GroupBy(s => s.Log.DigestPrefix).Where(g => !here[place.Key].Any(l => l.Sha256!.StartsWith(g.Key, StringComparison.Ordinal))))
                merged.Add(new Db2ArchiveLog
                {
                    Database = database, InstanceInfo = instance, Log = place.Key, Place = ArchiveLogPlace.Store, Published = LogPublication.Yes,
                    Stores = one.Select(s => s.Store).ToList(), Keys = one.Select(s => s.Log.Key).ToList(), OtherCopies = Keys(place, s => s.DigestPrefix != one.Key),
                });
        }
        return merged.OrderBy(l => l.Partition).ThenBy(l => l.Stream).ThenBy(l => l.Chain).ThenBy(l => l.Log.Name).ThenBy(l => l.Place).ThenBy(l => l.Keys.FirstOrDefault(), StringComparer.Ordinal).ToList();
    }

    private static Db2ArchiveLog Of(string database, Db2Instance? instance, FoundLog log, IReadOnlyList<(string Store, StoredLog Log)> place, bool asked)
    {
        var same = log.Sha256 is { } sha256 ? place.Where(s => sha256.StartsWith(s.Log.DigestPrefix, StringComparison.Ordinal)).ToList() : place;
        return new Db2ArchiveLog
        {
            Database = database, InstanceInfo = instance, Log = log.Log, Place = log.Place, Path = log.Path, Length = log.Length, ClosedTime = log.ClosedTime,
            IsComplete = log.IsComplete, Sha256 = log.Sha256,
            Published = !asked ? LogPublication.NotAsked : same.Count == 0 ? LogPublication.No : log.Sha256 is null ? LogPublication.ByName : LogPublication.Yes,
            Stores = same.Select(s => s.Store).ToList(), Keys = same.Select(s => s.Log.Key).ToList(),
            OtherCopies = log.Sha256 is null ? [] : Keys(place, s => !log.Sha256.StartsWith(s.DigestPrefix, StringComparison.Ordinal)),
        };
    }

    private static IReadOnlyList<string> Keys(IEnumerable<(string Store, StoredLog Log)> place, Func<StoredLog, bool> which) => place.Where(s => which(s.Log)).Select(s => s.Log.Key).ToList();
}
