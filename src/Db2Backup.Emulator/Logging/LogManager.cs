using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>The log of an active database: append, switch, archive. STUB: owner Log part.</summary>
internal sealed class LogManager
{
    public static LogManager Open(Database database) => throw new NotImplementedException(database.Name);
    /// <summary>The folder of the active log files, as configured now.</summary>
    public static string Folder(Database database) => throw new NotImplementedException(database.Name);
    /// <summary>Number of the file being written.</summary>
    public int CurrentLog => throw new NotImplementedException();
    /// <summary>The oldest file crash recovery would need: that of the oldest open unit of work, else the current one.</summary>
    public int FirstActiveLog => throw new NotImplementedException();
    /// <summary>LSO of the next byte to be written.</summary>
    public long CurrentLso => throw new NotImplementedException();
    /// <summary>LSO from which redo must start for a snapshot taken now: the oldest open unit of work's first record, or CurrentLso.</summary>
    public long RedoStart => throw new NotImplementedException();
    /// <summary>Bytes between the oldest open unit of work and the end: what LOG_UTILIZATION counts.</summary>
    public long UsedBytes => throw new NotImplementedException();
    /// <summary>Bytes that can be used in all; null with infinite logging.</summary>
    public long? AvailableBytes => throw new NotImplementedException();
    /// <summary>
    /// Appends a record to the unit of work (0 begins one: the result's Transaction names it). SQL0964C when the log is full.
    /// Commit and Abort end the unit of work. Written to the operating system when this returns.
    /// </summary>
    public LogRecord Append(LogRecordType type, long transaction, byte[] payload) => throw new NotImplementedException(type.ToString() + transaction + payload);
    /// <summary>Truncates the current file, if it holds anything, hands it to the archiver and goes on with the next number.</summary>
    /// <returns>The number of the file that was closed, or null when there was nothing in it.</returns>
    public int? Switch(char historyType) => throw new NotImplementedException(historyType.ToString());
    /// <summary>Waits until all files closed so far are archived, or the method has failed; false when it failed.</summary>
    public bool WaitForArchive(TimeSpan limit) => throw new NotImplementedException(limit.ToString());
    /// <summary>Paths of closed files first..last wherever they are now (active path or archive), for INCLUDE LOGS. SQL2428N if one cannot be had.</summary>
    public IReadOnlyList<string> Locate(int first, int last) => throw new NotImplementedException(first + " " + last);
    /// <summary>Clean deactivation: truncates the current file as Switch does when the database is recoverable, archives, closes.</summary>
    public void Close() => throw new NotImplementedException();
}

/// <summary>STUB: owner Log part.</summary>
internal static class LogReset
{
    /// <summary>Recoverability was switched: numbers restart at 0 with a new lineage; old active files go.</summary>
    public static void StartOver(Database database) => throw new NotImplementedException(database.Name);
}
