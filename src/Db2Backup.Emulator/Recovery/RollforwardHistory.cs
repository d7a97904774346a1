using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Recovery;

/// <summary>The history entry of a rollforward that ended with STOP. [sql.md, codes: F with E end of logs, P point in time]</summary>
internal static class RollforwardHistory
{
    [Unconfirmed("sql.md, codes for F: the letter for TO END OF BACKUP (P here), and that the stop time stands in the comment in GMT")]
    public static void Record(Database database, RollforwardOptions options, RollforwardState state, DateTime started)
    {
        var reached = state.ReachedUtc is { } time && !state.AtEndOfLogs ? time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "GMT" : "";
        database.History.Add(new HistoryEntry
        {
            Operation = 'F',
            OperationType = state.AtEndOfLogs ? 'E' : 'P',
            StartTime = Clock.Timestamp14(started),
            EndTime = Clock.Timestamp14(database.Engine.Clock.UtcNow()),
            EarliestLog = state.FirstLogRead is { } first ? LogFolders.NameOf(first) : "",
            CurrentLog = state.LastLogRead is { } last ? LogFolders.NameOf(last) : "",
            Comment = reached,
            CommandText = $"ROLLFORWARD DATABASE {options.Alias}",
        });
    }
}
