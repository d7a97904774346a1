namespace Db2Backup;

/// <summary>Why an archived log stays on the server.</summary>
public enum LogKeepReason
{
    /// <summary>A kept backup needs it.</summary>
    NeededByBackup,

    /// <summary>It is the first active log or a later one: crash recovery needs it.</summary>
    Active,

    /// <summary>A HADR standby has not replayed it.</summary>
    NeededByStandby,

    /// <summary>Fewer stores than were named have it, read back and with the same digest.</summary>
    NotVerified,

    /// <summary>Db2 may still be writing it.</summary>
    NotComplete,

    /// <summary>It waits in FAILARCHPATH; Db2 moves it on.</summary>
    InFailoverPath,

    /// <summary>It is of another partition or log stream, of which neither a backup nor the configuration tells the first log that is needed.</summary>
    OtherPartition,

    /// <summary>It was closed after the time up to which logs were to be removed.</summary>
    TooNew,

    /// <summary>The file changed, or went away, since it was looked at.</summary>
    Changed,
}

/// <param name="Path">The file.</param>
/// <param name="Log">Partition, stream, chain and name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Reason">Why it stays.</param>
/// <param name="Detail">The backup that needs it, or what was found wrong.</param>
public sealed record KeptArchiveLog(string Path, LogExtent Log, long Length, LogKeepReason Reason, string? Detail);

/// <summary>What Remove-Db2ArchiveLog did in one database.</summary>
public sealed record ArchiveLogRemoval
{
    /// <summary>The database: binds to -Database.</summary>
    public required string Database { get; init; }

    /// <summary>The instance.</summary>
    public required Db2Instance InstanceInfo { get; init; }

    /// <summary>The stores in which every removed log was read back.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    /// <summary>The files that are gone now.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>So many of them Db2 removed itself, with their entries in its history (PRUNE HISTORY … AND DELETE).</summary>
    public required int RemovedByDb2 { get; init; }

    /// <summary>Bytes freed.</summary>
    public required long FreedBytes { get; init; }

    /// <summary>The archived logs that stay, and why.</summary>
    public required IReadOnlyList<KeptArchiveLog> Kept { get; init; }

    /// <summary>How many are gone.</summary>
    public int Removed => Path.Count;

    /// <summary>Why others stay: each reason with how many.</summary>
    public string KeptBecause => string.Join(", ", Kept.GroupBy(k => k.Reason).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}"));
}
