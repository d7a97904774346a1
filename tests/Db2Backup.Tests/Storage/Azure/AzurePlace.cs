using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Tests.Storage.Services;
using RetryPolicy = Db2Backup.Storage.Requests.RetryPolicy;

namespace Db2Backup.Tests.Storage.Azure;

/// <summary>A container of its own on Azurite, for one test. It is made, looked at and taken away by Azure's SDK as it is.</summary>
internal sealed class AzurePlace : IAsyncDisposable
{
    private readonly HttpClientHandler handler = new() { UseProxy = false, ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
    private readonly HttpClient http;

    private AzurePlace(string url, string? certificate)
    {
        (Url, Certificate) = (url, certificate);
        http = new HttpClient(handler);
        Client = new BlobServiceClient(new Uri(url), new StorageSharedKeyCredential(Account, Key), new BlobClientOptions { Transport = new HttpClientTransport(http) }).GetBlobContainerClient(Name);
    }

    public static string Account => Server.Need("AZURITE_ACCOUNT");
    public static string Key => Server.Need("AZURITE_KEY");

    public string Name { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>Of the account's blob service.</summary>
    public string Url { get; }

    public string? Certificate { get; }

    public BlobContainerClient Client { get; }

    public string Location => $"azblob://{Account}/{Name}";

    /// <summary>Patience that a test has.</summary>
    public static RetryPolicy Policy { get; } = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), FirstPatience = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(10),
    };

    public static Task<AzurePlace> PlainAsync() => MakeAsync(new AzurePlace(Server.Need("AZURITE_URL"), null));

    public static Task<AzurePlace> SecureAsync() => MakeAsync(new AzurePlace(Server.Need("AZURITE_HTTPS_URL"), Server.Need("AZURITE_CERTIFICATE")));

    private static async Task<AzurePlace> MakeAsync(AzurePlace place)
    {
        await place.Client.CreateAsync();
        return place;
    }

    /// <summary>As a user opens it: by settings and a secret.</summary>
    public AzureBlobStore Open(string secret, IReadOnlyDictionary<string, string>? settings = null, Action<string>? trace = null, RetryPolicy? policy = null, TimeProvider? clock = null) =>
        Open(AzureSettings.From(StoreAddress.Parse(Location), Access(new Secret(secret), settings, trace)), trace, policy, clock);

    public static AzureBlobStore Open(AzureSettings settings, Action<string>? trace = null, RetryPolicy? policy = null, TimeProvider? clock = null) =>
        new(new AzureClient(settings, policy ?? Policy, clock ?? TimeProvider.System, trace), settings.Location.Prefix);

    public StoreAccess Access(Secret? secret, IReadOnlyDictionary<string, string>? settings = null, Action<string>? trace = null)
    {
        var all = new Dictionary<string, string> { ["endpoint"] = Url };
        if (Certificate is not null) all["cacert"] = Certificate;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;
        return new StoreAccess { Settings = all, Secret = secret, Environment = _ => null, Trace = trace };
    }

    public AzureBlobStore OpenWithTokens(TokenCredential tokens) =>
        Open(AzureSettings.From(StoreAddress.Parse(Location), Access(new Secret(Key))) with { Credential = new AzureCredential.Tokens(tokens) });

    /// <summary>A signature for this container.</summary>
    public string Signature(BlobContainerSasPermissions permissions, DateTimeOffset? ends = null)
    {
        var builder = new BlobSasBuilder(permissions, ends ?? DateTimeOffset.UtcNow.AddHours(1)) { BlobContainerName = Name, StartsOn = DateTimeOffset.UtcNow.AddHours(-2) };
        return builder.ToSasQueryParameters(new StorageSharedKeyCredential(Account, Key)).ToString();
    }

    /// <summary>What the driver keeps besides objects: blobs that are blocks only, and the marks of discarded uploads.</summary>
    public async Task<IReadOnlyList<string>> DebrisAsync()
    {
        var debris = new List<string>();
        await foreach (var blob in Client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.Uncommitted))
        {
            if (blob.Metadata.ContainsKey("db2backup_discarded")) debris.Add(blob.Name + " (mark)");
            else if (!await Client.GetBlobClient(blob.Name).ExistsAsync()) debris.Add(blob.Name + " (blocks)");
        }
        return debris;
    }

    public BlockBlobClient Blob(string key) => Client.GetBlockBlobClient(key);

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteIfExistsAsync();
        http.Dispose();
        handler.Dispose();
    }
}

/// <summary>Tokens as Azurite takes them: it looks at who they say they are for, and not at the signature.</summary>
internal sealed class SelfMadeTokens(TimeSpan? life = null) : TokenCredential
{
    public int Made { get; private set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Assert.Equal(["https://storage.azure.com/.default"], requestContext.Scopes);
        Made++;
        var (text, ends) = Make(life ?? TimeSpan.FromHours(1));
        return new AccessToken(text, ends);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));

    public static (string Text, DateTimeOffset Ends) Make(TimeSpan life)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new Dictionary<string, object>
        {
            ["aud"] = "https://storage.azure.com", ["iss"] = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
            ["iat"] = now.AddMinutes(-1).ToUnixTimeSeconds(), ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(), ["exp"] = now.Add(life).ToUnixTimeSeconds(),
        };
        return ($"{Part(new Dictionary<string, object> { ["typ"] = "JWT", ["alg"] = "RS256" })}.{Part(claims)}.c2VjcmV0LXNpZ25hdHVyZQ", now.Add(life));
    }

    private static string Part(Dictionary<string, object> json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
