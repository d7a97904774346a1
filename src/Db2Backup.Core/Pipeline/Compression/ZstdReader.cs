using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Compression;

/// <summary>Decompresses zstd frames, one after the other, from any writer. A frame that is cut is an error, not an end.</summary>
internal sealed class ZstdReader : ReadOnlyStream
{
    private readonly Stream source;
    private readonly string name;
    private readonly byte[] input = new byte[256 * 1024];
    private IntPtr context;
    private int start, end;
    private bool insideFrame;

    public ZstdReader(Stream source, string name)
    {
        ZstdLibrary.Require();
        this.source = source;
        this.name = name;
        context = ZstdLibrary.CreateDecompressor();
        if (context == IntPtr.Zero) throw new OutOfMemoryException("libzstd has no memory for a decompressor.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(context == IntPtr.Zero, this);
        if (buffer.Length == 0) return 0;
        while (true)
        {
            if (start == end)
            {
                // What the decompressor still holds comes out before more goes in.
                var held = insideFrame ? Decompress(buffer.Span) : 0;
                if (held > 0) return held;
                start = 0;
                end = await source.ReadAsync(input, cancellationToken).ConfigureAwait(false);
                if (end == 0)
                    return insideFrame ? throw Invalid("it ends within a zstd frame", null) : 0;
            }
            var written = Decompress(buffer.Span);
            if (written > 0) return written;
        }
    }

    private unsafe int Decompress(Span<byte> output)
    {
        fixed (byte* from = input, to = output)
        {
            var inBuffer = new ZstdLibrary.InBuffer { Source = from, Size = (nuint)end, Position = (nuint)start };
            var outBuffer = new ZstdLibrary.OutBuffer { Destination = to, Size = (nuint)output.Length };
            try
            {
                // 0: a frame is complete and all of it has been given out.
                insideFrame = ZstdLibrary.Check(ZstdLibrary.DecompressStream(context, &outBuffer, &inBuffer)) != 0;
            }
            catch (InvalidDataException e)
            {
                throw Invalid(e.Message, e);
            }
            start = (int)inBuffer.Position;
            return (int)outBuffer.Position;
        }
    }

    private Db2BackupException Invalid(string why, Exception? inner) =>
        new(ErrorCode.CompressedDataInvalid, $"{name} cannot be decompressed: {why}.", name, inner);

    protected override void Dispose(bool disposing)
    {
        if (context != IntPtr.Zero) ZstdLibrary.FreeDecompressor(context);
        context = IntPtr.Zero;
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
