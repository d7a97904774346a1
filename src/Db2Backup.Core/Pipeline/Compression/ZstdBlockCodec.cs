namespace Db2Backup.Pipeline.Compression;

/// <summary>One zstd frame per block, with the plain length and a checksum in the frame.</summary>
internal sealed unsafe class ZstdBlockCodec : IBlockCodec
{
    public const int DefaultLevel = 3;
    public const int HighestLevel = 22;

    // Parameters of the stable API (zstd.h): level, checksum flag.
    private const int CompressionLevel = 100;
    private const int ChecksumFlag = 201;

    private IntPtr context;

    public ZstdBlockCodec(int level)
    {
        ZstdLibrary.Require();
        context = ZstdLibrary.CreateCompressor();
        if (context == IntPtr.Zero) throw new OutOfMemoryException("libzstd has no memory for a compressor.");
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, CompressionLevel, level));
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, ChecksumFlag, 1));
    }

    public int Bound(int plainBytes) => (int)ZstdLibrary.CompressBound((nuint)plainBytes);

    public int Compress(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(context == IntPtr.Zero, this);
        fixed (byte* source = plain, target = destination)
            return (int)ZstdLibrary.Check(ZstdLibrary.Compress(context, target, (nuint)destination.Length, source, (nuint)plain.Length));
    }

    public void Dispose()
    {
        if (context == IntPtr.Zero) return;
        ZstdLibrary.FreeCompressor(context);
        context = IntPtr.Zero;
    }
}
