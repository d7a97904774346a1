using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Server;

/// <summary>One running instance (db2sysc): its databases, its applications, its utilities.</summary>
internal sealed class Engine
{
    private readonly object gate = new();
    private readonly Dictionary<string, Database> open = new(StringComparer.Ordinal);

    public Engine(InstancePaths paths)
    {
        Paths = paths;
        Clock = new Clock(paths.ClockOffset);
        Directory = new DatabaseDirectory(paths.DatabaseDirectory);
        DbmCfg = new DatabaseManagerConfiguration(paths.DbmCfg);
        DbmCfg.ApplyDeferred();
        Applications = new ApplicationRegistry();
        Utilities = new UtilityRegistry(Clock);
        StartedUtc = DateTime.UtcNow;
    }

    public InstancePaths Paths { get; }
    public Clock Clock { get; }
    public DatabaseDirectory Directory { get; }
    public DatabaseManagerConfiguration DbmCfg { get; }
    public ApplicationRegistry Applications { get; }
    public UtilityRegistry Utilities { get; }
    public DateTime StartedUtc { get; }

    /// <summary>QUIESCE INSTANCE: it counts for all databases.</summary>
    public Quiesce Quiesce { get; } = new();

    /// <summary>The database behind an alias of the system database directory. SQL1013N when there is none.</summary>
    public Database Database(string alias)
    {
        var entry = Directory.Find(alias) ?? throw new Db2Exception("SQL1013N", alias);
        lock (gate)
        {
            var key = entry.LocalPath + "\n" + entry.Name;
            if (!open.TryGetValue(key, out var database))
                open[key] = database = Databases.Database.Open(this, new DatabasePaths(entry.LocalPath, Paths.Name, entry.DirectoryToken, entry.Name));
            return database;
        }
    }

    /// <summary>Forgets a dropped or replaced database, so that the next use reads it from disk.</summary>
    public void Forget(Database database)
    {
        lock (gate)
            foreach (var pair in open.Where(p => p.Value == database).ToList())
                open.Remove(pair.Key);
    }

    /// <summary>The process dies at once, as if killed: for fault switches.</summary>
    public static void Die()
    {
        const int sigKill = 9;
        _ = Clp.Posix.Kill(Clp.Posix.ThisProcess(), sigKill);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>The databases in use since the start of the instance.</summary>
    public IReadOnlyList<Database> OpenDatabases()
    {
        lock (gate) return open.Values.ToList();
    }
}
