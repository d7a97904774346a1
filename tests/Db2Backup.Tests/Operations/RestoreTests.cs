using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>Restores that go another way than the main job: what is chosen, what is refused before the target is touched, what is no success.</summary>
public sealed class RestoreTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_manifest_is_named_when_its_backup_is_wanted_and_told_when_an_older_one_is_taken()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var first = await scene.BackUpAsync();
        var second = await scene.BackUpAsync();
        scene.Memory[second.Key + "manifest.json"] = scene.Memory[second.Key + "manifest.json"][..200];
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => scene.PlanAsync(RecoveryTarget.EndOfBackup, timestamp: second.Timestamp));
        Assert.Equal(ErrorCode.ManifestInvalid, error.Code);
        Assert.Contains(second.Key, error.Message, StringComparison.Ordinal);

        var plan = await scene.PlanAsync(RecoveryTarget.EndOfBackup);
        Assert.Equal(first.Timestamp, plan.Backup.Timestamp);
        Assert.Contains(plan.Warnings, w => w.Contains(second.Key, StringComparison.Ordinal));
        Assert.Empty((await scene.PlanAsync(RecoveryTarget.EndOfBackup, timestamp: first.Timestamp)).Warnings);
    }

    [Fact]
    public async Task A_backup_under_another_alias_is_found_by_either_name()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var alias = fixture.NewName();
        using (var session = fixture.Sandbox.Session()) session.Db2($"CATALOG DATABASE {scene.Name} AS {alias} ON {fixture.Sandbox.Home}").Exits(2);
        var backup = await scene.BackUpAsync(alias: alias);
        Assert.Equal((scene.Name, alias), (backup.Database, backup.Manifest.Alias));
        foreach (var name in new[] { scene.Name, alias })
        {
            var copy = fixture.NewName();
            var plan = await new PlanRecovery(scene.Store).RunAsync(new(name, copy, RecoveryTarget.EndOfBackup), Token);
            await scene.RestoreAsync(plan);
            Assert.Equal(10, scene.Count(copy));
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_offline_image_is_restored_as_it_is(bool recoverable)
    {
        var scene = await RecoveryScene.CreateAsync(fixture, recoverable: recoverable);
        await scene.BackUpAsync(offline: true);
        scene.Insert(100);
        var copy = fixture.NewName();
        var result = await scene.RestoreAsync(RecoveryTarget.Image, copy);
        Assert.True(result is { LastCommitted: null, FirstLog: null });
        Assert.Equal(10, scene.Count(copy));
    }

    [Fact]
    public async Task The_first_image_after_the_switch_is_restored_as_it_is_and_with_the_logs_after_it()
    {
        var scene = await RecoveryScene.CreateAsync(fixture, recoverable: false);
        var enabled = await new EnableArchiveLogging(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, fixture.Sandbox.Archive, fixture.Sandbox.Backups), Token);
        await scene.PublishAsync(enabled.InitialBackup!);
        scene.Insert(100);
        await scene.ShipLogsAsync();
        var (image, logs) = (fixture.NewName(), fixture.NewName());
        await scene.RestoreAsync(RecoveryTarget.Image, image);
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, logs);
        Assert.Equal((10, 11), (scene.Count(image), scene.Count(logs)));
    }

    [Fact]
    public async Task A_place_for_the_logs_of_a_copy_that_cannot_be_used_is_found_before_the_target_is_touched()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy);
        using (var session = fixture.Sandbox.Session())
        {
            session.Connect(copy);
            session.Db2("INSERT INTO T VALUES (500, 'kept')").Ok();
        }
        var file = Path.Combine(scene.Work("other"), "file");
        await File.WriteAllTextAsync(file, "", Token);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() =>
            scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy, o => o with { Overwrite = true, Force = true, ArchivePath = Path.Combine(file, "archive") }));
        Assert.Equal(ErrorCode.PathNotUsable, error.Code);
        Assert.Equal(11, scene.Count(copy));
    }

    [Fact]
    public async Task A_refused_restore_leaves_no_folder_for_the_logs_of_a_copy()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var published = await scene.BackUpAsync();
        var plan = await scene.PlanAsync(RecoveryTarget.EndOfBackup, fixture.NewName());
        await scene.Memory.DeleteAsync(published.Key + published.Manifest.Files[0].Slices[0].Name, Token);
        await Assert.ThrowsAsync<Db2BackupException>(() => scene.RestoreAsync(plan));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.Work(plan.TargetDatabase)));
    }

    [Theory]
    // It "ended", and not all table spaces were restored.
    [InlineData("refuse:RESTORE DATABASE:SQL2563W")]
    // A warning in place of what was asked: the copy would archive among the logs of its source.
    [InlineData("refuse:UPDATE DATABASE CONFIGURATION:SQL1363W")]
    public async Task A_success_that_is_none_is_an_error(string fault)
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        var faulty = new ClpConnector(scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = fault });
        var with = new RecoveryScene(fixture, faulty, scene.Name);
        foreach (var key in scene.Memory.Keys) with.Memory[key] = scene.Memory[key];
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => with.RestoreAsync(RecoveryTarget.EndOfBackup, fixture.NewName()));
        Assert.Equal(ErrorCode.RecoveryNotComplete, error.Code);
    }

    [Fact]
    public async Task Folders_with_blanks_and_other_letters_work_from_the_image_to_the_restored_database()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var folder = fixture.Sandbox.MakeFolder("bäck up & \"more\" 山");
        var image = await new OnlineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [folder]), Token);
        await scene.PublishAsync(image);
        scene.Insert(100);
        await scene.ShipLogsAsync();
        var copy = fixture.NewName();
        var plan = await scene.PlanAsync(RecoveryTarget.EndOfLogs, copy);
        await scene.RestoreAsync(plan, o => o with { ArchivePath = fixture.Sandbox.MakeFolder("logs of a cöpy") });
        Assert.Equal(11, scene.Count(copy));
    }

    [Fact]
    public async Task A_copy_never_writes_into_the_archive_of_its_source()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        var copy = fixture.NewName();
        var result = await scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy);
        var method = Assert.Single(result.ChangedSettings, s => s.Parameter == "LOGARCHMETH1");
        using (var session = fixture.Sandbox.Session())
        {
            session.Connect(copy);
            session.Db2("INSERT INTO T VALUES (700, 'in the copy')").Ok();
            session.Db2("TERMINATE");
            session.Db2($"ARCHIVE LOG FOR DATABASE {copy}").Ok();
        }
        Eventually.Holds(() => Directory.EnumerateFiles(method.Now["DISK:".Length..], "*.LOG", SearchOption.AllDirectories).Any(), "the copy archives into its own folder");
        Assert.False(Directory.Exists(Path.Combine(fixture.Sandbox.Archive, fixture.Sandbox.InstanceName, copy)));
    }

    [Fact]
    public async Task Two_databases_with_logs_of_the_same_names_are_restored_through_one_work_folder()
    {
        var work = fixture.Sandbox.MakeFolder("one work folder");
        var scenes = new[] { await RecoveryScene.CreateAsync(fixture, rows: 3), await RecoveryScene.CreateAsync(fixture, rows: 5) };
        var copies = new[] { fixture.NewName(), fixture.NewName() };
        foreach (var scene in scenes)
        {
            await scene.BackUpAsync();
            scene.Insert(100);
            await scene.ShipLogsAsync();
        }
        Assert.Equal(scenes[0].Memory.Keys.Count(k => k.Contains("S0000001.LOG", StringComparison.Ordinal)), scenes[1].Memory.Keys.Count(k => k.Contains("S0000001.LOG", StringComparison.Ordinal)));
        await Task.WhenAll(scenes.Zip(copies, async (scene, copy) =>
            await new RestoreDatabase(scene.Db2, scene.Source, scene.Host, TimeProvider.System).RunAsync(new(await scene.PlanAsync(RecoveryTarget.EndOfLogs, copy), work), Token)));
        Assert.Equal((4, 6), (scenes[0].Count(copies[0]), scenes[1].Count(copies[1])));
    }

    [Fact]
    public async Task Only_the_applications_of_the_target_are_ended()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy);
        using var bystander = fixture.Sandbox.Session();
        using var user = fixture.Sandbox.Session();
        bystander.Connect(scene.Name);
        user.Connect(copy);
        Assert.Equal(ErrorCode.DatabaseInUse, (await Assert.ThrowsAsync<Db2BackupException>(() => scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy, o => o with { Overwrite = true }))).Code);
        await scene.RestoreAsync(RecoveryTarget.EndOfBackup, copy, o => o with { Overwrite = true, Force = true });
        bystander.Db2("SELECT COUNT(*) FROM T").Ok();
        user.Db2("SELECT COUNT(*) FROM T").Says("SQL1224N");
    }

    [Fact]
    public async Task Whether_a_rollforward_follows_is_told_by_the_backup_and_not_by_the_database_that_is_replaced()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        // The target has circular logging, the image has not.
        var target = await RecoveryScene.CreateAsync(fixture, rows: 1, recoverable: false);
        var result = await scene.RestoreAsync(RecoveryTarget.EndOfBackup, target.Name, o => o with { Overwrite = true, Force = true });
        Assert.NotNull(result.LastLog);
        Assert.Equal(10, scene.Count(target.Name));
    }
}
