using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>The same operations over both transports, and where they must differ.</summary>
public sealed class TransportTests(ProviderFixture fixture) : BothTransports(fixture)
{
    [Theory, MemberData(nameof(Transports))]
    public async Task A_circular_database_is_shown_as_such_and_an_online_backup_of_it_is_refused(Db2Transport transport)
    {
        var name = NewDatabase();
        var db2 = await Fixture.ConnectAsync(transport, name);
        var database = await InspectAsync(db2, name);
        Assert.True(database is { IsRecoverable: false, IsUsable: true, LogArchiveMethod: "OFF", SizeBytes: > 0, LastFullBackup: null });
        var error = await RefusedAsync(() => BackUpAsync(db2, name, Folder(name)));
        Assert.Equal(ErrorCode.ArchiveLoggingOff, error.Code);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_online_backup_is_confirmed_by_the_history_and_then_shown(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = await Fixture.ConnectAsync(transport, name);
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
        var db2 = await Fixture.ConnectAsync(transport, name);
        var image = await BackUpAsync(db2, name, Folder(name, "a"), Folder(name, "b"));
        Assert.Equal([1, 2], image.Files.Select(f => f.Name.Sequence));
        Assert.All(image.Path, p => Assert.True(File.Exists(p), p));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task What_is_configured_and_not_in_force_yet_does_not_count_as_recoverable(Db2Transport transport)
    {
        var name = NewDatabase();
        using var user = Sandbox.Session();
        user.Connect(name);
        user.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{Sandbox.Archive} TRACKMOD YES").Exits(2);
        var database = await InspectAsync(await Fixture.ConnectAsync(transport, name), name);
        Assert.False(database.IsRecoverable);
        Assert.StartsWith("DISK:" + Sandbox.Archive, database.LogArchiveMethod, StringComparison.Ordinal);
    }

    /// <summary>Over the provider the folder is the server's; a map says under which name it is seen here.</summary>
    [Theory, MemberData(nameof(Transports))]
    public async Task The_space_test_counts_the_data_and_the_logs_against_every_path(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        var db2 = await Fixture.ConnectAsync(transport, name);
        var space = await SpaceAsync(db2, name, transport == Db2Transport.Clp ? folder : "/srv/backup", new PathMap("/srv/backup", folder));
        var database = await InspectAsync(db2, name);
        Assert.Equal(database.SizeBytes, space.DataBytes);
        // Two log files at least: the one that is written now and one that fills meanwhile.
        Assert.True(space.LogBytes >= 2 * database.LogFileBytes, $"{space.LogBytes} for logs of {database.LogFileBytes}");
        var need = Assert.Single(space.FileSystems);
        Assert.True(space.Passed && need.NeededBytes > space.DataBytes + space.LogBytes && need.FreeBytes > 0);
        Assert.Equal(transport == Db2Transport.Clp ? folder : "/srv/backup", Assert.Single(space.Path));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_space_test_of_a_circular_database_counts_no_logs(Db2Transport transport)
    {
        var name = NewDatabase();
        var folder = Folder(name);
        var space = await SpaceAsync(await Fixture.ConnectAsync(transport, name), name, folder, new PathMap(folder, folder));
        Assert.True(space is { LogBytes: 0, DataBytes: > 0, Passed: true });
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_history_tells_of_a_backup_that_the_other_transport_took(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var other = transport == Db2Transport.Clp ? Db2Transport.Provider : Db2Transport.Clp;
        var image = await BackUpAsync(await Fixture.ConnectAsync(other, name), name, Folder(name));
        var entry = (await new BackupHistory(await Fixture.ConnectAsync(transport, name), Host, TimeProvider.System).RunAsync(name, Token))[^1];
        Assert.Equal((image.Timestamp, 'B', 'N', image.FirstLog, image.LastLog), (entry.Timestamp, entry.Operation, entry.OperationType, entry.FirstLog, entry.LastLog));
        Assert.Equal(Path.GetDirectoryName(image.Path[0]), entry.Location);
        Assert.True(entry.IsRestorable);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Archived_logs_are_listed_with_their_chain(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var clp = await Fixture.ClpAsync();
        using (var session = Sandbox.Session())
            for (var log = 0; log < 2; log++)
            {
                session.Connect(name);
                session.Db2($"CREATE TABLE T{log} (I INTEGER)").Ok();
                session.Db2("CONNECT RESET").Ok();
                session.Db2($"ARCHIVE LOG FOR DATABASE {name}").Ok();
            }
        var db2 = await Fixture.ConnectAsync(transport, name);
        await using var reading = await db2.OpenAsync(null, Token);
        var reader = DatabaseReaders.Of(db2.Instance, TimeProvider.System);
        IReadOnlyList<ArchivedLog> listed = [];
        // ARCHIVE LOG is asynchronous, and so is its entry.
        for (var attempt = 0; attempt < 100 && listed.Count < 2; attempt++)
        {
            listed = await reader.ArchivedLogsAsync(reading, name, Token);
            await Task.Delay(100, Token);
        }
        Assert.Equal([0, 1], listed.Select(l => l.Name.Number).Distinct().Order());
        Assert.All(listed, l => Assert.Equal(0, l.Chain));
        await using var comparing = await clp.OpenAsync(null, Token);
        Assert.Equal(await DatabaseReaders.Of(clp.Instance, TimeProvider.System).ArchivedLogsAsync(comparing, name, Token), listed);
    }

    [Fact]
    public async Task Both_transports_see_the_same_database()
    {
        var name = NewDatabase(recoverable: true);
        await BackUpAsync(await Fixture.ClpAsync(), name, Folder(name));
        var clp = await InspectAsync(await Fixture.ClpAsync(), name);
        var provider = await InspectAsync(await Fixture.ProviderAsync(name), name);
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
        var image = await BackUpAsync(await Fixture.ProviderAsync(name), name, folder);
        Assert.True(image is { IsReachable: false, Verified: false, SizeBytes: 0 });
        Assert.Contains(Host.Warnings, w => w.Contains("db2ckbkp", StringComparison.Ordinal));

        var primitives = new BouncyCastlePrimitives();
        var key = AgeX25519Identity.Generate(primitives);
        var refused = await RefusedAsync(() => new ProtectBackup(primitives, Host).RunAsync(image, new() { Recipients = [key.Recipient] }, Token));
        Assert.Equal(ErrorCode.ImageNotReachable, refused.Code);

        var seen = Sandbox.MakeFolder("seen-" + name);
        File.Copy(image.Path[0], Path.Combine(seen, image.Files[0].Name.ToString()));
        var mapped = new ProtectBackupOptions { Recipients = [key.Recipient], PathMaps = [new PathMap(folder, seen)] };
        var made = await new ProtectBackup(primitives, Host).RunAsync(image, mapped, Token);
        Assert.StartsWith(seen, Assert.Single(made.Files).Path, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(image.Path[0]).Length, made.Files[0].PlainLength);
        Assert.True(made.Image.SizeBytes > 0);
    }

    private Task<BackupSpaceResult> SpaceAsync(IDb2Connector db2, string name, string folder, PathMap map) =>
        new CheckBackupSpace(db2, Host, TimeProvider.System).RunAsync(new(name, [folder], StagingPath: null) { PathMaps = [map] }, Token);
}
