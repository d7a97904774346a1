using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>
/// Creates an object that must not be there yet, by one request: a small object, or the completion of a multipart upload. Where the service
/// refuses to overwrite when it is told so, it decides; elsewhere a claim keeps other writers away while it is looked whether the object is
/// there. When an answer is lost, the id that goes with the object tells whether it is ours.
/// </summary>
internal sealed class S3Create(S3Client client, S3Conditions conditions)
{
    public const string IdName = "db2backup-id";
    private readonly WriteClaim claim = new(new S3ClaimPlace(client), client.Clock, client.Tell);

    /// <param name="id">Of this creation and no other; the object carries it.</param>
    /// <param name="attempt">Makes the request; the first argument is the value of If-None-Match, null for none.</param>
    /// <exception cref="Db2BackupException">ObjectExists, and what a store fails with; then it may be there all the same if it is this creation's.</exception>
    public async Task RunAsync(string key, Guid id, Func<string?, CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        if (await conditions.AreKeptAsync(key, cancellationToken).ConfigureAwait(false))
            await client.RunAsync("Storing", key, async token => { await TryAsync(key, id, () => attempt("*", token), token).ConfigureAwait(false); return true; }, cancellationToken).ConfigureAwait(false);
        else
            await client.RunAsync("Storing", key, async token =>
            {
                await claim.RunAsync(key, look => IsDoneAsync(key, id, look), async alone =>
                {
                    if (!await IsDoneAsync(key, id, alone).ConfigureAwait(false)) await TryAsync(key, id, () => attempt(null, alone), alone).ConfigureAwait(false);
                }, token).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True when an earlier attempt, whose answer was lost, created the object; an error when somebody else did.</summary>
    private async Task<bool> IsDoneAsync(string key, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found) return false;
        return found.Id == id.ToString("N") ? true : throw Exists(key);
    }

    private async Task TryAsync(string key, Guid id, Func<Task> attempt, CancellationToken cancellationToken)
    {
        try
        {
            await attempt().ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Exists or StoreFaultKind.NotFound } fault)
        {
            // There is an object: an earlier attempt's, whose answer was lost, or somebody else's. An upload that was completed is there no more.
            var found = await FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (found?.Id == id.ToString("N")) return;
            if (found is not null) throw Exists(key);
            throw new StoreFaultException(fault.Kind == StoreFaultKind.Exists
                ? fault with { Kind = StoreFaultKind.ServerError, Message = "the service says that the object is there, and then that it is not" }
                : fault with { Kind = StoreFaultKind.Rejected, Message = fault.Message + ": somebody ended the upload meanwhile" });
        }
    }

    /// <summary>One attempt to look at an object; null when there is none.</summary>
    public async Task<S3Found?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.Api.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = client.Bucket, Key = key }, cancellationToken).ConfigureAwait(false);
            return new S3Found(found.ContentLength, found.LastModified ?? client.Clock.GetUtcNow().UtcDateTime, found.Metadata[IdName]);
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // An answer to HEAD has no body, so it does not tell a missing bucket from a missing object.
            await conditions.RequireBucketAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AmazonServiceException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            // Nor a wrong key from a missing right. An answer to GET does; when that succeeds, the right is another.
            using var answer = await client.Api.GetObjectAsync(new GetObjectRequest { BucketName = client.Bucket, Key = key, ByteRange = new ByteRange(0, 0) }, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Db2BackupException Exists(string key) =>
        new(ErrorCode.ObjectExists, $"{key} is in {client.DisplayName} already; objects are written once and never rewritten.", key);
}

/// <param name="Id">Of the creation it is from; null for another program's.</param>
internal sealed record S3Found(long Length, DateTime LastModified, string? Id);
