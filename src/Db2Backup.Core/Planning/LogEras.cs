namespace Db2Backup.Planning;

/// <summary>In which log chain a database was at which time.</summary>
internal sealed class LogEras
{
    // Highest chain first.
    private readonly IReadOnlyList<Era> eras;

    private LogEras(IReadOnlyList<Era> eras) => this.eras = eras;

    /// <param name="Since">The database was in this chain, or in a later one, at this time at the latest; null when that is not known.</param>
    /// <param name="NotBefore">At this time it was in an earlier one still; null when that is not known.</param>
    internal sealed record Era(int Chain, DateTimeOffset? Since, DateTimeOffset? NotBefore);

    /// <summary>The chain of the newest logs and backups.</summary>
    public int Latest => eras[0].Chain;

    /// <summary>The chain at a time; null when the catalog does not tell.</summary>
    public int? At(DateTimeOffset time)
    {
        foreach (var era in eras.SkipLast(1))
        {
            if (time >= era.Since) return era.Chain;
            if (era.NotBefore is not { } before || time > before) return null;
        }
        return eras[^1].Chain;
    }

    /// <summary>When a chain is certain to have begun; the least time for the oldest one, null when it is not known.</summary>
    public DateTimeOffset? Begin(int chain) => chain == eras[^1].Chain ? DateTimeOffset.MinValue : eras.First(e => e.Chain == chain).Since;

    /// <summary>Until when it is certain that none of the later chains had begun; the greatest time for the newest one.</summary>
    /// <returns>The time and the next chain.</returns>
    public (DateTimeOffset Time, int? Next) End(int chain)
    {
        var index = eras.ToList().FindIndex(e => e.Chain == chain);
        return index == 0 ? (DateTimeOffset.MaxValue, null) : (eras[index - 1].NotBefore ?? DateTimeOffset.MinValue, eras[index - 1].Chain);
    }

    /// <param name="backups">Those that need logs of this stream.</param>
    /// <param name="branches">Of this stream; null when nobody looked.</param>
    public static LogEras Of(LogStream? stream, IReadOnlyList<(LogNeed Need, PublishedBackup Backup)> backups, IReadOnlyList<LogBranch>? branches)
    {
        if (branches is { Count: > 0 })
        {
            var oldest = branches.Min(b => b.FollowsChain);
            return new([.. branches.OrderByDescending(b => b.Time).Select(b => new Era(b.Chain, b.Time, b.Time.AddTicks(-1))), new Era(oldest, null, null)]);
        }
        var chains = new SortedSet<int>(backups.Select(b => b.Need.Chain ?? 0));
        foreach (var logs in stream?.Chains ?? []) chains.Add(logs.Chain);
        if (chains.Count < 2) return new([new Era(chains.Count == 0 ? 0 : chains.Min, null, null)]);

        // No later chain has anything before a chain's beginning, and no earlier one anything after it.
        var found = new List<Era>();
        foreach (var chain in chains.Reverse())
        {
            var since = Least(backups.Where(b => (b.Need.Chain ?? 0) >= chain).Select(b => b.Backup.StartTime), Closed(stream, c => c >= chain), least: true);
            var before = Least(backups.Where(b => (b.Need.Chain ?? 0) < chain).Select(b => b.Backup.EndTime), Closed(stream, c => c < chain), least: false);
            found.Add(new Era(chain, since, before));
        }
        return new(found);
    }

    private static IEnumerable<DateTimeOffset> Closed(LogStream? stream, Func<int, bool> of) =>
        stream?.Chains.Where(c => of(c.Chain)).SelectMany(c => c.All).Select(l => l.Description?.ClosedTime).OfType<DateTimeOffset>() ?? [];

    private static DateTimeOffset? Least(IEnumerable<DateTimeOffset> one, IEnumerable<DateTimeOffset> other, bool least)
    {
        var all = one.Concat(other).Select(t => (DateTimeOffset?)t);
        return least ? all.Min() : all.Max();
    }
}
