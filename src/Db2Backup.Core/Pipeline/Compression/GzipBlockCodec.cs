using System.IO.Compression;

namespace Db2Backup.Pipeline.Compression;

/// <summary>One gzip member per block.</summary>
internal sealed class GzipBlockCodec(int? level) : IBlockCodec
{
    private readonly CompressionLevel level = level switch
    {
        null or < 4 => CompressionLevel.Fastest,
        < 8 => CompressionLevel.Optimal,
        _ => CompressionLevel.SmallestSize,
    };

    // Deflate stores what does not shrink in pieces of 64 KiB with 5 bytes each; header and trailer have 18.
    public int Bound(int plainBytes) => plainBytes + plainBytes / 1000 + 1024;

    public int Compress(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        using var buffer = new MemoryStream(Bound(plain.Length));
        using (var gzip = new GZipStream(buffer, level, leaveOpen: true)) gzip.Write(plain);
        buffer.GetBuffer().AsSpan(0, (int)buffer.Length).CopyTo(destination);
        return (int)buffer.Length;
    }

    public void Dispose() { }
}
