using System.Globalization;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>
/// A database of some megabytes whose online backup and the log after it lie in a store, to be restored from there under other
/// names. Rows are written as text, so that the logs are as large as the data.
/// </summary>
public sealed class StoredDatabase : IDisposable
{
    public const string Name = "SAMPLE";
    private const int RowsPerStatement = 400, InBackup = 12, AfterBackup = 6;
    internal static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private int names;

    public StoredDatabase()
    {
        Db2 = new ClpConnector(InstanceLocator.FindAsync(Sandbox.InstanceName, Sandbox.Home, CancellationToken.None).GetAwaiter().GetResult());
        StoreAsync().GetAwaiter().GetResult();
    }

    internal TestKit.Db2Sandbox Sandbox { get; } = new();
    internal ClpConnector Db2 { get; }
    internal Repository Store { get; } = new(new MemoryStore(), "", "memory");

    public static int Rows => RowsPerStatement * (InBackup + AfterBackup);

    /// <summary>Bytes of the image, of the logs in it, and of the logs that a restore fetches.</summary>
    internal long ImageBytes { get; private set; }
    internal long IncludedLogBytes { get; private set; }
    internal long StoredLogBytes { get; private set; }

    /// <summary>A name that no other test uses.</summary>
    public string NewName() => "D" + Interlocked.Increment(ref names).ToString(CultureInfo.InvariantCulture);

    internal async Task<RecoveryPlan> PlanAsync(string target) => RecoveryPlanner.Plan(new(Name, target, RecoveryTarget.EndOfLogs),
        (await new ListBackups(Store).RunAsync(new() { Databases = [Name] }, CancellationToken.None)).Backups, await new LogCatalog(Store).ListAsync(Name, CancellationToken.None));

    internal IRestoreSource Source(RecordingHost host) => new StoreRestoreSource(Store, Primitives, [Key], host);

    internal static IReadOnlyList<IAgeIdentity> Keys => [Key];

    internal int Count(string name)
    {
        using var session = Sandbox.Session();
        session.Connect(name);
        return int.Parse(session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output, CultureInfo.InvariantCulture);
    }

    private async Task StoreAsync()
    {
        var (host, token) = (new RecordingHost(), CancellationToken.None);
        // Connected until the end: with its last connection the database would close, and with it the log.
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {Name}").Ok();
        Sandbox.MakeRecoverable(session, Name);
        session.Connect(Name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(250))").Ok();
        Insert(session, 0, InBackup);
        var image = await new OnlineBackup(Db2, host, TimeProvider.System).RunAsync(new(Name, [Sandbox.Backups]), token);
        ImageBytes = image.SizeBytes;
        var stored = await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [Key.Recipient] }, token);
        await new PublishBackup(Store, host, TimeProvider.System).RunAsync(stored, new(), token);
        Insert(session, InBackup, AfterBackup);
        var options = new PublishArchiveLogsOptions(Name, ArchiveCurrent: true, new(new ProtectOptions(Codecs.Best, null, [Key.Recipient])));
        await new PublishArchiveLogs(Db2, Store, Primitives, host, TimeProvider.System).RunAsync(options, null, token);
        StoredLogBytes = (await PlanAsync("ANY")).Logs.Sum(l => LogBytes(l.Log.Name));
        IncludedLogBytes = Enumerable.Range(image.FirstLog!.Value.Number, image.LastLog!.Value.Number - image.FirstLog.Value.Number + 1).Sum(n => LogBytes(new LogFileName(n)));
    }

    private static void Insert(Db2Session session, int first, int statements)
    {
        for (var statement = first; statement < first + statements; statement++)
        {
            var rows = Enumerable.Range(statement * RowsPerStatement, RowsPerStatement).Select(i => $"({i}, '{new string((char)('a' + i % 26), 240)}')");
            session.Db2($"INSERT INTO T VALUES {string.Join(", ", rows)}").Ok();
        }
    }

    private long LogBytes(LogFileName log) => Directory.EnumerateFiles(Sandbox.Archive, log.ToString(), SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);

    public void Dispose() => Sandbox.Dispose();
}
