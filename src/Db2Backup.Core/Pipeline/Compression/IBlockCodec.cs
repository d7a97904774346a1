namespace Db2Backup.Pipeline.Compression;

/// <summary>
/// Compresses blocks that stand for themselves (a zstd frame, a gzip member), so that blocks compress in parallel and the
/// file of them in order is what <c>zstd -d</c> or <c>gzip -d</c> reads. An instance is used by one thread at a time.
/// </summary>
internal interface IBlockCodec : IDisposable
{
    /// <summary>The most bytes that so many can become.</summary>
    int Bound(int plainBytes);

    /// <returns>Bytes written to <paramref name="destination"/>.</returns>
    int Compress(ReadOnlySpan<byte> plain, Span<byte> destination);
}

/// <summary>How images and logs are compressed.</summary>
public enum CompressionCodec
{
    /// <summary>Stored as Db2 wrote it: for images that Db2 compressed or encrypted itself.</summary>
    None,

    /// <summary>gzip members (RFC 1952): where libzstd is missing.</summary>
    Gzip,

    /// <summary>zstd frames (RFC 8878) through the system's libzstd.</summary>
    Zstd,
}

/// <summary>Makes codecs, and streams that undo them.</summary>
internal static class Codecs
{
    /// <summary>zstd where the system has it, else gzip.</summary>
    public static CompressionCodec Best => ZstdLibrary.IsAvailable ? CompressionCodec.Zstd : CompressionCodec.Gzip;

    /// <summary>What is appended to the name of a stored object.</summary>
    public static string Extension(CompressionCodec codec) => codec switch
    {
        CompressionCodec.Zstd => ".zst",
        CompressionCodec.Gzip => ".gz",
        _ => "",
    };

    public static IBlockCodec Create(CompressionCodec codec, int? level) => codec switch
    {
        CompressionCodec.Zstd => new ZstdBlockCodec(level ?? ZstdBlockCodec.DefaultLevel),
        CompressionCodec.Gzip => new GzipBlockCodec(level),
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "internal error: nothing to compress with"),
    };

    public static Stream Decompress(CompressionCodec codec, Stream source, string name) => codec switch
    {
        CompressionCodec.Zstd => new ZstdReader(source, name),
        CompressionCodec.Gzip => new GzipReader(source, name),
        _ => source,
    };
}
