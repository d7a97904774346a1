using System.IO.Compression;

namespace Db2Backup.Pipeline.Compression;

/// <summary>One gzip member per block.</summary>
internal sealed class GzipBlockCodec(int? level) : IBlockCodec
{
    public const int HighestLevel = 9;

    // The framework has three of zlib's nine.
    private readonly CompressionLevel level = level switch
    {
        null or < 4 => CompressionLevel.Fastest,
        < 8 => CompressionLevel.Optimal,
        _ => CompressionLevel.SmallestSize,
    };

    // Deflate stores what does not shrink in pieces of 64 KiB with 5 bytes each; header and trailer have 18.
    public int Bound(int plainBytes) => plainBytes + plainBytes / 1000 + 1024;

    public unsafe int Compress(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        // Straight into the block: a buffer between would be a large object each time.
        fixed (byte* target = destination)
        {
            using var output = new UnmanagedMemoryStream(target, 0, destination.Length, FileAccess.Write);
            using (var gzip = new GZipStream(output, level, leaveOpen: true)) gzip.Write(plain);
            return (int)output.Position;
        }
    }

    public void Dispose() { }
}
