using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Logging;

/// <summary>A closed log file in the active path that is to be archived.</summary>
/// <param name="Mirror">Its twin under MIRRORLOGPATH: LOGARCHMETH2 copies from there. [images-and-logs.md, Log files]</param>
/// <param name="Forced">Closed by ARCHIVE LOG.</param>
internal sealed record ClosedLog(LogFileHeader Header, string Path, string? Mirror, bool Forced)
{
    public int Number => Header.Number;

    public static ClosedLog In(IReadOnlyList<string> folders, LogFileHeader header, bool forced)
    {
        var name = LogFolders.NameOf(header.Number);
        return new ClosedLog(header, System.IO.Path.Combine(folders[0], name), folders.Count > 1 ? System.IO.Path.Combine(folders[1], name) : null, forced);
    }
}

/// <summary>
/// Archives closed log files in the background, in order, while a database is active. A method that fails is tried again
/// every ARCHRETRYDELAY seconds; after NUMARCHRETRY failures the file goes to FAILARCHPATH and from there to where it
/// belongs when the method works again. Without FAILARCHPATH it stays in the active path and is tried for ever.
/// [images-and-logs.md, Log files]
/// </summary>
internal sealed class Archiver : IDisposable
{
    private readonly object gate = new();
    private readonly Database database;
    private readonly Action<ClosedLog> archived;
    private readonly Queue<ClosedLog> waiting = new();
    private readonly Thread thread;
    private int failures;
    private bool stopping;

    /// <param name="archived">Called on the archiver's thread after a file is in all its archives.</param>
    public Archiver(Database database, Action<ClosedLog> archived)
    {
        this.database = database;
        this.archived = archived;
        thread = new Thread(Run) { IsBackground = true, Name = $"db2logmgr {database.Name}" };
        thread.Start();
    }

    /// <summary>The file that comes next; null when all closed files are archived.</summary>
    public int? NextToArchive
    {
        get { lock (gate) return waiting.TryPeek(out var log) ? log.Number : null; }
    }

    /// <summary>The last attempt failed.</summary>
    public bool Failing
    {
        get { lock (gate) return failures > 0; }
    }

    public void Add(ClosedLog log)
    {
        lock (gate)
        {
            waiting.Enqueue(log);
            Monitor.PulseAll(gate);
        }
    }

    /// <returns>True when all is archived; false when the method failed or the time is over.</returns>
    public bool Wait(TimeSpan limit)
    {
        var until = DateTime.UtcNow + limit;
        lock (gate)
        {
            while (waiting.Count > 0)
            {
                var left = until - DateTime.UtcNow;
                if (failures > 0 || left <= TimeSpan.Zero) return false;
                Monitor.Wait(gate, left);
            }
            return true;
        }
    }

    /// <summary>Stops after the file at hand; what is left is archived when the database is active again.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
        }
        thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            ClosedLog? next;
            lock (gate)
            {
                if (stopping) return;
                if (!waiting.TryPeek(out next) && !FailoverHoldsLogs())
                {
                    Monitor.Wait(gate);
                    continue;
                }
            }
            if (next is null)
            {
                if (!EmptyFailover()) Pause();
                continue;
            }
            if (!Archive(next))
            {
                Pause();
                continue;
            }
            archived(next);
            lock (gate)
            {
                waiting.Dequeue();
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <returns>False when it has to be tried again later.</returns>
    private bool Archive(ClosedLog log)
    {
        var complete = true;
        foreach (var method in ArchiveMethod.Of(database))
            complete &= Store(method, log.Header, method.Letter == '2' && log.Mirror is not null ? log.Mirror : log.Path, log.Forced);
        lock (gate)
        {
            failures = complete ? 0 : failures + 1;
            Monitor.PulseAll(gate);
        }
        if (complete) return true;
        var retries = database.Configuration.GetNumber("numarchretry");
        return retries > 0 && failures >= retries && ArchiveMethod.Failover(database) is { } failover && Store(failover, log.Header, log.Path, false);
    }

    [Unconfirmed("sql.md, codes for X: which rows archiving writes; here one per method, with 1, 2 or F, and N instead of 1 after ARCHIVE LOG")]
    private bool Store(ArchiveMethod method, LogFileHeader header, string path, bool forced)
    {
        try
        {
            var target = method.PathOf(database, header.Chain, header.Number);
            if (Holds(target, header)) return true;
            var started = Clock.Timestamp14(database.Engine.Clock.UtcNow());
            method.Store(database, header, path);
            database.History.Add(new HistoryEntry
            {
                Operation = 'X',
                OperationType = forced && method.Letter == '1' ? 'N' : method.Letter,
                DeviceType = 'D',
                StartTime = started,
                EndTime = Clock.Timestamp14(database.Engine.Clock.UtcNow()),
                EarliestLog = LogFolders.NameOf(header.Number),
                CurrentLog = $"C{header.Chain:D7}",
                Location = target,
            });
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>An engine that was killed between storing a file and remembering it finds the same file there.</summary>
    private bool Holds(string target, LogFileHeader header)
    {
        if (!File.Exists(target)) return false;
        using var there = LogFileReader.Open(target, LogFolders.Of(database));
        return there is not null && there.Header.ToBytes().AsSpan().SequenceEqual(header.ToBytes());
    }

    [Unconfirmed("images-and-logs.md, Log files: FAILARCHPATH after NUMARCHRETRY failures, and that logs are moved on when the method works again")]
    private bool FailoverHoldsLogs() => ArchiveMethod.Of(database).Count > 0 && FailoverLogs().Any();

    private IEnumerable<string> FailoverLogs()
    {
        if (ArchiveMethod.Failover(database) is not { } failover) yield break;
        foreach (var chain in failover.Chains(database).Order())
            foreach (var path in LogFolders.Files(Path.GetDirectoryName(failover.PathOf(database, chain, 0))!))
                yield return path;
    }

    /// <summary>Moves what lies in FAILARCHPATH to where it belongs.</summary>
    private bool EmptyFailover()
    {
        foreach (var path in FailoverLogs().ToList())
        {
            if (LogFileHeader.Read(path) is not { } header) return false;
            foreach (var method in ArchiveMethod.Of(database))
                if (!Store(method, header, path, false)) return false;
            File.Delete(path);
        }
        lock (gate) failures = 0;
        return true;
    }

    private void Pause()
    {
        var until = DateTime.UtcNow.AddSeconds(Math.Max(1, database.Configuration.GetNumber("archretrydelay")));
        lock (gate)
            while (!stopping && until - DateTime.UtcNow is var left && left > TimeSpan.Zero)
                Monitor.Wait(gate, left);
    }
}
