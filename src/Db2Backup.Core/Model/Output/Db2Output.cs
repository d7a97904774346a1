namespace Db2Backup;

/// <summary>Which report of Db2 an object was read from.</summary>
public enum Db2Report
{
    /// <summary>Text that belongs to no report known here; it stands in <see cref="Db2Output.Unread"/>.</summary>
    Unknown,

    /// <summary>Nothing but messages: what most commands print.</summary>
    Command,

    /// <summary>BACKUP DATABASE</summary>
    Backup,

    /// <summary>RESTORE DATABASE</summary>
    Restore,

    /// <summary>ROLLFORWARD DATABASE, with or without QUERY STATUS</summary>
    Rollforward,

    /// <summary>RECOVER DATABASE</summary>
    Recover,

    /// <summary>LIST HISTORY</summary>
    History,

    /// <summary>db2ckbkp</summary>
    ImageCheck,

    /// <summary>db2ckrst</summary>
    RestoreOrder,

    /// <summary>db2flsn</summary>
    LogOfLsn,

    /// <summary>GET DATABASE CONFIGURATION</summary>
    DatabaseConfiguration,

    /// <summary>GET DATABASE MANAGER CONFIGURATION</summary>
    ManagerConfiguration,

    /// <summary>LIST DATABASE DIRECTORY</summary>
    Directory,

    /// <summary>LIST TABLESPACES</summary>
    TableSpaces,

    /// <summary>LIST TABLESPACE CONTAINERS</summary>
    Containers,

    /// <summary>LIST APPLICATIONS</summary>
    Applications,

    /// <summary>LIST UTILITIES, or db2pd -utilities</summary>
    Utilities,

    /// <summary>db2pd -logs</summary>
    Logs,

    /// <summary>BAR statistics: a record of db2diag.log, or db2pd -barstats</summary>
    BarStatistics,

    /// <summary>db2level</summary>
    Level,

    /// <summary>db2licm -l</summary>
    License,

    /// <summary>Output parameters of CALL, such as those of GET_DBSIZE_INFO</summary>
    Call,

    /// <summary>The result table of a query</summary>
    Query,

    /// <summary>CONNECT</summary>
    Connection,
}

/// <summary>
/// One entry of what <c>db2</c> or one of its tools printed. What was not in the text is null; what was there and could not be
/// read is in <see cref="Unread"/>.
/// </summary>
public abstract record Db2Output
{
    /// <summary>The report it is from.</summary>
    public abstract Db2Report Report { get; }

    /// <summary>The command as echoed in the text before the report, or as given by the caller; null when neither.</summary>
    public string? Statement { get; init; }

    /// <summary>As given by the caller: the CLP's bits 1 no row, 2 warning, 4 error, 8 the CLP itself failed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// The bits 4 or 8 are in the exit code, or a message says that something failed (N and C; not the N ids that mean success). False
    /// is no proof of success: of a backup only its history entry is, of a restore only the state read back.
    /// </summary>
    public bool HasError { get; init; }

    /// <summary>The messages printed with this report, in order; the same for all entries of a report.</summary>
    public IReadOnlyList<Db2Message> Messages { get; init; } = [];

    /// <summary>Lines and values of this entry that could not be read, as they stand.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>The line in the text where the entry begins, from 1.</summary>
    public int Line { get; init; }
}

/// <summary>A command that printed nothing but messages.</summary>
public sealed record Db2CommandOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Command;

    /// <summary>Questions that were asked.</summary>
    public IReadOnlyList<Db2Prompt> Prompts { get; init; } = [];

    /// <summary>The block that the CLP's option -a prints; null when there is none.</summary>
    public Db2Sqlca? Sqlca { get; init; }
}

/// <summary>Text that is no report known here.</summary>
public sealed record Db2UnreadOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Unknown;
}

/// <summary>A question that a command asked.</summary>
/// <param name="MessageId">The message that led to it; null when none stands before it.</param>
/// <param name="Text">The question.</param>
/// <param name="Choices">What can be answered, as printed: y/n, c/d/t.</param>
/// <param name="Answer">What was typed behind it; null when it cannot be seen: input that is no terminal is not echoed.</param>
public sealed record Db2Prompt(string? MessageId, string Text, string Choices, string? Answer);

/// <summary>An SQLCA as printed by the option -a of the CLP and below failed entries of LIST HISTORY.</summary>
/// <param name="SqlCode">Negative for errors.</param>
/// <param name="SqlState">Five characters; null when blank.</param>
/// <param name="Tokens">sqlerrmc; its tokens, apart from each other by blanks or semicolons, are left together.</param>
/// <param name="Text">The block as printed.</param>
public sealed record Db2Sqlca(int SqlCode, string? SqlState, string? Tokens, string Text);
