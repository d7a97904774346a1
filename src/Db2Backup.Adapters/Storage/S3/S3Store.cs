using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3.Model;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using RetryPolicy = Db2Backup.Storage.Requests.RetryPolicy;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>
/// A bucket of Amazon S3 or of a service with its interface. Objects of parts are multipart uploads. docs/STORES.md says what it needs and
/// how it behaves.
/// </summary>
internal sealed class S3Store : IObjectStore
{
    // "Amazon S3 multipart upload limits".
    private const long MaximumObjectBytes = 5L << 40;
    private const long MaximumPartBytes = 5L << 30;
    private const int MinimumPartBytes = 5 << 20;

    private readonly S3Client client;
    private readonly S3Settings settings;
    private readonly S3Conditions conditions;
    private readonly S3Create create;

    public S3Store(S3Client client, S3Settings settings)
    {
        (this.client, this.settings) = (client, settings);
        conditions = new S3Conditions(client, settings.ConditionalWrites, settings.Endpoint is null);
        create = new S3Create(client, conditions);
    }

    public string DisplayName => client.DisplayName;

    /// <summary>Opens the bucket of a location; nothing is asked of the service yet.</summary>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid, StoreCredentialMissing.</exception>
    public static Repository Open(StoreAddress address, StoreAccess access)
    {
        var settings = S3Settings.From(address, access);
        return new Repository(new S3Store(new S3Client(settings, RetryPolicy.Default, access.Clock, access.Trace), settings), settings.Location.Prefix, address.Location);
    }

    /// <summary>
    /// A PUT with the MD5 of other bytes: who may not write is refused before, and who may is told that the bytes do not match. Nothing is
    /// stored either way, also where what was stored could not be deleted again.
    /// </summary>
    public async Task CheckWritableAsync(CancellationToken cancellationToken)
    {
        var probe = S3Hidden.Probe(settings.Location.Prefix.Length == 0 ? "" : settings.Location.Prefix + "/");
        await client.RunAsync("Trying to write to", null, async token =>
        {
            try
            {
                await client.Api.PutObjectAsync(new PutObjectRequest
                {
                    BucketName = client.Bucket, Key = probe, InputStream = SdkClient.Content("probe"u8.ToArray()), MD5Digest = Convert.ToBase64String(MD5.HashData("other bytes"u8)), UseChunkEncoding = false,
                }, token).ConfigureAwait(false);
                // A service that does not compare: at least it could be written.
                return await S3Delete.TryAsync(client, probe, token).ConfigureAwait(false);
            }
            catch (AmazonServiceException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Damaged })
            {
                return true;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken) => new()
    {
        MaximumObjectBytes = MaximumObjectBytes, MaximumParts = settings.MaximumParts, MaximumPartBytes = MaximumPartBytes, MinimumPartBytes = MinimumPartBytes,
        ClockOffset = await client.ClockOffsetAsync(cancellationToken).ConfigureAwait(false),
    };

    public async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var found = await client.RunAsync("Looking for", key, token => create.FindAsync(key, token), cancellationToken).ConfigureAwait(false);
        return found is null ? null : new ObjectInfo(key, found.Length, new DateTimeOffset(found.LastModified.ToUniversalTime()));
    }

    public async Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        // A range begins with a byte that is there: an empty one, and the rest behind the last byte, are asked for otherwise.
        if (length == 0) return await OpenEmptyAsync(key, offset, null, cancellationToken).ConfigureAwait(false);
        try
        {
            var (first, end) = await client.RunAsync("Reading", key, token => DownloadAsync(key, offset, length, token), cancellationToken).ConfigureAwait(false);
            return client.Resuming(key, offset, end, first, async (from, token) => (await DownloadAsync(key, from, end - from, token).ConfigureAwait(false)).Content);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ReadFailed && length is null)
        {
            return await OpenEmptyAsync(key, offset, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(Stream Content, long End)> DownloadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = client.Bucket, Key = key };
        if (length is { } asked) request.ByteRange = new ByteRange(offset, offset + asked - 1);
        else if (offset > 0) request.ByteRange = new ByteRange($"bytes={offset}-");
        var answer = await client.Api.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        var end = offset + answer.ContentLength;
        // A range that goes beyond the end is answered with what there is.
        if (length is null || answer.ContentLength == length) return (answer.ResponseStream, end);
        answer.Dispose();
        throw new StoreFaultException(new StoreFault(StoreFaultKind.RangeInvalid, $"it ends at {end}, and bytes {offset} to {offset + length} were asked for"));
    }

    private async Task<Stream> OpenEmptyAsync(string key, long offset, Exception? refused, CancellationToken cancellationToken)
    {
        var found = await FindAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.ObjectNotFound, $"{key} is not in {DisplayName}.", key, refused);
        return offset <= found.Length && (refused is null || offset == found.Length) ? Stream.Null
            : throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} in {DisplayName} has {found.Length} bytes; bytes from {offset} on were asked for.", key, refused);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var id = Guid.NewGuid();
        var md5 = Convert.ToBase64String(MD5.HashData(content.Span));
        return create.RunAsync(key, id, async (condition, token) =>
        {
            var request = new PutObjectRequest
            {
                BucketName = client.Bucket, Key = key, InputStream = SdkClient.Content(content), MD5Digest = md5, IfNoneMatch = condition, DisablePayloadSigning = client.IsEncrypted, UseChunkEncoding = false,
            };
            request.Metadata[S3Create.IdName] = id.ToString("N");
            await client.Api.PutObjectAsync(request, token).ConfigureAwait(false);
        }, cancellationToken);
    }

    public async Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken)
    {
        // It may still come into being until the upload is completed, and is refused then; this saves the bytes.
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null) throw create.Exists(key);
        return await S3Upload.BeginAsync(client, create, key, partBytes, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await foreach (var entry in S3Listing.AllAsync(client, prefix, cancellationToken).ConfigureAwait(false))
            if (ObjectKey.IsValid(entry.Key)) yield return entry;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return client.RunAsync("Removing", key, token => S3Delete.TryAsync(client, key, token), cancellationToken);
    }

    public async Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        var ended = new List<string>();
        var uploads = new List<(string Key, string Id)>();
        await foreach (var upload in S3Listing.UploadsAsync(client, prefix, cancellationToken).ConfigureAwait(false))
            if (upload.Begun < begunBefore && ObjectKey.IsValid(upload.Key)) uploads.Add((upload.Key, upload.Id));
        foreach (var (key, id) in uploads)
            if (await S3Uploads.EndAsync(client, key, id, cancellationToken).ConfigureAwait(false)) ended.Add(key);
        // Claims and probes of dead processes too: they are no uploads, and in nobody's way.
        var hidden = new List<string>();
        await foreach (var entry in S3Listing.AllAsync(client, prefix, cancellationToken).ConfigureAwait(false))
            if (S3Hidden.Is(entry.Key) && entry.LastModifiedUtc < begunBefore && client.Clock.GetUtcNow() - entry.LastModifiedUtc > WriteClaim.Life) hidden.Add(entry.Key);
        foreach (var name in hidden) await client.RunAsync("Removing", name, token => S3Delete.TryAsync(client, name, token), cancellationToken).ConfigureAwait(false);
        return ended;
    }

    public ValueTask DisposeAsync()
    {
        conditions.Dispose();
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
