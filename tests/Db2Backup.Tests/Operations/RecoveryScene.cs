using System.Globalization;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>A recoverable database with rows on the stand-in, a store in memory, and the steps of the main job as a test wants them.</summary>
internal sealed class RecoveryScene(SandboxFixture fixture, ClpConnector db2, string name)
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public RecordingHost Host { get; } = new();

    public MemoryStore Memory { get; } = new();

    public Repository Store => new(Memory, "", "memory");

    public IRestoreSource Source => new StoreRestoreSource(Store, Primitives, [Key], Host);

    public string Name => name;

    public ClpConnector Db2 => db2;

    public static async Task<RecoveryScene> CreateAsync(SandboxFixture fixture, int rows = 10, bool recoverable = true)
    {
        var scene = new RecoveryScene(fixture, await fixture.ConnectorAsync(), fixture.NewName());
        using var session = fixture.Sandbox.Session();
        session.Db2($"CREATE DATABASE {scene.Name}").Ok();
        session.Connect(scene.Name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(40))").Ok();
        session.Db2($"INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < {rows}) SELECT I, 'row' FROM N").Ok();
        session.Db2("TERMINATE");
        if (!recoverable) return scene;
        session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
        session.Db2($"BACKUP DATABASE {scene.Name} TO /dev/null").Ok();
        return scene;
    }

    public void Insert(int row)
    {
        using var session = fixture.Sandbox.Session();
        session.Connect(name);
        session.Db2($"INSERT INTO T VALUES ({row}, 'later')").Ok();
    }

    public int Count(string? database = null)
    {
        using var session = fixture.Sandbox.Session();
        session.Connect(database ?? name);
        return int.Parse(session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output, CultureInfo.InvariantCulture);
    }

    public async Task<PublishedBackup> BackUpAsync(bool offline = false, string? alias = null)
    {
        var folder = fixture.Sandbox.MakeFolder("images-" + (alias ?? name));
        return await PublishAsync(offline
            ? await new OfflineBackup(db2, Host, TimeProvider.System).RunAsync(new(alias ?? name, [folder]), Token)
            : await new OnlineBackup(db2, Host, TimeProvider.System).RunAsync(new(alias ?? name, [folder]), Token));
    }

    public async Task<PublishedBackup> PublishAsync(BackupImage image) => await new PublishBackup(Store, Host, TimeProvider.System).RunAsync(
        await new ProtectBackup(Primitives, Host).RunAsync(image, new() { Recipients = [Key.Recipient], TargetFolder = fixture.Sandbox.MakeFolder("protected-" + image.Timestamp + image.Database) }, Token), new(), Token);

    public Task<IReadOnlyList<PublishedLog>> ShipLogsAsync(bool archiveCurrent = true) => new PublishArchiveLogs(db2, Store, Primitives, Host, TimeProvider.System)
        .RunAsync(new(name, archiveCurrent, new(new ProtectOptions(CompressionCodec.Gzip, null, [Key.Recipient]))), null, Token);

    public Task<RecoveryPlan> PlanAsync(RecoveryTarget end, string? target = null, Db2Timestamp? timestamp = null) =>
        new PlanRecovery(Store).RunAsync(new(name, target ?? name, end) { Timestamp = timestamp }, Token);

    public async Task<RestoreResult> RestoreAsync(RecoveryTarget end, string target, Func<RestoreOptions, RestoreOptions>? change = null, Db2Timestamp? timestamp = null) =>
        await RestoreAsync(await PlanAsync(end, target, timestamp), change);

    public Task<RestoreResult> RestoreAsync(RecoveryPlan plan, Func<RestoreOptions, RestoreOptions>? change = null)
    {
        var options = new RestoreOptions(plan, Work(plan.TargetDatabase));
        return new RestoreDatabase(db2, Source, Host, TimeProvider.System).RunAsync(change?.Invoke(options) ?? options, Token);
    }

    public string Work(string target) => fixture.Sandbox.MakeFolder("work-" + target);

    /// <summary>The database and everything that it archived.</summary>
    public void Lose()
    {
        using (var session = fixture.Sandbox.Session()) session.Db2($"DROP DATABASE {name}").Ok();
        var archived = Path.Combine(fixture.Sandbox.Archive, fixture.Sandbox.InstanceName, name);
        if (Directory.Exists(archived)) Directory.Delete(archived, recursive: true);
    }

    /// <summary>A moment with a second on either side in which nothing happens.</summary>
    public static async Task<DateTimeOffset> MomentAsync()
    {
        await Task.Delay(1100, Token);
        var moment = DateTimeOffset.UtcNow;
        await Task.Delay(1100, Token);
        return moment;
    }
}
