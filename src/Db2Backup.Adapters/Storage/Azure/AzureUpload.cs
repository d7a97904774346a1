using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>A blob whose blocks are sent and wait for the commit of their list.</summary>
internal sealed class AzureUpload(AzureClient client, AzureCreate create, string key, int partBytes) : IObjectUpload
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    private readonly Guid id = Guid.NewGuid();
    private readonly DateTimeOffset begun = client.Clock.GetUtcNow();
    private readonly ConcurrentDictionary<int, int> lengths = [];
    private readonly ConcurrentDictionary<int, bool> late = [];
    private volatile bool touched, ended;

    public async Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Length > partBytes) throw new InvalidOperationException($"internal error: part {number} of {key} has {content.Length} bytes instead of {partBytes}");
        // A block has a byte at least; an empty object has no block.
        if (content.Length > 0)
            await client.RunAsync($"Storing part {number} of", key, async token => { await StageAsync(number, content, token).ConfigureAwait(false); return true; }, cancellationToken).ConfigureAwait(false);
        lengths[number] = content.Length;
    }

    private async Task StageAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // From here on the block may be there, whatever becomes of the request.
        touched = true;
        using var body = AzureClient.Content(content);
        try
        {
            var md5 = MD5.HashData(content.Span);
            var options = new BlockBlobStageBlockOptions { TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5, PrecalculatedChecksum = md5 } };
            var answer = await client.Blob(key).StageBlockAsync(Id(number), body, options, cancellationToken).ConfigureAwait(false);
            // Azure compares it before; that it says so is worth a look.
            if (answer.Value.ContentHash is { } hash && !hash.AsSpan().SequenceEqual(md5))
                throw new StoreFaultException(new StoreFault(StoreFaultKind.Damaged, $"what arrived has the MD5 {Convert.ToHexString(hash)} instead of {Convert.ToHexString(md5)}"));
        }
        catch (Exception e) when (body.Position == body.Length && !client.IsRefusal(e))
        {
            // A server that has all of it may make a block of it after we went away; one that lacks the end does not.
            late[number] = true;
            throw;
        }
    }

    public async Task CompleteAsync(int parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var number = 1; number <= parts; number++)
            if (!lengths.TryGetValue(number, out var length) || (length < partBytes && number < parts))
                throw new InvalidOperationException($"internal error: part {number} of {key} was not written, or is too short");
        var blocks = Enumerable.Range(1, parts).Where(number => lengths[number] > 0).Select(Id).ToList();
        try
        {
            touched = true;
            await create.RunAsync(key, id, async (conditions, metadata, token) =>
                await client.Blob(key).CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = conditions, Metadata = metadata }, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            ended = true;
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
        {
            // Their commit threw away blocks that were there; those that came later wait beside their object, which is not touched.
            ended = true;
            throw;
        }
    }

    /// <summary>Discards the blocks. What cannot be discarded is said, and Azure does it itself a week after the last block.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended || !touched) return;
        ended = true;
        using var limit = new CancellationTokenSource(CleanUpLimit);
        await new AzureDiscard(client, create).RunAsync(key, block => block.Upload == id, late.Keys.Except(lengths.Keys), limit.Token).ConfigureAwait(false);
    }

    private string Id(int number) => new AzureBlockId(id, begun, number).ToString();
}
