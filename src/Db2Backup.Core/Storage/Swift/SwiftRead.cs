using System.Net;
using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Reads a range of an object; after a broken connection it goes on where it was, and only in the same object.</summary>
/// <param name="name">Where it lies in the container, when that is not the key: a segment of it.</param>
/// <param name="tag">The tag it has to have; null for any.</param>
internal sealed class SwiftRead(SwiftClient client, string container, string store, string key, string? name = null, string? tag = null)
{
    public async Task<Stream> OpenAsync(long offset, long? length, CancellationToken cancellationToken)
    {
        // A range of no bytes cannot be asked for; the length is.
        if (length == 0) return await OpenNothingAsync(offset, 0, cancellationToken).ConfigureAwait(false);
        var (response, size) = await client.Retrier.RunAsync("Reading", key, async (_, token) =>
        {
            var answer = await GetAsync(offset, length is { } l ? offset + l - 1 : null, tag, token).ConfigureAwait(false);
            if (answer is null) return ((HttpResponseMessage?)null, 0L);
            if (SizeOf(answer) is { } known) return (answer, known);
            answer.Dispose();
            throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server does not tell the length") { Status = (int)answer.StatusCode });
        }, cancellationToken).ConfigureAwait(false);
        if (response is null) return await OpenNothingAsync(offset, length ?? 0, cancellationToken).ConfigureAwait(false);
        var end = length is { } wanted ? offset + wanted : size;
        if (end > size)
        {
            response.Dispose();
            throw Beyond(offset, end, size);
        }
        var same = response.Header("Etag");
        var first = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var stream = new ResumingStream(client.Retrier, key, offset, end, new Owned(first, response), async (position, token) =>
        {
            var answer = await GetAsync(position, end - 1, same, token).ConfigureAwait(false)
                ?? throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} in {store} became shorter while it was read.", key);
            return new Owned(await answer.Content.ReadAsStreamAsync(token).ConfigureAwait(false), answer);
        });
        // Of a whole plain object the tag is the MD5 of its bytes. Large objects have digests in the manifest of their backup.
        return name is null && offset == 0 && end == size && !response.IsManifest() && response.Tag() is { Length: 32 } digest ? new Compared(stream, end, digest, key, store) : stream;
    }

    /// <summary>Null when the range begins at the end or beyond.</summary>
    private async Task<HttpResponseMessage?> GetAsync(long from, long? to, string? match, CancellationToken cancellationToken)
    {
        var request = new SwiftRequest(HttpMethod.Get, container, name ?? key)
        {
            Range = to is null ? null : (from, to.Value),
            // Without an end: .NET's range has both.
            Headers = [.. to is null && from > 0 ? [("Range", FormattableString.Invariant($"bytes={from}-"))] : Array.Empty<(string, string)>(), .. match is null ? Array.Empty<(string, string)>() : [("If-Match", match)]],
        };
        var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            switch (response.StatusCode)
            {
                case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == from:
                case HttpStatusCode.OK when from == 0: // an empty object, or a range was not asked for
                    return response;
                case HttpStatusCode.RequestedRangeNotSatisfiable:
                    response.Dispose();
                    return null;
                case HttpStatusCode.NotFound:
                    throw new Db2BackupException(ErrorCode.ObjectNotFound, $"{key} is not in {store}.", key);
                case HttpStatusCode.PreconditionFailed:
                    throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} in {store} was replaced while it was read.", key);
                case HttpStatusCode.OK or HttpStatusCode.PartialContent:
                    throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server gave another range than it was asked for") { Status = (int)response.StatusCode });
                default:
                    throw client.Fault(response);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static long? SizeOf(HttpResponseMessage response) => response.Content.Headers.ContentRange is { } range ? range.Length : response.Content.Headers.ContentLength;

    private async Task<Stream> OpenNothingAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var size = await client.RunAsync("Reading", key, new SwiftRequest(HttpMethod.Head, container, name ?? key), response => response.StatusCode switch
        {
            HttpStatusCode.NotFound => throw new Db2BackupException(ErrorCode.ObjectNotFound, $"{key} is not in {store}.", key),
            _ when response.IsSuccessStatusCode => response.Content.Headers.ContentLength ?? 0,
            _ => throw client.Fault(response),
        }, cancellationToken).ConfigureAwait(false);
        return offset + length <= size ? Stream.Null : throw Beyond(offset, offset + length, size);
    }

    private Db2BackupException Beyond(long offset, long end, long size) =>
        new(ErrorCode.ReadFailed, $"{key} in {store} has {size} bytes; bytes {offset} to {end} were asked for.", key);

    /// <summary>A body, and the answer that is to be disposed of with it.</summary>
    private sealed class Owned(Stream body, HttpResponseMessage response) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => body.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing) response.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>A whole object that is compared with its tag before its last byte is given out.</summary>
    private sealed class Compared(Stream inner, long length, string tag, string key, string store) : ReadOnlyStream
    {
        private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        private long left = length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            md5.AppendData(buffer.Span[..read]);
            left -= read;
            if (left == 0 && read > 0 && Convert.ToHexString(md5.GetHashAndReset()).ToLowerInvariant() is var got && got != tag)
                throw new Db2BackupException(ErrorCode.StoredDataMismatch, $"{key} in {store} has the tag {tag}, and its bytes that of {got}.", key);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                md5.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
