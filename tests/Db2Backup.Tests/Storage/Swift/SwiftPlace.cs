using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>
/// A container of its own on a real Swift, for one test. It is made and looked at by plain requests, which share nothing with the driver.
/// </summary>
internal sealed class SwiftPlace : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string token, account;

    private SwiftPlace(string token, string account, IReadOnlyDictionary<string, string> environment) =>
        (this.token, this.account, Environment) = (token, account, environment);

    public string Container { get; } = $"Test_{Guid.NewGuid():N}";

    /// <summary>Of the account's owner.</summary>
    public string Token => token;

    public string Segments => Container + "_segments";

    /// <summary>The variables by which the driver finds its way.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Patience that a test has.</summary>
    public static RetryPolicy Policy { get; } = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), FirstPatience = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(10),
    };

    public static async Task<SwiftPlace> OfTempAuthAsync()
    {
        var (url, user, key) = (Server.Need("SWIFT_AUTH"), Server.Need("SWIFT_USER"), Server.Need("SWIFT_KEY"));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "X-Auth-User", user }, { "X-Auth-Key", key } } };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var place = new SwiftPlace(response.Headers.GetValues("X-Auth-Token").Single(), response.Headers.GetValues("X-Storage-Url").Single(),
            new Dictionary<string, string> { ["ST_AUTH"] = url, ["ST_USER"] = user, ["ST_KEY"] = key });
        await place.CreateContainerAsync(place.Container);
        return place;
    }

    public static async Task<SwiftPlace> OfKeystoneAsync()
    {
        var url = Server.Need("KEYSTONE_URL");
        var environment = new Dictionary<string, string>
        {
            ["OS_AUTH_URL"] = url, ["OS_USERNAME"] = Server.Need("KEYSTONE_USER"), ["OS_PASSWORD"] = Server.Need("KEYSTONE_PASSWORD"), ["OS_USER_DOMAIN_NAME"] = Server.Need("KEYSTONE_DOMAIN"),
            ["OS_PROJECT_NAME"] = Server.Need("KEYSTONE_PROJECT"), ["OS_PROJECT_DOMAIN_NAME"] = Server.Need("KEYSTONE_DOMAIN"), ["OS_REGION_NAME"] = Server.Need("KEYSTONE_REGION"),
        };
        var (token, project) = await SignInAsync(environment);
        var place = new SwiftPlace(token, $"{Server.Need("KEYSTONE_SWIFT")}/v1/AUTH_{project}", environment);
        await place.CreateContainerAsync(place.Container);
        return place;
    }

    /// <summary>A token and the id of its project.</summary>
    public static async Task<(string Token, string Project)> SignInAsync(IReadOnlyDictionary<string, string> environment)
    {
        JsonObject Named(string name, string domain) => new() { ["name"] = environment[name], ["domain"] = new JsonObject { ["name"] = environment[domain] } };
        var user = Named("OS_USERNAME", "OS_USER_DOMAIN_NAME");
        user["password"] = environment["OS_PASSWORD"];
        var body = new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } },
                ["scope"] = new JsonObject { ["project"] = Named("OS_PROJECT_NAME", "OS_PROJECT_DOMAIN_NAME") },
            },
        };
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.PostAsJsonAsync($"{environment["OS_AUTH_URL"]}/auth/tokens", body);
        response.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.Headers.GetValues("X-Subject-Token").Single(), json.RootElement.GetProperty("token").GetProperty("project").GetProperty("id").GetString()!);
    }

    /// <summary>How the driver is told of this place.</summary>
    public StoreAccess Access(IReadOnlyDictionary<string, string>? settings = null, Action<string>? trace = null) =>
        new() { Environment = name => Environment.GetValueOrDefault(name), Settings = settings ?? new Dictionary<string, string>(), Trace = trace };

    public SwiftStore Open(IReadOnlyDictionary<string, string>? settings = null, Action<string>? trace = null, RetryPolicy? policy = null)
    {
        var access = Access(settings, trace);
        return SwiftStores.Open(Container, SwiftSettings.From(access), access, policy ?? Policy);
    }

    public async Task CreateContainerAsync(string name, params (string Name, string Value)[] headers) =>
        Assert.True((await SendAsync(HttpMethod.Put, name, null, headers)).IsSuccessStatusCode);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string container, string? name, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"{account}/{container}{(name is null ? "" : "/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString)))}");
        request.Headers.Add("X-Auth-Token", token);
        foreach (var (header, value) in headers) request.Headers.TryAddWithoutValidation(header, value);
        return await http.SendAsync(request);
    }

    /// <summary>Names in a container; none when it is not there.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string container)
    {
        using var response = await SendAsync(HttpMethod.Get, container, null);
        if (response.StatusCode == HttpStatusCode.NotFound) return [];
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What the driver keeps besides objects: segments that no manifest names, and claims.</summary>
    public async Task<IReadOnlyList<string>> DebrisAsync()
    {
        var all = (await NamesAsync(Segments)).Select(n => $"/{Segments}/{n}").ToHashSet();
        foreach (var name in await NamesAsync(Container))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{account}/{Container}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}?multipart-manifest=get");
            request.Headers.Add("X-Auth-Token", token);
            using var response = await http.SendAsync(request);
            if (!response.Headers.Contains("X-Static-Large-Object")) continue;
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            foreach (var segment in json.RootElement.EnumerateArray()) Assert.True(all.Remove(segment.GetProperty("name").GetString()!), $"{name} names a segment that is not there");
        }
        return [.. all];
    }

    /// <summary>The containers go with the server's disk: taking them away object by object would be a good part of the server's work.</summary>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
