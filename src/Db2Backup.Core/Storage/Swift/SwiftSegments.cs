using System.Net;
using System.Text.Json;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// Where the bytes of large objects lie. A range that lies in one segment can be read there: through the manifest the server would fetch
/// that first for every range, and digest every segment that it gives out whole. What was stored is compared with the digests of its backup.
/// </summary>
internal sealed class SwiftSegments(SwiftClient client, string container)
{
    // Those that are read now; a map of a thousand segments takes 200 KiB.
    private const int MaximumMaps = 8;

    private readonly Dictionary<string, (long Length, Lazy<Task<IReadOnlyList<SwiftSegment>>> Map)> known = new(StringComparer.Ordinal);

    /// <summary>An object that was looked at is one of segments.</summary>
    public void Add(string key, long length)
    {
        lock (known)
        {
            if (known.TryGetValue(key, out var entry) && entry.Length == length) return;
            if (known.Count >= MaximumMaps) known.Clear();
            known[key] = (length, new Lazy<Task<IReadOnlyList<SwiftSegment>>>(() => ReadAsync(key, length)));
        }
    }

    public void Remove(string key)
    {
        lock (known) known.Remove(key);
    }

    /// <summary>The segment that has all of this range; null when there is none, or when the object is read at once and needs no map.</summary>
    public async Task<SwiftSegment?> FindAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        (long Length, Lazy<Task<IReadOnlyList<SwiftSegment>>> Map) entry;
        lock (known)
            if (!known.TryGetValue(key, out entry)) return null;
        if (length <= 0 || offset < 0 || (offset == 0 && length >= entry.Length)) return null;
        IReadOnlyList<SwiftSegment> map;
        try
        {
            map = await entry.Map.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException)
        {
            // The next who reads asks again.
            Remove(key);
            throw;
        }
        var (low, high) = (0, map.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (map[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }
        return map.Count > 0 && offset >= map[low].Start && length <= map[low].Start + map[low].Length - offset ? map[low] : null;
    }

    /// <summary>For all who wait for it, so with no token of one of them. Empty for what is not understood: then the server joins the segments.</summary>
    private Task<IReadOnlyList<SwiftSegment>> ReadAsync(string key, long length) => client.RunAsync("Reading", key,
        new SwiftRequest(HttpMethod.Get, container, key) { Query = "multipart-manifest=get" }, async (response, token) =>
        {
            if (response.IsSuccessStatusCode && response.IsManifest()) return Parse(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false), length);
            return response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden ? [] : throw client.Fault(response);
        }, CancellationToken.None);

    /// <summary>Whole plain objects that are together as long as the large one.</summary>
    internal static IReadOnlyList<SwiftSegment> Parse(ReadOnlyMemory<byte> manifest, long length)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest);
            var segments = new List<SwiftSegment>();
            var start = 0L;
            foreach (var entry in json.RootElement.EnumerateArray())
            {
                // A part of an object, or a manifest in a manifest: nothing that is made here.
                if (entry.TryGetProperty("range", out _) || entry.TryGetProperty("sub_slo", out _)) return [];
                var path = entry.GetProperty("name").GetString()!.Split('/', 3);
                var bytes = entry.GetProperty("bytes").GetInt64();
                if (path is not ["", { Length: > 0 } container, { Length: > 0 } name] || bytes <= 0) return [];
                segments.Add(new SwiftSegment(container, name, entry.GetProperty("hash").GetString()!, start, bytes));
                start += bytes;
            }
            return start == length ? segments : [];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }
}

/// <param name="Start">Its first byte in the large object.</param>
internal sealed record SwiftSegment(string Container, string Name, string Tag, long Start, long Length);
