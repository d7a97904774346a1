using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>What a failed backup takes away: its own partial images, and never anything of somebody else.</summary>
public sealed class BackupCleanUpTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_somebody_else_that_ended_well_meanwhile_stays()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var folder = fixture.Sandbox.MakeFolder("shared");
        var below = Directory.CreateDirectory(Path.Combine(folder, scene.Name)).FullName;
        var loadCopy = Path.Combine(below, $"{scene.Name}.4.db2inst1.DBPART000.20260301120000.001");
        // At the moment when ours is about to be refused, another scheduler's backup of the same database ends in the same folder.
        scene.Host.OnVerbose = text =>
        {
            if (!text.StartsWith("db2 BACKUP", StringComparison.Ordinal)) return;
            using var other = fixture.Sandbox.Session();
            other.Db2($"BACKUP DATABASE {scene.Name} ONLINE TO {below} INCLUDE LOGS").Ok();
            File.WriteAllText(loadCopy, "a copy that LOAD made");
            // What is in no history is nobody's.
            File.WriteAllText(Path.Combine(below, $"{scene.Name}.0.db2inst1.DBPART000.20260301120000.001"), "half an image");
        };
        var refused = new ClpConnector(scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:BACKUP DATABASE:SQL2025N" });
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => new OnlineBackup(refused, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [folder]), Token));
        Assert.Equal("SQL2025N", error.ErrorId);
        var left = Directory.GetFiles(below);
        Assert.Equal(2, left.Length);
        Assert.Contains(loadCopy, left);
        Assert.Equal(0, (await scene.Db2.Tools.RunAsync("db2ckbkp", [left.Single(f => f != loadCopy)], Token)).ExitCode);
    }

    [Theory]
    [InlineData("/db2/o'clock"), InlineData("/db2/new\nline"), InlineData("relative/path")]
    public async Task A_path_that_cannot_be_said_to_Db2_is_refused_before_anything_is_made(string path)
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        path = path[0] == '/' ? path.Replace("/db2", fixture.Sandbox.Backups, StringComparison.Ordinal) : path;
        var before = Directory.GetFileSystemEntries(fixture.Sandbox.Backups);
        var online = await Assert.ThrowsAsync<Db2BackupException>(() => new OnlineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [path]), Token));
        var offline = await Assert.ThrowsAsync<Db2BackupException>(() => new OfflineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [path]), Token));
        Assert.All([online, offline], e => Assert.Contains(e.Code, (ErrorCode?[])[ErrorCode.StatementValueInvalid, ErrorCode.PathNotUsable]));
        Assert.Equal(before, Directory.GetFileSystemEntries(fixture.Sandbox.Backups));
    }

    [Fact]
    public async Task A_partitioned_instance_is_refused_everywhere_before_anything_is_touched()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        var plan = await scene.PlanAsync(RecoveryTarget.EndOfBackup, fixture.NewName());
        var nodes = Path.Combine(fixture.Sandbox.Home, "sqllib", "db2nodes.cfg");
        await File.WriteAllTextAsync(nodes, "0 host1 0\n1 host1 1\n\n", Token);
        try
        {
            Assert.Equal(2, Assert.Single(await new InspectDatabases(scene.Db2, scene.Host, TimeProvider.System).RunAsync([scene.Name], withSize: false, Token)).Partitions);
            foreach (var act in new Func<Task>[]
            {
                () => scene.BackUpAsync(), () => scene.BackUpAsync(offline: true), () => scene.RestoreAsync(plan),
                () => new EnableArchiveLogging(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, fixture.Sandbox.Archive, fixture.Sandbox.Backups), Token),
            })
                Assert.Equal(ErrorCode.PartitionedInstance, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);
            Assert.DoesNotContain(await new InspectDatabases(scene.Db2, scene.Host, TimeProvider.System).RunAsync([], withSize: false, Token), d => d.Database == plan.TargetDatabase);
        }
        finally
        {
            File.Delete(nodes);
        }
    }
}
