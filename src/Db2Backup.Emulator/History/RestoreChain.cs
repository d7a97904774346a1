namespace Db2Backup.Emulator.History;

/// <summary>
/// Which images a restore of an incremental or delta one needs before it, by the history alone: of each table space its last full
/// backup, the last incremental one after that, and, for a delta, the deltas after those. [images-and-logs.md, Full / incremental / delta]
/// </summary>
internal static class RestoreChain
{
    private const string Full = "FN", Incremental = "IO", Delta = "DE";

    /// <summary>Oldest first, an entry per image; empty for a full image, null when the history lacks the full one of a table space.</summary>
    /// <param name="timestamp">Of the image that is wanted.</param>
    /// <param name="type">The letter of its kind.</param>
    public static IReadOnlyList<HistoryEntry>? Before(
        IReadOnlyList<HistoryEntry> history, string timestamp, char type, IReadOnlyList<string> tableSpaces)
    {
        if (Full.Contains(type)) return [];
        var usable = history.Where(e => e is { Operation: 'B', ObjectType: 'D', SqlCode: >= 0, Sequence: 1, Status: not ('D' or 'I') }
            && string.CompareOrdinal(e.StartTime, timestamp) < 0).OrderBy(e => e.StartTime, StringComparer.Ordinal).ToList();
        var chain = new SortedDictionary<string, HistoryEntry>(StringComparer.Ordinal);
        foreach (var tableSpace in tableSpaces)
        {
            var own = usable.Where(e => e.TableSpaces.Contains(tableSpace)).ToList();
            var begin = own.FindLastIndex(e => Full.Contains(e.OperationType));
            if (begin < 0) return null;
            chain[own[begin].StartTime] = own[begin];
            if (!Delta.Contains(type)) continue;
            var cumulative = own.FindLastIndex(e => Incremental.Contains(e.OperationType));
            if (cumulative > begin) chain[own[cumulative].StartTime] = own[cumulative];
            foreach (var entry in own.Skip(Math.Max(begin, cumulative) + 1)) chain[entry.StartTime] = entry;
        }
        return [.. chain.Values];
    }
}
