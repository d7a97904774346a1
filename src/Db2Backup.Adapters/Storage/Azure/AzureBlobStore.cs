using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// A container of Azure Blob Storage. Objects are block blobs: parts are blocks, a commit of their list makes the object, and
/// If-None-Match lets one writer win. docs/STORES.md says what it needs and how it behaves.
/// </summary>
/// <param name="prefix">Where a probe is made: whoever has rights below a folder only need not have them at the root.</param>
internal sealed class AzureBlobStore(AzureClient client, string prefix = "") : IObjectStore
{
    // "Scalability and performance targets for Blob storage": 50,000 blocks of 4,000 MiB.
    private static readonly StoreFacts Limits = new() { MaximumParts = 50_000, MaximumPartBytes = 4000L << 20, MaximumObjectBytes = 50_000 * (4000L << 20) };
    private const long MaximumPutBytes = 5000L << 20;
    private const int PageSize = 5000;

    private readonly AzureCreate create = new(client);

    public string DisplayName => client.DisplayName;

    /// <summary>Opens the container of a location; nothing is asked of the service yet.</summary>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid, StoreCredentialMissing, SecretExposed.</exception>
    public static Repository Open(StoreAddress address, StoreAccess access)
    {
        var settings = AzureSettings.From(address, access);
        var store = new AzureBlobStore(new AzureClient(settings, RetryPolicy.Default, access.Clock, access.Trace), settings.Location.Prefix);
        return new Repository(store, settings.Location.Prefix, address.Location);
    }

    /// <summary>
    /// A PUT on the condition that a blob of a random name has a certain tag: who may not write is refused before, and who may is told that
    /// the condition does not hold. Nothing is stored either way, also where what was stored could not be deleted again.
    /// </summary>
    public async Task CheckWritableAsync(CancellationToken cancellationToken)
    {
        var blob = client.Blob(Probe());
        await client.RunAsync("Trying to write to", null, async token =>
        {
            try
            {
                var answer = await blob.UploadAsync(AzureClient.Content(default), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = AzureCreate.NoTag } }, token).ConfigureAwait(false);
                await blob.DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = answer.Value.ETag }, cancellationToken: token).ConfigureAwait(false);
                throw new StoreFaultException(new StoreFault(StoreFaultKind.Rejected, "the service passes over conditions, so objects could be overwritten"));
            }
            catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return true;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken)
    {
        var blob = client.Blob(Probe());
        var offset = await client.RunAsync("Looking at", null, async token =>
        {
            try
            {
                var answer = await blob.GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false);
                return answer.GetRawResponse().Headers.Date - client.Clock.GetUtcNow();
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return e.GetRawResponse()?.Headers.Date - client.Clock.GetUtcNow();
            }
        }, cancellationToken).ConfigureAwait(false);
        return Limits with { ClockOffset = offset };
    }

    public async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        AzureKey.Check(key);
        var found = await client.RunAsync("Looking for", key, token => create.FindAsync(key, token), cancellationToken).ConfigureAwait(false);
        return found is null || found.IsPlaceholder ? null : new ObjectInfo(key, found.Length, found.LastModified);
    }

    public async Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        AzureKey.Check(key);
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
        var options = new BlobDownloadOptions { Range = offset == 0 && length is null ? default : new HttpRange(offset, length) };
        var answer = await client.Blob(key).DownloadStreamingAsync(options, cancellationToken).ConfigureAwait(false);
        var details = answer.Value.Details;
        var end = offset + details.ContentLength;
        if (AzureCreate.IsPlaceholder(details.Metadata)) await RefuseAsync(new StoreFault(StoreFaultKind.NotFound, "it was never completed")).ConfigureAwait(false);
        // A range that goes beyond the end is answered with what there is.
        if (length is { } asked && details.ContentLength != asked)
            await RefuseAsync(new StoreFault(StoreFaultKind.RangeInvalid, $"it ends at {end}, and bytes {offset} to {offset + asked} were asked for")).ConfigureAwait(false);
        return (answer.Value.Content, end);

        async Task RefuseAsync(StoreFault fault)
        {
            await answer.Value.Content.DisposeAsync().ConfigureAwait(false);
            throw new StoreFaultException(fault);
        }
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
        AzureKey.Check(key);
        // What is not larger goes in one request.
        var transfer = new global::Azure.Storage.StorageTransferOptions { InitialTransferSize = MaximumPutBytes };
        return create.RunAsync(key, Guid.NewGuid(), async (conditions, metadata, token) => await client.Blob(key).UploadAsync(AzureClient.Content(content),
            new BlobUploadOptions { Conditions = conditions, Metadata = metadata, TransferOptions = transfer }, token).ConfigureAwait(false), cancellationToken);
    }

    public async Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken)
    {
        // It may still come into being until the upload is completed, and is refused then; this saves the bytes.
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null) throw AzureCreate.Exists(key, DisplayName, null);
        return new AzureUpload(client, create, key, partBytes);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        // An account with a hierarchical namespace lists folder by folder, which is another order than that of the keys: sorted here.
        var found = new List<ObjectInfo>();
        await foreach (var blob in AllAsync(prefix, BlobStates.None, cancellationToken).ConfigureAwait(false))
            if (!AzureCreate.IsPlaceholder(blob.Metadata) && !AzureKey.IsFolder(blob.Metadata) && AzureKey.IsValid(blob.Name))
                found.Add(new ObjectInfo(blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? client.Clock.GetUtcNow()));
        found.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach (var entry in found) yield return entry;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        AzureKey.Check(key);
        await client.RunAsync("Removing", key, async token =>
        {
            try
            {
                await client.Blob(key).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return false;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        var discard = new AzureDiscard(client, create);
        var ended = new List<string>();
        var open = new List<(string Key, bool IsPlaceholder, DateTimeOffset? Modified)>();
        await foreach (var blob in AllAsync(prefix, BlobStates.Uncommitted, cancellationToken).ConfigureAwait(false))
        {
            var placeholder = AzureCreate.IsPlaceholder(blob.Metadata);
            // What has no bytes yet is listed with the length 0; looking closer tells it from an empty object.
            if (AzureKey.IsValid(blob.Name) && (placeholder || (blob.Properties.ContentLength ?? 0) == 0)) open.Add((blob.Name, placeholder, blob.Properties.LastModified));
        }
        foreach (var (key, placeholder, modified) in open)
            if (placeholder ? modified < begunBefore && await discard.RemovePlaceholderAsync(key, cancellationToken).ConfigureAwait(false)
                : await discard.RunAsync(key, id => id.Begun < begunBefore, [], cancellationToken).ConfigureAwait(false)) ended.Add(key);
        return ended;
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Page after page, each tried again by itself.</summary>
    private async IAsyncEnumerable<BlobItem> AllAsync(string prefix, BlobStates states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? marker = null; ;)
        {
            var page = await client.RunAsync("Listing", prefix.Length == 0 ? null : prefix, async token =>
            {
                var pages = client.Container.GetBlobsAsync(BlobTraits.Metadata, states, prefix.Length == 0 ? null : prefix, token).AsPages(marker, PageSize).GetAsyncEnumerator(token);
                await using (pages.ConfigureAwait(false))
                    return await pages.MoveNextAsync().ConfigureAwait(false) ? pages.Current : null;
            }, cancellationToken).ConfigureAwait(false);
            if (page is null) yield break;
            foreach (var blob in page.Values) yield return blob;
            if (string.IsNullOrEmpty(page.ContinuationToken)) yield break;
            marker = page.ContinuationToken;
        }
    }

    private string Probe() => (prefix.Length == 0 ? "" : prefix + "/") + $"db2backup-probe-{Guid.NewGuid():N}";
}
