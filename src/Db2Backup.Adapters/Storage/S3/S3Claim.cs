using Amazon.S3.Model;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>
/// Names of what lies beside objects and is none: they begin with a dot, as no key does, so no listing shows them. They are in the folder of
/// the object, where whoever may write that may write them.
/// </summary>
internal static class S3Hidden
{
    private const string ClaimFolder = ".claims/";
    private const string ProbeStart = ".db2backup-probe-";

    public static string Claims(string key) => Folder(key) + ClaimFolder + key[Folder(key).Length..] + "/";

    public static string Probe(string key) => Folder(key) + ProbeStart + Guid.NewGuid().ToString("N");

    /// <summary>One of ours, and no other program's.</summary>
    public static bool Is(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        return last.StartsWith(ProbeStart, StringComparison.Ordinal) || (Guid.TryParseExact(last, "N", out _) && ("/" + name).Contains("/" + ClaimFolder, StringComparison.Ordinal));
    }

    private static string Folder(string key) => key[..(key.LastIndexOf('/') + 1)];
}

/// <summary>Claims as objects of a bucket.</summary>
internal sealed class S3ClaimPlace(S3Client client) : IClaimPlace
{
    public Task PutAsync(string key, string name, CancellationToken cancellationToken) => client.RunAsync("Claiming", key, token => client.Api.PutObjectAsync(
        new PutObjectRequest { BucketName = client.Bucket, Key = S3Hidden.Claims(key) + name, InputStream = SdkClient.Content(default), UseChunkEncoding = false }, token), cancellationToken);

    public Task DeleteAsync(string key, string name, CancellationToken cancellationToken) =>
        client.RunAsync("Withdrawing the claim of", key, token => S3Delete.TryAsync(client, S3Hidden.Claims(key) + name, token), cancellationToken);

    public async Task<IReadOnlyList<(string Name, DateTimeOffset Written)>> ListAsync(string key, CancellationToken cancellationToken)
    {
        var folder = S3Hidden.Claims(key);
        var claims = new List<(string, DateTimeOffset)>();
        await foreach (var entry in S3Listing.AllAsync(client, folder, cancellationToken).ConfigureAwait(false)) claims.Add((entry.Key[folder.Length..], entry.LastModifiedUtc));
        return claims;
    }
}
