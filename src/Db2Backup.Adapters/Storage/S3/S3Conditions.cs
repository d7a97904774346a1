using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>What is found out once of a service: whether it keeps the condition that an object must not be there yet, and that the bucket is there.</summary>
internal sealed class S3Conditions(S3Client client, ConditionalWrites setting, bool isAmazon) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private bool? kept = setting switch
    {
        ConditionalWrites.Yes => true,
        ConditionalWrites.No => false,
        _ => isAmazon ? true : null,
    };
    private volatile bool bucketSeen;

    /// <summary>
    /// Of another service than Amazon's it is not known: some refuse the condition, some pass over it silently and overwrite. So an object of no
    /// meaning is written twice with it, beside the one that is wanted, and deleted.
    /// </summary>
    public async Task<bool> AreKeptAsync(string key, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return kept ??= await TryAsync(S3Hidden.Probe(key), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<bool> TryAsync(string probe, CancellationToken cancellationToken)
    {
        var first = await WriteAsync(probe, cancellationToken).ConfigureAwait(false);
        if (first == Answer.NotImplemented) return false;
        try
        {
            // Written before and its answer lost: then it was refused just now, which is the answer that is wanted.
            return first == Answer.Refused || await WriteAsync(probe, cancellationToken).ConfigureAwait(false) == Answer.Refused;
        }
        finally
        {
            await RemoveAsync(probe).ConfigureAwait(false);
        }
    }

    private enum Answer { Written, Refused, NotImplemented }

    private Task<Answer> WriteAsync(string probe, CancellationToken cancellationToken) => client.RunAsync("Trying to write to", null, async token =>
    {
        try
        {
            var request = new PutObjectRequest { BucketName = client.Bucket, Key = probe, InputStream = SdkClient.Content(default), IfNoneMatch = "*", UseChunkEncoding = false };
            await client.Api.PutObjectAsync(request, token).ConfigureAwait(false);
            return Answer.Written;
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotImplemented)
        {
            return Answer.NotImplemented;
        }
        catch (AmazonServiceException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Exists })
        {
            return Answer.Refused;
        }
    }, cancellationToken);

    /// <summary>Whoever may not delete leaves it; no listing shows it, and the setting conditional_writes saves it.</summary>
    private async Task RemoveAsync(string probe)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await client.RunAsync("Removing", probe, token => client.Api.DeleteObjectAsync(client.Bucket, probe, token), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException)
        {
            client.Tell?.Invoke($"{probe} could not be removed from {client.DisplayName}: it was written to see whether the service refuses to overwrite. {e.Message}");
        }
    }

    /// <summary>Part of an attempt: a bucket that is not there is an error, and not a place without objects.</summary>
    public async Task RequireBucketAsync(CancellationToken cancellationToken)
    {
        if (bucketSeen) return;
        try
        {
            await client.Api.HeadBucketAsync(new HeadBucketRequest { BucketName = client.Bucket }, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new StoreFaultException(new StoreFault(StoreFaultKind.ContainerMissing, $"there is no bucket {client.Bucket}") { Status = 404 });
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            // It is there, and its properties are not for us.
        }
        bucketSeen = true;
    }

    public void Dispose() => gate.Dispose();
}
