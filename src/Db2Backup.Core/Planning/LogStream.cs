namespace Db2Backup.Planning;

/// <summary>The logs of one log stream of one partition, by chain. Made in one pass: a catalog may have a million logs.</summary>
internal sealed class LogStream(int partition, int stream)
{
    private readonly SortedDictionary<int, ChainLogs> chains = [];

    public int Partition { get; } = partition;

    public int Stream { get; } = stream;

    /// <summary>Chains that have logs, lowest first.</summary>
    public IEnumerable<ChainLogs> Chains => chains.Values;

    public ChainLogs? Find(int chain) => chains.GetValueOrDefault(chain);

    /// <param name="logs">In any order; those of a catalog are ordered by place and number, and are taken as they are.</param>
    public static IReadOnlyDictionary<(int Partition, int Stream), LogStream> Index(IReadOnlyList<StoredLog> logs)
    {
        var all = logs as StoredLog[] ?? [.. logs];
        // Compared once: a log is an object of its own, and looking at a million of them is most of the time a plan takes.
        if (!IsOrdered(all)) all = [.. all.OrderBy(l => l.Log.Partition).ThenBy(l => l.Log.Stream).ThenBy(l => l.Log.Chain).ThenBy(l => l.Log.Name.Number)];
        var (numbers, streams) = (new int[all.Length], new Dictionary<(int, int), LogStream>());
        for (int i = 0, from = 0; i < all.Length; i++)
        {
            numbers[i] = all[i].Log.Name.Number;
            if (i + 1 < all.Length && IsSameChain(all[i].Log, all[i + 1].Log)) continue;
            var place = all[i].Log;
            if (!streams.TryGetValue((place.Partition, place.Stream), out var stream)) streams.Add((place.Partition, place.Stream), stream = new LogStream(place.Partition, place.Stream));
            stream.chains.Add(place.Chain, new ChainLogs(place.Chain, all, numbers, from, i + 1 - from));
            from = i + 1;
        }
        return streams;
    }

    private static bool IsOrdered(StoredLog[] logs)
    {
        for (var i = 1; i < logs.Length; i++)
        {
            var (one, other) = (logs[i - 1].Log, logs[i].Log);
            var order = one.Partition.CompareTo(other.Partition);
            if (order == 0) order = one.Stream.CompareTo(other.Stream);
            if (order == 0) order = one.Chain.CompareTo(other.Chain);
            if (order == 0) order = one.Name.Number.CompareTo(other.Name.Number);
            if (order > 0) return false;
        }
        return true;
    }

    private static bool IsSameChain(LogExtent one, LogExtent other) => one.Chain == other.Chain && one.Partition == other.Partition && one.Stream == other.Stream;
}
