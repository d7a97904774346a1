using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage.Azure;

public sealed class AzureSettingsTests
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Theory]
    [InlineData("azblob://acct/backups", "https://acct.blob.core.windows.net/backups", "acct", "")]
    [InlineData("azblob://acct/backups/db2/prod/", "https://acct.blob.core.windows.net/backups", "acct", "db2/prod")]
    [InlineData("https://acct.blob.core.windows.net/backups/db2", "https://acct.blob.core.windows.net/backups", "acct", "db2")]
    [InlineData("https://acct.blob.core.chinacloudapi.cn/backups", "https://acct.blob.core.chinacloudapi.cn/backups", "acct", "")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/backups/db2", "http://127.0.0.1:10000/devstoreaccount1/backups", "devstoreaccount1", "db2")]
    [InlineData("https://azurite:10000/acct/backups", "https://azurite:10000/acct/backups", "acct", "")]
    [InlineData("https://backups.example.com/db2/prod", "https://backups.example.com/db2", null, "prod")]
    public void A_location_names_account_container_and_prefix(string location, string container, string? account, string prefix)
    {
        var parsed = AzureLocation.Parse(StoreAddress.Parse(location), null);
        Assert.Equal((container, account, prefix), (parsed.ContainerUri.AbsoluteUri, parsed.Account, parsed.Prefix));
    }

    [Theory]
    [InlineData("azblob://acct"), InlineData("azblob:///backups"), InlineData("azblob://ac/backups"), InlineData("azblob://Acct/backups"), InlineData("azblob://acct/ba"), InlineData("azblob://acct/Backups")]
    [InlineData("azblob://acct/back--ups"), InlineData("azblob://acct/-backups"), InlineData("azblob://acct/backups-"), InlineData("azblob://acct/$root"), InlineData("azblob://acct/back ups")]
    [InlineData("azblob://acct/b%C3%A4ckups"), InlineData("azblob://acct/backups/ä"), InlineData("azblob://acct/backups/../other"), InlineData("azblob://acct/backups//x"), InlineData("azblob://acct/backups/x y")]
    [InlineData("https://acct.blob.core.windows.net"), InlineData("https://127.0.0.1/acct")]
    public void A_location_that_the_service_would_refuse_is_refused_before_it_is_asked(string location)
    {
        var error = Assert.Throws<Db2BackupException>(() => AzureBlobStore.Open(StoreAddress.Parse(location), new StoreAccess { Environment = _ => null }));
        Assert.Equal(ErrorCode.StoreLocationInvalid, error.Code);
    }

    [Fact]
    public void What_was_given_comes_first_and_a_secret_is_known_by_its_form()
    {
        Assert.Equal(Key, Assert.IsType<AzureCredential.AccountKey>(Choose(secret: Key)).Key.Reveal());
        Assert.Equal("sv=1&sig=abc", Assert.IsType<AzureCredential.Signature>(Choose(secret: "?sv=1&sig=abc")).Query.Reveal());
        Assert.IsType<AzureCredential.AccountKey>(Choose(secret: $"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={Key};EndpointSuffix=core.windows.net"));
        Assert.IsType<AzureCredential.Signature>(Choose(secret: "BlobEndpoint=https://acct.blob.core.windows.net;SharedAccessSignature=sv=1&sig=abc"));
        var client = Assert.IsType<AzureCredential.ClientSecret>(Choose(secret: "client's password", settings: [("client_id", "c"), ("tenant_id", "t")]));
        Assert.Equal(("t", "c", "client's password"), (client.TenantId, client.ClientId, client.Secret.Reveal()));
        // Before what the environment has.
        Assert.IsType<AzureCredential.Signature>(Choose(secret: "sig=abc", environment: [("AZURE_STORAGE_KEY", Key)]));
    }

    [Fact]
    public void The_environment_is_read_as_az_and_the_SDKs_read_it()
    {
        Assert.IsType<AzureCredential.AccountKey>(Choose(environment: [("AZURE_STORAGE_KEY", Key)]));
        Assert.IsType<AzureCredential.Signature>(Choose(environment: [("AZURE_STORAGE_SAS_TOKEN", "sig=abc")]));
        Assert.IsType<AzureCredential.AccountKey>(Choose(environment: [("AZURE_STORAGE_CONNECTION_STRING", $"AccountName=acct;AccountKey={Key}")]));
        // A key of another account is not tried on this one.
        Assert.IsType<AzureCredential.Default>(Choose(environment: [("AZURE_STORAGE_KEY", Key), ("AZURE_STORAGE_ACCOUNT", "other")]));
        Assert.IsType<AzureCredential.AccountKey>(Choose(environment: [("AZURE_STORAGE_KEY", Key), ("AZURE_STORAGE_ACCOUNT", "acct")]));
        Assert.IsType<AzureCredential.Default>(Choose());
    }

    [Fact]
    public void Each_way_to_sign_in_can_be_asked_for_by_name()
    {
        Assert.Null(Assert.IsType<AzureCredential.ManagedIdentity>(Choose([("credential", "managed_identity")])).ClientId);
        Assert.Equal("c", Assert.IsType<AzureCredential.ManagedIdentity>(Choose([("credential", "managed_identity"), ("client_id", "c")])).ClientId);
        Assert.Equal("c", Assert.IsType<AzureCredential.ManagedIdentity>(Choose([("credential", "managed_identity")], environment: [("AZURE_CLIENT_ID", "c")])).ClientId);
        Assert.Equal("/var/run/token", Assert.IsType<AzureCredential.WorkloadIdentity>(Choose([("credential", "workload_identity")], environment: [("AZURE_FEDERATED_TOKEN_FILE", "/var/run/token")])).TokenFile);
        Assert.Equal("t", Assert.IsType<AzureCredential.AzureCli>(Choose([("credential", "azure_cli"), ("tenant_id", "t")])).TenantId);
        Assert.IsType<AzureCredential.ClientSecret>(Choose([("credential", "client_secret")], environment: [("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s")]));
        Assert.Equal("/c.pem", Assert.IsType<AzureCredential.ClientCertificate>(Choose([("certificate_file", "/c.pem"), ("tenant_id", "t"), ("client_id", "c")])).File);
        Assert.IsType<AzureCredential.Default>(Choose([("credential", "default")], environment: [("AZURE_STORAGE_KEY", Key)]));
    }

    [Theory]
    [InlineData("credentials", "x", null), InlineData("credential", "password", null), InlineData("endpoint", "acct.blob.core.windows.net", null), InlineData("endpoint", "https://u:p@host", null)]
    [InlineData("endpoint", "http://storage.example.com", "sig=abc"), InlineData("authority_host", "http://login", null), InlineData("bytes_per_second", "fast", null), InlineData("bytes_per_second", "0", null)]
    [InlineData("credential", "account_key", "no base64!"), InlineData("credential", "sas", "sv=1"), InlineData("credential", "connection_string", "AccountName=acct"), InlineData("credential", "connection_string", "AccountName=other;AccountKey=AAAA")]
    public void A_setting_that_cannot_be_is_refused_and_no_secret_repeated(string name, string value, string? secret)
    {
        var error = Assert.Throws<Db2BackupException>(() => Choose([(name, value)], secret));
        Assert.Equal(ErrorCode.StoreSettingInvalid, error.Code);
        if (secret is not null) Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account_key"), InlineData("sas"), InlineData("connection_string"), InlineData("client_secret"), InlineData("client_certificate")]
    public void A_way_to_sign_in_that_lacks_something_says_what(string kind) =>
        Assert.Equal(ErrorCode.StoreCredentialMissing, Assert.Throws<Db2BackupException>(() => Choose([("credential", kind)])).Code);

    [Fact]
    public void A_connection_string_brings_its_address_along()
    {
        var secret = new Secret($"AccountName=devstoreaccount1;AccountKey={Key};BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1");
        var settings = AzureSettings.From(StoreAddress.Parse("azblob://devstoreaccount1/backups"), new StoreAccess { Environment = _ => null, Secret = secret });
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1/backups", settings.Location.ContainerUri.AbsoluteUri);
    }

    [Fact]
    public void A_block_id_says_whose_it_is_and_all_are_of_one_length()
    {
        var id = new AzureBlockId(Guid.NewGuid(), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), 50_000);
        Assert.Equal(id, AzureBlockId.Parse(id.ToString()));
        Assert.Equal(id.ToString().Length, (id with { Number = 1 }).ToString().Length);
        foreach (var other in new[] { "", "AAAA", "not base64", Convert.ToBase64String(new byte[32]), Convert.ToBase64String(new byte[64]) }) Assert.Null(AzureBlockId.Parse(other));
    }

    private static AzureCredential Choose((string Name, string Value)[]? settings = null, string? secret = null, (string Name, string Value)[]? environment = null) => AzureSettings.From(
        StoreAddress.Parse("azblob://acct/backups"), new StoreAccess
        {
            Settings = (settings ?? []).ToDictionary(s => s.Name, s => s.Value), Secret = secret is null ? null : new Secret(secret),
            Environment = name => (environment ?? []).FirstOrDefault(e => e.Name == name).Value,
        }).Credential;
}
