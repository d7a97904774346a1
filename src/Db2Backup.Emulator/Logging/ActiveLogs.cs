namespace Db2Backup.Emulator.Logging;

/// <summary>Which log files the open units of work reach back to. Its owner locks.</summary>
internal sealed class ActiveLogs
{
    private readonly SortedSet<long> open = [];
    private readonly List<LogFileHeader> files = [];
    private readonly List<int> retained = [];

    public ActiveLogs(LogFileHeader current) => files.Add(current);

    /// <summary>The first record of the oldest open unit of work.</summary>
    public long? Oldest => open.Count == 0 ? null : open.Min;

    public IEnumerable<int> Numbers => files.Select(f => f.Number);

    public void Begin(long transaction) => open.Add(transaction);

    public void End(long transaction) => open.Remove(transaction);

    public void Add(LogFileHeader file) => files.Add(file);

    public void Remove(LogFileHeader file) => files.Remove(file);

    /// <summary>The file that holds an address.</summary>
    public LogFileHeader First(long lso)
    {
        while (files.Count > 1 && files[0].ExtentEnd <= (Oldest ?? lso)) files.RemoveAt(0);
        return files.Find(f => lso < f.ExtentEnd) ?? files[^1];
    }

    /// <summary>Forgets files before this one.</summary>
    public void Trim(int first)
    {
        while (files.Count > 1 && files[0].Number != first) files.RemoveAt(0);
    }

    public void Retain(int first) => retained.Add(first);

    public void Release(int first) => retained.Remove(first);

    /// <summary>The first file that must stay when those from this one on are needed.</summary>
    public int Retained(int first) => retained.Count == 0 ? first : Math.Min(first, retained.Min());
}
