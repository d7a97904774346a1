namespace Db2Backup.Emulator.Utilities;

/// <summary>A utility at work, as LIST UTILITIES SHOW DETAIL tells of it. STUB: owner Backup part.</summary>
internal sealed class RunningUtility(int id, string type, string databaseName, string description, int? priority, int applicationHandle) : IDisposable
{
    public int Id { get; } = id;
    /// <summary>BACKUP, RESTORE, ROLLFORWARD RECOVERY.</summary>
    public string Type { get; } = type;
    public string DatabaseName { get; } = databaseName;
    public string Description { get; } = description;
    /// <summary>Null: unthrottled.</summary>
    public int? Priority { get; } = priority;
    public int ApplicationHandle { get; } = applicationHandle;
    public DateTime StartedUtc { get; } = DateTime.UtcNow;
    /// <summary>Bytes; null = UNKNOWN.</summary>
    public long? TotalWork { get; set; }
    public long CompletedWork { get; set; }
    public string CommandText { get; init; } = "";
    internal Action? Ended { get; init; }
    public void Dispose() => Ended?.Invoke();
}

internal sealed class UtilityRegistry
{
    private readonly object gate = new();
    private readonly List<RunningUtility> running = [];
    private int last;

    public RunningUtility Begin(string type, string databaseName, string description, int? priority, int applicationHandle, string commandText)
    {
        lock (gate)
        {
            RunningUtility? utility = null;
            utility = new RunningUtility(++last, type, databaseName, description, priority, applicationHandle)
            {
                CommandText = commandText,
                Ended = () => { lock (gate) running.Remove(utility!); },
            };
            running.Add(utility);
            return utility;
        }
    }

    public IReadOnlyList<RunningUtility> All()
    {
        lock (gate) return running.ToList();
    }
}
