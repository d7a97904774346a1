using System.Text.Json;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Swift;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>Where the driver looks for how to sign in, and as whom.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SwiftSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static SwiftSettings From(Dictionary<string, string> environment, Dictionary<string, string>? settings = null, string? secret = null) =>
        SwiftSettings.From(new StoreAccess { Environment = environment.GetValueOrDefault, Settings = settings ?? [], Secret = secret is null ? null : new Secret(secret) });

    private static Dictionary<string, string> Keystone(params (string Name, string Value)[] more)
    {
        var all = new Dictionary<string, string> { ["OS_AUTH_URL"] = "https://k/v3", ["OS_USERNAME"] = "joe", ["OS_PASSWORD"] = "pw", ["OS_PROJECT_NAME"] = "backup" };
        foreach (var (name, value) in more) all[name] = value;
        return all;
    }

    [Fact]
    public void A_password_with_domains_region_and_interface_comes_from_the_environment()
    {
        var sign = Assert.IsType<KeystoneSignIn>(From(Keystone(("OS_USER_DOMAIN_NAME", "corp"), ("OS_PROJECT_DOMAIN_ID", "d1"), ("OS_REGION_NAME", "North"), ("OS_ENDPOINT_TYPE", "internalURL"))).SignIn);
        Assert.Equal((new Uri("https://k/v3"), "North", "internal"), (sign.AuthUrl, sign.Region, sign.Interface));
        var password = Assert.IsType<KeystoneIdentity.Password>(sign.Identity);
        Assert.Equal(new KeystoneName(null, "joe", new KeystoneName(null, "corp")), password.User);
        Assert.Equal(new KeystoneName(null, "backup", new KeystoneName("d1", null)), password.Project);
        Assert.Equal("pw", password.Text.Reveal());
        // Ids need no domain, and without one it is the default.
        password = Assert.IsType<KeystoneIdentity.Password>(Assert.IsType<KeystoneSignIn>(From(Keystone(("OS_USER_ID", "u1"))).SignIn).Identity);
        Assert.Equal(new KeystoneName("u1", null), password.User);
        Assert.Equal(new KeystoneName(null, "backup", new KeystoneName("default", null)), password.Project);
    }

    [Fact]
    public void An_application_credential_is_taken_by_id_or_by_name_and_user()
    {
        var byId = Keystone(("OS_APPLICATION_CREDENTIAL_ID", "a1"), ("OS_APPLICATION_CREDENTIAL_SECRET", "as"));
        var identity = Assert.IsType<KeystoneIdentity.ApplicationCredential>(Assert.IsType<KeystoneSignIn>(From(byId).SignIn).Identity);
        Assert.Equal((new KeystoneName("a1", null), null, "as"), (identity.Credential, identity.User, identity.Text.Reveal()));
        var byName = Keystone(("OS_APPLICATION_CREDENTIAL_NAME", "n"), ("OS_APPLICATION_CREDENTIAL_SECRET", "as"));
        identity = Assert.IsType<KeystoneIdentity.ApplicationCredential>(Assert.IsType<KeystoneSignIn>(From(byName).SignIn).Identity);
        Assert.Equal(new KeystoneName(null, "n"), identity.Credential);
        Assert.Equal("joe", identity.User!.Name);
    }

    [Fact]
    public void Version_1_is_known_by_its_variables_its_type_or_its_address()
    {
        foreach (var environment in new Dictionary<string, string>[]
        {
            new() { ["ST_AUTH"] = "http://s/auth/v1.0", ["ST_USER"] = "a:u", ["ST_KEY"] = "k" },
            new() { ["OS_AUTH_URL"] = "http://s/auth/v1.0", ["OS_USERNAME"] = "a:u", ["OS_PASSWORD"] = "k" },
            new() { ["OS_AUTH_URL"] = "http://s/elsewhere", ["OS_AUTH_TYPE"] = "v1password", ["OS_USERNAME"] = "a:u", ["OS_PASSWORD"] = "k" },
        })
        {
            var sign = Assert.IsType<TempAuthSignIn>(From(environment).SignIn);
            Assert.Equal(("a:u", "k"), (sign.User, sign.Key.Reveal()));
        }
        // An address that the store itself has is not of version 1 because another one is.
        var access = new StoreAccess
        {
            Environment = new Dictionary<string, string> { ["ST_AUTH"] = "http://s/auth/v1.0", ["ST_USER"] = "a:u", ["ST_KEY"] = "k" }.GetValueOrDefault,
            Settings = new Dictionary<string, string> { ["auth_url"] = "http://keystone:5000/v3", ["username"] = "u", ["project_name"] = "p" },
            Secret = new Secret("of the store"),
        };
        Assert.IsType<KeystoneSignIn>(SwiftSettings.From(access).SignIn);
        // Keystone's come first, as with the swift program.
        Assert.IsType<KeystoneSignIn>(From(Keystone(("ST_AUTH", "http://s/auth/v1.0"), ("ST_USER", "a:u"), ("ST_KEY", "k"))).SignIn);
    }

    [Fact]
    public void A_token_comes_from_a_file_that_is_read_again_from_a_given_secret_or_from_the_environment()
    {
        var file = folder.Combine("token");
        foreach (var token in new[] { "one", "two" })
        {
            File.WriteAllText(file, token + "\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var read = Assert.IsType<TokenSignIn>(From(new() { ["OS_STORAGE_URL"] = "https://s/v1/AUTH_x" }, new() { ["token_file"] = file }).SignIn);
            Assert.Equal((token, "https://s/v1/AUTH_x"), (read.Read().Reveal(), read.StorageUrl.AbsoluteUri));
        }
        var environment = new Dictionary<string, string> { ["OS_STORAGE_URL"] = "https://s/v1/AUTH_x", ["OS_AUTH_TOKEN"] = "three" };
        Assert.Equal("three", Assert.IsType<TokenSignIn>(From(environment).SignIn).Read().Reveal());
        Assert.Equal("four", Assert.IsType<TokenSignIn>(From(environment, new() { ["auth_type"] = "token" }, "four").SignIn).Read().Reveal());
        // A password lasts longer than a token, and comes first.
        Assert.IsType<KeystoneSignIn>(From(Keystone(("OS_STORAGE_URL", "https://s/v1/AUTH_x"), ("OS_AUTH_TOKEN", "three"))).SignIn);
        Assert.Equal(ErrorCode.StoreCredentialMissing, Assert.Throws<Db2BackupException>(() => From([], new() { ["token_file"] = file })).Code);
        Assert.Equal(ErrorCode.StoreCredentialMissing, Assert.Throws<Db2BackupException>(() => From([], new() { ["auth_type"] = "token", ["storage_url"] = "https://s/v1/AUTH_x" })).Code);
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => From([], new() { ["token_file"] = "relative", ["storage_url"] = "https://s/v1/AUTH_x" })).Code);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var exposed = Assert.IsType<TokenSignIn>(From([], new() { ["token_file"] = file, ["storage_url"] = "https://s/v1/AUTH_x" }).SignIn);
        Assert.Equal(ErrorCode.SecretExposed, Assert.Throws<Db2BackupException>(() => exposed.Read()).Code);
    }

    [Fact]
    public void A_setting_comes_before_the_environment_and_a_given_secret_before_all()
    {
        var settings = From(Keystone(), new Dictionary<string, string> { ["region_name"] = "South", ["username"] = "ann", ["bytes_per_second"] = "1000", ["no_progress_seconds"] = "7" }, "given");
        var sign = Assert.IsType<KeystoneSignIn>(settings.SignIn);
        Assert.Equal("South", sign.Region);
        var password = Assert.IsType<KeystoneIdentity.Password>(sign.Identity);
        Assert.Equal(("ann", "given"), (password.User.Name, password.Text.Reveal()));
        Assert.Equal((1000L, TimeSpan.FromSeconds(7)), (settings.Http.BytesPerSecond, settings.Http.NoProgressLimit));
    }

    private const string Clouds = """
        # what OpenStack's programs read
        clouds:
          north:
            auth:
              auth_url: https://north.example:5000/v3   # with a comment
              username: 'joe'
              password: "p: #\"w"
              project_name: backup
              user_domain_name: corp
            region_name: North
            interface: internal
            regions:
              - name: North
                values:
                  x: y
              - name: South
                values:
                  x: z
          south:
            auth: {}
        cache:
          expiration_time: 3600
        """;

    [Fact]
    public void A_cloud_comes_from_clouds_yaml_and_its_secret_from_secure_yaml()
    {
        Write("clouds.yaml", Clouds);
        var environment = new Dictionary<string, string> { ["OS_CLIENT_CONFIG_FILE"] = folder.Combine("clouds.yaml"), ["OS_CLOUD"] = "north", ["OS_USERNAME"] = "not this one" };
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => From(environment)).Code); // "auth: {}" is not read
        Write("clouds.yaml", Clouds.Replace("    auth: {}\n", "", StringComparison.Ordinal));
        var sign = Assert.IsType<KeystoneSignIn>(From(environment).SignIn);
        Assert.Equal((new Uri("https://north.example:5000/v3"), "North", "internal"), (sign.AuthUrl, sign.Region, sign.Interface));
        var password = Assert.IsType<KeystoneIdentity.Password>(sign.Identity);
        Assert.Equal(("joe", "corp", "p: #\"w"), (password.User.Name, password.User.Domain!.Name, password.Text.Reveal()));

        Write("secure.yaml", "clouds:\n  north:\n    auth:\n      password: other\n");
        Assert.Equal("other", Assert.IsType<KeystoneIdentity.Password>(Assert.IsType<KeystoneSignIn>(From(environment).SignIn).Identity).Text.Reveal());
        environment["OS_CLOUD"] = "west";
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => From(environment)).Code);
        environment["OS_CLIENT_CONFIG_FILE"] = folder.Combine("none.yaml");
        Assert.Equal(ErrorCode.FileNotFound, Assert.Throws<Db2BackupException>(() => From(environment)).Code);
    }

    [Fact]
    public void A_secret_that_others_can_read_is_refused()
    {
        Write("clouds.yaml", Clouds.Replace("    auth: {}\n", "", StringComparison.Ordinal));
        File.SetUnixFileMode(folder.Combine("clouds.yaml"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var error = Assert.Throws<Db2BackupException>(() => From(new() { ["OS_CLIENT_CONFIG_FILE"] = folder.Combine("clouds.yaml"), ["OS_CLOUD"] = "north" }));
        Assert.Equal(ErrorCode.SecretExposed, error.Code);
        // Without a secret in it everybody may.
        File.WriteAllText(folder.Combine("clouds.yaml"), "clouds:\n  north:\n    auth:\n      auth_url: https://n/v3\n      username: joe\n");
        Assert.NotNull(From(new() { ["OS_CLIENT_CONFIG_FILE"] = folder.Combine("clouds.yaml"), ["OS_CLOUD"] = "north" }, secret: "s"));

        Write("key", "the secret\nsecond line\n");
        Assert.Equal("the secret", SecretFile.Read(folder.Combine("key")).Reveal());
        File.SetUnixFileMode(folder.Combine("key"), UnixFileMode.UserRead | UnixFileMode.GroupWrite);
        Assert.Equal(ErrorCode.SecretExposed, Assert.Throws<Db2BackupException>(() => SecretFile.Read(folder.Combine("key"))).Code);
        Write("empty", "");
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => SecretFile.Read(folder.Combine("empty"))).Code);
        Assert.Equal(ErrorCode.FileNotFound, Assert.Throws<Db2BackupException>(() => SecretFile.Read(folder.Combine("none"))).Code);
    }

    [Theory]
    [InlineData("\tclouds:"), InlineData("clouds"), InlineData("a: 'b"), InlineData("a: \"b"), InlineData("a: |"), InlineData("a: &b c"), InlineData("a: 1\na: 2"), InlineData("a: 'x' y"), InlineData("a: \"\\q\"")]
    public void Yaml_that_is_not_read_is_refused_with_its_line_and_not_its_text(string text)
    {
        var error = Assert.Throws<FormatException>(() => YamlMap.Parse("# comment\n" + text));
        Assert.StartsWith("line ", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, ErrorCode> Wrong() => new()
    {
        { "OS_AUTH_URL", "", ErrorCode.StoreCredentialMissing }, { "OS_USERNAME", "", ErrorCode.StoreCredentialMissing }, { "OS_PASSWORD", "", ErrorCode.StoreCredentialMissing },
        { "OS_AUTH_URL", "ftp://x", ErrorCode.StoreSettingInvalid }, { "OS_AUTH_URL", "https://joe:secret@k", ErrorCode.StoreSettingInvalid }, { "OS_AUTH_TYPE", "v3kerberos", ErrorCode.StoreSettingInvalid },
        { "OS_INTERFACE", "outside", ErrorCode.StoreSettingInvalid }, { "OS_STORAGE_URL", "x", ErrorCode.StoreSettingInvalid },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_missing_or_malformed_is_told_before_any_request_and_without_secrets(string variable, string value, ErrorCode code)
    {
        var error = Assert.Throws<Db2BackupException>(() => From(Keystone((variable, value))));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("secret@", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password", "hunter2"), InlineData("application_credential_secret", "hunter2"), InlineData("colour", "red"), InlineData("bytes_per_second", "-1"), InlineData("bytes_per_second", "fast"), InlineData("no_progress_seconds", "0")]
    public void A_setting_that_is_none_is_refused_and_a_secret_not_repeated(string name, string value)
    {
        var error = Assert.Throws<Db2BackupException>(() => From(Keystone(), new() { [name] = value }));
        Assert.Equal(ErrorCode.StoreSettingInvalid, error.Code);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://k:5000", "https://k:5000/v3/auth/tokens"), InlineData("https://k/v3/", "https://k/v3/auth/tokens"), InlineData("https://k/identity/v2.0", "https://k/identity/v3/auth/tokens"), InlineData("https://k/identity", "https://k/identity/v3/auth/tokens")]
    public void The_address_of_keystone_may_have_its_version_or_not(string given, string asked) => Assert.Equal(asked, KeystoneSignIn.TokensUrl(new Uri(given)).AbsoluteUri);

    [Fact]
    public void The_catalog_is_searched_by_region_and_interface()
    {
        const string Token = """
            {"catalog":[{"type":"identity","endpoints":[{"region_id":"A","interface":"public","url":"https://i"}]},
            {"type":"object-store","endpoints":[{"region_id":"A","interface":"public","url":"https://a/v1/AUTH_1"},{"region_id":"A","interface":"internal","url":"http://ai"},{"region":"B","interface":"public","url":"https://b"}]}]}
            """;
        using var json = JsonDocument.Parse(Token);
        var auth = new Uri("https://k");
        Assert.Equal("https://a/v1/AUTH_1", ServiceCatalog.Find(json.RootElement, "A", "public", auth).AbsoluteUri);
        Assert.Equal("http://ai/", ServiceCatalog.Find(json.RootElement, null, "internal", auth).AbsoluteUri);
        foreach (var (region, face) in new (string?, string)[] { (null, "public"), ("C", "public"), ("B", "internal") })
        {
            var error = Assert.Throws<Db2BackupException>(() => ServiceCatalog.Find(json.RootElement, region, face, auth));
            Assert.Equal(ErrorCode.StoreEndpointMissing, error.Code);
            Assert.Contains("B/public", error.Message, StringComparison.Ordinal);
        }
        using var empty = JsonDocument.Parse("""{"catalog":[]}""");
        Assert.Equal(ErrorCode.StoreEndpointMissing, Assert.Throws<Db2BackupException>(() => ServiceCatalog.Find(empty.RootElement, null, "public", auth)).Code);
        using var none = JsonDocument.Parse("{}");
        Assert.Equal(ErrorCode.StoreEndpointMissing, Assert.Throws<Db2BackupException>(() => ServiceCatalog.Find(none.RootElement, null, "public", auth)).Code);
    }

    [Fact]
    public void Limits_are_what_info_says_and_the_defaults_of_swift_otherwise()
    {
        var info = """{"swift":{"max_file_size":1000,"max_object_name_length":512},"slo":{"max_manifest_segments":20,"max_manifest_size":100000,"min_segment_size":3}}"""u8.ToArray();
        var facts = SwiftLimits.Parse(info).ToFacts(TimeSpan.FromSeconds(5));
        Assert.Equal(new StoreFacts { MaximumParts = 20, MaximumPartBytes = 1000, MinimumPartBytes = 3, ClockOffset = TimeSpan.FromSeconds(5) }, facts);
        Assert.Equal(97, SwiftLimits.Parse("""{"swift":{"max_object_name_length":512},"slo":{"max_manifest_segments":2000,"max_manifest_size":100000}}"""u8.ToArray()).ToFacts(null).MaximumParts);
        foreach (var text in new[] { "{}", "[]", "no json", """{"swift":{"max_file_size":"much"},"slo":5}""" })
            Assert.Equal(new StoreFacts { MaximumParts = 1000, MaximumPartBytes = (5L << 30) + 2 }, SwiftLimits.Parse(System.Text.Encoding.UTF8.GetBytes(text)).ToFacts(null));
        Assert.True(SwiftLimits.Parse("""{"swift":{}}"""u8.ToArray()).LacksLargeObjects);
    }

    [Theory]
    [InlineData("swift://backups", "backups", ""), InlineData("swift://Db2_Backups/a/b/", "Db2_Backups", "a/b"), InlineData("swift:///prefix", "database_backups", "prefix"), InlineData("swift://", "database_backups", "")]
    public async Task A_location_names_container_and_prefix(string location, string container, string prefix)
    {
        await using var repository = Stores.Open(location, Access);
        Assert.Equal(($"swift://{container}", prefix), (repository.Store.DisplayName, repository.Prefix));
        Assert.Equal($"swift://{container}" + (prefix.Length > 0 ? "/" + prefix : ""), repository.Location);
    }

    [Theory]
    [InlineData("swift://my backups"), InlineData("swift://my%20backups"), InlineData("swift://büro"), InlineData("swift://.hidden"), InlineData("swift://c/with space"), InlineData("swift://c/ä"), InlineData("swift://c//d"), InlineData("swift://c/.."), InlineData("swift://c:1234/x")]
    public void A_location_that_a_service_would_refuse_is_refused_before_any_request(string location) =>
        Assert.Equal(ErrorCode.StoreLocationInvalid, Assert.Throws<Db2BackupException>(() => Stores.Open(location, Access)).Code);

    [Fact]
    public void A_name_that_is_too_long_is_refused_before_any_request()
    {
        Assert.Equal(ErrorCode.StoreLocationInvalid, Assert.Throws<Db2BackupException>(() => Stores.Open("swift://" + new string('c', 250), Access)).Code);
        Assert.Equal(ErrorCode.StoreLocationInvalid, Assert.Throws<Db2BackupException>(() => Stores.Open("swift://c/" + string.Join('/', Enumerable.Repeat("prefix", 80)), Access)).Code);
    }

    private static ObjectStores Stores => new(new Dictionary<string, Func<StoreAddress, StoreAccess, Repository>> { [SwiftStores.Scheme] = SwiftStores.Open });

    private static StoreAccess Access => new() { Environment = Keystone().GetValueOrDefault };

    private void Write(string name, string text)
    {
        File.WriteAllText(folder.Combine(name), text);
        File.SetUnixFileMode(folder.Combine(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
