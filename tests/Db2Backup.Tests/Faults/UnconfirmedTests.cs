using System.Globalization;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;

namespace Db2Backup.Tests.Faults;

/// <summary>
/// The U switch: every message whose id nobody could confirm comes under an id that no catalogue has. The operations of the main
/// job then end in a success that is one, shown by rows, or in a refusal; never in a success that is none.
/// </summary>
public sealed class UnconfirmedTests(ITestOutputHelper output) : IDisposable
{
    private const string Name = "SAMPLE";
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private static readonly Dictionary<string, string> Unknown = new() { ["DB2EMU_UNCONFIRMED"] = "unknown" };

    /// <summary>What still succeeds, because no unconfirmed id is in its way. Whoever changes this list has changed what rests on guesses.</summary>
    private static readonly string[] StillSucceeds =
    [
        "Get-Db2Database", "Test-Db2BackupSpace", "Enable-Db2ArchiveLogging", "Invoke-Db2OnlineBackup", "Publish-Db2Backup", "Publish-Db2ArchiveLog",
        "Restore-Db2Database to the end of the backup", "Restore-Db2Database to the end of the logs", "Restore-Db2Database to a point in time",
        "Restore-Db2Database over an existing one", "Restart-Db2Database", "Invoke-Db2OfflineBackup", "Disable-Db2ArchiveLogging",
    ];

    private readonly TestKit.Db2Sandbox sandbox = new(new Db2SandboxOptions { InstanceName = "unknown1", Environment = Unknown });
    private readonly RecordingHost host = new();
    private readonly List<string> succeeded = [];
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_unconfirmed_ids_unknown_an_operation_truly_succeeds_or_fails()
    {
        var db2 = await ConnectAsync();
        NewDatabase();
        await AttemptAsync("Get-Db2Database", async () => await new InspectDatabases(db2, host, TimeProvider.System).RunAsync([Name], withSize: true, Token),
            found => Assert.False(Assert.Single(found).IsRecoverable));
        await AttemptAsync("Test-Db2BackupSpace", async () => await new CheckBackupSpace(db2, host, TimeProvider.System).RunAsync(new(Name, [sandbox.Backups], null), Token),
            space => Assert.True(space.DataBytes > 0));
        await AttemptAsync("Enable-Db2ArchiveLogging", async () => await new EnableArchiveLogging(db2, host, TimeProvider.System).RunAsync(new(Name, sandbox.Archive, sandbox.Backups) { Force = true }, Token),
            enabled => Assert.True(enabled.DatabaseInfo is { IsRecoverable: true, IsUsable: true } && Rows(Name) == 100));

        var repository = new Repository(new FolderStore(sandbox.MakeFolder("store")), "", "store");
        var image = await AttemptAsync("Invoke-Db2OnlineBackup", async () => await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(Name, [sandbox.Backups]), Token), i => Assert.True(i.Verified));
        await AttemptAsync("Publish-Db2Backup", async () => await new PublishBackup(repository, host, TimeProvider.System).RunAsync(
            await new ProtectBackup(Primitives, host).RunAsync(image!, new() { Recipients = [Key.Recipient] }, Token), new(), Token), p => Assert.False(p.WasPublishedBefore));
        var between = await InsertTwiceAsync();
        var shipping = new PublishArchiveLogsOptions(Name, ArchiveCurrent: true, new(new ProtectOptions(Codecs.Best, null, [Key.Recipient])));
        await AttemptAsync("Publish-Db2ArchiveLog", async () => await new PublishArchiveLogs(db2, repository, Primitives, host, TimeProvider.System).RunAsync(shipping, null, Token), logs => Assert.NotEmpty(logs));

        var source = new StoreRestoreSource(repository, Primitives, [Key], host);
        var backupEnd = await PlanAsync(repository, "CLONE1", RecoveryTarget.EndOfBackup);
        var logsEnd = await PlanAsync(repository, "CLONE2", RecoveryTarget.EndOfLogs);
        await RestoreAsync("to the end of the backup", db2, source, backupEnd, rows: 100);
        await RestoreAsync("to the end of the logs", db2, source, logsEnd, rows: 102);
        await RestoreAsync("to a point in time", db2, source, await PlanAsync(repository, "CLONE3", RecoveryTarget.At(between)), rows: 101);
        await RestoreAsync("over an existing one", db2, source, backupEnd, rows: 100, overwrite: true);

        await AttemptAsync("Restart-Db2Database", async () => await new RestartDatabase(db2, host, TimeProvider.System).RunAsync("CLONE2", Token), _ => Assert.Equal(102, Rows("CLONE2")));
        await AttemptAsync("Invoke-Db2OfflineBackup", async () => await new OfflineBackup(db2, host, TimeProvider.System).RunAsync(new(Name, [sandbox.Backups]) { Force = true }, Token), i => Assert.True(i.Verified && Rows(Name) == 102));
        await AttemptAsync("Disable-Db2ArchiveLogging", async () => await new DisableArchiveLogging(db2, host, TimeProvider.System).RunAsync(Name, force: true, Token), d => Assert.False(d.DatabaseInfo.IsRecoverable));

        output.WriteLine($"{succeeded.Count} operations succeed truly with every unconfirmed id unknown: {string.Join(", ", succeeded)}");
        Assert.Equal(StillSucceeds, succeeded);
        await WhatMustFailFailsAsync(db2, source, backupEnd, logsEnd);
    }

    /// <summary>Here Db2 says no with ids that nobody confirmed, or says yes and the read-back finds that it is not so.</summary>
    private async Task WhatMustFailFailsAsync(ClpConnector db2, StoreRestoreSource source, RecoveryPlan backupEnd, RecoveryPlan logsEnd)
    {
        await using (var session = await db2.OpenAsync(null, Token))
        {
            var notPending = await FailsAsync(() => new RollForward(session, host).RunAsync("CLONE2", RecoveryTarget.EndOfLogs, null, noRetrieve: true, Token));
            Assert.Null(notPending.Code);
        }
        var damaged = await FailsAsync(() => RunAsync(db2, new SpoiledSource(source, damageImage: true), backupEnd with { TargetDatabase = "CLONE4" }, overwrite: false));
        Assert.Null(damaged.Code);
        await FailsAsync(() => RunAsync(db2, new SpoiledSource(source, damageImage: false), logsEnd with { TargetDatabase = "CLONE5" }, overwrite: false));
        await FailsAsync(() => new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(Name, [sandbox.Backups]), Token));
    }

    private static async Task<Db2BackupException> FailsAsync(Func<Task> act) => await Assert.ThrowsAsync<Db2BackupException>(act);

    private async Task RestoreAsync(string how, ClpConnector db2, IRestoreSource source, RecoveryPlan plan, int rows, bool overwrite = false) =>
        await AttemptAsync("Restore-Db2Database " + how, () => RunAsync(db2, source, plan, overwrite), _ => Assert.Equal(rows, Rows(plan.TargetDatabase)));

    private Task<RestoreResult> RunAsync(ClpConnector db2, IRestoreSource source, RecoveryPlan plan, bool overwrite) =>
        new RestoreDatabase(db2, source, host, TimeProvider.System).RunAsync(new(plan, sandbox.MakeFolder("work")) { Overwrite = overwrite }, Token);

    /// <summary>A success is proven; a refusal is one of ours, with an id and a way out.</summary>
    private async Task<T?> AttemptAsync<T>(string operation, Func<Task<T>> act, Action<T> prove) where T : class
    {
        T result;
        try
        {
            result = await act();
        }
        catch (Db2BackupException e)
        {
            output.WriteLine($"{operation} ends in {e.ErrorId}: {e.Message}");
            Assert.NotEmpty(e.Remedy);
            return null;
        }
        prove(result);
        succeeded.Add(operation);
        return result;
    }

    private static async Task<RecoveryPlan> PlanAsync(Repository repository, string target, RecoveryTarget end) => RecoveryPlanner.Plan(
        new(Name, target, end), (await new ListBackups(repository).RunAsync(new() { Databases = [Name] }, Token)).Backups, await new LogCatalog(repository).ListAsync(Name, Token));

    private async Task<ClpConnector> ConnectAsync() =>
        new(await InstanceLocator.FindAsync(sandbox.InstanceName, sandbox.Home, Token), Unknown.ToDictionary(u => u.Key, u => (string?)u.Value));

    private void NewDatabase()
    {
        using var session = sandbox.Session();
        session.Db2($"CREATE DATABASE {Name}").Ok();
        session.Connect(Name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY)").Ok();
        session.Db2("INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 100) SELECT I FROM N").Ok();
    }

    private async Task<DateTimeOffset> InsertTwiceAsync()
    {
        using var session = sandbox.Session();
        session.Connect(Name);
        session.Db2("INSERT INTO T VALUES (1001)").Ok();
        await Task.Delay(1200, Token);
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(1200, Token);
        session.Db2("INSERT INTO T VALUES (1002)").Ok();
        return between;
    }

    private int Rows(string name)
    {
        using var session = sandbox.Session();
        session.Connect(name);
        return int.Parse(session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output, CultureInfo.InvariantCulture);
    }

    public void Dispose() => sandbox.Dispose();

    /// <summary>Gives an image that was damaged after it was verified, or no logs.</summary>
    private sealed class SpoiledSource(IRestoreSource inner, bool damageImage) : IRestoreSource
    {
        public async Task<UnprotectedBackup> FetchImagesAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken)
        {
            var backup = await inner.FetchImagesAsync(plan, folder, cancellationToken);
            if (!damageImage) return backup;
            await using var file = File.Open(backup.Path[0], FileMode.Open, FileAccess.ReadWrite);
            file.SetLength(file.Length / 2);
            return backup;
        }

        public Task FetchLogsAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken) =>
            damageImage ? inner.FetchLogsAsync(plan, folder, cancellationToken) : Task.CompletedTask;

        public Task<BackupManifest> CheckAsync(RecoveryPlan plan, CancellationToken cancellationToken) => inner.CheckAsync(plan, cancellationToken);

        public Task VerifyImagesAsync(RecoveryPlan plan, CancellationToken cancellationToken) => inner.VerifyImagesAsync(plan, cancellationToken);

        public async Task SendImageAsync(RecoveryPlan plan, ManifestFile file, Stream destination, Action<long>? onSent, CancellationToken cancellationToken)
        {
            using var image = new MemoryStream();
            await inner.SendImageAsync(plan, file, image, onSent, cancellationToken);
            await destination.WriteAsync(image.ToArray().AsMemory(0, (int)(damageImage ? image.Length / 2 : image.Length)), cancellationToken);
        }
    }
}
