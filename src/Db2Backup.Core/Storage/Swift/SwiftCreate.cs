using System.Net;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// Creates an object that must not be there yet, by one PUT: a small object, or the manifest of a large one. When an answer is lost,
/// the id that goes with the object tells whether it is ours.
/// </summary>
internal sealed class SwiftCreate(SwiftClient client, WriteClaim claim, string container)
{
    public const string IdHeader = "X-Object-Meta-Db2backup-Id";

    /// <param name="id">Of this creation and no other.</param>
    /// <param name="tag">What the object's tag will be.</param>
    /// <exception cref="Db2BackupException">ObjectExists, and what a store fails with; then it may be there all the same if it is this creation's.</exception>
    public Task RunAsync(string key, string id, SwiftRequest put, string tag, CancellationToken cancellationToken)
    {
        var request = put with { Headers = [.. put.Headers, ("If-None-Match", "*"), (IdHeader, id)] };
        return client.Retrier.RunAsync("Storing", key, (_, token) => claim.RunAsync(key, t => RefuseExistingAsync(key, id, t), async attempt =>
        {
            using var response = await client.SendAsync(request, attempt).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Tag() == tag) return;
            if (response.StatusCode == HttpStatusCode.NotFound) throw client.Fault(response, StoreFaultKind.ContainerMissing);
            // Swift refuses a manifest in which it finds something wrong; it was right when it was sent.
            if (response.StatusCode == HttpStatusCode.BadRequest) throw client.Fault(response, StoreFaultKind.Damaged);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PreconditionFailed) throw client.Fault(response);
            await SettleAsync(key, id, tag, response, attempt).ConfigureAwait(false);
        }, token), cancellationToken);
    }

    /// <summary>There is an object: an earlier attempt's, whose answer was lost, or somebody else's. Or it was stored with another tag.</summary>
    private async Task SettleAsync(string key, string id, string tag, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var found = await client.SendAsync(new SwiftRequest(HttpMethod.Head, container, key), cancellationToken).ConfigureAwait(false);
        if (found.StatusCode == HttpStatusCode.NotFound)
            throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server says that the object is there, and then that it is not") { Status = 404 });
        if (!found.IsSuccessStatusCode) throw client.Fault(found);
        if (found.Header(IdHeader) != id) throw client.Fault(answer, StoreFaultKind.Exists);
        if (found.Tag() == tag) return;
        // Ours, and not what was sent: it must not stay.
        using var deleted = await client.SendAsync(new SwiftRequest(HttpMethod.Delete, container, key), cancellationToken).ConfigureAwait(false);
        throw new StoreFaultException(new StoreFault(StoreFaultKind.Damaged, $"what arrived has the tag {found.Tag()} instead of {tag}") { Status = (int)answer.StatusCode });
    }

    /// <summary>For whoever waits for others: unless it is ours, from an attempt whose answer was lost.</summary>
    private async Task RefuseExistingAsync(string key, string id, CancellationToken cancellationToken)
    {
        using var found = await client.SendAsync(new SwiftRequest(HttpMethod.Head, container, key), cancellationToken).ConfigureAwait(false);
        if (found.StatusCode == HttpStatusCode.NotFound || (found.IsSuccessStatusCode && found.Header(IdHeader) == id)) return;
        throw client.Fault(found, found.IsSuccessStatusCode ? StoreFaultKind.Exists : null);
    }

    /// <summary>The id of the creation that an object is from; null when there is no object or it is from somebody else's program.</summary>
    public Task<string?> FindIdAsync(string key, CancellationToken cancellationToken) =>
        client.RunAsync("Looking for", key, new SwiftRequest(HttpMethod.Head, container, key), response => response.StatusCode switch
        {
            HttpStatusCode.NotFound => null,
            _ when response.IsSuccessStatusCode => response.Header(IdHeader),
            _ => throw client.Fault(response),
        }, cancellationToken);
}
