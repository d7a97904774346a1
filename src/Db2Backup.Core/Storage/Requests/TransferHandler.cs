using System.Net;

namespace Db2Backup.Storage.Requests;

/// <summary>Watches every request of a client and keeps it within the bandwidth. SDKs get it with their HttpClient.</summary>
internal sealed class TransferHandler(HttpMessageHandler inner, TimeSpan limit, BandwidthLimit bandwidth) : DelegatingHandler(inner)
{
    /// <summary>More time, for a request whose answer takes the service long though nothing is wrong.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> Extra = new("Db2Backup.ExtraTime");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var patience = request.Options.TryGetValue(Extra, out var extra) ? limit + extra : limit;
        using var watch = new StallWatch(patience, cancellationToken);
        if (request.Content is { } body) request.Content = new Outgoing(body, watch, bandwidth);
        try
        {
            var response = await base.SendAsync(request, watch.Token).ConfigureAwait(false);
            response.Content = new Incoming(response.Content, patience, bandwidth);
            return response;
        }
        catch (Exception e) when (watch.HasStalled)
        {
            throw new StalledException(patience, e);
        }
    }

    private static void CopyHeaders(HttpContent from, HttpContent to)
    {
        foreach (var (name, values) in from.Headers.NonValidated) to.Headers.TryAddWithoutValidation(name, values);
    }

    private sealed class Outgoing : HttpContent
    {
        private readonly HttpContent inner;
        private readonly StallWatch watch;
        private readonly BandwidthLimit bandwidth;

        public Outgoing(HttpContent inner, StallWatch watch, BandwidthLimit bandwidth)
        {
            (this.inner, this.watch, this.bandwidth) = (inner, watch, bandwidth);
            CopyHeaders(inner, this);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var writer = new TransferWriter(stream, watch, bandwidth);
            await using (writer.ConfigureAwait(false))
                await inner.CopyToAsync(writer, context, cancellationToken).ConfigureAwait(false);
            // The server has it all; now its answer is waited for.
            watch.Restart();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = inner.Headers.ContentLength ?? -1;
            return length >= 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Incoming : HttpContent
    {
        private readonly HttpContent inner;
        private readonly TimeSpan limit;
        private readonly BandwidthLimit bandwidth;

        public Incoming(HttpContent inner, TimeSpan limit, BandwidthLimit bandwidth)
        {
            (this.inner, this.limit, this.bandwidth) = (inner, limit, bandwidth);
            CopyHeaders(inner, this);
            Headers.ContentLength = inner.Headers.ContentLength;
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
            new TransferReader(await inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), limit, bandwidth);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var source = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
                await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        // The header says it, also of an answer to HEAD, which has no body.
        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
