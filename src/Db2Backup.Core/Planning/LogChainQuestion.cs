namespace Db2Backup.Planning;

/// <summary>A backup that is kept, as far as its logs go.</summary>
/// <param name="First">Number of the first log it needs.</param>
/// <param name="Last">Number of the last log up to its own end.</param>
/// <param name="CarriesLogs">Its image has the logs from the first to the last.</param>
internal sealed record LogAnchor(string Name, DateTimeOffset Start, int First, int Last, int Chain, bool CarriesLogs, string? Seed)
{
    /// <summary>Null for a backup that no log can follow, or of which no log is told.</summary>
    public static LogAnchor? Of(PublishedBackup backup)
    {
        var manifest = backup.Manifest;
        if (!manifest.Recoverable || RecoveryPlanner.Number(manifest.FirstLog) is not { } first) return null;
        return new LogAnchor(manifest.Timestamp.ToString(), manifest.StartTime, first, RecoveryPlanner.Number(manifest.LastLog) ?? first, manifest.LogChain ?? 0,
            manifest.IncludesLogs, manifest.DatabaseSeed);
    }
}

/// <summary>A log that lies on the server.</summary>
/// <param name="Time">When it was closed.</param>
internal sealed record ServerLog(LogExtent Log, DateTimeOffset Time);

/// <summary>What the server says of its logs; the file system and the configuration, read without a connection.</summary>
/// <param name="Archived">In any of its archives.</param>
/// <param name="History">That Db2 says it archived, wherever they are now.</param>
/// <param name="ActivePath">Files in the log path, by number and time of change.</param>
/// <param name="FirstActive">All logs before are closed; null when it is not told.</param>
internal sealed record ServerLogs(
    IReadOnlyList<ServerLog> Archived, IReadOnlyList<ServerLog> History, IReadOnlyDictionary<int, DateTimeOffset> ActivePath, int? FirstActive);

/// <summary>Everything that the check of a log chain decides from.</summary>
/// <param name="Anchors">The kept backups.</param>
/// <param name="Stored">The logs in the store, with their descriptions where names repeat.</param>
/// <param name="Server">Null when it was not asked.</param>
/// <param name="Now">The time.</param>
/// <param name="Grace">So long after it was closed a log may still be on its way.</param>
internal sealed record LogChainQuestion(IReadOnlyList<LogAnchor> Anchors, IReadOnlyList<StoredLog> Stored, ServerLogs? Server, DateTimeOffset Now, TimeSpan Grace);

/// <summary>Backups whose logs have one run of numbers: a database from the beginning of its logging to the end.</summary>
/// <param name="From">Its logs were closed after this; the first ones, which the first backup found open, after <paramref name="FirstFrom"/>.</param>
/// <param name="FirstFrom">The last backup of the line before; the beginning of time for the first line.</param>
/// <param name="Until">The next run of numbers begins with a backup at this time; null for the line that goes on.</param>
internal sealed record LogLine(IReadOnlyList<LogAnchor> Anchors, DateTimeOffset From, DateTimeOffset FirstFrom, DateTimeOffset? Until)
{
    /// <summary>
    /// A new line begins where numbers can only have begun again: logging was switched off and on, or the database was dropped and
    /// created. A branch of the log (a point in time, a takeover) goes on with a higher chain, and never before the line's first log.
    /// </summary>
    public static IReadOnlyList<LogLine> Of(IReadOnlyList<LogAnchor> anchors)
    {
        var groups = new List<List<LogAnchor>>();
        foreach (var anchor in anchors.OrderBy(a => a.Start))
        {
            var line = groups.LastOrDefault();
            var begins = line is null || anchor.First < line[0].First || (anchor.First < line[^1].First && anchor.Chain <= line[^1].Chain)
                || (anchor.Seed is not null && line[^1].Seed is not null && anchor.Seed != line[^1].Seed);
            if (begins) groups.Add([anchor]);
            else line!.Add(anchor);
        }
        return groups.Select((g, i) => new LogLine(
            g, i == 0 ? DateTimeOffset.MinValue : g[0].Start, i == 0 ? DateTimeOffset.MinValue : groups[i - 1][^1].Start, i + 1 < groups.Count ? groups[i + 1][0].Start : null)).ToList();
    }

    /// <summary>Whether a log that was closed then can be of this line; one of unknown time can be of any.</summary>
    /// <param name="first">Whether it may be the first log of the line, which was closed before its backup began.</param>
    public bool Holds(DateTimeOffset? closed, bool first) => closed is not { } time || (time >= (first ? FirstFrom : From) && (Until is not { } until || time < until));
}
