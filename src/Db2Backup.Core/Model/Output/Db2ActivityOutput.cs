namespace Db2Backup;

/// <summary>A row of LIST APPLICATIONS.</summary>
public sealed record Db2ApplicationOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Applications;

    /// <summary>Who is connected; Db2 cuts long names and ends them with &gt;.</summary>
    public string? AuthId { get; init; }

    /// <summary>The program; cut to 14 characters without SHOW DETAIL.</summary>
    public string? Application { get; init; }

    /// <summary>The handle that FORCE APPLICATION takes.</summary>
    public long? Handle { get; init; }

    /// <summary>Application id.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The database.</summary>
    public string? Database { get; init; }

    /// <summary>Number of agents.</summary>
    public int? Agents { get; init; }

    /// <summary>With SHOW DETAIL: sequence number.</summary>
    public string? Sequence { get; init; }

    /// <summary>With SHOW DETAIL: coordinating member or partition.</summary>
    public int? CoordinatorMember { get; init; }

    /// <summary>With SHOW DETAIL: process or thread of the coordinator.</summary>
    public long? CoordinatorPid { get; init; }

    /// <summary>With SHOW DETAIL: status, such as UOW Waiting, in the language of the text.</summary>
    public string? Status { get; init; }

    /// <summary>With SHOW DETAIL: since when, in the server's local time; null when it was not collected.</summary>
    public Db2Timestamp? StatusChangeTime { get; init; }

    /// <summary>As printed.</summary>
    public string? StatusChangeTimeText { get; init; }

    /// <summary>With SHOW DETAIL: path of the database.</summary>
    public string? DatabasePath { get; init; }
}

/// <summary>An entry of LIST UTILITIES or db2pd -utilities.</summary>
public sealed record Db2UtilityOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Utilities;

    /// <summary>Its number.</summary>
    public long? Id { get; init; }

    /// <summary>BACKUP, RESTORE, ROLLFORWARD RECOVERY, LOAD …</summary>
    public string? Type { get; init; }

    /// <summary>The database.</summary>
    public string? Database { get; init; }

    /// <summary>Member or partition.</summary>
    public int? Member { get; init; }

    /// <summary>online db, offline db …</summary>
    public string? Description { get; init; }

    /// <summary>Start in the server's local time; null when the form of the date leaves it open which number is the month.</summary>
    public Db2Timestamp? StartTime { get; init; }

    /// <summary>As printed.</summary>
    public string? StartTimeText { get; init; }

    /// <summary>Executing …; in the language of the text.</summary>
    public string? State { get; init; }

    /// <summary>User, Automatic …; in the language of the text.</summary>
    public string? Invocation { get; init; }

    /// <summary>Throttling priority 1 to 100; null when it is not throttled or not told.</summary>
    public int? Priority { get; init; }

    /// <summary>As printed: Unthrottled, or a number.</summary>
    public string? PriorityText { get; init; }

    /// <summary>Estimate of Db2, which is not always told.</summary>
    public int? PercentComplete { get; init; }

    /// <summary>Total work of the running phase in <see cref="WorkUnit"/>; an estimate that changes; null when unknown.</summary>
    public long? TotalWork { get; init; }

    /// <summary>Work done of the running phase in <see cref="WorkUnit"/>.</summary>
    public long? CompletedWork { get; init; }

    /// <summary>bytes, rows, extents …</summary>
    public string? WorkUnit { get; init; }

    /// <summary>Phases, where it has such.</summary>
    public IReadOnlyList<Db2UtilityPhase> Phases { get; init; } = [];
}

/// <summary>A phase of a utility.</summary>
public sealed record Db2UtilityPhase
{
    /// <summary>From 1; null where phases are not counted.</summary>
    public int? Number { get; init; }

    /// <summary>It is the running one.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Forward, Backward, LOAD, BUILD …</summary>
    public string? Description { get; init; }

    /// <summary>Total work in <see cref="WorkUnit"/>; null when unknown.</summary>
    public long? TotalWork { get; init; }

    /// <summary>Work done in <see cref="WorkUnit"/>.</summary>
    public long? CompletedWork { get; init; }

    /// <summary>bytes, rows, extents …</summary>
    public string? WorkUnit { get; init; }

    /// <summary>Start in the server's local time; null when not started or not certain.</summary>
    public Db2Timestamp? StartTime { get; init; }

    /// <summary>As printed.</summary>
    public string? StartTimeText { get; init; }
}

/// <summary>What db2pd -logs printed for one member.</summary>
public sealed record Db2LogsOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Logs;

    /// <summary>The database.</summary>
    public string? Database { get; init; }

    /// <summary>Member or partition.</summary>
    public int? Member { get; init; }

    /// <summary>Active, Standby …</summary>
    public string? State { get; init; }

    /// <summary>When it was looked at, in the server's local time.</summary>
    public Db2Timestamp? Time { get; init; }

    /// <summary>Number of the log written to: 12 for S0000012.LOG.</summary>
    public LogFileName? CurrentLog { get; init; }

    /// <summary>Pages of the current log that are written.</summary>
    public long? PagesWritten { get; init; }

    /// <summary>Success, Failure, n/a …</summary>
    public string? Method1Status { get; init; }

    /// <summary>The log to archive next.</summary>
    public LogFileName? Method1NextLog { get; init; }

    /// <summary>The first log that could not be archived.</summary>
    public LogFileName? Method1FirstFailure { get; init; }

    /// <summary>Success, Failure, n/a …</summary>
    public string? Method2Status { get; init; }

    /// <summary>The log to archive next.</summary>
    public LogFileName? Method2NextLog { get; init; }

    /// <summary>The first log that could not be archived.</summary>
    public LogFileName? Method2FirstFailure { get; init; }

    /// <summary>Chain of the logs.</summary>
    public int? LogChain { get; init; }

    /// <summary>Current log sequence offset.</summary>
    public long? CurrentLso { get; init; }

    /// <summary>As printed, hexadecimal.</summary>
    public string? CurrentLsn { get; init; }

    /// <summary>Every row, by its label.</summary>
    public IReadOnlyDictionary<string, string> Rows { get; init; } = new Dictionary<string, string>();

    /// <summary>The active logs.</summary>
    public IReadOnlyList<Db2ActiveLog> Files { get; init; } = [];
}

/// <summary>An active log of db2pd -logs.</summary>
/// <param name="Log">Its name.</param>
/// <param name="State">As printed, hexadecimal.</param>
/// <param name="SizePages">Its size in pages of 4 KB.</param>
/// <param name="Pages">The column Pages.</param>
/// <param name="StartLsn">As printed, hexadecimal.</param>
/// <param name="StartLso">Null before Db2 9.8.</param>
public sealed record Db2ActiveLog(LogFileName Log, string? State, long? SizePages, long? Pages, string? StartLsn, long? StartLso);
