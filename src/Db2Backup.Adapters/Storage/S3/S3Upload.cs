using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3.Model;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>A multipart upload.</summary>
internal sealed class S3Upload : IObjectUpload
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);

    private readonly S3Client client;
    private readonly S3Create create;
    private readonly string key, uploadId;
    private readonly Guid id;
    private readonly int partBytes;
    private readonly bool repeated;
    private readonly ConcurrentDictionary<int, (string? Tag, int Length)> parts = [];
    private readonly ConcurrentDictionary<int, bool> late = [];
    private volatile bool tagsAreOther;
    private bool ended;

    private S3Upload(S3Client client, S3Create create, string key, string uploadId, Guid id, int partBytes, bool repeated) =>
        (this.client, this.create, this.key, this.uploadId, this.id, this.partBytes, this.repeated) = (client, create, key, uploadId, id, partBytes, repeated);

    public static async Task<S3Upload> BeginAsync(S3Client client, S3Create create, string key, int partBytes, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var attempts = 0;
        var begun = await client.RunAsync("Beginning to store", key, token =>
        {
            attempts++;
            var request = new InitiateMultipartUploadRequest { BucketName = client.Bucket, Key = key };
            request.Metadata[S3Create.IdName] = id.ToString("N");
            return InitiateAsync(client, request, token);
        }, cancellationToken).ConfigureAwait(false);
        return new S3Upload(client, create, key, begun.UploadId, id, partBytes, attempts > 1);
    }

    /// <summary>Whoever goes away while the service begins an upload does not learn its id, and it stays open: so its answer is waited for a little.</summary>
    private static async Task<InitiateMultipartUploadResponse> InitiateAsync(S3Client client, InitiateMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource();
        var asked = client.Api.InitiateMultipartUploadAsync(request, limit.Token);
        try
        {
            return await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            limit.CancelAfter(client.Settling);
            await asked.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            if (!asked.IsCompletedSuccessfully) throw;
            using var cleanUp = new CancellationTokenSource(CleanUpLimit);
            await S3Uploads.EndAsync(client, request.Key, asked.Result.UploadId, cleanUp.Token).ConfigureAwait(false);
            throw;
        }
    }

    public async Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Length > partBytes) throw new InvalidOperationException($"internal error: part {number} of {key} has {content.Length} bytes instead of {partBytes}");
        // Not every service takes an empty part; an empty object has none.
        var tag = content.Length == 0 ? null : await client.RunAsync($"Storing part {number} of", key, token => SendAsync(number, content, token), cancellationToken).ConfigureAwait(false);
        parts[number] = (tag, content.Length);
    }

    private async Task<string> SendAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var body = SdkClient.Content(content);
        var md5 = MD5.HashData(content.Span);
        string tag;
        try
        {
            var answer = await client.Api.UploadPartAsync(new UploadPartRequest
            {
                BucketName = client.Bucket, Key = key, UploadId = uploadId, PartNumber = number, PartSize = content.Length, InputStream = body,
                MD5Digest = Convert.ToBase64String(md5), DisablePayloadSigning = client.IsEncrypted, UseChunkEncoding = false,
            }, cancellationToken).ConfigureAwait(false);
            tag = answer.ETag;
        }
        catch (Exception e) when ((!body.CanRead || body.Position == body.Length) && !client.IsRefusal(e))
        {
            // A server that has all of it may make a part of it after we went away; one that lacks the end does not.
            late[number] = true;
            throw;
        }
        await CheckTagAsync(number, tag, Convert.ToHexString(md5), cancellationToken).ConfigureAwait(false);
        return tag;
    }

    /// <summary>
    /// The tag of a part is its MD5 with most services and with most kinds of encryption. One that is not is asked for again: the same, and it is
    /// the service's way; another, and the answer was damaged. By the tag the part goes into the object.
    /// </summary>
    private async Task CheckTagAsync(int number, string tag, string md5, CancellationToken cancellationToken)
    {
        if (tagsAreOther || string.Equals(tag.Trim('"'), md5, StringComparison.OrdinalIgnoreCase)) return;
        var marker = (number - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var page = await client.Api.ListPartsAsync(new ListPartsRequest { BucketName = client.Bucket, Key = key, UploadId = uploadId, PartNumberMarker = marker, MaxParts = 1 }, cancellationToken).ConfigureAwait(false);
        tagsAreOther = page.Parts?.FirstOrDefault(p => p.PartNumber == number)?.ETag == tag;
        if (!tagsAreOther) throw new StoreFaultException(new StoreFault(StoreFaultKind.Damaged, $"what arrived has the tag {tag} instead of {md5}"));
    }

    public async Task CompleteAsync(int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var number = 1; number <= count; number++)
            if (!parts.TryGetValue(number, out var part) || (part.Length < partBytes && number < count))
                throw new InvalidOperationException($"internal error: part {number} of {key} was not written, or is too short");
        var tags = Enumerable.Range(1, count).Where(n => parts[n].Tag is not null).Select(n => new PartETag(n, parts[n].Tag)).ToList();
        await create.RunAsync(key, id, async (condition, token) =>
        {
            if (tags.Count == 0)
            {
                var empty = new PutObjectRequest { BucketName = client.Bucket, Key = key, InputStream = SdkClient.Content(default), IfNoneMatch = condition, UseChunkEncoding = false };
                empty.Metadata[S3Create.IdName] = id.ToString("N");
                await client.Api.PutObjectAsync(empty, token).ConfigureAwait(false);
            }
            else
            {
                await client.Api.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = client.Bucket, Key = key, UploadId = uploadId, PartETags = tags, IfNoneMatch = condition }, token).ConfigureAwait(false);
            }
        }, cancellationToken).ConfigureAwait(false);
        if (tags.Count == 0) await EndAsync(uploadId, cancellationToken).ConfigureAwait(false);
        await EndOrphansAsync(cancellationToken).ConfigureAwait(false);
        ended = true;
    }

    /// <summary>Ends the upload; its parts go with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended) return;
        ended = true;
        using var limit = new CancellationTokenSource(CleanUpLimit);
        await SettleAsync(limit.Token).ConfigureAwait(false);
        await EndAsync(uploadId, limit.Token).ConfigureAwait(false);
        await EndOrphansAsync(limit.Token).ConfigureAwait(false);
    }

    /// <summary>A part that comes after the end of its upload is nobody's: those whose requests were given up are waited for a little.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var awaited = late.Keys.Except(parts.Keys).ToHashSet();
        var begin = client.Clock.GetTimestamp();
        for (var wait = FirstLook; awaited.Count > 0 && client.Clock.GetElapsedTime(begin) < client.Settling; wait *= 2)
        {
            await Task.Delay(wait, client.Clock, cancellationToken).ConfigureAwait(false);
            if (await S3Listing.PartsAsync(client, key, uploadId, cancellationToken).ConfigureAwait(false) is not { } there) return;
            awaited.ExceptWith(there);
        }
    }

    private async Task EndAsync(string upload, CancellationToken cancellationToken) => await S3Uploads.EndAsync(client, key, upload, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// When the answer to the beginning was lost, there is an upload whose id nobody knows. It was begun before this one, and has no part, which
    /// somebody else's would have by now.
    /// </summary>
    private async Task EndOrphansAsync(CancellationToken cancellationToken)
    {
        if (!repeated) return;
        var same = new List<(string Id, DateTimeOffset Begun)>();
        DateTimeOffset? mine = null;
        await foreach (var upload in S3Listing.UploadsAsync(client, key, cancellationToken).ConfigureAwait(false))
        {
            if (upload.Key != key) continue;
            if (upload.Id == uploadId) mine = upload.Begun;
            else same.Add((upload.Id, upload.Begun));
        }
        foreach (var (upload, begun) in same)
            if (begun <= (mine ?? begun) && await S3Listing.PartsAsync(client, key, upload, cancellationToken).ConfigureAwait(false) is [])
                await EndAsync(upload, cancellationToken).ConfigureAwait(false);
    }
}

internal static class S3Uploads
{
    private const int Rounds = 3;

    /// <summary>Ends an upload that is not completed, until it is gone: a part that was on its way may need it to be ended again.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="Db2BackupException">DebrisRemaining; what the store fails with.</exception>
    public static async Task<bool> EndAsync(S3Client client, string key, string uploadId, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= Rounds; round++)
        {
            var was = await client.RunAsync("Ending the upload of", key, async token =>
            {
                try
                {
                    await client.Api.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = client.Bucket, Key = key, UploadId = uploadId }, token).ConfigureAwait(false);
                    return true;
                }
                catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
                {
                    return false;
                }
            }, cancellationToken).ConfigureAwait(false);
            if (!was) return round > 1;
            if (await S3Listing.PartsAsync(client, key, uploadId, cancellationToken).ConfigureAwait(false) is null) return true;
        }
        throw new Db2BackupException(ErrorCode.DebrisRemaining, $"The upload {uploadId} of {key} in {client.DisplayName} was ended and is still there.", key);
    }
}
