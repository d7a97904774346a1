namespace Db2Backup;

/// <summary>What BACKUP DATABASE printed.</summary>
public sealed record Db2BackupOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Backup;

    /// <summary>The alias, where the statement names it.</summary>
    public string? Database { get; init; }

    /// <summary>The image's timestamp, in the server's local time; null when none was printed.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>What each database partition said (ON … DBPARTITIONNUMS); empty for a single partition.</summary>
    public IReadOnlyList<Db2PartitionResult> Partitions { get; init; } = [];

    /// <summary>Questions that were asked (tape, full device).</summary>
    public IReadOnlyList<Db2Prompt> Prompts { get; init; } = [];
}

/// <summary>The result of one database partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="HasError">Its message says that it failed.</param>
/// <param name="Messages">Its messages.</param>
public sealed record Db2PartitionResult(int Partition, bool HasError, IReadOnlyList<Db2Message> Messages);

/// <summary>What RESTORE DATABASE printed. The database may still be pending anything afterwards.</summary>
public sealed record Db2RestoreOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Restore;

    /// <summary>The source alias, where the statement names it.</summary>
    public string? Database { get; init; }

    /// <summary>A success message of RESTORE came: DB20000I, SQL2540W, SQL2555I. With a redirected restore that is its first step only.</summary>
    public bool IsDone { get; init; }

    /// <summary>Warnings, in order; they are among the messages too.</summary>
    public IReadOnlyList<Db2Message> Warnings { get; init; } = [];

    /// <summary>Questions that were asked.</summary>
    public IReadOnlyList<Db2Prompt> Prompts { get; init; } = [];

    /// <summary>The warning that WITHOUT PROMPTING suppressed: 2539 of SQL2540W; null when none.</summary>
    public int? SuppressedWarning { get; init; }

    /// <summary>SQL1277W (in Db2 8 SQL1277N): a redirected restore was begun, and its containers can be set.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>SQL2555I: the database was upgraded to this release.</summary>
    public bool IsUpgraded { get; init; }
}

/// <summary>One member of what ROLLFORWARD, ROLLFORWARD … QUERY STATUS or RECOVER printed.</summary>
public sealed record Db2RollforwardOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => IsRecover ? Db2Report.Recover : Db2Report.Rollforward;

    /// <summary>It was printed by RECOVER DATABASE, which restores first.</summary>
    public bool IsRecover { get; init; }

    /// <summary>The input alias.</summary>
    public string? Database { get; init; }

    /// <summary>Member, or database partition up to Db2 10.1.</summary>
    public int? Member { get; init; }

    /// <summary>As printed: not pending, DB  pending, DB  working, TBS pending, TBS working.</summary>
    public string? Status { get; init; }

    /// <summary>Something is pending or working; null when the status is in a language that is not known here.</summary>
    public bool? IsPending { get; init; }

    /// <summary>The log wanted next; null when none.</summary>
    public LogFileName? NextLog { get; init; }

    /// <summary>First log processed; null when none was.</summary>
    public LogFileName? FirstLogProcessed { get; init; }

    /// <summary>Last log processed; null when none was.</summary>
    public LogFileName? LastLogProcessed { get; init; }

    /// <summary>The last committed transaction, when it is told in UTC; null when not, and for 1970, which stands for none.</summary>
    public DateTimeOffset? LastCommitted { get; init; }

    /// <summary>The last committed transaction in the server's local time, when it is told so or without a zone.</summary>
    public Db2Timestamp? LastCommittedLocal { get; init; }

    /// <summary>As printed, with microseconds and zone.</summary>
    public string? LastCommittedText { get; init; }
}
