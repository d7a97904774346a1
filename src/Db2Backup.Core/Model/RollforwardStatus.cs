namespace Db2Backup;

/// <summary>What ROLLFORWARD … QUERY STATUS tells of one database partition.</summary>
public sealed record RollforwardStatus
{
    /// <summary>The alias.</summary>
    public required string Database { get; init; }

    /// <summary>Member or partition.</summary>
    public required int Member { get; init; }

    /// <summary>Db2's words: not pending, DB  pending, DB  working, TBS pending, TBS working.</summary>
    public required string Status { get; init; }

    /// <summary>Something is still pending or working.</summary>
    public required bool IsPending { get; init; }

    /// <summary>The log it wants next; null when none.</summary>
    public LogFileName? NextLog { get; init; }

    /// <summary>First log processed.</summary>
    public LogFileName? FirstLogProcessed { get; init; }

    /// <summary>Last log processed.</summary>
    public LogFileName? LastLogProcessed { get; init; }

    /// <summary>The last committed transaction, where Db2 says in which zone; null when it knows of none.</summary>
    public DateTimeOffset? LastCommitted { get; init; }
}
