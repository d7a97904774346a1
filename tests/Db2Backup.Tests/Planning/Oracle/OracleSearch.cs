namespace Db2Backup.Tests.Planning.Oracle;

/// <summary>Every way there is: all subsets of images before each image, all runs of logs that continue each other. It decides whether a no is one.</summary>
internal sealed class OracleSearch(OracleHistory history)
{
    // Above this the subsets are those that the images themselves name; the others are refused by the restore anyway.
    private const int AllSubsets = 6;

    private readonly IReadOnlyList<ILookup<Log?, Log>> next = history.Partitions.Select(p => p.Logs.Where(l => l.Stored is not null).ToLookup(l => l.Before)).ToList();

    /// <summary>Whether some way brings back what the database was at a time, and the store says that it does.</summary>
    public bool CanReach(DateTimeOffset time)
    {
        var (wanted, target) = (history.At(time), RecoveryTarget.At(time));
        var ways = history.Partitions.Select(p => p.WayTo(time)).ToList();
        return Restorable().Any(image => Reaches(image, target, (p, state, path) =>
            state == wanted[p] && (path.Count > 0 ? path[^1].IsDescribed && path.All(ways[p].Contains) : IsOnWay(image, p, ways[p]))));
    }

    /// <summary>Whether some image can be brought to its own end.</summary>
    public bool CanReachAnyEnd() => Restorable().Any(image => Reaches(image, RecoveryTarget.EndOfBackup, (p, state, _) => state == image.End[p]));

    /// <summary>Whether some way applies the newest log of the database, and no backup shows that there was a later one.</summary>
    public bool CanReachNewest()
    {
        var ways = history.Partitions.Select(p => p.WayTo(DateTimeOffset.MaxValue)).ToList();
        var newest = history.Partitions.Select((p, i) => p.Logs.Where(l => l.Stored is not null && ways[i].Contains(l)).MaxBy(l => l.Number)).ToList();
        return Restorable().Any(image => Reaches(image, RecoveryTarget.EndOfLogs, (p, _, path) =>
        {
            var last = path.Count > 0 ? path[^1] : image.Backup.Mode == BackupMode.Online ? image.Logs[p].Last : image.Logs[p].First.Before;
            var isNewest = last is null ? newest[p] is null : ways[p].Contains(last) && last.Number >= (newest[p]?.Number ?? -1);
            var seen = history.Images.Where(i => i.Backup.Mode == BackupMode.Online && ways[p].Contains(i.Logs[p].Last)).Select(i => i.Logs[p].Last.Number).DefaultIfEmpty(-1).Max();
            return isNewest && IsOnWay(image, p, ways[p]) && seen <= (last?.Number ?? -1);
        }));
    }

    private static bool IsOnWay(Image image, int partition, HashSet<Log> way) => image.Backup.Mode == BackupMode.Online
        ? way.Contains(image.Logs[partition].Last)
        : image.Logs[partition].First.Before is not { } before || way.Contains(before);

    /// <summary>Images of the store that restore, with whatever others.</summary>
    private IEnumerable<Image> Restorable()
    {
        var there = history.Images.Where(i => i.Backup.IsComplete).ToList();
        foreach (var image in there)
        {
            var older = there.Where(i => i.Backup.StartTime < image.Backup.StartTime).ToList();
            if (older.Count > AllSubsets) older = Named(image, older);
            for (var subset = 0; subset < 1 << older.Count; subset++)
            {
                var chosen = older.Where((_, i) => (subset & (1 << i)) != 0).ToList();
                if (!OracleRestore.Fits(chosen.Count == 0 ? [image] : [image, .. chosen, image])) continue;
                yield return image;
                break;
            }
        }
    }

    private static List<Image> Named(Image image, List<Image> there)
    {
        var named = new List<Image>();
        for (var before = image.Before; before is not null && named.Count < 12; before = before.Before)
            if (there.Contains(before)) named.Insert(0, before);
        return named;
    }

    private bool Reaches(Image image, RecoveryTarget target, Func<int, Row?, IReadOnlyList<Log>, bool> isWanted) =>
        Enumerable.Range(0, history.Partitions.Count).All(p => (image.Manifest.IncludesLogs ? new[] { true, false } : [false]).Any(extract =>
            Paths(p, extract ? image.Logs[p].Last : image.Logs[p].First.Before).Any(path => OracleRestore.TryForward(image, p, path, extract, target, out var state) && isWanted(p, state, path))));

    private IEnumerable<IReadOnlyList<Log>> Paths(int partition, Log? before)
    {
        var open = new Stack<IReadOnlyList<Log>>([[]]);
        while (open.TryPop(out var path))
        {
            yield return path;
            foreach (var log in next[partition][path.Count > 0 ? path[^1] : before]) open.Push([.. path, log]);
        }
    }
}
