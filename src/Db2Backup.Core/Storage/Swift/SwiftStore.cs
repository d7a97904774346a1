using System.Net;
using System.Runtime.CompilerServices;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// A container of OpenStack Swift. Objects of parts are static large objects whose segments lie in a container of their own,
/// <c>CONTAINER_segments</c>, as the swift program has it. docs/STORES.md says what it needs and how it behaves.
/// </summary>
internal sealed class SwiftStore : IObjectStore
{
    public const string SegmentsSuffix = "_segments";

    private readonly SwiftClient client;
    private readonly SwiftCreate create;
    private readonly string container, segments;
    private readonly SwiftSegments large;
    private readonly SemaphoreSlim gate = new(1, 1);
    private SwiftLimits? limits;
    private bool segmentsThere;

    /// <param name="tell">Told of claims that could not be withdrawn; null when nobody wants to know.</param>
    public SwiftStore(SwiftClient client, string container, Action<string>? tell = null)
    {
        (this.client, this.container, segments) = (client, container, container + SegmentsSuffix);
        large = new SwiftSegments(client, container);
        create = new SwiftCreate(client, new WriteClaim(new SwiftClaim(client, segments), client.Clock, tell), container);
    }

    public string DisplayName => $"swift://{container}";

    public async Task CheckWritableAsync(CancellationToken cancellationToken)
    {
        await client.RunAsync("Looking at", null, new SwiftRequest(HttpMethod.Head, container, null), Success, cancellationToken).ConfigureAwait(false);
        if ((await LimitsAsync(cancellationToken).ConfigureAwait(false)).LacksLargeObjects)
            throw new Db2BackupException(ErrorCode.StoreNotWritable, $"{DisplayName} is on a Swift without static large objects (slo).", DisplayName);
        await EnsureSegmentsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var place in new[] { container, segments }) await ProbeAsync(place, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken)
    {
        var known = await LimitsAsync(cancellationToken).ConfigureAwait(false);
        var offset = await client.RunAsync("Looking at", null, new SwiftRequest(HttpMethod.Head, container, null), response =>
        {
            _ = Success(response);
            return response.Headers.Date is { } date ? date - client.Clock.GetUtcNow() : (TimeSpan?)null;
        }, cancellationToken).ConfigureAwait(false);
        return known.ToFacts(offset);
    }

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return client.RunAsync("Looking for", key, new SwiftRequest(HttpMethod.Head, container, key), response =>
        {
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            if (!response.IsSuccessStatusCode) throw client.Fault(response);
            if (response.IsManifest() && response.Content.Headers.ContentLength is { } bytes) large.Add(key, bytes);
            return response.Content.Headers.ContentLength is { } length
                ? new ObjectInfo(key, length, response.Content.Headers.LastModified ?? client.Clock.GetUtcNow())
                : throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server does not tell the length") { Status = (int)response.StatusCode });
        }, cancellationToken);
    }

    public async Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        if (length is { } bytes && await large.FindAsync(key, offset, bytes, cancellationToken).ConfigureAwait(false) is { } segment)
        {
            try
            {
                return await new SwiftRead(client, segment.Container, DisplayName, key, segment.Name, segment.Tag).OpenAsync(offset - segment.Start, bytes, cancellationToken).ConfigureAwait(false);
            }
            catch (Db2BackupException e) when (e.Code is ErrorCode.ObjectNotFound or ErrorCode.ReadFailed or ErrorCode.StoreAccessDenied)
            {
                // The object was deleted, or is another by now. By its own name it says what is the matter.
                large.Remove(key);
            }
        }
        return await new SwiftRead(client, container, DisplayName, key).OpenAsync(offset, length, cancellationToken).ConfigureAwait(false);
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await CheckKeyAsync(key, cancellationToken).ConfigureAwait(false);
        await EnsureSegmentsAsync(cancellationToken).ConfigureAwait(false);
        var tag = SwiftRequest.TagOf(content.Span);
        await create.RunAsync(key, Guid.NewGuid().ToString("N"), new SwiftRequest(HttpMethod.Put, container, key) { Body = content, Tag = tag }, tag, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken)
    {
        await CheckKeyAsync(key, cancellationToken).ConfigureAwait(false);
        await EnsureSegmentsAsync(cancellationToken).ConfigureAwait(false);
        // It may still come into being until the upload is completed, and is refused then; this saves the bytes.
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            throw new Db2BackupException(ErrorCode.ObjectExists, $"{key} is in {DisplayName} already; objects are written once and never rewritten.", key);
        return new SwiftUpload(client, create, container, segments, key, partBytes);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await foreach (var entry in client.ListAsync(container, prefix, cancellationToken).ConfigureAwait(false))
            yield return new ObjectInfo(entry.Name, entry.Length, entry.LastModified);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        await new SwiftDelete(client, container).RunAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await EnsureSegmentsAsync(cancellationToken).ConfigureAwait(false);
        return await new SwiftLeftovers(client, container, segments).EndAsync(prefix, begunBefore, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A PUT with the tag of other bytes: who may not write is refused before, a full quota too, and who may is told that the bytes do
    /// not match. Nothing is stored either way.
    /// </summary>
    private async Task ProbeAsync(string place, CancellationToken cancellationToken) => await client.RunAsync("Trying to write to", null,
        new SwiftRequest(HttpMethod.Put, place, $".db2backup-probe-{Guid.NewGuid():N}") { Body = "probe"u8.ToArray(), Tag = SwiftRequest.TagOf("other bytes"u8) },
        response => response.StatusCode switch
        {
            HttpStatusCode.UnprocessableEntity => true,
            HttpStatusCode.NotFound => throw client.Fault(response, StoreFaultKind.ContainerMissing),
            _ when response.IsSuccessStatusCode => throw client.Fault(response, StoreFaultKind.Rejected), // it does not compare tags
            _ => throw client.Fault(response),
        }, cancellationToken).ConfigureAwait(false);

    private bool Success(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.NotFound => throw client.Fault(response, StoreFaultKind.ContainerMissing),
        _ when response.IsSuccessStatusCode => true,
        _ => throw client.Fault(response),
    };

    private async Task CheckKeyAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        // The names of segments and claims are longer than the key.
        const int Below = 64;
        var maximum = (await LimitsAsync(cancellationToken).ConfigureAwait(false)).MaximumNameBytes;
        if (key.Length + Below > maximum)
            throw new Db2BackupException(ErrorCode.ObjectKeyInvalid, $"'{key}' has {key.Length} characters, and {DisplayName} takes names of {maximum} with {Below} for its segments.", key);
    }

    /// <summary>Makes the container of segments once, beside the other and of the same storage policy.</summary>
    private async Task EnsureSegmentsAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref segmentsThere)) return;
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (segmentsThere) return;
            // Who may write to it need not be allowed to create containers.
            var there = await client.RunAsync("Looking at", null, new SwiftRequest(HttpMethod.Head, segments, null),
                response => response.IsSuccessStatusCode ? true : response.StatusCode == HttpStatusCode.NotFound ? false : throw client.Fault(response), cancellationToken).ConfigureAwait(false);
            if (!there)
            {
                var policy = await client.RunAsync("Looking at", null, new SwiftRequest(HttpMethod.Head, container, null),
                    response => Success(response) ? response.Header("X-Storage-Policy") : null, cancellationToken).ConfigureAwait(false);
                await client.RunAsync($"Creating {segments} for", null, new SwiftRequest(HttpMethod.Put, segments, null) { Headers = policy is null ? [] : [("X-Storage-Policy", policy)] },
                    response => response.IsSuccessStatusCode ? true : throw client.Fault(response), cancellationToken).ConfigureAwait(false);
            }
            Volatile.Write(ref segmentsThere, true);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<SwiftLimits> LimitsAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref limits) is { } known) return known;
        var read = await client.Retrier.RunAsync("Asking for the limits of", null, async (_, token) =>
        {
            using var response = await client.GetOpenAsync(await client.InfoUrlAsync(token).ConfigureAwait(false), token).ConfigureAwait(false);
            // Operators may switch it off, or hide it.
            return response.IsSuccessStatusCode ? SwiftLimits.Parse(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false))
                : (int)response.StatusCode >= 500 || (int)response.StatusCode == 429 ? throw client.Fault(response) : new SwiftLimits();
        }, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref limits, read);
        return read;
    }
}
