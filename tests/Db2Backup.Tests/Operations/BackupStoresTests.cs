using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

public sealed class BackupStoresTests : BackupFixture
{
    private BackupStores Stores => new(Folder.Combine("config", "config.json"), Primitives);

    private static BackupStore Store(string name, string location = "/backup/db2", params string[] databases) => new() { Name = name, Location = location, Databases = databases };

    [Fact]
    public void A_store_is_kept_changed_and_forgotten_by_its_name()
    {
        Assert.Empty(Stores.List(null));
        Stores.Add(Store("main") with { Recipients = [Key.Recipient.Fingerprint] });
        Stores.Add(Store("nas-2", "file:///mnt/nas"));
        Assert.Equal(["main", "nas-2"], Stores.List(null).Select(s => s.Name));
        Assert.Equal(["nas-2"], Stores.List("N*").Select(s => s.Name));
        Assert.Equal("/backup/db2", Stores.Locate("MAIN"));
        Assert.Equal("/other", Stores.Locate("/other"));
        Stores.Set(Store("Main", "/backup/new"));
        Assert.Equal("/backup/new", Stores.Get("main").Location);
        Stores.Remove("main");
        Assert.Equal(ErrorCode.StoreNotFound, Assert.Throws<Db2BackupException>(() => Stores.Locate("main")).Code);
        Assert.Equal(["config/.config.json.lock", "config/config.json"], Snapshot().Keys.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string, string?, ErrorCode> Refusals() => new()
    {
        { "main", "/x", null, ErrorCode.StoreNameInvalid }, { "a b", "/x", null, ErrorCode.StoreNameInvalid }, { "", "/x", null, ErrorCode.StoreNameInvalid },
        { "../x", "/x", null, ErrorCode.StoreNameInvalid }, { "x", "relative/path", null, ErrorCode.StoreLocationInvalid },
        { "x", "s3://key:secret@host/bucket", null, ErrorCode.StoreLocationInvalid }, { "x", "https://a/c?sig=secret", null, ErrorCode.StoreLocationInvalid },
        { "x", "/x", "AGE-SECRET-KEY-1SECRET", ErrorCode.KeyInvalid },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void What_cannot_be_a_store_is_refused_and_never_written(string name, string location, string? recipient, ErrorCode code)
    {
        Stores.Add(Store("main"));
        var before = Snapshot();
        var error = Assert.Throws<Db2BackupException>(() => Stores.Add(Store(name, location) with { Recipients = recipient is null ? [] : [recipient] }));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [InlineData("password", "hunter2", null, null), InlineData("account_key", "hunter2", null, null), InlineData("Region", "x", null, null), InlineData("region_name", "", null, null), InlineData("region_name", "a\nb", null, null)]
    [InlineData("region_name", "x", "relative/file", null), InlineData("region_name", "x", "/a/file", "VARIABLE")]
    public void A_setting_or_source_of_a_secret_that_cannot_be_one_is_refused_and_not_repeated(string name, string value, string? file, string? variable)
    {
        var error = Assert.Throws<Db2BackupException>(() => Stores.Add(Store("x") with { Settings = new Dictionary<string, string> { [name] = value }, SecretFile = file, SecretVariable = variable }));
        Assert.Equal(ErrorCode.StoreSettingInvalid, error.Code);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Stores.List(null));
    }

    [Fact]
    public void A_location_finds_the_settings_of_the_one_store_that_has_it()
    {
        Stores.Add(Store("north", "swift://backups/a") with { Settings = new Dictionary<string, string> { ["region_name"] = "North" }, SecretVariable = "PW" });
        Assert.Equal("North", Stores.Resolve("swift://backups/a/").Settings["region_name"]);
        Assert.Equal(("north", "north", "PW"), (Stores.Resolve("NORTH").Name, Stores.Resolve("swift://backups/a").ToString(), Stores.Resolve("north").SecretVariable));
        Assert.Equal(("", "swift://backups/b"), (Stores.Resolve("swift://backups/b").Name, Stores.Resolve("swift://backups/b").Location));
        Stores.Add(Store("again", "swift://backups/a") with { Settings = new Dictionary<string, string> { ["region_name"] = "North" }, SecretVariable = "PW" });
        Assert.Equal("North", Stores.Resolve("swift://backups/a").Settings["region_name"]);
        Stores.Add(Store("south", "swift://backups/a") with { Settings = new Dictionary<string, string> { ["region_name"] = "South" } });
        Assert.Equal(ErrorCode.StoreNameInvalid, Assert.Throws<Db2BackupException>(() => Stores.Resolve("swift://backups/a")).Code);
    }

    [Fact]
    public void Of_stores_at_one_place_a_sessions_secret_is_never_taken_for_anothers()
    {
        Stores.Add(Store("mine", "s3://bucket/a") with { SecretOfSession = true });
        Assert.Equal("mine", Stores.Resolve("s3://bucket/a").Name);
        Stores.Add(Store("yours", "s3://bucket/a") with { SecretOfSession = true });
        Assert.Equal(ErrorCode.StoreNameInvalid, Assert.Throws<Db2BackupException>(() => Stores.Resolve("s3://bucket/a")).Code);
        Stores.Add(Store("vault", "s3://bucket/b") with { SecretName = "n" });
        Stores.Add(Store("other-vault", "s3://bucket/b") with { SecretName = "n", SecretVault = "v" });
        Assert.Equal(ErrorCode.StoreNameInvalid, Assert.Throws<Db2BackupException>(() => Stores.Resolve("s3://bucket/b")).Code);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_an_error_and_is_left()
    {
        Folder.Folder("config");
        foreach (var text in new[] { "{", "{\"formatVersion\":2}", "{\"formatVersion\":1,\"defaults\":{\"backup_path\":\"/x\"}}", "{\"defaults\":{\"strategy\":\"sometimes\"}}" })
        {
            await File.WriteAllTextAsync(Stores.Path, text, Token);
            Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<Db2BackupException>(() => Stores.List(null)).Code);
            Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<Db2BackupException>(() => Stores.Add(Store("x"))).Code);
            Assert.Equal(text, await File.ReadAllTextAsync(Stores.Path, Token));
        }
        await File.WriteAllTextAsync(Stores.Path, "{\"formatVersion\":1,\"stores\":[{\"name\":\"x\",\"location\":\"s3://u:p@h/b\"}]}", Token);
        Assert.Equal(ErrorCode.StoreLocationInvalid, Assert.Throws<Db2BackupException>(() => Stores.Get("x")).Code);
    }

    [Fact]
    public void Defaults_come_from_the_file_and_the_store_from_the_database()
    {
        Assert.Null(Stores.LocateFor("SAMPLE"));
        Stores.Add(Store("sales", "/sales", "SALES*"));
        Stores.Add(Store("rest", "/rest", "S?MPLE"));
        Assert.Equal("/sales", Stores.LocateFor("SALES01"));
        Assert.Equal("/rest", Stores.LocateFor("sample"));
        Stores.Add(Store("both", "/both", "SAMPLE"));
        Assert.Equal(ErrorCode.StoreNameInvalid, Assert.Throws<Db2BackupException>(() => Stores.LocateFor("SAMPLE")).Code);
        Assert.Equal(ErrorCode.StoreNotFound, Assert.Throws<Db2BackupException>(() => Stores.SetDefaults(new BackupDefaults { Store = "nosuch" })).Code);
        Assert.Equal(ErrorCode.PathNotUsable, Assert.Throws<Db2BackupException>(() => Stores.SetDefaults(new BackupDefaults { RestorePath = "relative" })).Code);
        Stores.SetDefaults(new BackupDefaults { Strategy = BackupMode.Offline, BackupPath = "/backup", RestorePath = "/restore", Store = "rest" });
        Assert.Equal("/rest", Stores.LocateFor("SAMPLE"));
        Assert.Equal(new BackupDefaults { Strategy = BackupMode.Offline, BackupPath = "/backup", RestorePath = "/restore", Store = "rest" }, Stores.Read().Defaults);
    }

    [Fact]
    public void Settings_come_from_the_file_else_from_what_is_built_in_and_say_which()
    {
        Assert.Equal(
            [("Strategy", "Online", SettingSource.BuiltIn), ("BackupPath", null, SettingSource.NotSet), ("RestorePath", null, SettingSource.NotSet), ("Store", null, SettingSource.NotSet), ("Recipient", null, SettingSource.NotSet)],
            new BackupSettings(Stores).Effective("SAMPLE").Select(s => (s.Name, s.Value, s.Source)));
        Stores.Add(Store("main", "/main", "S*") with { Recipients = [Key.Recipient.Fingerprint] });
        Stores.SetDefaults(new BackupDefaults { Strategy = BackupMode.Offline, BackupPath = "/backup" });
        Assert.Equal(
            [("Offline", SettingSource.ConfigurationFile), ("/backup", SettingSource.ConfigurationFile), (null, SettingSource.NotSet), ("main", SettingSource.ConfigurationFile), (Key.Recipient.Fingerprint, SettingSource.ConfigurationFile)],
            new BackupSettings(Stores).Effective("SAMPLE").Select(s => (s.Value, s.Source)));
        Assert.Equal(BackupMode.Offline, new BackupSettings(Stores).Strategy);
        Assert.Null(new BackupSettings(Stores).Effective("OTHER").Single(s => s.Name == "Store").Value);
        Assert.Equal([Key.Recipient.Fingerprint], Stores.RecipientsFor("main", "OTHER"));
        Assert.Equal([Key.Recipient.Fingerprint], Stores.RecipientsFor("/main", "OTHER"));
        Assert.Empty(Stores.RecipientsFor("/elsewhere", "SAMPLE"));
    }

    [Fact]
    public async Task The_file_that_the_help_shows_can_be_read()
    {
        var help = await File.ReadAllTextAsync(Path.Combine(TestKit.EmulatorProgram.Repository, "docs", "en-US", "about_Db2Backup.md"), Token);
        var json = help[(help.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length)..];
        Folder.Folder("config");
        await File.WriteAllTextAsync(Stores.Path, json[..json.IndexOf("```", StringComparison.Ordinal)].Replace("age1…", Key.Recipient.Fingerprint, StringComparison.Ordinal), Token);
        Assert.Equal(["Online", "/backup", "/restore", "main", Key.Recipient.Fingerprint], new BackupSettings(Stores).Effective("SAMPLE").Select(s => s.Value));
    }

    [Fact]
    public void The_folder_of_a_new_store_has_to_be_there_or_is_made_when_told_to()
    {
        var folder = Folder.Combine("repository");
        Assert.Equal(ErrorCode.StoreNotFound, Assert.Throws<Db2BackupException>(() => Stores.AddPlace(Store("main", folder), create: false)).Code);
        Assert.Equal(ErrorCode.StoreNotFound, Assert.Throws<Db2BackupException>(() => Stores.AddPlace(Store("main", Path.Combine(folder, "deeper")), create: true)).Code);
        Assert.Empty(Stores.List(null));
        Assert.False(Directory.Exists(folder));

        Stores.AddPlace(Store("main", folder), create: true);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, File.GetUnixFileMode(folder));
        Stores.AddPlace(Store("again", folder), create: true);
        // The name is taken: a folder that was made for it goes again.
        Assert.Equal(ErrorCode.StoreNameInvalid, Assert.Throws<Db2BackupException>(() => Stores.AddPlace(Store("main", Folder.Combine("second")), create: true)).Code);
        Assert.False(Directory.Exists(Folder.Combine("second")));
        Stores.AddPlace(Store("elsewhere", "azblob://account/container"), create: false);
    }

    [Fact]
    public void A_location_that_several_stores_share_with_other_settings_is_told_by_their_names()
    {
        BackupStore At(string name, string region) => Store(name, "swift://backups") with { Settings = new Dictionary<string, string> { ["region_name"] = region } };
        var (east, west, other) = (Stores.Add(At("east", "e")), Stores.Add(At("west", "w")), Stores.Add(Store("other", "swift://elsewhere")));
        Assert.True(Stores.IsLocationShared(east) && Stores.IsLocationShared(west));
        Assert.False(Stores.IsLocationShared(other));
        Assert.False(Stores.IsLocationShared(new BackupStore { Name = "", Location = "swift://elsewhere" }));
        // Two names of the same place are no two places: the address finds either.
        Stores.Remove("west");
        Assert.False(Stores.IsLocationShared(Stores.Add(At("again", "e"))));
        Assert.Equal("swift://backups", Stores.Resolve("swift://backups").Location);
    }

    [Fact]
    public void The_file_is_the_named_one_then_the_environments_then_the_users()
    {
        Assert.Equal("/a/b", BackupStores.FindPath("/a/b", _ => "/c"));
        Assert.Equal("/c", BackupStores.FindPath(null, name => name == BackupStores.PathVariable ? "/c" : null));
        var own = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (own.Length > 0) Assert.Equal(Path.Combine(own, "Db2Backup", "config.json"), BackupStores.FindPath("", _ => null));
        else Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<Db2BackupException>(() => BackupStores.FindPath("", _ => null)).Code);
    }

    [Fact]
    public async Task Many_who_change_the_file_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Stores.Add(Store($"s{i}")), Token)));
        Assert.Equal(12, Stores.List(null).Count);
    }
}
