using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// The way from the first log of a database to the end of one chain: which chain has which number. Where a restore began a chain, its
/// first log takes the place of the one of the same name, and what the old chain has from there on leads elsewhere.
/// </summary>
internal sealed class LogWay
{
    private readonly IReadOnlyList<Segment> segments;

    private LogWay(IReadOnlyList<Segment> segments) => this.segments = segments;

    /// <param name="From">Its first number; of the oldest chain nothing is before it.</param>
    /// <param name="To">The first number that the next chain has.</param>
    /// <param name="IsTold">A recorded restore says that it begins there.</param>
    internal sealed record Segment(int Chain, ChainLogs? Logs, int From, int To, bool IsTold);

    /// <param name="first">The first number of each chain, as far as the catalog shows.</param>
    /// <param name="branches">Of this stream; null when nobody looked.</param>
    public static LogWay Of(int chain, SortedList<int, int> first, LogStream? stream, IReadOnlyList<LogBranch>? branches) =>
        new(branches is null ? Inferred(chain, first, stream) : Told(chain, stream, branches));

    /// <summary>Whether the way up to a number leaves the backup's chain, and nobody recorded where.</summary>
    public bool IsInferred(LogNeed need, int last) => segments.Any(s => !s.IsTold && s.Chain != (need.Chain ?? 0) && s.From <= last && s.To > need.First);

    /// <summary>Whether a backup lies on this way: its logs were not given up by a restore to an earlier point.</summary>
    /// <param name="isOffline">Its last log is the first one after it.</param>
    public bool Holds(LogNeed need, bool isOffline) =>
        need.Chain is not { } chain ? segments.Count == 1
        : segments.Any(s => s.Chain == chain && s.From <= need.First && (isOffline ? need.First <= s.To : need.Last < s.To));

    /// <summary>The unbroken run from a number on.</summary>
    /// <param name="after">The backup's start: where names repeat, the log that was closed next is the one that follows.</param>
    /// <exception cref="Db2BackupException">LogAmbiguous.</exception>
    public LogRun Follow(int first, DateTimeOffset after)
    {
        var (number, last, twins) = (first, default(StoredLog), default(List<StoredLog>));
        foreach (var segment in segments)
        {
            if (segment.To <= number || segment.Logs is not { } logs) continue;
            if (logs.HasTwins || twins is not null)
            {
                twins ??= [.. Logs(first, number - 1)];
                last = Closest(segment, logs, twins, ref number, after) ?? last;
            }
            else if (logs.RunEnd(number, segment.To) is { } end) (last, number) = (end, end.Log.Name.Number + 1);
            if (number < segment.To) break;
        }
        return new LogRun(first, number, last, segments.Any(s => s.To > number && s.Logs?.HasAfter(number, s.To) == true), twins);
    }

    /// <summary>The logs of a run, in order.</summary>
    public IReadOnlyList<StoredLog> Logs(LogRun run) => run.Twins ?? [.. Logs(run.First, run.Missing - 1)];

    /// <summary>The last log of a run of which is said how far in time it reaches: all before it reach as far at most.</summary>
    public StoredLog? LastKnown(LogRun run) =>
        run.Last is null or { Description: not null } ? run.Last
        : run.Twins is { } twins ? twins.LastOrDefault(l => l is { Description: not null } or { CoversTime: not null })
        : segments.Reverse().Where(s => s.Logs is not null && s.To > run.First && s.From < run.Missing)
            .Select(s => s.Logs!.LastKnown(Math.Max(run.First, s.From), Math.Min(run.Missing, s.To) - 1)).FirstOrDefault(l => l is not null);

    private IEnumerable<StoredLog> Logs(int first, int last) => last < first
        ? []
        : segments.Where(s => s.To > first && s.Logs is not null).SelectMany(s => s.Logs!.Between(Math.Max(first, s.From), Math.Min(last, s.To - 1)));

    /// <summary>Number after number where numbers were given twice: logging was switched off and on, or the database made anew.</summary>
    private static StoredLog? Closest(Segment segment, ChainLogs logs, List<StoredLog> run, ref int number, DateTimeOffset after)
    {
        StoredLog? last = null;
        while (number < segment.To && Best(logs, number, run.Count > 0 ? run[^1].Description?.ClosedTime : null, after) is { } log)
        {
            run.Add(last = log);
            number++;
        }
        return last;
    }

    /// <param name="before">When the one before it was closed; null where that is not known.</param>
    private static StoredLog? Best(ChainLogs logs, int number, DateTimeOffset? before, DateTimeOffset backup)
    {
        var after = before ?? backup;
        var possible = logs.At(number).DistinctBy(l => l.DigestPrefix).ToList();
        // The one before was written again meanwhile: what is closed after that belongs to the new count.
        bool IsOfLaterCount(StoredLog log) => before is not null && log.Description is { } said && logs.At(number - 1).Any(l => l.Description?.ClosedTime > after && l.Description.ClosedTime < said.ClosedTime);
        if (possible.Count == 0 || (possible.Count == 1 && IsOfLaterCount(possible[0]))) return null;
        if (possible.Count == 1) return possible[0];
        var later = possible.Where(l => l.Description?.ClosedTime >= after).OrderBy(l => l.Description!.ClosedTime).ToList();
        var isTold = possible.All(l => l.Description is not null) && later.Count > 0 && later.Count(l => l.Description!.ClosedTime == later[0].Description!.ClosedTime) == 1;
        if (isTold) return IsOfLaterCount(later[0]) ? null : later[0];
        throw new Db2BackupException(ErrorCode.LogAmbiguous,
            $"The store holds {possible.Count} different logs named {possible[0].Log}: {string.Join(", ", possible.Select(l => l.DigestPrefix))}. Only one of them follows the backup.", possible[0].Key);
    }

    private static List<Segment> Told(int chain, LogStream? stream, IReadOnlyList<LogBranch> branches)
    {
        var (found, to) = (new List<Segment>(), int.MaxValue);
        for (int? next = chain; next is { } of;)
        {
            var branch = branches.LastOrDefault(b => b.Chain == of);
            var from = branch?.FirstLog.Number ?? int.MinValue;
            // A chain that was left before its first log ended has no number of its own on this way.
            if (from < to) found.Insert(0, new Segment(of, stream?.Find(of), from, to, IsTold: true));
            to = Math.Min(to, from);
            next = branch?.FollowsChain;
        }
        return found;
    }

    /// <summary>As Db2 retrieves: each number from the highest chain that has it [images-and-logs.md, Log chains].</summary>
    private static List<Segment> Inferred(int chain, SortedList<int, int> first, LogStream? stream)
    {
        var found = new List<Segment>();
        foreach (var (of, from) in first)
        {
            if (of > chain) break;
            while (found.Count > 1 && found[^1].From >= from) found.RemoveAt(found.Count - 1);
            if (found.Count > 0) found[^1] = found[^1] with { To = from };
            found.Add(new Segment(of, stream?.Find(of), found.Count == 0 ? int.MinValue : from, int.MaxValue, IsTold: false));
        }
        return found;
    }
}

/// <summary>An unbroken run of logs.</summary>
/// <param name="First">The number it should begin with.</param>
/// <param name="Missing">The first number that is not there.</param>
/// <param name="Last">Its last log; null when it is empty.</param>
/// <param name="HasLater">Beyond the missing one there are logs.</param>
/// <param name="Twins">The logs themselves, where numbers were given twice; else null.</param>
internal sealed record LogRun(int First, int Missing, StoredLog? Last, bool HasLater, IReadOnlyList<StoredLog>? Twins);
