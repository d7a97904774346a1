using Azure;
using Azure.Storage.Blobs.Models;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// Creates a blob that must not be there yet, by one request: a small object, or the commit of a list of blocks. When an answer is lost, the
/// id that goes with the blob tells whether it is ours. An empty blob with the mark of a discarded upload (<see cref="AzureDiscard"/>) is no
/// object: it is replaced, on the condition that it is still the same.
/// </summary>
internal sealed class AzureCreate(AzureClient client)
{
    private const string IdName = "db2backup_id";
    private const string DiscardedName = "db2backup_discarded";
    private const int Rounds = 5;

    /// <summary>No blob ever has it.</summary>
    public static readonly ETag NoTag = new("\"0xDB2BAC4B00000000\"");

    /// <param name="id">Of this creation and no other.</param>
    /// <param name="attempt">Makes the request with these conditions and metadata.</param>
    /// <exception cref="Db2BackupException">ObjectExists, and what a store fails with; then it may be there all the same if it is this creation's.</exception>
    public Task RunAsync(string key, Guid id, Func<BlobRequestConditions, IDictionary<string, string>, CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { [IdName] = id.ToString("N") };
        return client.RunAsync("Storing", key, async token =>
        {
            var conditions = new BlobRequestConditions { IfNoneMatch = ETag.All };
            for (var round = 1; ; round++)
            {
                try
                {
                    await attempt(conditions, metadata, token).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException e) when (client.FaultOf(e) is { } fault && (fault.Kind == StoreFaultKind.Exists || e.ErrorCode == BlobErrorCode.InvalidBlockList))
                {
                    var found = await FindAsync(key, token).ConfigureAwait(false);
                    if (found?.Id == id.ToString("N")) return true;
                    if (found is { IsPlaceholder: false }) throw Exists(key, client.DisplayName, new StoreFaultException(fault));
                    if (fault.Kind != StoreFaultKind.Exists)
                        throw new StoreFaultException(fault with { Message = fault.Message + ": the parts are gone, as an upload of the same name was ended meanwhile, or a week has passed" });
                    // It comes and goes: not for ever.
                    if (round == Rounds) throw new StoreFaultException(fault with { Kind = StoreFaultKind.ServerError });
                    conditions = found is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = found.Tag };
                }
            }
        }, cancellationToken);
    }

    /// <summary>One attempt to look at a blob; null when there is none.</summary>
    public async Task<AzureBlob?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.Blob(key).GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var found = answer.Value;
            return new AzureBlob(found.ContentLength, found.LastModified, found.ETag, found.Metadata.TryGetValue(IdName, out var id) ? id : null, IsPlaceholder(found.Metadata));
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public static bool IsPlaceholder(IDictionary<string, string>? metadata) => metadata is not null && metadata.ContainsKey(DiscardedName);

    /// <summary>What makes an empty blob a placeholder, of this id.</summary>
    public static Dictionary<string, string> Placeholder(Guid id) => new() { [IdName] = id.ToString("N"), [DiscardedName] = "1" };

    public static Db2BackupException Exists(string key, string store, Exception? inner) =>
        new(ErrorCode.ObjectExists, $"{key} is in {store} already; objects are written once and never rewritten.", key, inner);
}

/// <param name="Id">Of the creation it is from; null for another program's.</param>
/// <param name="IsPlaceholder">It is no object, but what is left of a discarded upload.</param>
internal sealed record AzureBlob(long Length, DateTimeOffset LastModified, ETag Tag, string? Id, bool IsPlaceholder);
