namespace Db2Backup;

/// <summary>
/// Backup and restore (BAR) statistics: where the threads of a BACKUP or RESTORE spent their time. From db2diag.log, where Db2 writes them when
/// one ends, and from db2pd -barstats while one runs. Three layouts: 9.7 to 11.5, with Db2's compression, and 12.1.
/// </summary>
public sealed record Db2BarStatisticsOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.BarStatistics;

    /// <summary>When they were written, with the server's offset; null when the text does not tell both.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The same in the server's local time.</summary>
    public Db2Timestamp? LocalTime { get; init; }

    /// <summary>The instance; null when the text does not tell.</summary>
    public string? Instance { get; init; }

    /// <summary>The database.</summary>
    public string? Database { get; init; }

    /// <summary>The member or partition.</summary>
    public int? Member { get; init; }

    /// <summary>True for a restore, false for a backup; null where the text does not tell: in db2diag.log.</summary>
    public bool? IsRestore { get; init; }

    /// <summary>The thread of the agent that db2pd -barstats was asked for.</summary>
    public long? AgentId { get; init; }

    /// <summary>Buffer manipulators: threads that read table spaces in a backup. Not told by older releases.</summary>
    public int? Parallelism { get; init; }

    /// <summary>How many buffers they share with the media controllers.</summary>
    public int? Buffers { get; init; }

    /// <summary>Bytes of a buffer.</summary>
    public long? BufferBytes { get; init; }

    /// <summary>BM: the threads that read table spaces (in a backup) or write them (in a restore).</summary>
    public IReadOnlyList<Db2BarThread> Manipulators { get; init; } = [];

    /// <summary>MC: the threads that write the image (in a backup) or read it (in a restore).</summary>
    public IReadOnlyList<Db2BarThread> Controllers { get; init; } = [];

    /// <summary>The table spaces that db2pd -barstats lists.</summary>
    public IReadOnlyList<Db2BarTableSpace> TableSpaces { get; init; } = [];
}

/// <summary>A thread of a backup or restore; times are null where they are not told.</summary>
public sealed record Db2BarThread
{
    /// <summary>Its number among those of its kind.</summary>
    public required int Number { get; init; }

    /// <summary>How long it was there.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>Reading from or writing to storage, or to a pipe.</summary>
    public TimeSpan? InputOutput { get; init; }

    /// <summary>Compressing; null when Db2 did not compress.</summary>
    public TimeSpan? Compression { get; init; }

    /// <summary>Waiting for a buffer: a free one to fill, or a full one to write.</summary>
    public TimeSpan? MessageQueue { get; init; }

    /// <summary>Waiting for something to do: for a reader, there are no more table spaces.</summary>
    public TimeSpan? WaitQueue { get; init; }

    /// <summary>Held back by UTIL_IMPACT_PRIORITY (12.1).</summary>
    public TimeSpan? Throttle { get; init; }

    /// <summary>With the logs (12.1).</summary>
    public TimeSpan? LogPhase { get; init; }

    /// <summary>Buffers that it processed.</summary>
    public long? Buffers { get; init; }

    /// <summary>Bytes that it processed, to the unit that is printed.</summary>
    public long? Bytes { get; init; }

    /// <summary>The unit in which they are printed, in bytes.</summary>
    public long? BytesUnit { get; init; }

    /// <summary>Bytes that Db2 compressed; null when it did not.</summary>
    public long? CompressedBytes { get; init; }

    /// <summary>Bytes of logs (12.1).</summary>
    public long? LogBytes { get; init; }
}

/// <param name="Name">Its name.</param>
/// <param name="Id">Its number.</param>
/// <param name="TotalPages">Pages.</param>
/// <param name="PageBytes">Bytes of a page.</param>
public sealed record Db2BarTableSpace(string Name, int? Id, long? TotalPages, int? PageBytes);
