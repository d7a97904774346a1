using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Db2.Pipes;
using Db2Backup.Pipeline;

namespace Db2Backup.Operations;

/// <summary>The beginning of a stream of an image.</summary>
/// <param name="Header">What db2ckbkp reads in it; null when that is no header.</param>
internal sealed record StreamHead(ReadOnlyMemory<byte> Bytes, MediaHeader? Header);

/// <summary>
/// One stream of an image as it comes out of a named pipe. Db2 tells the timestamp, which is in the name of everything that is stored, only
/// when BACKUP has ended; but it stands in the media header, the first 4 KiB, and db2ckbkp -H needs no more than that
/// [images-and-logs.md, db2ckbkp]. So the header is kept aside, read, and then sent on in front of the rest.
/// </summary>
/// <param name="number">From 1: the stream of the first pipe is the first file of the image [images-and-logs.md, Image file names].</param>
/// <param name="scratch">A private folder for a copy of the header.</param>
internal sealed class ImageStream(int number, NamedPipe pipe, string scratch, InstanceTools tools)
{
    private const int HeaderBytes = 4096;
    // What Db2 writes in one go is taken in one go; a buffer has 8 pages at least.
    private const int MostBytes = 64 << 10;

    private Task<StreamHead>? head;

    public int Number => number;

    public NamedPipe Pipe => pipe;

    /// <summary>Waits for Db2. The same for everybody who asks; the first one's token counts.</summary>
    public Task<StreamHead> HeadAsync(CancellationToken cancellationToken) => head ??= ReadHeadAsync(cancellationToken);

    /// <summary>All bytes of the stream, from its beginning.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        new PrefixedStream((await HeadAsync(cancellationToken).ConfigureAwait(false)).Bytes, pipe);

    private async Task<StreamHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        var length = await pipe.ReadAtLeastAsync(buffer, HeaderBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (length < HeaderBytes) return new StreamHead(buffer.AsMemory(0, length), null);
        var copy = Path.Combine(scratch, $"header{number:D3}");
        PrivateFolder.WriteBytes(copy, buffer.AsSpan(0, length));
        try
        {
            var printed = await tools.RunAsync("db2ckbkp", ["-H", copy], cancellationToken).ConfigureAwait(false);
            var header = MediaHeaderParser.Parse(printed.Output);
            return new StreamHead(buffer.AsMemory(0, length), header.Timestamp is null ? null : header);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
