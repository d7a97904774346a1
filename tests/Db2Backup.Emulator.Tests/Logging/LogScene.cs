using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Tests.Logging;

/// <summary>A database on disk whose log is driven in process: what a killed engine leaves can then be made exactly.</summary>
internal sealed class LogScene : IDisposable
{
    private const string Alias = "LOGDB";
    private readonly InstancePaths paths;

    public LogScene(params (string Name, string Value)[] settings)
    {
        Folder = Directory.CreateTempSubdirectory("db2backup-log-").FullName;
        paths = new InstancePaths(Folder, "db2inst1");
        Directory.CreateDirectory(Path.GetDirectoryName(paths.DatabaseDirectory)!);
        Directory.CreateDirectory(paths.EmulatorFolder);
        Archive = Path.Combine(Folder, "archive");
        Directory.CreateDirectory(Archive);
        var engine = new Engine(paths);
        DatabaseCreation.Create(engine, new NewDatabase(Alias) { DatabasePath = Folder });
        Database = engine.Database(Alias);
        // The smallest files Db2 allows: 4 pages.
        Set(("logfilsiz", "4"), ("logprimary", "3"), ("logsecond", "2"), ("archretrydelay", "1"));
        Set(settings);
        DatabaseActivation.Apply(Database);
        Database.Change(s => s.BackupPending = false);
    }

    public static LogScene Recoverable(params (string Name, string Value)[] settings)
    {
        var archive = Directory.CreateTempSubdirectory("db2backup-archive-").FullName;
        return new LogScene([("logarchmeth1", "DISK:" + archive), .. settings]) { Archive = archive };
    }

    public string Folder { get; }
    public string Archive { get; private init; }
    public Database Database { get; private set; }
    public string Active => LogFolders.Of(Database);

    public void Set(params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings) Database.Configuration.Set(name, value, immediate: true);
    }

    public LogManager Open() => LogManager.Open(Database);

    /// <summary>What an engine that starts after a kill -9 sees: only what is on disk. The log that was open is let go.</summary>
    public LogManager OpenAfterKill(LogManager killed)
    {
        killed.Dispose();
        Restart();
        return Open();
    }

    public void Restart() => Database = new Engine(paths).Database(Alias);

    public string ArchivedPath(int number, int chain = 0, string? archive = null) =>
        new ArchiveMethod('1', archive ?? Archive, false).PathOf(Database, chain, number);

    public IReadOnlyList<string> ActiveFiles() => LogFolders.Files(Active).Select(f => Path.GetFileName(f)).ToList();

    /// <summary>All records from a file on, as crash recovery and rollforward read them.</summary>
    public List<LogRecord> Records(int first = 0)
    {
        var source = new LogLocator(Database);
        var file = source.Open(first, null, Database.State.Lineage) ?? throw new FileNotFoundException($"log {first}");
        using var reader = new LogReader(source, file, file.Header.FirstRecordLso);
        var records = new List<LogRecord>();
        while (reader.Read() is { } record) records.Add(record);
        return records;
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Archive)) Directory.Delete(Archive, recursive: true);
    }
}

internal static class LogSteps
{
    /// <summary>One committed unit of work with a payload of this size; its number is in the first byte.</summary>
    public static long Commit(this LogManager log, byte number, int size = 100)
    {
        var payload = new byte[size];
        payload[0] = number;
        var statement = log.Append(LogRecordType.Statement, 0, payload);
        return log.Append(LogRecordType.Commit, statement.Transaction, []).Lso;
    }

    /// <summary>The numbers of the units of work that were committed, in order.</summary>
    public static List<int> Committed(this IEnumerable<LogRecord> records)
    {
        var numbers = new Dictionary<long, int>();
        var committed = new List<int>();
        foreach (var record in records)
        {
            if (record.Type == LogRecordType.Statement) numbers[record.Transaction] = record.Payload[0];
            if (record.Type == LogRecordType.Commit) committed.Add(numbers[record.Transaction]);
        }
        return committed;
    }
}
