using System.Text.Json.Nodes;
using Db2Backup.Adapters.Storage;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Processes;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>The recovery kit of a real backup on the stand-in: what is in it over both transports, what is named when it cannot be had, and who can read it.</summary>
public sealed class RecoveryKitTests(ProviderFixture fixture) : BothTransports(fixture), IDisposable
{
    private static readonly AgePrimitives Primitives = new Adapters.Cryptography.BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly MemoryStore memory = new();
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder kits = new();

    public void Dispose()
    {
        var left = Directory.GetFileSystemEntries(kits.Path);
        folder.Dispose();
        kits.Dispose();
        // No test leaves a kit in readable form.
        Assert.Empty(left);
    }

    [Fact]
    public async Task A_streamed_backup_has_one_that_age_and_tar_open_and_only_with_its_key()
    {
        var (db2, name) = await DatabaseAsync();
        var published = await StreamAsync(db2, name, [Key.Recipient]);
        Assert.Equal("", string.Join('\n', Host.Warnings));
        var kit = Assert.Single(published.Manifest.Attachments);
        Assert.Equal(("recovery-kit.tar.gz", "recovery-kit.tar.gz.age.0001"), (kit.Name, Assert.Single(kit.Slices).Name));

        var saved = await new SaveBackup(Store, Primitives, Host).RunAsync(published, new() { TargetFolder = folder.Combine("saved") }, Token);
        var stranger = AgeX25519Identity.Generate(Primitives);
        await RefusedAsync(ErrorCode.NoMatchingKey, () => UnprotectAsync(saved, stranger, "stranger"));
        Assert.False(Directory.Exists(folder.Combine("stranger")));
        var back = await UnprotectAsync(saved, Key, "back");
        var files = await UntarAsync(back.RecoveryKit!, "kit");
        // The same by the programs that are documented for a machine without this module.
        await File.WriteAllTextAsync(folder.Combine("key"), Key.Reveal(), Token);
        Directory.CreateDirectory(folder.Combine("plain"));
        var opened = await ProgramRunner.RunAsync("bash", ["-c", "cd \"$1\" && command -v age >/dev/null || exit 127; set -o pipefail; age -d -i key saved/recovery-kit.tar.gz.age | tar xzf - -C plain", "open", folder.Path], Token);
        if (opened.ExitCode != 127) Assert.Equal((0, ""), (opened.ExitCode, opened.Errors));
        foreach (var (file, text) in files)
            if (opened.ExitCode != 127) Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(folder.Path, "plain", file), Token));

        var contents = JsonNode.Parse(files[KitContents.FileName])!;
        Assert.Equal(
            ["db2level.txt", "registry.txt", "database-manager-configuration.txt", "database-configuration.txt", "history-backups.txt", "history-archived-logs.txt", "table-spaces.txt",
                "table-space-containers.txt", "storage-groups.txt", "storage-paths.txt", "database-paths.txt", "ddl.sql"], contents["parts"]!.AsArray().Select(p => (string?)p!["file"]));
        Assert.Empty(contents["missing"]!.AsArray());
        Assert.Equal((name, published.Timestamp.ToString(), db2.Instance.Level, true), ((string?)contents["database"], (string?)contents["backupTimestamp"], (string?)contents["level"], (bool?)contents["standIn"]));
        Assert.All(contents["parts"]!.AsArray(), p => Assert.Equal((long?)p!["length"], new FileInfo(Path.Combine(folder.Path, "kit", (string)p["file"]!)).Length));
        AssertReports(files, published.Timestamp.ToString());
        Assert.Contains("DB21085I", files["db2level.txt"], StringComparison.Ordinal);
        Assert.Contains("[i] DB2COMM=TCPIP", files["registry.txt"], StringComparison.Ordinal);
        Assert.Contains($"CONNECT TO {name};", files["ddl.sql"], StringComparison.Ordinal);
        Assert.Matches("""CREATE TABLE "[^"]+"\."T"  \(\s+"I" INTEGER NOT NULL ,\s+"S" VARCHAR\(40\) \)""", files["ddl.sql"]);
        // What may be a secret was taken out, and that is said.
        Assert.Contains("-password=********", files["database-configuration.txt"], StringComparison.Ordinal);
        Assert.DoesNotContain(files.Values, text => text.Contains("geheim", StringComparison.Ordinal));
        Assert.Equal(1, (int?)contents["parts"]!.AsArray().Single(p => (string?)p!["file"] == "database-configuration.txt")!["masked"]);
    }

    [Fact]
    public async Task Over_the_provider_it_holds_what_queries_give_and_several_stores_get_the_same()
    {
        var (_, name) = await DatabaseAsync();
        var db2 = await Fixture.ProviderAsync(name);
        var images = Sandbox.MakeFolder("image-" + name);
        // The server is this machine.
        PathMap[] maps = [new(images, images)];
        var image = PathMap.Seen(await BackUpAsync(db2, name, images), maps);
        var made = await new ProtectBackup(Primitives, Host).RunAsync(image, new() { Recipients = [Key.Recipient], TargetFolder = folder.Folder("protected"), PathMaps = maps }, Token);
        var second = new MemoryStore();
        await using (var kit = Kit(db2))
            foreach (var store in new[] { memory, second })
                Assert.True((await new PublishBackup(new(store, "", "memory"), Host, TimeProvider.System).RunAsync(made, new() { Kit = kit }, Token)).HasRecoveryKit);
        var backups = new[] { await FindAsync(memory), await FindAsync(second) };
        Assert.Equal(backups[0].Manifest.Attachments[0].PlainSha256, backups[1].Manifest.Attachments[0].PlainSha256);

        var files = await OpenAsync(backups[0]);
        AssertReports(files, image.Timestamp.ToString());
        Assert.Contains("DB2COMM\tTCPIP", files["registry.txt"], StringComparison.Ordinal);
        var missing = Assert.Single(JsonNode.Parse(files[KitContents.FileName])!["missing"]!.AsArray());
        Assert.Equal(("ddl.sql", true), ((string?)missing!["file"], (bool?)missing["expected"]));
        // It could not be otherwise: no warning.
        Assert.DoesNotContain(Host.Warnings, w => w.Contains("kit", StringComparison.Ordinal));
        Assert.Contains(Host.Details, d => d.Contains("db2look runs on the server only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_had_is_named_with_the_reason_and_the_backup_is_there_all_the_same()
    {
        var (db2, name) = await DatabaseAsync();
        // A profile with the programs of an instance that lacks db2look and db2set, and whose statements are refused or hang.
        var programs = folder.Folder("programs");
        foreach (var program in new[] { "db2", "db2level" })
            await File.WriteAllTextAsync(Path.Combine(programs, program), $"#!/bin/sh\nexec '{Path.Combine(EmulatorProgram.Built, program)}' \"$@\"\n", Token);
        var profile = folder.Combine("db2profile");
        await File.WriteAllTextAsync(profile, $". '{db2.Instance.ProfilePath}'\nchmod +x '{programs}'/*\nPATH='{programs}':$(printf %s \"$PATH\" | tr : '\\n' | grep -vxF '{EmulatorProgram.Built}' | paste -sd:)\nexport PATH\n", Token);
        var lacking = db2.Instance with { ProfilePath = profile };
        var faults = "refuse:GET DATABASE MANAGER CONFIGURATION:SQL1024N;refuse:LIST HISTORY ARCHIVE LOG:SQL1024N;refuse:LIST TABLESPACES:SQL0551N;refuse:SELECT TBSP_ID:SQL0551N;refuse:SELECT SGID:SQL0551N;refuse:SELECT DBPARTITIONNUM:SQL0551N;hang:SELECT *";
        var published = await StreamAsync(db2, name, [Key.Recipient], Kit(new ClpConnector(lacking, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = faults }), TimeSpan.FromSeconds(6)));

        var files = await OpenAsync(published);
        Assert.Equal([KitContents.FileName, "database-configuration.txt", "db2level.txt", "history-backups.txt"], files.Keys.Order(StringComparer.Ordinal));
        var missing = JsonNode.Parse(files[KitContents.FileName])!["missing"]!.AsArray().ToDictionary(m => (string)m!["file"]!, m => (string)m!["reason"]!);
        Assert.Equal(9, missing.Count);
        Assert.Contains("db2set", missing["registry.txt"], StringComparison.Ordinal);
        Assert.Contains("SQL1024N", missing["database-manager-configuration.txt"], StringComparison.Ordinal);
        Assert.Contains("SQL0551N", missing["table-spaces.txt"], StringComparison.Ordinal);
        Assert.Contains("SQL0551N", missing["storage-groups.txt"], StringComparison.Ordinal);
        Assert.Contains("time", missing["storage-paths.txt"], StringComparison.Ordinal);
        Assert.Contains("ddl.sql", missing.Keys);
        Assert.All(missing.Keys, file => Assert.Contains(file, Assert.Single(Host.Warnings), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_there_can_be_none_that_is_told_and_it_is_never_readable_beside_an_image_that_is_not()
    {
        var (db2, name) = await DatabaseAsync();
        var image = await BackUpAsync(db2, name, Sandbox.MakeFolder("image-" + name));
        // Not encrypted, as the image.
        var plain = await PublishAsync(image, Kit(db2));
        Assert.Equal("recovery-kit.tar.gz.0001", Assert.Single(Assert.Single(plain.Manifest.Attachments).Slices).Name);
        var saved = await new SaveBackup(Store, Primitives, Host).RunAsync(plain, new() { TargetFolder = folder.Combine("plain-saved") }, Token);
        Assert.Equal(saved.RecoveryKit!.Path, (await UnprotectAsync(saved, Key, "plain-back")).RecoveryKit);
        Assert.Contains("history-backups.txt", (await UntarAsync(saved.RecoveryKit.Path, "plain-kit")).Keys);

        await AssertNoneAsync(image with { IsEncryptedByDb2 = true }, Kit(db2), "Db2 encrypted the image itself");
        // The database of that name there is another one now.
        await AssertNoneAsync(image with { Timestamp = Db2Timestamp.Parse("20200101000000") }, Kit(db2), "does not know the backup");
        await AssertNoneAsync(image, Kit(new ClpConnector(db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:LIST HISTORY:SQL1024N" })), "SQL1024N");

        // Encrypted with a passphrase: who publishes does not know it; who encrypts does.
        var secret = new AgePassphrase("geheim".ToCharArray(), Primitives);
        var made = await new ProtectBackup(Primitives, Host).RunAsync(image, new() { Recipients = [secret], TargetFolder = folder.Folder("secret") }, Token);
        foreach (var key in memory.Keys) await memory.DeleteAsync(key, Token);
        await using (var none = Kit(db2)) Assert.False((await new PublishBackup(Store, Host, TimeProvider.System).RunAsync(made, new() { Kit = none }, Token)).HasRecoveryKit);
        Assert.Contains(Host.Warnings, w => w.Contains("passphrase", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_fails_with_it_or_somebody_who_has_enough_leaves_nothing()
    {
        var (db2, name) = await DatabaseAsync();
        var broken = new FaultyStore(memory) { FailKind = StoreCall.BeginUpload };
        Host.OnStep = step => { if (step.Equals(PublishBackupStep.StoreAttachments)) broken.FailAt = 1 + broken.Calls.Count(c => c == StoreCall.BeginUpload); };
        await RefusedAsync(ErrorCode.WriteFailed, () => StreamAsync(db2, name, [Key.Recipient], store: broken));
        Assert.Empty(memory.Keys);

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Host.OnStep = null;
        Host.OnVerbose = told => { if (told.Contains("LIST TABLESPACES", StringComparison.Ordinal)) cancel.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StreamAsync(db2, name, [Key.Recipient], token: cancel.Token));
        Assert.Empty(memory.Keys);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Folder("pipes")));
    }

    /// <summary>A recoverable database whose configuration has something in it that may be a secret.</summary>
    private async Task<(ClpConnector Db2, string Name)> DatabaseAsync()
    {
        var name = Fixture.NewName();
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(40))").Ok();
        session.Db2("TERMINATE");
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHOPT1 '-fromnode=a -password=geheim' LOGARCHMETH1 DISK:{Sandbox.Archive}").Ok();
        session.Db2($"BACKUP DATABASE {name} TO /dev/null").Ok();
        return (await Fixture.ClpAsync(), name);
    }

    private Repository Store => new(memory, "", "memory");

    private RecoveryKit Kit(IDb2Connector db2, TimeSpan? limit = null) =>
        new(db2, new TarGzip(), Primitives, Host, TimeProvider.System, new() { Limit = limit ?? TimeSpan.FromMinutes(15), Parent = kits.Path });

    private async Task<PublishedBackup> StreamAsync(ClpConnector db2, string name, IReadOnlyList<IAgeRecipient> recipients, RecoveryKit? kit = null, IObjectStore? store = null, CancellationToken? token = null)
    {
        await using var made = kit ?? Kit(db2);
        var targets = new BackupTargets(new Repository(store ?? memory, "", "memory"), Host, TimeProvider.System);
        return Assert.Single(await new StreamBackup(db2, targets, Primitives, Host, TimeProvider.System)
            .RunAsync(new(name) { Recipients = recipients, PipePath = folder.Folder("pipes"), Publish = new() { Kit = made } }, token ?? Token));
    }

    private async Task<PublishedBackup> PublishAsync(BackupImage image, RecoveryKit kit)
    {
        await using (kit) return await new PublishBackup(Store, Host, TimeProvider.System).RunAsync(image, new() { Kit = kit }, Token);
    }

    private async Task AssertNoneAsync(BackupImage image, RecoveryKit kit, string why)
    {
        await using (kit)
        {
            var asked = false;
            Assert.Null(await kit.StoreAsync((_, _, _, _, _) => { asked = true; return Task.FromResult<ManifestFile>(null!); }, image, [], Host, Token));
            Assert.False(asked);
        }
        Assert.Contains(Host.Warnings, w => w.Contains("no recovery kit", StringComparison.Ordinal) && w.Contains(why, StringComparison.Ordinal));
    }

    private static async Task<PublishedBackup> FindAsync(MemoryStore store) => Assert.Single((await new ListBackups(new(store, "", "memory")).RunAsync(new(), Token)).Backups);

    private Task<UnprotectedBackup> UnprotectAsync(SavedBackup saved, AgeX25519Identity key, string to) => new UnprotectBackup(Primitives, Host)
        .RunAsync(new() { Sources = UnprotectSource.From(saved), TargetFolder = folder.Combine(to), Identities = [key], Manifest = saved.Manifest, RecoveryKit = saved.RecoveryKit }, Token);

    private async Task<IReadOnlyDictionary<string, string>> OpenAsync(PublishedBackup backup)
    {
        var saved = await new SaveBackup(Store, Primitives, Host).RunAsync(backup, new() { TargetFolder = folder.Combine("saved") }, Token);
        return await UntarAsync((await UnprotectAsync(saved, Key, "back")).RecoveryKit!, "kit");
    }

    private async Task<IReadOnlyDictionary<string, string>> UntarAsync(string archive, string to)
    {
        var at = folder.Folder(to);
        Assert.Equal((0, ""), await ProgramRunner.RunAsync("tar", ["xzf", archive, "-C", at], Token) is var r ? (r.ExitCode, r.Errors) : default);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(at))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            files[Path.GetFileName(file)] = await File.ReadAllTextAsync(file, Token);
        }
        return files;
    }

    private void AssertReports(IReadOnlyDictionary<string, string> files, string timestamp)
    {
        Assert.Contains(timestamp, files["history-backups.txt"], StringComparison.Ordinal);
        Assert.Contains("sysadm_group", files["database-manager-configuration.txt"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("logarchmeth1", files["database-configuration.txt"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("USERSPACE1", files["table-spaces.txt"], StringComparison.Ordinal);
        Assert.Contains("SYSCATSPACE", files["table-space-containers.txt"], StringComparison.Ordinal);
        Assert.Contains("IBMSTOGROUP", files["storage-groups.txt"], StringComparison.Ordinal);
        Assert.Contains(Sandbox.Home, files["storage-paths.txt"], StringComparison.Ordinal);
        Assert.Contains("DB_STORAGE_PATH", files["database-paths.txt"], StringComparison.Ordinal);
    }
}
