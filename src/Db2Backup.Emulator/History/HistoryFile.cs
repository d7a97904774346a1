namespace Db2Backup.Emulator.History;

/// <summary>The recovery history file: one line of JSON per entry. STUB: owner Backup part.</summary>
internal sealed class HistoryFile(string path)
{
    private readonly string path = path;
    public IReadOnlyList<HistoryEntry> All() => throw new NotImplementedException(path);
    /// <summary>Gives the entry the next EID and appends it.</summary>
    public HistoryEntry Add(HistoryEntry entry) => throw new NotImplementedException(entry.StartTime);
    /// <summary>Rewrites the file to these entries.</summary>
    public void Replace(IEnumerable<HistoryEntry> entries) => throw new NotImplementedException(entries.ToString());
    public void Reload() => throw new NotImplementedException();
    /// <summary>The whole file as bytes, for the backup image.</summary>
    public byte[] Export() => throw new NotImplementedException();
}
