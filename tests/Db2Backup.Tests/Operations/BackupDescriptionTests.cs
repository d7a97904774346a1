using System.Text;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>What a manifest says of a backup of a real instance (the stand-in), over both transports.</summary>
public sealed class BackupDescriptionTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly RecordingHost host = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Db2Transport.Clp), InlineData(Db2Transport.Provider)]
    public async Task The_manifest_tells_times_logs_table_spaces_durations_and_throughput(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true, "CREATE TABLESPACE TBSP1", "CREATE TABLE T (I INTEGER NOT NULL) IN TBSP1");
        var folder = fixture.Sandbox.MakeFolder("images-" + name);
        var db2 = await fixture.ConnectAsync(transport, name);
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [folder]), Token);
        var manifest = await PublishAsync(image, folder);

        Assert.True(manifest is { Recoverable: true, IncludesLogs: true, LogChain: 0, FirstLog: not null, LastLog: not null, Kind: BackupKind.Full, Predecessor: null, StandIn: true });
        Assert.StartsWith("DISK:" + fixture.Sandbox.Archive, manifest.LogArchiveMethod, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.Now.Offset, manifest.StartTime.Offset);
        Assert.Equal(manifest.EndTime, manifest.MinimumRecoveryTime);
        Assert.Equal([0], manifest.Partitions);
        Assert.True(manifest.BackupSeconds > 0 && manifest.BackupBytesPerSecond > 0 && manifest.ProtectSeconds > 0 && manifest.ProtectBytesPerSecond > 0);
        Assert.True(manifest.PublishSeconds >= 0 && manifest.PublishedTime > manifest.EndTime);
        Assert.Equal(transport == Db2Transport.Clp, manifest.VerifySeconds > 0);
        Assert.Equal(transport == Db2Transport.Clp ? BitConverter.IsLittleEndian : null, manifest.LittleEndian);
        Assert.Equal(transport == Db2Transport.Clp, manifest.DatabaseSeed is not null);

        Assert.Equal(["SYSCATSPACE", "TBSP1", "USERSPACE1"], manifest.TableSpaces.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(manifest.TableSpaces, s => Assert.True(s is { Id: >= 0, Type: "DMS", State: "NORMAL", PageSize: >= 4096, UsedBytes: > 0, ContentType: not null }, s.ToString()));
        Assert.True(manifest.DatabaseBytes >= manifest.TableSpaces.Sum(s => s.UsedBytes));
    }

    [Fact]
    public async Task An_offline_backup_is_described_too_and_leaves_no_connection_behind()
    {
        var name = NewDatabase(recoverable: false);
        var folder = fixture.Sandbox.MakeFolder("images-" + name);
        var image = await new OfflineBackup(await fixture.ClpAsync(), host, TimeProvider.System).RunAsync(new(name, [folder]), Token);
        var manifest = await PublishAsync(image, folder);
        Assert.True(manifest is { Recoverable: false, IncludesLogs: false, Mode: BackupMode.Offline, LogArchiveMethod: "OFF", DatabaseBytes: > 0 });
        Assert.Equal(["SYSCATSPACE", "USERSPACE1"], manifest.TableSpaces.Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_first_image_after_the_switch_to_archive_logging_is_one_that_can_be_rolled_forward()
    {
        var name = NewDatabase(recoverable: false);
        var folder = fixture.Sandbox.MakeFolder("images-" + name);
        var enabled = await new EnableArchiveLogging(await fixture.ClpAsync(), host, TimeProvider.System).RunAsync(new(name, fixture.Sandbox.Archive, folder), Token);
        Assert.True((await PublishAsync(enabled.InitialBackup!, folder)).Recoverable);

        // Somebody set the method by hand; the backup that ends BACKUP PENDING is the same thing.
        var other = NewDatabase(recoverable: false);
        using (var session = fixture.Sandbox.Session()) session.Db2($"UPDATE DB CFG FOR {other} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
        var image = await new OfflineBackup(await fixture.ClpAsync(), host, TimeProvider.System).RunAsync(new(other, [folder]), Token);
        Assert.True((await PublishAsync(image, folder)).Recoverable);
    }

    [Fact]
    public async Task Where_table_spaces_cannot_be_told_the_backup_is_taken_and_names_those_of_the_history()
    {
        var name = NewDatabase(recoverable: true);
        var clp = await fixture.ClpAsync();
        var db2 = new ClpConnector(clp.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:SELECT:SQL0440N" });
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [fixture.Sandbox.MakeFolder("images-" + name)]), Token);
        Assert.Equal([new BackupTableSpace("SYSCATSPACE"), new BackupTableSpace("USERSPACE1")], image.TableSpaces);
        Assert.Null(image.DatabaseInfo.SizeBytes);
        Assert.Contains(host.Details, d => d.Contains("SQL0440N", StringComparison.Ordinal));
    }

    private async Task<BackupManifest> PublishAsync(BackupImage image, string folder)
    {
        var memory = new MemoryStore();
        var options = new ProtectBackupOptions { Recipients = [Key.Recipient], PathMaps = [new PathMap(folder, folder)] };
        var made = await new ProtectBackup(Primitives, host).RunAsync(image, options, Token);
        var published = await new PublishBackup(new Repository(memory, "", "memory"), host, TimeProvider.System).RunAsync(made, new(), Token);
        // As somebody else reads it.
        var read = ManifestJson.Read<BackupManifest>(memory[published.Key + "manifest.json"], "manifest");
        Assert.DoesNotContain("AGE-SECRET-KEY", Encoding.UTF8.GetString(memory[published.Key + "manifest.json"]), StringComparison.Ordinal);
        return read;
    }

    private string NewDatabase(bool recoverable, params string[] statements)
    {
        var name = fixture.NewName();
        using var session = fixture.Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Connect(name);
        foreach (var statement in statements) session.Db2(statement).Ok();
        session.Db2("TERMINATE");
        if (!recoverable) return name;
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
        session.Db2($"BACKUP DATABASE {name} TO /dev/null").Ok();
        return name;
    }
}
