using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// An object of parts: a static large object. Each part is a segment, an object of its own in the container of segments, below the key
/// and an id of this upload; the manifest, which names them with their tags, makes the object.
/// </summary>
internal sealed class SwiftUpload(SwiftClient client, SwiftCreate create, string container, string segments, string key, int partBytes) : IObjectUpload
{
    private const int ParallelDeletes = 8;
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    // The server asks for every segment before it answers.
    private static readonly TimeSpan TimePerSegment = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LateRequest = TimeSpan.FromMilliseconds(500);

    private readonly string id = client.Clock.GetUtcNow().ToString(TimeForm, CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<int, (string? Tag, int Length)> parts = [];
    private bool completing, completed;

    /// <summary>When the upload of this segment was begun, and of what key; null for names of other programs.</summary>
    public static (string Key, string Id, DateTimeOffset Begun)? Parse(string segment)
    {
        var words = segment.Split('/');
        return words.Length >= 3 && words[^2].Length == "yyyyMMddTHHmmssZ-".Length + 32 && words[^1].All(char.IsAsciiDigit)
            && DateTimeOffset.TryParseExact(words[^2][..16], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun)
            ? (string.Join('/', words[..^2]), words[^2], begun)
            : null;
    }

    public async Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Length > partBytes) throw new InvalidOperationException($"internal error: part {number} of {key} has {content.Length} bytes instead of {partBytes}");
        // From here on the segment may be there, whatever becomes of the request.
        parts[number] = (null, content.Length);
        // A segment has a byte at least; an empty object has no segment.
        if (content.Length == 0) return;
        var tag = SwiftRequest.TagOf(content.Span);
        await client.RunAsync("Storing part " + number.ToString(CultureInfo.InvariantCulture) + " of", key,
            new SwiftRequest(HttpMethod.Put, segments, Segment(number)) { Body = content, Tag = tag }, response =>
            {
                if (response.StatusCode == HttpStatusCode.NotFound) throw client.Fault(response, StoreFaultKind.ContainerMissing);
                if (!response.IsSuccessStatusCode) throw client.Fault(response);
                return response.Tag() == tag
                    ? true
                    : throw new StoreFaultException(new StoreFault(StoreFaultKind.Damaged, $"what arrived has the tag {response.Tag()} instead of {tag}") { Status = (int)response.StatusCode });
            }, cancellationToken).ConfigureAwait(false);
        parts[number] = (tag, content.Length);
    }

    public async Task CompleteAsync(int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (put, tag) = count == 1 && parts.TryGetValue(1, out var only) && only.Length == 0
            ? (new SwiftRequest(HttpMethod.Put, container, key), SwiftRequest.TagOf([]))
            : Manifest(count);
        completing = true;
        await create.RunAsync(key, id, put, tag, cancellationToken).ConfigureAwait(false);
        completed = true;
    }

    private (SwiftRequest Put, string Tag) Manifest(int count)
    {
        using var json = new MemoryStream();
        var tags = new StringBuilder();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            for (var number = 1; number <= count; number++)
            {
                if (!parts.TryGetValue(number, out var part) || part.Tag is null || (part.Length < partBytes && number < count))
                    throw new InvalidOperationException($"internal error: part {number} of {key} was not written, or is too short");
                writer.WriteStartObject();
                writer.WriteString("path", SwiftRequest.PathOf(segments, Segment(number)));
                writer.WriteString("etag", part.Tag);
                writer.WriteNumber("size_bytes", part.Length);
                writer.WriteEndObject();
                tags.Append(part.Tag);
            }
            writer.WriteEndArray();
        }
        return (new SwiftRequest(HttpMethod.Put, container, key) { Query = "multipart-manifest=put", Body = json.ToArray(), ExtraTime = TimePerSegment * count },
            SwiftRequest.TagOf(Encoding.ASCII.GetBytes(tags.ToString())));
    }

    private string Segment(int number) => string.Create(CultureInfo.InvariantCulture, $"{key}/{id}/{number:D8}");

    /// <summary>
    /// Removes the segments of an upload that was not completed. A request that the server still works on loses against a deletion that came
    /// later, so those are deleted too whose writing failed or was cancelled.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (completed || parts.IsEmpty) return;
        using var limit = new CancellationTokenSource(CleanUpLimit);
        // The manifest may be there although it seemed to fail: then it is an object, which somebody may have found by now, and its segments stay.
        if (completing && await create.FindIdAsync(key, limit.Token).ConfigureAwait(false) == id) return;
        await Parallel.ForEachAsync(parts.Where(p => p.Value.Length > 0).Select(p => p.Key), new ParallelOptions { MaxDegreeOfParallelism = ParallelDeletes, CancellationToken = limit.Token },
            async (number, token) => await DeleteAsync(segments, Segment(number), token).ConfigureAwait(false)).ConfigureAwait(false);
        if (parts.Values.Any(p => p.Tag is null && p.Length > 0)) await DeleteLateAsync(limit.Token).ConfigureAwait(false);
        parts.Clear();
    }

    /// <summary>A request that was cancelled may lie unread in the server's queue, and become a segment after its deletion.</summary>
    private async Task DeleteLateAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(LateRequest, client.Clock, cancellationToken).ConfigureAwait(false);
        var late = new List<string>();
        await foreach (var segment in client.ListAsync(segments, $"{key}/{id}/", cancellationToken).ConfigureAwait(false)) late.Add(segment.Name);
        foreach (var name in late) await DeleteAsync(segments, name, cancellationToken).ConfigureAwait(false);
    }

    private Task DeleteAsync(string from, string name, CancellationToken cancellationToken) => client.RunAsync("Removing", name, new SwiftRequest(HttpMethod.Delete, from, name),
        response => response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound ? true : throw client.Fault(response), cancellationToken);
}
