using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Faults;

/// <summary>A backup and the logs after it in a store; restored to the end of the logs over a clone that is there already.</summary>
public sealed class RestoreScene : FaultScene
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly StoreSwitch store;
    private readonly RecoveryPlan plan;
    private readonly string work;

    public RestoreScene() : base("faultre")
    {
        var memory = new MemoryStore();
        store = new StoreSwitch(memory);
        work = Sandbox.MakeFolder("work");
        NewDatabase("SAMPLE", rows: 200);
        plan = StoreAsync(new Repository(memory, "", "memory")).GetAwaiter().GetResult();
        Database = "CLONE";
        RunAsync(new RecordingHost(), TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
    }

    internal override StoreSwitch Store => store;

    internal override string FolderOf(Enum step) => step is RestoreStep.PrepareFolders ? work : Path.Combine(Directory.GetDirectories(work, "restore-*").Single(), step is RestoreStep.FetchImages ? "images" : "fetched");

    internal override Task PrepareAsync()
    {
        RemoveLeft([]);
        return Task.CompletedTask;
    }

    internal override void RemoveLeft(IReadOnlyList<string> before)
    {
        foreach (var left in Directory.GetDirectories(work, "restore-*")) Directory.Delete(left, recursive: true);
    }

    internal override IReadOnlyList<string> Files() =>
        Directory.EnumerateFiles(work, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(f => !f.Contains("/archive-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

    internal override async Task<object> RunAsync(IOperationHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var source = new StoreRestoreSource(new Repository(store.Faulty, "", "memory"), Primitives, [Key], host);
        return await new RestoreDatabase(Db2, source, host, clock).RunAsync(new(plan, work) { Overwrite = true }, cancellationToken);
    }

    internal override async Task ProveAsync(object result)
    {
        var restored = Assert.IsType<RestoreResult>(result);
        Assert.NotEmpty(restored.Checks);
        var state = await StateAsync();
        Assert.Equal("201", state["rows"]);
        Assert.Equal("DISK:" + Path.Combine(work, "archive-CLONE") + "/", state["LOGARCHMETH1"]);
        Assert.Empty(Directory.GetDirectories(work, "restore-*"));
    }

    private async Task<RecoveryPlan> StoreAsync(Repository repository)
    {
        var host = new RecordingHost();
        var token = CancellationToken.None;
        await EnableAsync(host, TimeProvider.System, force: false, token);
        var image = await new OnlineBackup(Db2, host, TimeProvider.System).RunAsync(new(Database, [Sandbox.Backups]), token);
        await new PublishBackup(repository, host, TimeProvider.System).RunAsync(await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [Key.Recipient] }, token), new(), token);
        using (var writer = Sandbox.Session())
        {
            writer.Connect(Database);
            writer.Db2("INSERT INTO T VALUES (1001, 'after the backup')").Ok();
        }
        var options = new PublishArchiveLogsOptions(Database, ArchiveCurrent: true, new(new ProtectOptions(Codecs.Best, null, [Key.Recipient])));
        await new PublishArchiveLogs(Db2, repository, Primitives, host, TimeProvider.System).RunAsync(options, null, token);
        var backups = (await new ListBackups(repository).RunAsync(new() { Databases = [Database] }, token)).Backups;
        return RecoveryPlanner.Plan(new(Database, "CLONE", RecoveryTarget.EndOfLogs), backups, await new LogCatalog(repository).ListAsync(Database, token));
    }
}

public sealed class RestoreFaultTests(RestoreScene scene, ITestOutputHelper output) : FaultCells(scene, typeof(RestoreStep), output), IClassFixture<RestoreScene>
{
    public static TheoryData<string, Fault> Cells() => CellsOf(typeof(RestoreStep));

    [Theory, MemberData(nameof(Cells))]
    public Task A_restore_survives(string step, Fault fault) => ProveAsync(step, fault);
}
