using System.Text.Json;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Recovery;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Databases;

/// <summary>
/// One database: who is connected, whether it is active, and the parts that do the work while it is. A database is
/// active while somebody is connected or it was activated; what is open then (table spaces, log) is closed when it is
/// not. Utilities that want it alone take <see cref="Exclusive"/>.
/// </summary>
internal sealed class Database
{
    private readonly object gate = new();
    private readonly object stateGate = new();
    private readonly HashSet<Application> connected = [];
    private Application? exclusive;
    private bool activatedExplicitly;
    private bool dropped;
    private TableSpaceSet? storage;
    private LogManager? log;

    private Database(Engine engine, DatabasePaths paths)
    {
        Engine = engine;
        Paths = paths;
        State = DatabaseState.Read(paths.ControlFile);
        Configuration = new DatabaseConfiguration(paths.Configuration);
        History = new HistoryFile(paths.History);
    }

    public Engine Engine { get; }
    public DatabasePaths Paths { get; }
    public string Name => Paths.Name;
    public DatabaseState State { get; private set; }
    public DatabaseConfiguration Configuration { get; }
    public HistoryFile History { get; }

    /// <summary>Open while the database is active.</summary>
    public TableSpaceSet Storage => storage ?? throw new InvalidOperationException($"internal error: {Name} is not active");
    public LogManager Log => log ?? throw new InvalidOperationException($"internal error: {Name} is not active");

    /// <summary>One unit of work writes at a time: SQLite has one writer, and the log then is in order of commits.</summary>
    public SemaphoreSlim Writer { get; } = new(1, 1);

    /// <summary>Held shortly by a commit, and by an online backup while it fixes its starting point.</summary>
    public object CommitGate { get; } = new();

    public Quiesce Quiesce { get; } = new();
    public bool IsActive => storage is not null;
    public DateTime? ActivatedUtc { get; private set; }

    /// <summary>The application whose utility has the database alone; null when none has.</summary>
    public Application? ExclusiveUser => exclusive;

    /// <summary>The oldest log crash recovery would need now.</summary>
    public int FirstActiveLog => log?.FirstActiveLog ?? State.FirstActiveLog;

    /// <summary>SQL1031N when nothing is where the directory says; SQL1034C when what is there cannot be read.</summary>
    [Unconfirmed("messages.md, SQL1034C: the id for control files that cannot be read")]
    public static Database Open(Engine engine, DatabasePaths paths)
    {
        if (!File.Exists(paths.ControlFile)) throw new Db2Exception("SQL1031N");
        try
        {
            return new Database(engine, paths);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidDataException)
        {
            throw new Db2Exception("SQL1034C");
        }
    }

    public void SaveState()
    {
        lock (stateGate) State.Write(Paths.ControlFile);
    }

    /// <summary>Several changes of the state as one: no other thread writes between them, and no crash comes between.</summary>
    public void Change(Action<DatabaseState> change)
    {
        lock (stateGate)
        {
            change(State);
            State.Write(Paths.ControlFile);
        }
    }

    /// <summary>A connection comes in. Refuses pending states, exclusive use and quiesce; the first one activates.</summary>
    public void Enter(Application application)
    {
        lock (gate)
        {
            RequireShared(application);
            Engine.Quiesce.Admit(application);
            Quiesce.Admit(application);
            if (Configuration.Get("restrict_access") == "YES" && !application.HasSysAdm) throw new Db2Exception("SQL1060N", application.AuthId);
            RequireUsable();
            OpenParts();
            connected.Add(application);
        }
    }

    public void Leave(Application application)
    {
        lock (gate)
        {
            if (connected.Remove(application) && connected.Count == 0 && !activatedExplicitly) CloseParts();
        }
    }

    public ActivateResult Activate(Application application)
    {
        lock (gate)
        {
            RequireShared(application);
            if (activatedExplicitly) return ActivateResult.AlreadyActive;
            RequireUsable();
            OpenParts();
            activatedExplicitly = true;
            return connected.Count > 0 ? ActivateResult.ConnectionsExist : ActivateResult.Activated;
        }
    }

    /// <returns>What DEACTIVATE found: it was not active, connections keep it up, or it is down now.</returns>
    public DeactivateResult Deactivate()
    {
        lock (gate)
        {
            if (!activatedExplicitly && connected.Count == 0) return DeactivateResult.WasNotActive;
            activatedExplicitly = false;
            if (connected.Count > 0) return DeactivateResult.ConnectionsRemain;
            CloseParts();
            return DeactivateResult.Down;
        }
    }

    public IReadOnlyList<Application> Connected()
    {
        lock (gate) return connected.OrderBy(a => a.Handle).ToList();
    }

    /// <summary>
    /// Sole use for a utility, also of a database in a pending state: SQL1035N when anybody is in, the caller's own
    /// connection included, or when the database was activated.
    /// </summary>
    public IDisposable Exclusive(Application application)
    {
        lock (gate)
        {
            if (dropped) throw new Db2Exception("SQL1013N", Name);
            if (exclusive is not null || connected.Count > 0 || activatedExplicitly) throw new Db2Exception("SQL1035N");
            exclusive = application;
            return new Release(this);
        }
    }

    /// <summary>
    /// For utilities with sole use: opens table spaces and log. A database that is not in the middle of a restore or
    /// rollforward is brought in order first, as a connection would do: crash recovery, waiting configuration.
    /// </summary>
    public void StartForUtility()
    {
        lock (gate)
        {
            if (!State.RestorePending && State.Rollforward is null) Settle();
            OpenParts();
        }
    }

    public void StopAfterUtility()
    {
        lock (gate) CloseParts();
    }

    /// <summary>After RESTORE replaced everything on disk.</summary>
    public void Reload()
    {
        lock (gate)
        {
            lock (stateGate) State = DatabaseState.Read(Paths.ControlFile);
            Configuration.Reload();
            History.Reload();
        }
    }

    /// <summary>Whoever still holds this object finds no database any more.</summary>
    public void MarkDropped()
    {
        lock (gate) dropped = true;
    }

    /// <summary>SQL1119N, SQL1117N, SQL1116N: what a pending database answers to CONNECT, ACTIVATE and queries.</summary>
    public void RequireUsable()
    {
        if (State.RestorePending) throw new Db2Exception("SQL1119N", Name);
        if (State.Rollforward is not null) throw new Db2Exception("SQL1117N", Name);
        lock (gate) Settle();
        if (State.BackupPending) throw new Db2Exception("SQL1116N", Name);
        // Everybody reads the catalog.
        TableSpaceState.RequireAccess(this, 0, write: false);
    }

    /// <summary>
    /// The configuration file was changed. What cannot change in an active database waits for its deactivation; in one
    /// that is not active it counts at once.
    /// </summary>
    public void ConfigurationChanged()
    {
        lock (gate)
            if (exclusive is null) ApplyWaitingConfiguration();
    }

    private void RequireShared(Application application)
    {
        if (dropped) throw new Db2Exception("SQL1013N", Name);
        if (exclusive is not null && exclusive != application) throw new Db2Exception("SQL1035N");
    }

    // Brings a closed database in order: crash recovery first, since it needs the log where and as it was, then the
    // configuration that waited for all to leave.
    private void Settle()
    {
        if (storage is not null) return;
        if (!State.Consistent)
        {
            if (Configuration.Get("autorestart") == "OFF") throw new Db2Exception("SQL1015N");
            CrashRecovery.Run(this);
        }
        ApplyWaitingConfiguration();
    }

    private void ApplyWaitingConfiguration()
    {
        if (storage is not null || dropped) return;
        // In the middle of a recovery paths may change, but whether the database is recoverable is the recovery's business.
        if (State.RestorePending || State.Rollforward is not null) Configuration.ApplyDeferred();
        // After a crash the log is needed where and as it was.
        else if (State.Consistent) DatabaseActivation.Apply(this);
    }

    private void OpenParts()
    {
        if (storage is not null) return;
        var wasConsistent = State.Consistent;
        LogManager? opening = null;
        try
        {
            // The log first: killed between the two, crash recovery would not find the log that it is told to read.
            opening = LogManager.Open(this);
            Change(state => state.Consistent = false);
            storage = TableSpaceSet.Open(this);
        }
        catch (Exception failure)
        {
            opening?.Dispose();
            Change(state => state.Consistent = wasConsistent);
            if (failure is IOException full && DiskFull.Is(full)) throw new Db2Exception("SQL1762N");
            throw;
        }
        log = opening;
        ActivatedUtc = DateTime.UtcNow;
    }

    private void CloseParts()
    {
        if (storage is null) return;
        var (closingStorage, closingLog) = (storage, log!);
        (storage, log, ActivatedUtc) = (null, null, null);
        // When closing goes wrong the database stays inconsistent: the next use recovers it.
        closingStorage.Dispose();
        // The last application to leave truncates the active log: the next use starts a new one.
        closingLog.Close();
        Change(state => state.Consistent = true);
        ApplyWaitingConfiguration();
    }

    private sealed class Release(Database database) : IDisposable
    {
        public void Dispose()
        {
            lock (database.gate)
            {
                if (database.exclusive is null) return;
                database.exclusive = null;
                database.CloseParts();
                database.ApplyWaitingConfiguration();
            }
        }
    }
}

internal enum ActivateResult { Activated, AlreadyActive, ConnectionsExist }

internal enum DeactivateResult { Down, WasNotActive, ConnectionsRemain }
