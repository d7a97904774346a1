using System.Net;
using System.Text.Json;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Segments of uploads whose process died: those that no manifest names.</summary>
internal sealed class SwiftLeftovers(SwiftClient client, string container, string segments)
{
    public async Task<IReadOnlyList<string>> EndAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Key, string Id), List<string>>();
        await foreach (var entry in client.ListAsync(segments, prefix, cancellationToken).ConfigureAwait(false))
            if (SwiftUpload.Parse(entry.Name) is { } upload && upload.Begun < begunBefore)
                (found.TryGetValue((upload.Key, upload.Id), out var names) ? names : found[(upload.Key, upload.Id)] = []).Add(entry.Name);

        var ended = new List<string>();
        foreach (var ((key, _), names) in found)
        {
            // Looked at after the listing: a manifest that came into being meanwhile is seen.
            var used = await NamedByAsync(key, cancellationToken).ConfigureAwait(false);
            var unused = names.Where(n => !used.Contains(SwiftRequest.PathOf(segments, n))).ToList();
            foreach (var name in unused)
                await client.RunAsync("Removing", name, new SwiftRequest(HttpMethod.Delete, segments, name),
                    response => response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound ? true : throw client.Fault(response), cancellationToken).ConfigureAwait(false);
            if (unused.Count > 0) ended.Add(key);
        }
        return ended;
    }

    /// <summary>The segments of the object under this key; none when there is no object, or a plain one.</summary>
    private async Task<HashSet<string>> NamedByAsync(string key, CancellationToken cancellationToken) =>
        await client.RunAsync("Reading", key, new SwiftRequest(HttpMethod.Get, container, key) { Query = "multipart-manifest=get&format=json" }, async (response, token) =>
        {
            if (response.StatusCode == HttpStatusCode.NotFound || (response.IsSuccessStatusCode && !response.IsManifest())) return new HashSet<string>();
            if (!response.IsSuccessStatusCode) throw client.Fault(response);
            var body = await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false);
            try
            {
                using var json = JsonDocument.Parse(body);
                return json.RootElement.EnumerateArray().Select(e => (e.TryGetProperty("name", out var name) ? name : e.GetProperty("path")).GetString()!).ToHashSet();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server's manifest cannot be read") { Status = (int)response.StatusCode }, e);
            }
        }, cancellationToken).ConfigureAwait(false);
}
