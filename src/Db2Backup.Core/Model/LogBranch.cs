namespace Db2Backup;

/// <summary>
/// A log chain that a restore began: rolled forward to a point before the end of the logs, a database goes on in a new chain, and what the
/// old one holds after that point is no part of it any more [images-and-logs.md, Log chains].
/// </summary>
/// <param name="Chain">The new chain: 1 is C0000001.</param>
/// <param name="FirstLog">Its first log, in which the rollforward stopped: it begins as the log of that name in the old chain does.</param>
/// <param name="FollowsChain">The chain that has the log before that one.</param>
/// <param name="Time">From then on the database is what the new chain says.</param>
public sealed record LogBranch(int Chain, LogFileName FirstLog, int FollowsChain, DateTimeOffset Time)
{
    /// <summary>NODE0000 is 0.</summary>
    public int Partition { get; init; }

    /// <summary>LOGSTREAM0000 is 0.</summary>
    public int Stream { get; init; }

    /// <summary>The host that it happened on; null where the catalog is of one host only.</summary>
    public string? HostName { get; init; }
}
