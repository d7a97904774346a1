namespace Db2Backup.Pipeline.Compression;

/// <summary>One zstd frame per block, with the plain length and a checksum in the frame.</summary>
internal sealed unsafe class ZstdBlockCodec : IBlockCodec
{
    public const int DefaultLevel = 3;
    public const int HighestLevel = 22;

    // Parameters of the stable API (zstd.h): level, checksum flag, sizes of the two tables as powers of two.
    private const int CompressionLevel = 100;
    private const int HashLog = 102;
    private const int ChainLog = 103;
    private const int ChecksumFlag = 201;

    // The tables that level 3 has for blocks of up to 256 KiB. Those for larger blocks are half as large again and with a block of 1 MiB too
    // large for a core's own cache: a twentieth more processor time for two parts in a thousand of what is stored.
    private const int TableLog = 16;

    private IntPtr context;

    public ZstdBlockCodec(int level)
    {
        ZstdLibrary.Require();
        context = ZstdLibrary.CreateCompressor();
        if (context == IntPtr.Zero) throw new OutOfMemoryException("libzstd has no memory for a compressor.");
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, CompressionLevel, level));
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, ChecksumFlag, 1));
        if (level != DefaultLevel) return;
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, HashLog, TableLog));
        ZstdLibrary.Check(ZstdLibrary.SetParameter(context, ChainLog, TableLog));
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
