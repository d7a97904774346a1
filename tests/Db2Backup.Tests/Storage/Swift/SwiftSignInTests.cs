using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Swift;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage.Proxy;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>Signing in to a real Keystone and a real TempAuth, well and badly.</summary>
public sealed class SwiftSignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SwiftStore Open(SwiftPlace place, IReadOnlyDictionary<string, string> environment, Dictionary<string, string>? settings = null, string? container = null)
    {
        var access = new StoreAccess { Environment = environment.GetValueOrDefault, Settings = settings ?? [] };
        var policy = SwiftPlace.Policy with { FirstPatience = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(1) };
        return SwiftStores.Open(container ?? place.Container, SwiftSettings.From(access), access, policy);
    }

    private static Dictionary<string, string> Changed(SwiftPlace place, params (string Name, string? Value)[] changes)
    {
        var environment = new Dictionary<string, string>(place.Environment);
        foreach (var (name, value) in changes)
        {
            environment.Remove(name);
            if (value is not null) environment[name] = value;
        }
        return environment;
    }

    [Fact]
    public async Task Every_way_that_keystone_knows_leads_to_the_same_container()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        var application = new (string, string?)[] { ("OS_USERNAME", null), ("OS_PASSWORD", null), ("OS_PROJECT_NAME", null), ("OS_APPLICATION_CREDENTIAL_SECRET", Server.Need("KEYSTONE_APPLICATION_SECRET")) };
        var ways = new Dictionary<string, Dictionary<string, string>>
        {
            ["names"] = Changed(place),
            ["ids"] = Changed(place, ("OS_USERNAME", null), ("OS_USER_ID", Server.Need("KEYSTONE_USER_ID")), ("OS_PROJECT_NAME", null), ("OS_PROJECT_ID", Server.Need("KEYSTONE_PROJECT_ID"))),
            ["the default domain"] = Changed(place, ("OS_USER_DOMAIN_NAME", null), ("OS_PROJECT_DOMAIN_NAME", null)),
            ["domains by id"] = Changed(place, ("OS_USER_DOMAIN_NAME", null), ("OS_USER_DOMAIN_ID", "default"), ("OS_PROJECT_DOMAIN_NAME", null), ("OS_PROJECT_DOMAIN_ID", "default")),
            ["the internal interface"] = Changed(place, ("OS_INTERFACE", "internal"), ("OS_REGION_NAME", null)),
            ["an address without version"] = Changed(place, ("OS_AUTH_URL", Server.Need("KEYSTONE_URL").Replace("/v3", "", StringComparison.Ordinal))),
            ["an application credential by id"] = Changed(place, [.. application, ("OS_APPLICATION_CREDENTIAL_ID", Server.Need("KEYSTONE_APPLICATION_ID"))]),
            ["an application credential by name"] = Changed(place, [.. application, ("OS_USERNAME", Server.Need("KEYSTONE_USER")), ("OS_APPLICATION_CREDENTIAL_NAME", Server.Need("KEYSTONE_APPLICATION_NAME"))]),
            ["an address of the store"] = Changed(place, ("OS_REGION_NAME", null), ("OS_STORAGE_URL", $"{Server.Need("KEYSTONE_SWIFT")}/v1/AUTH_{Server.Need("KEYSTONE_PROJECT_ID")}")),
        };
        var number = 0;
        foreach (var (way, environment) in ways)
        {
            await using var store = Open(place, environment);
            await store.PutAsync($"db/{number++}", new byte[] { 1 }, Token);
            Assert.True(await store.FindAsync($"db/{number - 1}", Token) is { Length: 1 }, way);
        }
        Assert.Equal(ways.Count, (await place.NamesAsync(place.Container)).Count);
    }

    [Fact]
    public async Task The_same_names_in_another_domain_are_another_account()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        await using var store = Open(place, Changed(place,
            ("OS_USER_DOMAIN_NAME", Server.Need("KEYSTONE_CORP_DOMAIN")), ("OS_PROJECT_DOMAIN_NAME", Server.Need("KEYSTONE_CORP_DOMAIN")), ("OS_PASSWORD", Server.Need("KEYSTONE_CORP_PASSWORD"))));
        Assert.Equal(ErrorCode.StoreContainerMissing, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
    }

    public static TheoryData<string, string?, ErrorCode> Bad() => new()
    {
        { "OS_PASSWORD", "hunter2", ErrorCode.StoreSignInFailed }, { "OS_USERNAME", "nobody", ErrorCode.StoreSignInFailed }, { "OS_PROJECT_NAME", "nowhere", ErrorCode.StoreSignInFailed },
        { "OS_USER_DOMAIN_NAME", "corp", ErrorCode.StoreSignInFailed }, { "OS_PROJECT_NAME", null, ErrorCode.StoreEndpointMissing }, { "OS_REGION_NAME", "Nowhere", ErrorCode.StoreEndpointMissing },
        { "OS_REGION_NAME", null, ErrorCode.StoreEndpointMissing }, { "OS_REGION_NAME", "RegionTwo", ErrorCode.StoreUnreachable }, { "OS_AUTH_URL", "http://127.0.0.1:1/v3", ErrorCode.StoreUnreachable },
        { "OS_AUTH_URL", "http://no-such-host.invalid/v3", ErrorCode.StoreUnreachable },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_wrong_is_told_before_anything_is_read(string variable, string? value, ErrorCode code)
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        await using var store = Open(place, Changed(place, (variable, value)));
        await FailsAsync(store, code);
    }

    [Fact]
    public async Task An_address_that_is_no_keystone_is_told_so()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        foreach (var url in new[] { Server.Need("KEYSTONE_URL") + "/elsewhere", Server.Need("KEYSTONE_SWIFT"), Server.Need("SWIFT_AUTH").Replace("/auth/v1.0", "/healthcheck", StringComparison.Ordinal) })
        {
            await using var store = Open(place, Changed(place, ("OS_AUTH_URL", url), ("OS_AUTH_TYPE", "password")));
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token));
            Assert.True(error.Code is ErrorCode.StoreFailed or ErrorCode.StoreSignInFailed, error.ToString());
        }
    }

    [Fact]
    public async Task A_user_without_the_right_may_sign_in_and_no_more()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        await using var store = Open(place, Changed(place, ("OS_USERNAME", Server.Need("KEYSTONE_READER")), ("OS_PASSWORD", Server.Need("KEYSTONE_READER_PASSWORD"))));
        await FailsAsync(store, ErrorCode.StoreAccessDenied);
    }

    [Fact]
    public async Task A_user_who_may_only_read_reads_and_is_refused_before_anything_is_written()
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        await using (var owner = place.Open()) await owner.PutAsync("db/object", new byte[] { 1, 2, 3 }, Token);
        var reader = Server.Need("SWIFT_READER");
        foreach (var container in new[] { place.Container, place.Segments }) await place.CreateContainerAsync(container, ("X-Container-Read", reader + ",.rlistings"));
        await using var store = Open(place, Changed(place, ("ST_USER", reader), ("ST_KEY", Server.Need("SWIFT_READER_KEY"))));
        Assert.Equal(3, (await store.FindAsync("db/object", Token))!.Length);
        var listed = new List<string>();
        await foreach (var info in store.ListAsync("db/", Token)) listed.Add(info.Key);
        Assert.Equal(["db/object"], listed);
        foreach (var act in new Func<Task>[] { () => store.CheckWritableAsync(Token), () => store.PutAsync("db/more", new byte[] { 1 }, Token), () => store.DeleteAsync("db/object", Token) })
            Assert.Equal(ErrorCode.StoreAccessDenied, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);
        Assert.Equal(["db/object"], await place.NamesAsync(place.Container));
    }

    [Fact]
    public async Task A_wrong_key_and_a_container_that_is_not_there_are_told_by_tempauth_too()
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        await using (var store = Open(place, Changed(place, ("ST_KEY", "hunter2")))) await FailsAsync(store, ErrorCode.StoreSignInFailed);
        await using var missing = Open(place, place.Environment, container: "no-such-container");
        await FailsAsync(missing, ErrorCode.StoreContainerMissing);
        Assert.Equal(HttpStatusCode.NotFound, (await place.SendAsync(HttpMethod.Head, "no-such-container_segments", null)).StatusCode);
    }

    [Fact]
    public async Task A_token_that_keystone_revokes_in_the_middle_of_an_upload_is_replaced()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        await using var proxy = new FaultProxy(new Uri(Server.Need("KEYSTONE_SWIFT")));
        await using var store = Open(place, Changed(place, ("OS_STORAGE_URL", proxy.Through($"{Server.Need("KEYSTONE_SWIFT")}/v1/AUTH_{Server.Need("KEYSTONE_PROJECT_ID")}").AbsoluteUri)));
        var content = RandomNumberGenerator.GetBytes(3 << 20);
        await using (var upload = await store.BeginUploadAsync("db/object", 1 << 20, Token))
        {
            await upload.WritePartAsync(1, content.AsMemory(0, 1 << 20), Token);
            await RevokeAsync(proxy.Requests[^1].Headers["X-Auth-Token"]);
            await upload.WritePartAsync(2, content.AsMemory(1 << 20, 1 << 20), Token);
            await RevokeAsync(proxy.Requests[^1].Headers["X-Auth-Token"]);
            await upload.WritePartAsync(3, content.AsMemory(2 << 20), Token);
            await RevokeAsync(proxy.Requests[^1].Headers["X-Auth-Token"]);
            await upload.CompleteAsync(3, Token);
        }
        Assert.Equal(4, proxy.Requests.Select(r => r.Headers.GetValueOrDefault("X-Auth-Token")).OfType<string>().Distinct().Count());
        await using var stream = await store.OpenReadAsync("db/object", 0, null, Token);
        var read = new byte[content.Length];
        await stream.ReadExactlyAsync(read, Token);
        Assert.True(content.AsSpan().SequenceEqual(read));

        static async Task RevokeAsync(string token)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            using var request = new HttpRequestMessage(HttpMethod.Delete, Server.Need("KEYSTONE_URL") + "/auth/tokens") { Headers = { { "X-Auth-Token", token }, { "X-Subject-Token", token } } };
            Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(request, Token)).StatusCode);
        }
    }

    [Fact]
    public async Task A_token_of_a_file_is_read_again_when_the_old_one_is_refused()
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        using var folder = new TemporaryFolder();
        var file = folder.Combine("token");
        await WriteAsync("AUTH_tk0123456789hunter2");
        var environment = new Dictionary<string, string> { ["OS_STORAGE_URL"] = await AccountAsync(place) };
        await using var store = Open(place, environment, new() { ["token_file"] = file });
        await FailsAsync(store, ErrorCode.StoreSignInFailed);
        await WriteAsync(place.Token);
        await store.PutAsync("db/object", new byte[10], Token);
        Assert.Equal(10, (await store.FindAsync("db/object", Token))!.Length);

        async Task WriteAsync(string token)
        {
            await File.WriteAllTextAsync(file, token, Token);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_certificate_is_trusted_when_its_issuer_is_named_and_refused_otherwise()
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate();
        await using var proxy = new FaultProxy(new Uri(place.Environment["ST_AUTH"]), certificate);
        var address = proxy.Through(place.Environment["ST_AUTH"]).AbsoluteUri;
        // The addresses that TempAuth makes of the host name are http; behind a TLS proxy the address is said.
        var storage = proxy.Through(await AccountAsync(place)).AbsoluteUri;
        var environment = Changed(place, ("ST_AUTH", address), ("OS_STORAGE_URL", storage));
        await using (var untrusting = Open(place, environment))
        {
            await FailsAsync(untrusting, ErrorCode.StoreTlsFailed);
            Assert.Empty(proxy.Requests);
        }
        await File.WriteAllTextAsync(folder.Combine("ca.pem"), certificate.ExportCertificatePem(), Token);
        await using (var store = Open(place, environment, new() { ["cacert"] = folder.Combine("ca.pem") }))
        {
            await store.PutAsync("db/object", new byte[1000], Token);
            Assert.Equal(1000, (await store.FindAsync("db/object", Token))!.Length);
        }
        // A name that is not in it is refused, whoever issued it.
        await using var other = Open(place, Changed(place, ("ST_AUTH", address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))), new() { ["cacert"] = folder.Combine("ca.pem") });
        await FailsAsync(other, ErrorCode.StoreTlsFailed);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_used_and_gets_no_requests_for_this_machine()
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        var real = new Uri(place.Environment["ST_AUTH"]);
        await using var proxy = new FaultProxy(real);
        // Nobody but the proxy knows this host.
        await using (var store = Open(place, Changed(place, ("ST_AUTH", $"http://swift.invalid:{real.Port}{real.AbsolutePath}"), ("http_proxy", proxy.Url.AbsoluteUri))))
            await store.PutAsync("db/object", new byte[10], Token);
        Assert.NotEmpty(proxy.Requests);
        Assert.All(proxy.Requests, r => Assert.StartsWith("http://swift.invalid", r.Target, StringComparison.Ordinal));
        var before = proxy.Requests.Count;
        await using (var direct = Open(place, Changed(place, ("all_proxy", proxy.Url.AbsoluteUri))))
            Assert.NotNull(await direct.FindAsync("db/object", Token));
        Assert.Equal(before, proxy.Requests.Count);
    }

    /// <summary>Whatever is asked first fails with this, soon, with a way out, and without a secret in it.</summary>
    private static async Task FailsAsync(SwiftStore store, ErrorCode code)
    {
        foreach (var act in new Func<Task>[] { () => store.CheckWritableAsync(Token), () => ListAsync(store) })
        {
            var elapsed = Stopwatch.StartNew();
            var error = await Assert.ThrowsAsync<Db2BackupException>(act);
            Assert.True(error.Code == code, error.ToString());
            Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(30), $"it took {elapsed.Elapsed}");
            Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
            Assert.NotEmpty(error.Remedy);
        }

        static async Task ListAsync(SwiftStore store) { await foreach (var _ in store.ListAsync("db/", Token)) { } }
    }

    private static async Task<string> AccountAsync(SwiftPlace place)
    {
        using var response = await place.SendAsync(HttpMethod.Head, place.Container, null);
        return response.RequestMessage!.RequestUri!.AbsoluteUri[..^(place.Container.Length + 1)];
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=fault proxy", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new X509Certificate2(made.Export(X509ContentType.Pfx));
    }
}
