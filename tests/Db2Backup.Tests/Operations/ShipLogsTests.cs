using System.Globalization;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>Publish-Db2ArchiveLog on an instance: what was committed is in the store, and the archive stays as it is.</summary>
public sealed class ShipLogsTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_unit_of_work_open_since_an_older_log_the_active_log_is_shipped_all_the_same()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        using var open = fixture.Sandbox.Session();
        open.Connect(scene.Name);
        open.Db2("INSERT INTO T VALUES (900, 'not committed')", options: ["+c"]).Ok();
        using (var other = fixture.Sandbox.Session()) other.Db2($"ARCHIVE LOG FOR DATABASE {scene.Name}").Ok();
        open.Db2("INSERT INTO T VALUES (901, 'not committed')", options: ["+c"]).Ok();
        var (oldest, active) = (Number("FIRST_ACTIVE_LOG"), Number("CURRENT_ACTIVE_LOG"));
        Assert.True(active > oldest, $"{oldest} {active}");
        var shipped = await scene.ShipLogsAsync();
        Assert.Contains(shipped, l => l.Log.Name.Number == active);
        Assert.True(Number("CURRENT_ACTIVE_LOG") > active);
        open.Db2("ROLLBACK", options: ["+c"]).Ok();

        int Number(string column) =>
            int.Parse(open.Db2($"SELECT {column} FROM TABLE(MON_GET_TRANSACTION_LOG(-2)) AS T", options: ["+c", "-x"]).Ok().Output, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Neither_a_backup_that_succeeds_nor_one_that_fails_takes_a_log_from_the_archive()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        await scene.ShipLogsAsync();
        var archived = Archived(scene);
        Assert.NotEmpty(archived);
        await scene.BackUpAsync();
        await scene.ShipLogsAsync();
        var refused = new ClpConnector(scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:BACKUP DATABASE:SQL2025N" });
        await Assert.ThrowsAsync<Db2BackupException>(() => new OnlineBackup(refused, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups]), Token));
        Assert.Superset(archived, Archived(scene));
    }

    [Fact]
    public async Task After_logging_was_switched_off_and_on_the_logs_of_one_name_are_told_apart()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        await scene.ShipLogsAsync();
        await new DisableArchiveLogging(scene.Db2, scene.Host, TimeProvider.System).RunAsync(scene.Name, force: true, Token);
        // The numbers begin again, in a folder that has files of those names.
        await new EnableArchiveLogging(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, fixture.Sandbox.Archive, fixture.Sandbox.Backups), Token);
        await scene.BackUpAsync();
        scene.Insert(101);
        scene.Insert(102);
        var shipped = await scene.ShipLogsAsync();
        Assert.Contains(shipped, l => l.OtherCopies.Count > 0);
        scene.Lose();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy);
        Assert.Equal(13, scene.Count(copy));
    }

    [Fact]
    public async Task A_database_that_does_not_archive_into_a_folder_is_refused_before_its_log_is_closed()
    {
        var scene = await RecoveryScene.CreateAsync(fixture, recoverable: false);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => scene.ShipLogsAsync());
        Assert.Equal(ErrorCode.LogArchiveNotADirectory, error.Code);
        Assert.Empty(scene.Memory.Keys);
        Assert.DoesNotContain(scene.Host.Details, d => d.Contains("ARCHIVE LOG", StringComparison.Ordinal) && !d.Contains("LIST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_stores_get_the_logs_of_one_closing_and_too_few_of_them_are_an_error()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        var (other, broken) = (new MemoryStore(), new FaultyStore(new MemoryStore()) { FailAt = 1, FailKind = StoreCall.BeginUpload, StaysBroken = true });
        static StoreChoice In(string name, IObjectStore store) => new(name, new Repository(store, "", name), null);
        Task<IReadOnlyList<PublishedLog>> ShipAsync(int? minimum, params StoreChoice[] stores) =>
            new PublishLogCopies(scene.Db2, new BouncyCastlePrimitives(), new StoreCopies(scene.Host, TimeProvider.System), scene.Host, TimeProvider.System)
                .RunAsync(scene.Name, archiveCurrent: true, stores, minimum, _ => new(new ProtectOptions(CompressionCodec.Gzip, null, [])), null, Token);
        int Closings() => scene.Host.Details.Count(d => d.Contains("ARCHIVE LOG FOR", StringComparison.Ordinal));

        var closings = Closings();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => ShipAsync(null, In("near", scene.Memory), In("broken", broken), In("far", other)));
        Assert.Equal(ErrorCode.CopiesTooFew, error.Code);
        Assert.Contains("Complete in near, far. Not in broken (WriteFailed: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(closings + 1, Closings());
        string[] Logs(MemoryStore store) => store.Keys.Where(k => k.Contains("/logs/", StringComparison.Ordinal) && !k.EndsWith(".json", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(Logs(other));
        Assert.Equal(Logs(scene.Memory), Logs(other));

        var shipped = await ShipAsync(2, In("near", scene.Memory), In("broken", broken), In("far", other));
        Assert.Equal(["far", "near"], shipped.Where(l => l.WasPublishedBefore).Select(l => l.Store).Distinct().Order());
        // No store can be written to: no log is closed.
        closings = Closings();
        broken.FailKind = null;
        await Assert.ThrowsAsync<Db2BackupException>(() => ShipAsync(null, In("broken", broken), In("worse", broken)));
        Assert.Equal(closings, Closings());
    }

    private HashSet<string> Archived(RecoveryScene scene) =>
        Directory.EnumerateFiles(Path.Combine(fixture.Sandbox.Archive, fixture.Sandbox.InstanceName, scene.Name), "*.LOG", SearchOption.AllDirectories).ToHashSet();
}
