using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The log of an active database: append, switch, archive. An LSO (log sequence offset) is the address of a byte in one
/// endless log that only ever grows; a file holds the part of it that its header says.
/// <para>What a killed engine may leave behind, and what <see cref="Open"/> makes of it: the control file may be files
/// behind the log; a record may be cut off, also across files; a full file may not be closed yet; a closed file may not
/// be archived yet. A file is handed to the archiver only when the last record in it is whole, so its content is final.</para>
/// </summary>
internal sealed class LogManager : IDisposable
{
    private const int Page = 4096;

    /// <summary>Where the log of a new database begins: no address is 0, which stands for "no unit of work".</summary>
    public const long FirstLso = Page;

    // Room that statements leave for the commit or abort of their unit of work.
    private const int Reserve = 4 * LogRecord.HeaderSize;

    private readonly object gate = new();
    private readonly Database database;
    private readonly IReadOnlyList<string> folders;
    private readonly Archiver? archiver;
    private readonly ActiveLogs active;
    private LogFileWriter current;
    private long position;
    private long usedTop;
    private DateTime lastTime;

    private LogManager(Database database, LogEnd end)
    {
        this.database = database;
        folders = LogFolders.AllOf(database);
        current = end.Writer;
        position = end.Position;
        lastTime = end.LastTime;
        active = new ActiveLogs(end.Writer.Header);
        if (database.State.Recoverable) archiver = new Archiver(database, OnArchived);
        lock (gate)
        {
            foreach (var log in end.NotArchived) archiver?.Add(log);
            Remember();
        }
    }

    /// <summary>Opens the log at its real end; the units of work that were open there are taken as ended.</summary>
    public static LogManager Open(Database database)
    {
        LogFolders.Prepare(database);
        // A new database has never had a log. Address 0 is no address: transaction 0 means none.
        if (database.State.CurrentLogStart == 0) LogReset.Begin(database.State, FirstLso);
        return new LogManager(database, LogEnd.Find(database));
    }

    /// <summary>The folder of the active log files, as configured now.</summary>
    public static string Folder(Database database) => LogFolders.Of(database);

    /// <summary>LOGFILSIZ in bytes: how much of the log one file holds.</summary>
    public static long ExtentBytes(Database database) => (long)database.Configuration.GetNumber("logfilsiz") * Page;

    /// <summary>Number of the file being written.</summary>
    public int CurrentLog { get { lock (gate) return current.Header.Number; } }

    /// <summary>The oldest file crash recovery would need: that of the oldest open unit of work, else the current one.</summary>
    public int FirstActiveLog { get { lock (gate) return active.First(RedoStart).Number; } }

    /// <summary>LSO of the next byte to be written.</summary>
    public long CurrentLso { get { lock (gate) return position; } }

    /// <summary>LSO from which redo must start for a snapshot taken now: the oldest open unit of work's first record, or CurrentLso.</summary>
    public long RedoStart { get { lock (gate) return active.Oldest ?? position; } }

    /// <summary>Bytes between the oldest open unit of work and the end: what LOG_UTILIZATION counts.</summary>
    public long UsedBytes { get { lock (gate) return position - RedoStart; } }

    /// <summary>The most that <see cref="UsedBytes"/> has been since the log was opened.</summary>
    public long UsedTopBytes { get { lock (gate) return Math.Max(usedTop, UsedBytes); } }

    /// <summary>Bytes that can be used in all; null with infinite logging.</summary>
    public long? AvailableBytes => Files(out var files) ? files * ExtentBytes(database) : null;

    /// <summary>The closed file that waits to be archived; null when there is none.</summary>
    public int? NextToArchive => archiver?.NextToArchive;

    /// <summary>The last attempt to archive failed.</summary>
    public bool ArchivingFails => archiver?.Failing ?? false;

    /// <summary>
    /// Appends a record to the unit of work (0 begins one: the result's Transaction names it). SQL0964C when the log is full.
    /// Commit and Abort end the unit of work. Written to the operating system when this returns.
    /// </summary>
    public LogRecord Append(LogRecordType type, long transaction, byte[] payload)
    {
        lock (gate)
        {
            var time = database.Engine.Clock.UtcNow();
            if (time <= lastTime) time = lastTime.AddTicks(10);
            var begins = transaction == 0 && type == LogRecordType.Statement;
            var record = new LogRecord(type, begins ? position : transaction, position, time, payload);
            if (type == LogRecordType.Statement) RequireRoom(record);
            Write(record);
            if (begins) active.Begin(record.Transaction);
            usedTop = Math.Max(usedTop, UsedBytes);
            // Only now: while the record was written, the files of its unit of work were still needed.
            if (type is LogRecordType.Commit or LogRecordType.Abort) active.End(record.Transaction);
            lastTime = time;
            return record;
        }
    }

    /// <summary>Truncates the current file, if it holds anything, hands it to the archiver and goes on with the next number.</summary>
    /// <param name="historyType">N for ARCHIVE LOG; else 1.</param>
    /// <returns>The number of the file that was closed, or null when there was nothing in it.</returns>
    public int? Switch(char historyType)
    {
        // Between a commit's record and its arrival in the table spaces its file counts as needed.
        lock (database.CommitGate)
        lock (gate)
        {
            if (!database.State.Recoverable || position == current.Header.StartLso) return null;
            var full = current;
            try
            {
                current = CreateNext(full.Header, full.Header.ExtentEnd);
            }
            catch (IOException)
            {
                throw new Db2Exception("SQL0964C");
            }
            var end = position;
            position = current.Header.StartLso;
            Finish(full, end, historyType == 'N');
            Remember();
            return full.Header.Number;
        }
    }

    /// <summary>Waits until all files closed so far are archived, or the method has failed; false when it failed.</summary>
    public bool WaitForArchive(TimeSpan limit) => archiver?.Wait(limit) ?? true;

    /// <summary>
    /// Keeps files of this number and later where they are until disposed, so that they can be read although they are
    /// archived meanwhile.
    /// </summary>
    public IDisposable Retain(int first)
    {
        lock (gate) active.Retain(first);
        return new Retention(() =>
        {
            lock (gate)
            {
                active.Release(first);
                RemoveArchived();
            }
        });
    }

    /// <summary>Paths of closed files first..last wherever they are now (active path or archive), for INCLUDE LOGS. SQL2428N if one cannot be had.</summary>
    public IReadOnlyList<string> Locate(int first, int last)
    {
        var locator = new LogLocator(database);
        var paths = new List<string>();
        for (var number = first; number <= last; number++)
        {
            try
            {
                paths.Add(locator.Find(number) ?? throw new Db2Exception("SQL2428N"));
            }
            catch (Db2Exception e) when (e.Db2Message.Definition.Id == "SQL1268N")
            {
                throw new Db2Exception("SQL2428N");
            }
        }
        return paths;
    }

    /// <summary>
    /// Clean deactivation: truncates the current file as Switch does when the database is recoverable, archives, closes.
    /// [images-and-logs.md, Log files: a database not activated switches logs each time the last application disconnects]
    /// </summary>
    public void Close()
    {
        Switch('1');
        WaitForArchive(TimeSpan.FromSeconds(30));
        Dispose();
        if (database.State.Recoverable) return;
        // Secondary log files are given back when nobody uses the database.
        foreach (var folder in folders)
            foreach (var path in LogFolders.Files(folder).Where(p => LogFolders.NumberOf(p) is { } n && n >= database.Configuration.GetNumber("logprimary") && n != current.Header.Number))
                File.Delete(path);
    }

    /// <summary>Lets go of the files as they are.</summary>
    public void Dispose()
    {
        archiver?.Dispose();
        lock (gate) current.Dispose();
    }

    private void Write(LogRecord record)
    {
        var bytes = record.ToBytes();
        var written = new List<LogFileWriter> { current };
        try
        {
            var lso = position;
            var left = bytes.AsSpan();
            while (true)
            {
                var file = written[^1];
                var count = (int)Math.Min(left.Length, file.Header.ExtentEnd - lso);
                file.Write(lso, left[..count]);
                left = left[count..];
                lso += count;
                if (lso < file.Header.ExtentEnd) break;
                written.Add(CreateNext(file.Header, record.EndLso));
            }
            position = lso;
        }
        catch (IOException)
        {
            // No room on the file system: the record was never there. [messages.md: SQL0964C]
            foreach (var file in written.Skip(1))
            {
                active.Remove(file.Header);
                file.Delete();
            }
            throw new Db2Exception("SQL0964C");
        }
        if (written.Count == 1) return;
        current = written[^1];
        foreach (var full in written.SkipLast(1)) Finish(full, full.Header.ExtentEnd, forced: false);
        Remember();
    }

    private LogFileWriter CreateNext(LogFileHeader last, long firstRecord)
    {
        var number = last.Number + 1;
        if (!database.State.Recoverable)
        {
            // The control file must not point to a file that is about to be used again.
            Remember();
            active.Trim(database.State.FirstActiveLog);
            number = LogRing.Next(last.Number, active.Numbers, Math.Max(1, database.Configuration.GetNumber("logprimary")));
        }
        var header = LogFileHeader.New(database, number, last.ExtentEnd, firstRecord);
        var file = LogFileWriter.Create(LogFolders.NameOf(number), folders, header);
        active.Add(header);
        return file;
    }

    private void Finish(LogFileWriter full, long end, bool forced)
    {
        full.CloseAt(end);
        full.Dispose();
        archiver?.Add(ClosedLog.In(folders, full.Header, forced));
    }

    /// <summary>The control file learns where the log is written, and from where crash recovery would read it.</summary>
    private void Remember()
    {
        var first = active.First(active.Oldest ?? position).Number;
        database.Change(state =>
        {
            state.CurrentLog = current.Header.Number;
            state.CurrentLogStart = current.Header.StartLso;
            state.FirstActiveLog = first;
        });
        RemoveArchived();
    }

    private void OnArchived(ClosedLog log)
    {
        lock (gate)
        {
            foreach (var folder in folders)
                if (Path.Combine(folder, LogFolders.NameOf(log.Number)) is var path && File.Exists(path)) LogFileHeader.MarkArchived(path);
            RemoveArchived();
        }
    }

    /// <summary>
    /// Archived files leave the active path when crash recovery does not need them. With infinite logging only LOGPRIMARY
    /// files stay, needed or not: crash recovery gets the others back from the archive.
    /// </summary>
    private void RemoveArchived()
    {
        if (archiver is null || ArchiveMethod.Of(database).Count == 0) return;
        var keep = database.State.FirstActiveLog;
        if (!Files(out _)) keep = Math.Max(keep, current.Header.Number - database.Configuration.GetNumber("logprimary") + 1);
        foreach (var path in LogFolders.Files(folders[0]).Where(p => LogFolders.NumberOf(p) < active.Retained(keep)))
        {
            if (!LogFileHeader.IsArchived(path)) continue;
            foreach (var folder in folders) File.Delete(Path.Combine(folder, Path.GetFileName(path)));
        }
    }

    private void RequireRoom(LogRecord record)
    {
        if (!Files(out var limit)) return;
        var first = active.First(active.Oldest ?? record.Lso);
        if (record.EndLso + Reserve - first.StartLso > limit * current.Header.ExtentBytes) throw new Db2Exception("SQL0964C");
    }

    /// <summary>How many files open units of work may span; false with infinite logging (LOGSECOND -1).</summary>
    private bool Files(out long files)
    {
        var secondary = database.Configuration.GetNumber("logsecond");
        files = database.Configuration.GetNumber("logprimary") + Math.Max(0, secondary);
        return secondary >= 0;
    }

    private sealed class Retention(Action release) : IDisposable
    {
        private Action? release = release;

        public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
    }
}
