using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// What the history keeps of a backup: one entry per file of the image, or one that says how it failed. [sql.md, DB_HISTORY]
/// </summary>
internal sealed class BackupRecord(Database database, BackupOptions options, IReadOnlyList<string> paths, string timestamp)
{
    public string Timestamp { get; } = timestamp;
    public IReadOnlyList<ImageTarget> Targets { get; set; } = [];
    public IReadOnlyList<string> TableSpaces { get; set; } = [];
    public int FirstLog { get; set; } = database.State.CurrentLog;
    public int LastLog { get; set; } = database.State.CurrentLog;

    public void Success()
    {
        for (var i = 0; i < Targets.Count; i++)
            database.History.Add(Entry() with { Sequence = i + 1, DeviceType = Targets[i].DeviceType, Location = Targets[i].Location });
        HistoryRetention.AfterBackup(database);
    }

    [Unconfirmed("sql.md: that a failed backup leaves an entry, and what is in it")]
    public void Failure(Message message) => database.History.Add(Entry() with
    {
        Sequence = 1,
        DeviceType = Targets.Count > 0 ? Targets[0].DeviceType : 'D',
        Location = paths[0],
        SqlCode = message.SqlCode,
        SqlErrmc = string.Join(' ', message.Tokens),
        SqlState = message.SqlState,
    });

    private HistoryEntry Entry() => new()
    {
        Operation = 'B',
        ObjectType = options.TableSpaces is null ? 'D' : 'P',
        StartTime = Timestamp,
        EndTime = Clock.Timestamp14(database.Engine.Clock.UtcNow()),
        OperationType = options.OperationType,
        EarliestLog = $"S{FirstLog:D7}.LOG",
        CurrentLog = $"S{LastLog:D7}.LOG",
        TableSpaces = TableSpaces,
        Comment = $"DB2 BACKUP {database.Name} {(options.Online ? "ONLINE" : "OFFLINE")}",
        CommandText = options.CommandText(paths),
    };
}
