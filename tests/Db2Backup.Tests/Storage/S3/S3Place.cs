using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage.Services;
using RetryPolicy = Db2Backup.Storage.Requests.RetryPolicy;

namespace Db2Backup.Tests.Storage.S3;

/// <summary>A bucket of its own on Swift's S3 interface, for one test. It is made and looked at by Amazon's SDK as it is.</summary>
internal sealed class S3Place : IAsyncDisposable
{
    private S3Place() => Client = new AmazonS3Client(AccessKey, SecretKey, new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });

    public static string Endpoint => Server.Need("S3_ENDPOINT");
    public static string AccessKey => Server.Need("S3_ACCESS_KEY");
    public static string SecretKey => Server.Need("S3_SECRET_KEY");

    public string Bucket { get; } = $"test-{Guid.NewGuid():N}";

    public AmazonS3Client Client { get; }

    public string Location => $"s3://{Bucket}";

    /// <summary>Patience that a test has.</summary>
    public static RetryPolicy Policy { get; } = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), FirstPatience = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(10),
    };

    public static async Task<S3Place> MakeAsync()
    {
        var place = new S3Place();
        await place.Client.PutBucketAsync(place.Bucket);
        return place;
    }

    /// <summary>As a user opens it: by settings and a secret.</summary>
    public S3Store Open(IReadOnlyDictionary<string, string>? settings = null, string? secret = null, Action<string>? trace = null, RetryPolicy? policy = null, TimeProvider? clock = null)
    {
        var known = S3Settings.From(StoreAddress.Parse(Location), Access(settings, secret));
        return new S3Store(new S3Client(known, policy ?? Policy, clock ?? TimeProvider.System, trace), known);
    }

    public static StoreAccess Access(IReadOnlyDictionary<string, string>? settings = null, string? secret = null)
    {
        var all = new Dictionary<string, string> { ["endpoint"] = Endpoint, ["region"] = Server.Need("S3_REGION"), ["access_key_id"] = AccessKey };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;
        return new StoreAccess { Settings = all, Secret = new Secret(secret ?? SecretKey), Environment = _ => null };
    }

    /// <summary>All names in a bucket, objects or not.</summary>
    public async Task<List<string>> NamesAsync(string bucket)
    {
        var names = new List<string>();
        string? marker = null;
        do
        {
            var page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, ContinuationToken = marker });
            names.AddRange((page.S3Objects ?? []).Select(o => o.Key));
            marker = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (marker is not null);
        return names;
    }

    /// <summary>What the driver keeps besides objects: open uploads, claims, probes.</summary>
    public async Task<IReadOnlyList<string>> DebrisAsync()
    {
        var uploads = await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket });
        return [.. (uploads.MultipartUploads ?? []).Select(u => u.Key + " (upload)"), .. (await NamesAsync(Bucket)).Where(n => !ObjectKey.IsValid(n))];
    }

    /// <summary>The bucket goes with the server's disk: taking it away object by object would be a good part of the server's work.</summary>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
