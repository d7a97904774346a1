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
    private readonly object saving = new();
    private readonly HashSet<Application> connected = [];
    private Application? exclusive;
    private bool activatedExplicitly;

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
    private TableSpaceSet? storage;
    private LogManager? log;

    /// <summary>One unit of work writes at a time: SQLite has one writer, and the log then is in order of commits.</summary>
    public SemaphoreSlim Writer { get; } = new(1, 1);

    /// <summary>Held shortly by a commit, and by an online backup while it fixes its starting point.</summary>
    public object CommitGate { get; } = new();

    public Quiesce Quiesce { get; } = new();
    public bool IsActive => storage is not null;
    public DateTime? ActivatedUtc { get; private set; }

    public static Database Open(Engine engine, DatabasePaths paths) => new(engine, paths);

    /// <summary>Applications, archiver and utilities save at any time: one at a time.</summary>
    public void SaveState()
    {
        lock (saving) State.Write(Paths.ControlFile);
    }

    /// <summary>A connection comes in. Refuses pending states, exclusive use and quiesce; the first one activates.</summary>
    public void Enter(Application application)
    {
        lock (gate)
        {
            if (exclusive is not null && exclusive != application) throw new Db2Exception("SQL1035N");
            Quiesce.Admit(application);
            RequireUsable();
            Start();
            connected.Add(application);
        }
    }

    public void Leave(Application application)
    {
        lock (gate)
        {
            connected.Remove(application);
            if (connected.Count == 0 && !activatedExplicitly) Stop();
        }
    }

    /// <returns>False when it was active already.</returns>
    public bool Activate()
    {
        lock (gate)
        {
            if (exclusive is not null) throw new Db2Exception("SQL1035N");
            if (activatedExplicitly) return false;
            RequireUsable();
            Start();
            activatedExplicitly = true;
            return true;
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
            Stop();
            return DeactivateResult.Down;
        }
    }

    public IReadOnlyList<Application> Connected()
    {
        lock (gate) return connected.OrderBy(a => a.Handle).ToList();
    }

    /// <summary>Sole use for a utility: SQL1035N when anybody is in or the database is active.</summary>
    public IDisposable Exclusive(Application application)
    {
        lock (gate)
        {
            if (exclusive is not null || connected.Any(a => a != application) || activatedExplicitly || connected.Contains(application))
                throw new Db2Exception("SQL1035N");
            exclusive = application;
            return new Release(this);
        }
    }

    /// <summary>For utilities with sole use: opens table spaces and log without the checks of a connection.</summary>
    public void StartForUtility()
    {
        lock (gate) OpenParts();
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
            State = DatabaseState.Read(Paths.ControlFile);
            Configuration.Reload();
            History.Reload();
        }
    }

    /// <summary>SQL1119N, SQL1117N, SQL1116N: what a pending database answers to CONNECT, ACTIVATE and queries.</summary>
    public void RequireUsable()
    {
        if (State.RestorePending) throw new Db2Exception("SQL1119N", Name);
        if (State.Rollforward is not null) throw new Db2Exception("SQL1117N", Name);
        if (storage is null) DatabaseActivation.ApplyDeferred(this);
        if (State.BackupPending) throw new Db2Exception("SQL1116N", Name);
    }

    private void Start()
    {
        if (storage is not null) return;
        if (!State.Consistent)
        {
            if (Configuration.Get("autorestart") == "OFF") throw new Db2Exception("SQL1015N");
            CrashRecovery.Run(this);
        }
        OpenParts();
    }

    private void Stop() => CloseParts();

    private void OpenParts()
    {
        if (storage is not null) return;
        State.Consistent = false;
        SaveState();
        log = LogManager.Open(this);
        storage = TableSpaceSet.Open(this);
        ActivatedUtc = DateTime.UtcNow;
    }

    private void CloseParts()
    {
        if (storage is null) return;
        storage.Dispose();
        storage = null;
        // The last application to leave truncates the active log: the next use starts a new one.
        log!.Close();
        log = null;
        ActivatedUtc = null;
        State.Consistent = true;
        SaveState();
    }

    private sealed class Release(Database database) : IDisposable
    {
        public void Dispose()
        {
            lock (database.gate)
            {
                database.CloseParts();
                database.exclusive = null;
            }
        }
    }
}

internal enum DeactivateResult { Down, WasNotActive, ConnectionsRemain }
