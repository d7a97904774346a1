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

    // Stored pieces of at least a few KiB with 5 bytes each; header and trailer have 18.
    public int Bound(int plainBytes) => plainBytes + plainBytes / 500 + 1024;

    public unsafe int Compress(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        fixed (byte* target = destination)
        {
            // The fastest level of newer frameworks lets noise grow by an eighth: what does not shrink is stored raw inside its member.
            var written = Write(plain, target, Math.Min(plain.Length, destination.Length), level);
            return written ?? Write(plain, target, destination.Length, CompressionLevel.NoCompression)
                ?? throw new InvalidOperationException($"internal error: {plain.Length} bytes stored by gzip need more than {destination.Length}");
        }
    }

    public void Dispose() { }

    /// <summary>Null when it would need more room.</summary>
    private static unsafe int? Write(ReadOnlySpan<byte> plain, byte* target, int capacity, CompressionLevel level)
    {
        var output = new BlockSink(target, capacity);
        using (var gzip = new GZipStream(output, level, leaveOpen: true)) gzip.Write(plain);
        return output.Written;
    }

    /// <summary>Straight into the block: a buffer between would be a large object each time.</summary>
    private sealed unsafe class BlockSink(byte* target, int capacity) : WriteOnlyStream
    {
        private int length;
        private bool full;

        /// <summary>Null when not everything had room.</summary>
        public int? Written => full ? null : length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            full |= buffer.Length > capacity - length;
            if (full) return;
            buffer.CopyTo(new Span<byte>(target + length, buffer.Length));
            length += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
