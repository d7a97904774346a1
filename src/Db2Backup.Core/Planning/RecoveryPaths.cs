namespace Db2Backup.Planning;

/// <summary>Logs and chains of one database, ready to be asked which logs lead from a backup to a time.</summary>
internal sealed class RecoveryPaths
{
    private readonly IReadOnlyDictionary<(int Partition, int Stream), LogStream> streams;
    private readonly Dictionary<(int, int), Stream> known = [];
    private readonly IReadOnlyList<(LogNeed Need, PublishedBackup Backup)> needs;
    private readonly IReadOnlyList<LogBranch>? branches;

    private sealed record Stream(LogEras Eras, SortedList<int, int> First, LogStream? Logs, IReadOnlyList<LogBranch>? Branches)
    {
        public Dictionary<int, LogWay> Lines { get; } = [];
    }

    /// <param name="backups">Of this database alone, also those that cannot be restored: they tell which chain was when.</param>
    /// <param name="logs">As the material has them.</param>
    public RecoveryPaths(IReadOnlyList<PublishedBackup> backups, IReadOnlyList<StoredLog> logs, IReadOnlyList<LogBranch>? branches)
    {
        streams = LogStream.Index(logs);
        this.branches = branches;
        needs = backups.SelectMany(b => (LogNeed.Of(b.Manifest) ?? []).Select(n => (n, b))).ToList();
    }

    public LogEras Eras(LogNeed need) => Of(need).Eras;

    /// <summary>The way to the end of a chain.</summary>
    public LogWay Line(LogNeed need, int chain)
    {
        var stream = Of(need);
        if (!stream.Lines.TryGetValue(chain, out var line)) stream.Lines.Add(chain, line = LogWay.Of(chain, stream.First, stream.Logs, stream.Branches));
        return line;
    }

    /// <summary>First and last log of each chain: their times tell in which chain the database was when.</summary>
    public IEnumerable<StoredLog> Edges(LogNeed need) => Of(need) is { Branches: null, Logs: { } logs } && logs.Chains.Skip(1).Any()
        ? logs.Chains.SelectMany(c => c.At(c.First).Concat(c.At(c.Last)))
        : [];

    /// <summary>Of every log stream that a backup needs.</summary>
    public IEnumerable<StoredLog> AllEdges() => needs.Select(n => n.Need).DistinctBy(n => (n.Partition, n.Stream)).SelectMany(Edges);

    /// <summary>Whether a backup shows that a log of this way was there: its own end lies beyond what the store has.</summary>
    public bool IsSeenBeyond(LogNeed need, LogWay line, int missing) =>
        needs.Any(n => n.Need.Partition == need.Partition && n.Need.Stream == need.Stream && n.Backup.Mode == BackupMode.Online && n.Need.Last >= missing && line.Holds(n.Need, isOffline: false));

    private Stream Of(LogNeed need)
    {
        var place = (need.Partition, need.Stream);
        if (known.TryGetValue(place, out var found)) return found;
        var logs = streams.GetValueOrDefault(place);
        var own = needs.Where(n => n.Need.Partition == need.Partition && n.Need.Stream == need.Stream).ToList();
        var told = branches?.Where(b => b.Partition == need.Partition && b.Stream == need.Stream).OrderBy(b => b.Time).ToList();
        var first = new SortedList<int, int>();
        foreach (var chain in logs?.Chains ?? []) first[chain.Chain] = chain.First;
        foreach (var (of, _) in own) first[of.Chain ?? 0] = Math.Min(first.GetValueOrDefault(of.Chain ?? 0, int.MaxValue), of.First);
        known.Add(place, found = new Stream(LogEras.Of(logs, own, told), first, logs, told));
        return found;
    }
}
