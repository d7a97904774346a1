namespace Db2Backup.Planning;

/// <summary>
/// Follows the logs from the oldest kept backup on, number after number, as Db2 would retrieve them: each from the highest chain that
/// has it, never going back to a lower one [images-and-logs.md, Log chains]. Pure.
/// </summary>
internal static class LogChainCheck
{
    private sealed record Entry(int Number, int Chain, LogChainStatus Status, string? Backup = null);

    public static (IReadOnlyList<LogChainRange> Ranges, IReadOnlyList<string> Warnings) Check(LogChainQuestion question)
    {
        var (ranges, warnings) = (new List<LogChainRange>(), new List<string>());
        var streams = question.Stored.Select(l => (l.Log.Partition, l.Log.Stream)).Concat((question.Server?.Archived ?? []).Select(l => (l.Log.Partition, l.Log.Stream)))
            .Append((0, 0)).Distinct().Order();
        var stored = question.Stored.ToLookup(l => (l.Log.Partition, l.Log.Stream));
        foreach (var stream in streams)
        {
            var own = question with
            {
                Stored = stored[stream].ToList(),
                Server = question.Server is { } server ? Of(server, stream) : null,
            };
            foreach (var line in stream == (0, 0) ? LogLine.Of(question.Anchors) : OfOther(own))
                ranges.AddRange(Ranges(new LineWalk(own, line, warnings).Run(), stream));
        }
        return (ranges, warnings);
    }

    private static ServerLogs Of(ServerLogs server, (int Partition, int Stream) stream) => new(
        server.Archived.Where(l => (l.Log.Partition, l.Log.Stream) == stream).ToList(),
        // History, log path and first active log are those of the one partition that was asked.
        stream == (0, 0) ? server.History : [], stream == (0, 0) ? server.ActivePath : new Dictionary<int, DateTimeOffset>(), stream == (0, 0) ? server.FirstActive : null);

    /// <summary>Manifests tell no log of other partitions and streams: what they need begins with the first log that was closed after the oldest backup began.</summary>
    private static IReadOnlyList<LogLine> OfOther(LogChainQuestion question)
    {
        var oldest = question.Anchors.Min(a => a.Start);
        var logs = question.Stored.Select(l => (l.Log, Time: LineWalk.TimeOf(l))).Concat((question.Server?.Archived ?? []).Select(l => (l.Log, Time: (DateTimeOffset?)l.Time)))
            .Where(l => l.Time is null || l.Time >= oldest).Select(l => l.Log).ToList();
        if (logs.Count == 0) return [];
        var first = logs.MinBy(l => (l.Chain, l.Name))!;
        return [new LogLine([new LogAnchor("", oldest, first.Name.Number, first.Name.Number - 1, first.Chain, false, null)], DateTimeOffset.MinValue, DateTimeOffset.MinValue, null)];
    }

    private static IEnumerable<LogChainRange> Ranges(IEnumerable<Entry> entries, (int Partition, int Stream) stream)
    {
        (Entry First, Entry Last)? run = null;
        foreach (var entry in entries)
        {
            if (run is { } open && open.Last.Number + 1 == entry.Number && open.Last with { Number = 0 } == entry with { Number = 0 }) run = (open.First, entry);
            else
            {
                if (run is { } ended) yield return Range(ended);
                run = (entry, entry);
            }
        }
        if (run is { } last) yield return Range(last);

        LogChainRange Range((Entry First, Entry Last) r) => new()
        {
            Partition = stream.Partition, Stream = stream.Stream, Chain = r.First.Chain, Status = r.First.Status, Backup = r.First.Backup,
            First = new LogFileName(r.First.Number).ToString(), Last = new LogFileName(r.Last.Number).ToString(), Count = r.Last.Number - r.First.Number + 1,
        };
    }

    /// <summary>One walk over one line of one partition and stream.</summary>
    private sealed class LineWalk
    {
        private readonly LogChainQuestion question;
        private readonly LogLine line;
        private readonly List<string> warnings;
        private readonly ILookup<int, StoredLog> stored;
        private readonly ILookup<int, ServerLog> archived;
        private readonly HashSet<int> history;

        public LineWalk(LogChainQuestion question, LogLine line, List<string> warnings)
        {
            (this.question, this.line, this.warnings) = (question, line, warnings);
            bool IsFirst(int number) => number <= line.Anchors[0].Last;
            stored = question.Stored.Where(l => line.Holds(TimeOf(l), IsFirst(l.Log.Name.Number))).ToLookup(l => l.Log.Name.Number);
            archived = (question.Server?.Archived ?? []).Where(l => line.Holds(l.Time, IsFirst(l.Log.Name.Number))).ToLookup(l => l.Log.Name.Number);
            history = (question.Server?.History ?? []).Where(l => line.Holds(l.Time, IsFirst(l.Log.Name.Number)) && l.Log.Chain >= line.Anchors[0].Chain).Select(l => l.Log.Name.Number).ToHashSet();
        }

        public static DateTimeOffset? TimeOf(StoredLog log) => log.Description?.ClosedTime ?? log.StoredTime;

        public IEnumerable<Entry> Run()
        {
            var (first, chain) = (line.Anchors[0].First, line.Anchors[0].Chain);
            var seen = new List<Entry>();
            for (var number = first; number <= End(first); number++)
            {
                var entry = Look(number, chain);
                if (entry.Status is not (LogChainStatus.WrongChain or LogChainStatus.Lost)) chain = entry.Chain;
                seen.Add(entry);
            }
            return seen.Concat(OwnOfBackups(seen, first));
        }

        private int? end;

        private int End(int first) => end ??= Math.Max(
            stored.Concat<IGrouping<int, object>>(archived).Select(g => g.Key).Concat(history).DefaultIfEmpty(first - 1).Max(),
            Math.Max(line.Anchors.Where(a => !a.CarriesLogs).Select(a => a.Last).DefaultIfEmpty(first - 1).Max(),
                line.Until is null && question.Server?.FirstActive is { } active ? active - 1 : first - 1));

        private Entry Look(int number, int chain)
        {
            var here = stored[number].Where(l => l.Log.Chain >= chain).ToList();
            var server = archived[number].Where(l => l.Log.Chain >= chain).ToList();
            var best = here.Select(l => l.Log.Chain).Concat(server.Select(l => l.Log.Chain)).DefaultIfEmpty(-1).Max();
            var right = here.Where(l => l.Log.Chain == best).DistinctBy(l => l.DigestPrefix).ToList();
            if (right.Count > 1 && right.Any(l => l.Description is null))
                warnings.Add($"{right.Count} different logs are named {right[0].Log}, and when they were closed is not told of all: which one follows cannot be told.");
            if (right.Count > 0) return new Entry(number, best, LogChainStatus.Found);
            if (best >= 0) return new Entry(number, best, Waiting(server.Where(l => l.Log.Chain == best).Max(l => l.Time)));
            // Closed and not archived yet: it is still where Db2 wrote it.
            if (line.Until is null && question.Server?.ActivePath.TryGetValue(number, out var written) == true) return new Entry(number, chain, Waiting(written));
            if (line.Anchors.Any(a => a.CarriesLogs && number >= a.First && number <= a.Last)) return new Entry(number, chain, LogChainStatus.Found);
            return stored[number].Any() || archived[number].Any() ? new Entry(number, chain, LogChainStatus.WrongChain) : new Entry(number, chain, LogChainStatus.Lost);
        }

        private LogChainStatus Waiting(DateTimeOffset closed) => question.Now - closed <= question.Grace ? LogChainStatus.Uploading : LogChainStatus.Delayed;

        /// <summary>A backup that lies on a branch which the database left needs its own logs of that chain all the same.</summary>
        private IEnumerable<Entry> OwnOfBackups(List<Entry> seen, int first)
        {
            foreach (var anchor in line.Anchors.Where(a => !a.CarriesLogs))
                for (var number = anchor.First; number <= anchor.Last; number++)
                    if (seen[number - first].Chain > anchor.Chain && !stored[number].Any(l => l.Log.Chain <= anchor.Chain))
                        yield return archived[number].FirstOrDefault(l => l.Log.Chain <= anchor.Chain) is { } waiting
                            ? new Entry(number, anchor.Chain, Waiting(waiting.Time), anchor.Name)
                            : new Entry(number, anchor.Chain, LogChainStatus.Lost, anchor.Name);
        }
    }
}
