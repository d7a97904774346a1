using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>Where the secret of a named store comes from.</summary>
public sealed class StoreSecretTests : BackupFixture
{
    private const string Hidden = "hunter2";
    private readonly BackupStore store = new() { Name = "main", Location = "swift://backups" };
    private readonly HostSecrets host = new();

    private Secret? Of(BackupStore of, IHostSecrets? with = null) => StoreSecret.Of(of, "/config.json", name => name == "SET" ? Hidden : null, with ?? host);

    [Fact]
    public void It_comes_from_the_one_place_that_was_named_each_time_it_is_wanted()
    {
        var file = Folder.Combine("secret");
        File.WriteAllText(file, Hidden + "\nsecond line");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        host.Session[("/config.json", "main")] = "of-session";
        host.Vaults[("", "name")] = "of-default-vault";
        host.Vaults[("vault", "name")] = "of-vault";
        Assert.Null(Of(store));
        foreach (var (named, expected, source) in new[]
        {
            (store with { SecretVariable = "SET" }, Hidden, "variable SET"),
            (store with { SecretFile = file }, Hidden, $"file {file}"),
            (store with { SecretName = "name" }, "of-default-vault", "secret name of the default vault"),
            (store with { SecretName = "name", SecretVault = "vault" }, "of-vault", "secret name of vault vault"),
            (store with { SecretOfSession = true }, "of-session", "given to each session"),
        })
        {
            Assert.Equal((expected, source), (Of(named)!.Reveal(), named.SecretSource));
            Assert.DoesNotContain(expected, named.ToString() + Of(named), StringComparison.Ordinal);
        }
        host.Vaults[("", "name")] = "changed";
        Assert.Equal("changed", Of(store with { SecretName = "name" })!.Reveal());
    }

    [Fact]
    public void What_is_not_there_is_an_error_and_never_another_secret()
    {
        foreach (var named in new[] { store with { SecretVariable = "NOT_SET" }, store with { SecretOfSession = true } })
            Assert.Equal((ErrorCode.StoreCredentialMissing, "main"), Told(() => Of(named)));
        // Another configuration file, another store of that name.
        host.Session[("/other.json", "main")] = Hidden;
        Assert.Equal((ErrorCode.StoreCredentialMissing, "main"), Told(() => Of(store with { SecretOfSession = true })));
        // A program without sessions and vaults.
        foreach (var named in new[] { store with { SecretName = "name" }, store with { SecretOfSession = true } })
            Assert.Equal((ErrorCode.StoreCredentialMissing, "main"), Told(() => StoreSecret.Of(named, "/config.json", _ => Hidden, null)));
    }

    [Fact]
    public void Two_places_half_a_place_and_no_place_are_refused_before_anything_is_written()
    {
        var stores = new BackupStores(Folder.Combine("config.json"), Primitives);
        foreach (var named in new[]
        {
            store with { SecretVariable = "A", SecretName = "b" }, store with { SecretFile = "/a", SecretOfSession = true }, store with { SecretName = "a", SecretOfSession = true },
            store with { SecretVault = "vault" }, store with { SecretFile = "relative" }, store with { SecretName = " " }, store with { SecretVariable = "" }, store with { SecretName = "a\nb" },
        })
            Assert.Equal((ErrorCode.StoreSettingInvalid, "main"), Told(() => stores.Add(named)));
        Assert.Empty(Snapshot());
    }

    [Fact]
    public void The_file_says_where_the_secret_comes_from_and_holds_nothing_else_of_it()
    {
        var stores = new BackupStores(Folder.Combine("config.json"), Primitives);
        stores.Add(store with { Name = "a", SecretName = "name", SecretVault = "vault" });
        stores.Add(store with { Name = "b", SecretOfSession = true });
        stores.Add(store with { Name = "c" });
        Assert.Equal(["secret name of vault vault", "given to each session", "where the service's own programs look"], stores.List(null).Select(s => s.SecretSource));
        var text = File.ReadAllText(stores.Path);
        Assert.DoesNotContain("secretSource", text, StringComparison.OrdinalIgnoreCase);
        Assert.Single(text.Split('\n'), line => line.Contains("secretOfSession", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("swift://c", "", "username"), InlineData("swift://c", "application_credential_id=joe", "application_credential_id"), InlineData("swift://c", "auth_type=v3applicationcredential", "application_credential_id")]
    [InlineData("s3://bucket/p", "region=x", "access_key_id"), InlineData("azblob://acct/container", "tenant_id=t", "client_id"), InlineData("https://acct.blob.core.windows.net/c", "credential=client_secret", "client_id")]
    [InlineData("azblob://joe/container", "", null), InlineData("https://acct.blob.core.windows.net/c", "", null)]
    public void The_user_of_a_credential_is_the_setting_that_the_service_has_for_it(string location, string given, string? setting)
    {
        var settings = given.Length == 0 ? [] : new Dictionary<string, string> { [given.Split('=')[0]] = given.Split('=')[1] };
        var with = StoreUser.In(location, settings, "joe");
        if (setting is null) Assert.Equal(settings, with);
        else Assert.Equal("joe", with[setting]);
    }

    [Theory]
    [InlineData("/folder", ""), InlineData("file:///folder", ""), InlineData("swift://c", "username=jane"), InlineData("azblob://acct/container", "")]
    public void A_user_that_cannot_be_meant_is_refused(string location, string given)
    {
        var settings = given.Length == 0 ? [] : new Dictionary<string, string> { [given.Split('=')[0]] = given.Split('=')[1] };
        Assert.Equal((ErrorCode.StoreSettingInvalid, "Credential"), Told(() => StoreUser.In(location, settings, "joe")));
    }

    private static (ErrorCode? Code, string? Target) Told(Func<object?> act)
    {
        var error = Assert.Throws<Db2BackupException>(() => { act(); });
        Assert.DoesNotContain(Hidden, error.ToString(), StringComparison.Ordinal);
        return (error.Code, error.Target);
    }

    private sealed class HostSecrets : IHostSecrets
    {
        public Dictionary<(string, string), string> Session { get; } = [];
        public Dictionary<(string, string), string> Vaults { get; } = [];

        public Secret? OfSession(string configurationPath, string store) => Session.TryGetValue((configurationPath, store), out var text) ? new Secret(text) : null;

        public Secret FromVault(string? vault, string name) => new(Vaults[(vault ?? "", name)]);
    }
}
