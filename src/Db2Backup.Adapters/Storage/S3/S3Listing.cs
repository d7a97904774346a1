using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3.Model;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>Listings, page after page, each tried again by itself.</summary>
internal static class S3Listing
{
    /// <summary>All names below a prefix in the order of their bytes, objects or not.</summary>
    public static async IAsyncEnumerable<ObjectInfo> AllAsync(S3Client client, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? marker = null; ;)
        {
            var page = await client.RunAsync("Listing", prefix.Length == 0 ? null : prefix,
                token => client.Api.ListObjectsV2Async(new ListObjectsV2Request { BucketName = client.Bucket, Prefix = prefix, ContinuationToken = marker }, token), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.S3Objects ?? []) yield return new ObjectInfo(entry.Key, entry.Size ?? 0, Utc(entry.LastModified) ?? client.Clock.GetUtcNow());
            if (page.IsTruncated != true) yield break;
            marker = page.NextContinuationToken;
        }
    }

    /// <summary>Multipart uploads below a prefix that are not completed.</summary>
    public static async IAsyncEnumerable<(string Key, string Id, DateTimeOffset Begun)> UploadsAsync(S3Client client, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? key = null, id = null; ;)
        {
            var page = await client.RunAsync("Listing uploads of", prefix.Length == 0 ? null : prefix, token => client.Api.ListMultipartUploadsAsync(
                new ListMultipartUploadsRequest { BucketName = client.Bucket, Prefix = prefix, KeyMarker = key, UploadIdMarker = id }, token), cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? []) yield return (upload.Key, upload.UploadId, Utc(upload.Initiated) ?? client.Clock.GetUtcNow());
            if (page.IsTruncated != true) yield break;
            (key, id) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    /// <summary>Numbers of the parts that an upload has; null when there is no such upload.</summary>
    public static async Task<IReadOnlyList<int>?> PartsAsync(S3Client client, string key, string uploadId, CancellationToken cancellationToken)
    {
        var parts = new List<int>();
        for (string? marker = null; ;)
        {
            var page = await client.RunAsync("Looking for the parts of", key, async token =>
            {
                try
                {
                    return await client.Api.ListPartsAsync(new ListPartsRequest { BucketName = client.Bucket, Key = key, UploadId = uploadId, PartNumberMarker = marker }, token).ConfigureAwait(false);
                }
                catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
                {
                    return null;
                }
            }, cancellationToken).ConfigureAwait(false);
            if (page is null) return null;
            parts.AddRange((page.Parts ?? []).Select(p => p.PartNumber ?? 0));
            if (page.IsTruncated != true) return parts;
            marker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static DateTimeOffset? Utc(DateTime? time) => time is { } t ? new DateTimeOffset(t.ToUniversalTime()) : null;
}

internal static class S3Delete
{
    /// <summary>One attempt; what is not there is deleted.</summary>
    public static async Task<bool> TryAsync(S3Client client, string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.Api.DeleteObjectAsync(new DeleteObjectRequest { BucketName = client.Bucket, Key = name }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return false;
        }
    }
}
