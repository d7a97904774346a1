namespace Db2Backup.Emulator.Utilities;

/// <summary>
/// A utility at work, as LIST UTILITIES SHOW DETAIL, SNAPUTIL_PROGRESS and MON_GET_UTILITY tell of it. Its counters are written
/// by the threads that do the work and read by whoever asks. [commands.md, LIST UTILITIES; sql.md, Utilities in progress]
/// </summary>
internal sealed class RunningUtility(int id, string type, string databaseName, string description, int? priority, int applicationHandle, DateTime startedUtc)
    : IDisposable
{
    private const long Unknown = -1;

    private long totalWork = Unknown;
    private long completedWork;

    public int Id { get; } = id;

    /// <summary>BACKUP, RESTORE, ROLLFORWARD RECOVERY.</summary>
    public string Type { get; } = type;
    public string DatabaseName { get; } = databaseName;

    /// <summary>"offline db", "online db" and the like.</summary>
    public string Description { get; } = description;

    /// <summary>UTIL_IMPACT_PRIORITY; null: unthrottled.</summary>
    public int? Priority { get; } = priority;
    public int ApplicationHandle { get; } = applicationHandle;
    public DateTime StartedUtc { get; } = startedUtc;

    /// <summary>What UTILITY_DETAIL shows: the command, without passwords.</summary>
    public string CommandText { get; init; } = "";

    /// <summary>Bytes, an estimate that may change while it runs; null = UNKNOWN.</summary>
    public long? TotalWork
    {
        get => Volatile.Read(ref totalWork) is var total and not Unknown ? total : null;
        set => Volatile.Write(ref totalWork, value ?? Unknown);
    }

    /// <summary>Bytes.</summary>
    public long CompletedWork
    {
        get => Volatile.Read(ref completedWork);
        set => Volatile.Write(ref completedWork, value);
    }

    /// <summary>What the utility is doing now, for those that tell ("Forward"); null: no phases.</summary>
    public string? Phase { get; set; }

    internal Action? Ended { get; init; }

    public void AddCompleted(long bytes) => Interlocked.Add(ref completedWork, bytes);

    public void Dispose() => Ended?.Invoke();
}
