using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage.Proxy;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Requests;

/// <summary>Requests over https through the proxy of the environment, of every driver: its host is known to the proxy alone.</summary>
public sealed class ConnectProxyTests : IDisposable
{
    private const string Host = "store.example", User = "joe", Password = "p@ss-of-the-proxy", Key = "a-secret-key-of-the-store-of-tests=";
    private static readonly RetryPolicy Policy = new() { FirstWait = TimeSpan.FromMilliseconds(10), FirstPatience = TimeSpan.FromMilliseconds(100) };
    private readonly TemporaryFolder folder = new();
    private readonly X509Certificate2 certificate;

    public ConnectProxyTests()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        File.WriteAllText(folder.Combine("ca.pem"), certificate.ExportCertificatePem());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Drivers => ["Azure", "S3", "Swift"];

    /// <summary>As each service answers whoever looks for an object of 3 bytes; Swift also whoever signs in.</summary>
    private static string Answer =>
        $"HTTP/1.1 200 OK\nLast-Modified: {DateTimeOffset.UtcNow:R}\nDate: {DateTimeOffset.UtcNow:R}\nETag: \"0123\"\nX-Auth-Token: t\nX-Storage-Url: https://{Host}/v1/AUTH_x";

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_store_is_reached_through_a_tunnel_and_the_proxy_learns_no_more_than_its_name(string driver)
    {
        await using var server = new CannedServer(Answer, "abc");
        await using var secure = new FaultProxy(server.Url, certificate);
        await using var proxy = new ConnectProxy(secure.Url.Port, User, Password);
        await using var store = Open(driver, $"http://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{proxy.Port}");
        Assert.Equal(3, (await store.FindAsync("db/x", Token))!.Length);
        Assert.NotEmpty(proxy.Tunnels);
        Assert.All(proxy.Tunnels, tunnel => Assert.Equal($"{Host}:443", tunnel));
        Assert.All(proxy.Refused, line => Assert.StartsWith("CONNECT ", line, StringComparison.Ordinal));
        Assert.NotEmpty(secure.Requests);
        // And the store learns nothing of the proxy.
        Assert.All(secure.Requests, request => Assert.DoesNotContain("Proxy-Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_password_that_the_proxy_refuses_is_an_error_that_does_not_tell_it(string driver)
    {
        await using var proxy = new ConnectProxy(1, User, "another");
        await using var store = Open(driver, $"http://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{proxy.Port}");
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => store.FindAsync("db/x", Token));
        Assert.Equal(ErrorCode.StoreUnreachable, error.Code);
        Assert.Contains("407", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(proxy.Refused);
        Assert.Empty(proxy.Tunnels);
        Secrets.AssertNone([Secrets.Everything(error)], Password, Key);
    }

    private IObjectStore Open(string driver, string proxy)
    {
        var settings = new Dictionary<string, string> { ["cacert"] = folder.Combine("ca.pem") };
        string? Environment(string name) => name switch { "https_proxy" => proxy, _ => null };
        switch (driver)
        {
            case "Azure":
                settings["endpoint"] = $"https://{Host}/account";
                var azure = AzureSettings.From(StoreAddress.Parse("azblob://account/container"), Access(settings, Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Key)), Environment));
                return new AzureBlobStore(new AzureClient(azure, Policy, TimeProvider.System, null));
            case "S3":
                (settings["endpoint"], settings["region"], settings["access_key_id"]) = ($"https://{Host}", "us-east-1", "id");
                var s3 = S3Settings.From(StoreAddress.Parse("s3://bucket"), Access(settings, Key, Environment));
                return new S3Store(new S3Client(s3, Policy, TimeProvider.System, null), s3);
            default:
                (settings["auth_url"], settings["username"]) = ($"https://{Host}/auth/v1.0", "db2:dba");
                var access = Access(settings, Key, Environment);
                return SwiftStores.Open("container", SwiftSettings.From(access), access, Policy);
        }
    }

    private static StoreAccess Access(Dictionary<string, string> settings, string secret, Func<string, string?> environment) =>
        new() { Settings = settings, Secret = new Secret(secret), Environment = environment };

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }
}
