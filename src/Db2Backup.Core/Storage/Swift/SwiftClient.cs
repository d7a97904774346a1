using System.Globalization;
using System.Net;
using System.Text.Json;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Requests to one Swift account, each tried again as the retrier says, with a new token when the old one ended.</summary>
internal sealed class SwiftClient(HttpClient http, ISwiftSignIn signIn, Retrier retrier, TimeProvider clock) : IDisposable
{
    private readonly SwiftSession session = new(signIn, http, clock);

    /// <summary>Names that are asked for at a time.</summary>
    public int ListLimit { get; init; } = 10_000;

    public TimeProvider Clock => clock;

    public Retrier Retrier => retrier;

    /// <summary>Sends a request and reads its answer, as one attempt of several.</summary>
    /// <param name="what">A verb for errors; <paramref name="target"/> is the object, null for the store.</param>
    /// <param name="read">Reads the answer; it throws a StoreFaultException for one that is no success.</param>
    public Task<T> RunAsync<T>(string what, string? target, SwiftRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        retrier.RunAsync(what, target, async (_, token) =>
        {
            using var response = await SendAsync(request, token).ConfigureAwait(false);
            return await read(response, token).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>As above, for answers whose headers say it all.</summary>
    public Task<T> RunAsync<T>(string what, string? target, SwiftRequest request, Func<HttpResponseMessage, T> read, CancellationToken cancellationToken) =>
        RunAsync(what, target, request, (response, _) => Task.FromResult(read(response)), cancellationToken);

    /// <summary>One attempt. The answer is the caller's to dispose of; its body has not been read.</summary>
    public async Task<HttpResponseMessage> SendAsync(SwiftRequest request, CancellationToken cancellationToken)
    {
        for (var renewed = false; ; renewed = true)
        {
            var account = await session.GetAsync(cancellationToken).ConfigureAwait(false);
            using var message = request.ToMessage(account);
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            using (response)
            {
                if (renewed) throw response.Fault(clock.GetUtcNow());
                await session.ExpireAsync(account, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public StoreFaultException Fault(HttpResponseMessage response, StoreFaultKind? kind = null) => response.Fault(clock.GetUtcNow(), kind);

    /// <summary>The address of the account, without its path: <c>/info</c> is there, and belongs to nobody.</summary>
    public async Task<Uri> InfoUrlAsync(CancellationToken cancellationToken)
    {
        var account = (await session.GetAsync(cancellationToken).ConfigureAwait(false)).Url;
        // A gateway may have the API below a path of its own: https://host/swift/v1/AUTH_x, with the info at https://host/swift/info.
        var path = account.AbsolutePath;
        var version = path.LastIndexOf("/v1", StringComparison.Ordinal);
        return new Uri(account.GetLeftPart(UriPartial.Authority) + (version > 0 ? path[..version] : "") + "/info");
    }

    /// <summary>A request without a token.</summary>
    public Task<HttpResponseMessage> GetOpenAsync(Uri url, CancellationToken cancellationToken) => http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>All names below a prefix, in the order of their bytes; page after page until one is empty.</summary>
    public async IAsyncEnumerable<SwiftEntry> ListAsync(string container, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var marker = ""; ;)
        {
            var page = await RunAsync("Listing", prefix.Length == 0 ? null : prefix,
                new SwiftRequest(HttpMethod.Get, container, null) { Query = SwiftRequest.ListQuery(prefix, marker, ListLimit) }, ReadPageAsync, cancellationToken).ConfigureAwait(false);
            // A page that is not full is not the last by that: a service may give less than it was asked for.
            if (page.Count == 0) yield break;
            foreach (var entry in page) yield return entry;
            marker = page[^1].Name;
        }
    }

    private async Task<IReadOnlyList<SwiftEntry>> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent) return [];
        if (response.StatusCode == HttpStatusCode.NotFound) throw Fault(response, StoreFaultKind.ContainerMissing);
        if (!response.IsSuccessStatusCode) throw Fault(response);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.EnumerateArray().Select(e => new SwiftEntry(
                e.GetProperty("name").GetString()!, e.GetProperty("bytes").GetInt64(),
                DateTimeOffset.Parse(e.GetProperty("last_modified").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))).ToList();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server answered with something that is no listing") { Status = (int)response.StatusCode }, e);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        http.Dispose();
    }
}

/// <summary>An entry of a listing. The length of a manifest is that of its object.</summary>
internal sealed record SwiftEntry(string Name, long Length, DateTimeOffset LastModified);
