using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>Test-Db2BackupSpace on an instance.</summary>
public sealed class CheckBackupSpaceTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<BackupSpaceResult> CheckAsync(RecoveryScene scene, IDb2Connector? db2 = null, Dictionary<string, long>? claims = null) =>
        new CheckBackupSpace(db2 ?? scene.Db2, scene.Host, TimeProvider.System, claims).RunAsync(new(scene.Name, [fixture.Sandbox.Backups], null), Token);

    [Fact]
    public async Task The_size_is_that_of_now_and_not_one_that_was_kept()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var before = await CheckAsync(scene);
        using (var session = fixture.Sandbox.Session())
        {
            session.Connect(scene.Name);
            session.Db2("INSERT INTO T WITH N(I) AS (VALUES 1000 UNION ALL SELECT I + 1 FROM N WHERE I < 30000) SELECT I, 'a row that needs some room' FROM N").Ok();
        }
        var after = await CheckAsync(scene);
        Assert.True(after.DataBytes > before.DataBytes + 200_000, $"{before.DataBytes} {after.DataBytes}");
        Assert.True(after.LogBytes > 0);
    }

    [Theory]
    [InlineData("refuse:SELECT:SQL0551N", "SQL0551N"), InlineData("refuse:CONNECT:SQL1117N", "SQL1117N")]
    public async Task A_size_that_cannot_be_told_is_an_error_and_never_taken_for_nothing(string fault, string id)
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var faulty = new ClpConnector(scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = fault });
        Assert.Equal(id, (await Assert.ThrowsAsync<Db2BackupException>(() => CheckAsync(scene, faulty))).ErrorId);
    }

    [Fact]
    public async Task A_store_counts_with_its_limits_and_a_folder_with_its_room_and_one_that_cannot_be_used_is_an_error()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        using var folder = new TemporaryFolder();
        Task<BackupSpaceResult> Of(Repository store) =>
            new CheckBackupSpace(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups], null) { Store = store }, Token);

        var plain = await CheckAsync(scene);
        var there = await Of(new ObjectStores().Open(folder.Path));
        Assert.True(there.FileSystems.Sum(f => f.NeededBytes) > 1.9 * plain.FileSystems.Sum(f => f.NeededBytes));
        Assert.Equal((folder.Path, true, 1), (there.StoreNeed!.Location, there.StoreNeed.Passed, there.StoreNeed.Streams));
        var small = await Of(new Repository(new MemoryStore { Facts = new StoreFacts { MaximumParts = 1 } }, "", "s3://b"));
        Assert.Equal(plain.FileSystems.Single().NeededBytes, small.FileSystems.Single().NeededBytes);
        Assert.Equal(16 << 20, small.StoreNeed!.ObjectBytes);
        Assert.Equal(ErrorCode.StoreNotFound, (await Assert.ThrowsAsync<Db2BackupException>(() => Of(new ObjectStores().Open(folder.Combine("typo"))))).Code);
        Assert.Equal(ErrorCode.StoreFailed, (await Assert.ThrowsAsync<Db2BackupException>(() => Of(new Repository(new MemoryStore { Facts = new StoreFacts { MaximumObjectBytes = 1000 } }, "", "s3://b")))).Code);
    }

    [Fact]
    public async Task Databases_of_one_pipeline_add_up_where_they_share_a_file_system()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var claims = new Dictionary<string, long>(StringComparer.Ordinal);
        var first = Assert.Single((await CheckAsync(scene, claims: claims)).FileSystems);
        var second = Assert.Single((await CheckAsync(scene, claims: claims)).FileSystems);
        Assert.Equal(2 * first.NeededBytes, second.NeededBytes);
        // What others need already leaves no room.
        claims[first.MountPoint] = first.FreeBytes;
        Assert.False((await CheckAsync(scene, claims: claims)).Passed);
    }
}
