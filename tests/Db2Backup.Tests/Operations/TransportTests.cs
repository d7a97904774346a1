using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>The same operations over both transports, and where they must differ.</summary>
public sealed class TransportTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly RecordingHost host = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Db2Transport> Transports => [Db2Transport.Clp, Db2Transport.Provider];

    [Theory, MemberData(nameof(Transports))]
    public async Task A_circular_database_is_shown_as_such_and_an_online_backup_of_it_is_refused(Db2Transport transport)
    {
        var name = NewDatabase();
        var db2 = await fixture.ConnectAsync(transport, name);
        var database = await InspectAsync(db2, name);
        Assert.True(database is { IsRecoverable: false, IsUsable: true, LogArchiveMethod: "OFF", SizeBytes: > 0, LastFullBackup: null });
        var error = await RefusedAsync(() => BackUpAsync(db2, name, Folder(name)));
        Assert.Equal(ErrorCode.ArchiveLoggingOff, error.Code);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_online_backup_is_confirmed_by_the_history_and_then_shown(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = await fixture.ConnectAsync(transport, name);
        var folder = Folder(name);
        var image = await BackUpAsync(db2, name, folder);
        Assert.True(image is { IncludesLogs: true, Mode: BackupMode.Online, Kind: BackupKind.Full, FirstLog: not null });
        Assert.True(File.Exists(Assert.Single(image.Path)), $"no {image.Path[0]}");
        Assert.InRange(image.EndTime, image.StartTime, image.StartTime.AddMinutes(2));

        var database = await InspectAsync(db2, name);
        Assert.Equal(image.Timestamp, database.LastFullBackup!.Timestamp);
        Assert.Equal(image.FirstLog, database.LastFullBackup.FirstLog);
        Assert.InRange(database.LastBackupAge!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Several_paths_give_a_file_each(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = await fixture.ConnectAsync(transport, name);
        var image = await BackUpAsync(db2, name, Folder(name, "a"), Folder(name, "b"));
        Assert.Equal([1, 2], image.Files.Select(f => f.Name.Sequence));
        Assert.All(image.Path, p => Assert.True(File.Exists(p), p));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_backup_that_Db2_refuses_has_its_id_and_leaves_no_image(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = transport == Db2Transport.Clp
            ? new ClpConnector((await fixture.ClpAsync()).Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:BACKUP DATABASE:SQL2036N" })
            : (IDb2Connector)await fixture.ProviderAsync(name, faults: "refuse:CALL SYSPROC.ADMIN_CMD:SQL2036N");
        var folder = Folder(name);
        var error = await RefusedAsync(() => BackUpAsync(db2, name, folder));
        Assert.Equal("SQL2036N", error.ErrorId);
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_cancelled_backup_has_ended_in_Db2_too(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = transport == Db2Transport.Clp
            ? new ClpConnector((await fixture.ClpAsync()).Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "hang@1000" })
            : (IDb2Connector)await fixture.ProviderAsync(name, faults: "hang@1000");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        host.OnProgress = _ => cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Folder(name)]), cancel.Token));
        using var session = fixture.Sandbox.Session();
        session.Db2("LIST UTILITIES").Says("SQL1611W");
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task What_is_configured_and_not_in_force_yet_does_not_count_as_recoverable(Db2Transport transport)
    {
        var name = NewDatabase();
        using var user = fixture.Sandbox.Session();
        user.Connect(name);
        user.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive} TRACKMOD YES").Exits(2);
        var database = await InspectAsync(await fixture.ConnectAsync(transport, name), name);
        Assert.False(database.IsRecoverable);
        Assert.StartsWith("DISK:" + fixture.Sandbox.Archive, database.LogArchiveMethod, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_name_that_is_not_there_is_told(Db2Transport transport)
    {
        var db2 = await fixture.ConnectAsync(transport, NewDatabase());
        var error = await RefusedAsync(() => new InspectDatabases(db2, host, TimeProvider.System).RunAsync(["NOTHERE"], withSize: false, Token));
        Assert.Equal(ErrorCode.DatabaseNotFound, error.Code);
        Assert.Equal(ErrorCode.DatabaseNotFound, (await RefusedAsync(() => BackUpAsync(db2, "NOTHERE", Folder("NOTHERE")))).Code);
    }

    [Fact]
    public async Task Both_transports_see_the_same_database()
    {
        var name = NewDatabase(recoverable: true);
        await BackUpAsync(await fixture.ClpAsync(), name, Folder(name));
        var clp = await InspectAsync(await fixture.ClpAsync(), name);
        var provider = await InspectAsync(await fixture.ProviderAsync(name), name);
        Assert.Equal(Comparable(clp), Comparable(provider));
        Assert.Equal(History(clp.LastFullBackup!), History(provider.LastFullBackup!));

        // The connection itself keeps the database open, so consistency may differ; the directory is the server's affair.
        static Db2Database Comparable(Db2Database d) => d with
        {
            InstanceInfo = null!, DatabasePath = null, IsConsistent = false, LastBackupAge = null, LastFullBackup = null,
        };
        static (Db2Timestamp, int, char, char?, LogFileName?, LogFileName?, string, Db2Timestamp?, char, string, long?, int, string) History(BackupHistoryEntry e) =>
            (e.Timestamp, e.Sequence, e.OperationType, e.DeviceType, e.FirstLog, e.LastLog, e.Comment, e.EndTime, e.Status, e.Location, e.EntryId, e.SqlCode, string.Join(' ', e.TableSpaces));
    }

    [Fact]
    public async Task An_image_made_over_the_provider_lies_on_the_server_and_is_protected_only_where_a_map_leads_to_it()
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        var image = await BackUpAsync(await fixture.ProviderAsync(name), name, folder);
        Assert.True(image is { IsReachable: false, Verified: false, SizeBytes: 0 });
        Assert.Contains(host.Warnings, w => w.Contains("db2ckbkp", StringComparison.Ordinal));

        var primitives = new BouncyCastlePrimitives();
        var key = AgeX25519Identity.Generate(primitives);
        var refused = await RefusedAsync(() => new ProtectBackup(primitives, host).RunAsync(image, new() { Recipients = [key.Recipient] }, Token));
        Assert.Equal(ErrorCode.ImageNotReachable, refused.Code);

        var seen = fixture.Sandbox.MakeFolder("seen-" + name);
        File.Copy(image.Path[0], Path.Combine(seen, image.Files[0].Name.ToString()));
        var mapped = new ProtectBackupOptions { Recipients = [key.Recipient], PathMaps = [new PathMap(folder, seen)] };
        var made = await new ProtectBackup(primitives, host).RunAsync(image, mapped, Token);
        Assert.StartsWith(seen, Assert.Single(made.Files).Path, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(image.Path[0]).Length, made.Files[0].PlainLength);
        Assert.True(made.Image.SizeBytes > 0);
    }

    private Task<BackupImage> BackUpAsync(IDb2Connector db2, string name, params string[] folders) =>
        new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, folders), Token);

    private async Task<Db2Database> InspectAsync(IDb2Connector db2, string name) =>
        Assert.Single(await new InspectDatabases(db2, host, TimeProvider.System).RunAsync([name], withSize: true, Token));

    private static Task<Db2BackupException> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<Db2BackupException>(act);

    private string Folder(params string[] parts) => fixture.Sandbox.MakeFolder("images-" + string.Join('-', parts));

    private string NewDatabase(bool recoverable = false)
    {
        var name = fixture.NewName();
        using var session = fixture.Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        if (!recoverable) return name;
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
        // The null device: no image, and so no full backup that could be taken for one of this test's.
        session.Db2($"BACKUP DATABASE {name} TO /dev/null").Ok();
        return name;
    }
}
