using Azure;
using Azure.Storage.Blobs.Models;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// Throws away blocks that no commit will make a blob of. Azure keeps and charges them for a week, and has no request to delete them: they go
/// when a list of other blocks is committed. So an empty list is, which makes an empty blob, with a mark by which no reader takes it for an
/// object, and the blob is deleted. This is not done where the deletion would be refused, by the account's rights or by a policy against
/// deleting: then nobody could write there any more.
/// </summary>
internal sealed class AzureDiscard(AzureClient client, AzureCreate create)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);

    /// <param name="mine">Which blocks may be thrown away.</param>
    /// <param name="late">Numbers of blocks whose requests were given up: they may still come, and are waited for a little.</param>
    /// <returns>False when there were none.</returns>
    /// <exception cref="Db2BackupException">DebrisRemaining: blocks had to stay; what the store fails with.</exception>
    public async Task<bool> RunAsync(string key, Func<AzureBlockId, bool> mine, IEnumerable<int> late, CancellationToken cancellationToken)
    {
        var awaited = new HashSet<int>(late);
        var (found, allowed, begin) = (false, false, client.Clock.GetTimestamp());
        for (var wait = FirstLook; ; wait *= 2)
        {
            var blocks = await WaitingAsync(key, cancellationToken).ConfigureAwait(false);
            var ours = blocks.Where(b => b is { } block && mine(block)).Select(b => b!.Value.Number).ToList();
            awaited.ExceptWith(ours);
            if (ours.Count > 0)
            {
                if (ours.Count < blocks.Count) throw Remaining(key, "there are parts of another upload of the same object, which may be under way");
                if (!allowed && await MayNotDeleteAsync(key, cancellationToken).ConfigureAwait(false) is { } why) throw Remaining(key, why);
                (found, allowed) = (true, true);
                if (!await ReplaceAsync(key, cancellationToken).ConfigureAwait(false)) return true;
            }
            if (awaited.Count == 0 && ours.Count == 0) return found;
            if (client.Clock.GetElapsedTime(begin) > client.Settling) return found;
            if (ours.Count == 0) await Task.Delay(wait, client.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False when something else is there now.</summary>
    public async Task<bool> RemovePlaceholderAsync(string key, CancellationToken cancellationToken)
    {
        var found = await client.RunAsync("Looking for", key, token => create.FindAsync(key, token), cancellationToken).ConfigureAwait(false);
        return found is { IsPlaceholder: true } && await DeleteAsync(key, found.Tag, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The blocks at a name that is no blob yet; null stands for one of another program. Those beside a blob are not ours to touch.</summary>
    private async Task<IReadOnlyList<AzureBlockId?>> WaitingAsync(string key, CancellationToken cancellationToken) =>
        await client.RunAsync("Looking for the parts of", key, async token =>
        {
            try
            {
                if (await create.FindAsync(key, token).ConfigureAwait(false) is not null) return [];
                var list = await client.Blob(key).GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: token).ConfigureAwait(false);
                return list.Value.UncommittedBlocks.Select(b => AzureBlockId.Parse(b.Name)).ToList();
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return new List<AzureBlockId?>();
            }
        }, cancellationToken).ConfigureAwait(false);

    /// <summary>Null when what is put there can be deleted again.</summary>
    private Task<string?> MayNotDeleteAsync(string key, CancellationToken cancellationToken) => client.RunAsync("Looking at", null, async token =>
    {
        try
        {
            // The condition never holds: nothing is deleted, also when somebody completes the object at this moment.
            await client.Blob(key).DeleteAsync(conditions: new BlobRequestConditions { IfMatch = AzureCreate.NoTag }, cancellationToken: token).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Denied or StoreFaultKind.SignInFailed })
        {
            return "this account may not delete";
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // It may.
        }
        try
        {
            var properties = (await client.Container.GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false)).Value;
            return properties.HasImmutabilityPolicy == true || properties.HasLegalHold == true ? "the container has a policy against deleting" : null;
        }
        catch (RequestFailedException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Denied or StoreFaultKind.SignInFailed })
        {
            // A signature for blobs says nothing of their container. Who may delete is seldom where nothing may be deleted.
            return null;
        }
    }, cancellationToken);

    /// <summary>False when an object was completed there meanwhile.</summary>
    private async Task<bool> ReplaceAsync(string key, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var tag = await client.RunAsync("Discarding the parts of", key, async token =>
        {
            try
            {
                // A commit throws away every block that is not in its list, and this list is empty ("Put Block List").
                var options = new CommitBlockListOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = AzureCreate.Placeholder(id) };
                return (await client.Blob(key).CommitBlockListAsync([], options, token).ConfigureAwait(false)).Value.ETag;
            }
            catch (RequestFailedException e) when (client.FaultOf(e) is { Kind: StoreFaultKind.Exists })
            {
                // It is ours when an earlier answer was lost.
                return await create.FindAsync(key, token).ConfigureAwait(false) is { } found && found.Id == id.ToString("N") ? found.Tag : (ETag?)null;
            }
        }, cancellationToken).ConfigureAwait(false);
        if (tag is not { } placeholder) return false;
        // Refused, it is an empty blob that no reader sees and that the next upload of this name replaces.
        await DeleteAsync(key, placeholder, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>False when it is gone already, or something else by now.</summary>
    private Task<bool> DeleteAsync(string key, ETag tag, CancellationToken cancellationToken) => client.RunAsync("Discarding the parts of", key, async token =>
    {
        try
        {
            await client.Blob(key).DeleteAsync(conditions: new BlobRequestConditions { IfMatch = tag }, cancellationToken: token).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false;
        }
    }, cancellationToken);

    private Db2BackupException Remaining(string key, string why) => new(ErrorCode.DebrisRemaining,
        $"Parts of {key} remain in {client.DisplayName}, as {why}. They are no object, and Azure deletes them a week after the last of them came.", key);
}
