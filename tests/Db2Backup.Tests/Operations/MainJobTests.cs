using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>The main job on the stand-in: switch on archive logging, back up while others write, lose the database, restore it.</summary>
public sealed class MainJobTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly RecordingHost host = new();
    private TestKit.Db2Sandbox Sandbox => fixture.Sandbox;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_circular_database_is_shown_as_not_recoverable_and_an_online_backup_of_it_is_refused()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 1);
        var database = Assert.Single(await new InspectDatabases(db2, host, TimeProvider.System).RunAsync([name], withSize: true, Token));
        Assert.False(database.IsRecoverable);
        Assert.True(database.IsUsable);
        Assert.True(database.SizeBytes > 0);
        Assert.Null(database.LastFullBackup);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups]), Token));
        Assert.Equal(ErrorCode.ArchiveLoggingOff, error.Code);
    }

    [Fact]
    public async Task Enabling_archive_logging_ends_usable_and_recoverable_and_twice_changes_nothing()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 10);
        var first = await EnableAsync(db2, name);
        Assert.True(first.Changed);
        Assert.True(first.DatabaseInfo is { IsRecoverable: true, IsUsable: true });
        Assert.True(first.InitialBackup!.Verified);
        Assert.Equal(first.InitialBackup.Timestamp, first.DatabaseInfo.LastFullBackup!.Timestamp);
        var second = await EnableAsync(db2, name);
        Assert.False(second.Changed);
        Assert.Single(ImageFolder.Find([Path.Combine(Sandbox.Backups, name)], name));
    }

    [Fact]
    public async Task Enabling_with_another_archive_than_the_one_in_force_warns_that_the_logs_go_elsewhere()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 1);
        await EnableAsync(db2, name);
        Assert.Empty(host.Warnings);
        var wanted = Sandbox.MakeFolder("other-" + name);
        var second = await new EnableArchiveLogging(db2, host, TimeProvider.System).RunAsync(new(name, wanted, Sandbox.Backups), Token);
        Assert.False(second.Changed);
        Assert.Contains(wanted, Assert.Single(host.Warnings));
    }

    [Fact]
    public async Task A_time_in_the_future_is_refused_before_the_database_that_is_there_is_replaced()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 7);
        await EnableAsync(db2, name);
        var store = new Repository(new FolderStore(Sandbox.MakeFolder("store-" + name)), "", "store");
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups]), Token);
        await new PublishBackup(store, host, TimeProvider.System).RunAsync(
            await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [Key.Recipient] }, Token), new(), Token);
        var error = await Assert.ThrowsAsync<Db2BackupException>(
            () => RestoreAsync(db2, store, name, name, RecoveryTarget.At(DateTimeOffset.UtcNow.AddHours(1)), force: true));
        Assert.Equal(ErrorCode.RecoveryTargetInvalid, error.Code);
        Assert.Equal(7, Count(name));
        Assert.Empty(Directory.GetFileSystemEntries(Sandbox.MakeFolder("work-" + name)));
    }

    [Fact]
    public async Task A_database_in_use_is_not_switched_without_force_and_stays_as_it_was()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 1);
        using var user = Sandbox.Session();
        user.Connect(name);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => EnableAsync(db2, name));
        Assert.Equal(ErrorCode.DatabaseInUse, error.Code);
        user.Db2("SELECT COUNT(*) FROM T").Ok();
        var database = Assert.Single(await new InspectDatabases(db2, host, TimeProvider.System).RunAsync([name], withSize: false, Token));
        Assert.Equal("OFF", database.LogArchiveMethod);
        Assert.False(database.BackupPending);

        var forced = await EnableAsync(db2, name, force: true);
        Assert.True(forced.Changed);
        // Forced off, and told so once; unquiesced again, so the user gets in.
        user.Db2("SELECT COUNT(*) FROM T").Says("SQL1224N");
        user.Connect(name);
    }

    [Fact]
    public async Task What_was_backed_up_online_is_restored_under_another_name_to_the_end_of_the_backup()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 500);
        await EnableAsync(db2, name);
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups]), Token);
        Assert.True(image is { Verified: true, IncludesLogs: true, Mode: BackupMode.Online });
        using (var later = Sandbox.Session())
        {
            later.Connect(name);
            later.Db2("INSERT INTO T VALUES (100000, 'after the backup')").Ok();
        }

        var store = new Repository(new FolderStore(Sandbox.MakeFolder("store-" + name)), "", "store");
        var protectedBackup = await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [Key.Recipient] }, Token);
        var published = await new PublishBackup(store, host, TimeProvider.System).RunAsync(protectedBackup, new(), Token);
        await new RemoveBackupImage(store, host).RunAsync(published, new(), Token);
        Assert.DoesNotContain(ImageFolder.Find([Path.Combine(Sandbox.Backups, name)], name), f => f.Name.Timestamp == image.Timestamp);

        var target = fixture.NewName();
        var plan = await new PlanRecovery(store).RunAsync(new(name, target, RecoveryTarget.EndOfBackup), Token);
        var work = Sandbox.MakeFolder("work-" + name);
        var result = await new RestoreDatabase(db2, new StoreRestoreSource(store, Primitives, [Key], host), host, TimeProvider.System).RunAsync(new(plan, work), Token);

        Assert.Equal(500, Count(target));
        Assert.Equal(image.Timestamp, result.Timestamp);
        Assert.Contains(result.ChangedSettings, s => s.Parameter == "LOGARCHMETH1" && s.Before.Contains(Sandbox.Archive, StringComparison.Ordinal));
        Assert.Equal(["archive-" + target], Directory.EnumerateFileSystemEntries(work).Select(Path.GetFileName));

        var again = await Assert.ThrowsAsync<Db2BackupException>(() => new RestoreDatabase(db2, new StoreRestoreSource(store, Primitives, [Key], host), host, TimeProvider.System).RunAsync(new(plan, work), Token));
        Assert.Equal(ErrorCode.DatabaseExists, again.Code);
        await new RestoreDatabase(db2, new StoreRestoreSource(store, Primitives, [Key], host), host, TimeProvider.System).RunAsync(new(plan, work) { Overwrite = true }, Token);
        Assert.Equal(500, Count(target));
    }

    [Fact]
    public async Task With_published_logs_it_is_restored_to_their_end_and_to_a_point_in_time_after_everything_was_lost()
    {
        var (db2, name) = await NewDatabaseAsync(rows: 100);
        await EnableAsync(db2, name);
        var store = new Repository(new FolderStore(Sandbox.MakeFolder("store-" + name)), "", "store");
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups]), Token);
        await new PublishBackup(store, host, TimeProvider.System).RunAsync(
            await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [Key.Recipient] }, Token), new(), Token);
        DateTimeOffset between;
        using (var writer = Sandbox.Session())
        {
            writer.Connect(name);
            writer.Db2("INSERT INTO T VALUES (1001, 'first mark')").Ok();
            await Task.Delay(1200, Token);
            between = DateTimeOffset.UtcNow;
            await Task.Delay(1200, Token);
            writer.Db2("INSERT INTO T VALUES (1002, 'second mark')").Ok();
            writer.Db2("TERMINATE");
        }
        var options = new PublishArchiveLogsOptions(name, ArchiveCurrent: true, new(new ProtectOptions(Codecs.Best, null, [Key.Recipient])));
        var shipped = await new PublishArchiveLogs(db2, store, Primitives, host, TimeProvider.System).RunAsync(options, null, Token);
        Assert.NotEmpty(shipped);
        Assert.All(await new PublishArchiveLogs(db2, store, Primitives, host, TimeProvider.System).RunAsync(options with { ArchiveCurrent = false }, null, Token),
            log => Assert.True(log.WasPublishedBefore));

        using (var end = Sandbox.Session()) end.Db2($"DROP DATABASE {name}").Ok();
        foreach (var lost in new[] { Sandbox.Archive, Sandbox.Backups }) foreach (var folder in Directory.GetDirectories(lost)) if (folder.EndsWith(name, StringComparison.Ordinal) || lost == Sandbox.Archive) Directory.Delete(folder, recursive: true);

        Assert.Equal(102, await RestoreAsync(db2, store, name, name, RecoveryTarget.EndOfLogs));
        Assert.Equal(101, await RestoreAsync(db2, store, name, fixture.NewName(), RecoveryTarget.At(between)));
        Assert.Equal(100, await RestoreAsync(db2, store, name, fixture.NewName(), RecoveryTarget.EndOfBackup));
    }

    private async Task<int> RestoreAsync(ClpConnector db2, Repository store, string name, string target, RecoveryTarget end, bool force = false)
    {
        var plan = await new PlanRecovery(store).RunAsync(new(name, target, end), Token);
        var source = new StoreRestoreSource(store, Primitives, [Key], host);
        var result = await new RestoreDatabase(db2, source, host, TimeProvider.System).RunAsync(new(plan, Sandbox.MakeFolder("work-" + target)) { Overwrite = force, Force = force }, Token);
        if (end.PointInTime is { } asked) Assert.True(result.LastCommitted <= asked, $"{result.LastCommitted} is after {asked}");
        return Count(target);
    }

    private Task<ArchiveLoggingResult> EnableAsync(ClpConnector db2, string name, bool force = false) =>
        new EnableArchiveLogging(db2, host, TimeProvider.System).RunAsync(new(name, Sandbox.Archive, Sandbox.Backups) { Force = force }, Token);

    private async Task<(ClpConnector, string)> NewDatabaseAsync(int rows)
    {
        var name = fixture.NewName();
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(40))").Ok();
        session.Db2($"INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < {rows}) SELECT I, 'row' FROM N").Ok();
        session.Db2("TERMINATE");
        return (await fixture.ConnectorAsync(), name);
    }

    private int Count(string name)
    {
        using var session = Sandbox.Session();
        session.Connect(name);
        return int.Parse(session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output, System.Globalization.CultureInfo.InvariantCulture);
    }
}
