using System.IO.Compression;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// A buffer of BACKUP: filled with one block of an object, sealed (compressed and given its checksum) by whatever core is free,
/// then written in one piece and used again.
/// </summary>
internal sealed class ImageBlock
{
    private const int HeaderLength = ImageFormat.BlockHeaderLength;

    private readonly byte[] plain;
    private readonly byte[]? packed;
    private bool isPacked;

    public ImageBlock(int length, bool compress)
    {
        plain = new byte[HeaderLength + length];
        // The fastest Deflate makes bytes that cannot be compressed up to an eighth longer; such a block is then stored as it is.
        if (compress) packed = new byte[HeaderLength + length + length / 4 + 4096];
    }

    public BlockHeader Header { get; private set; }

    /// <summary>Header and stored bytes, once sealed.</summary>
    public ReadOnlySpan<byte> Bytes => (isPacked ? packed : plain).AsSpan(0, HeaderLength + Header.StoredLength);

    /// <summary>Fills it from the stream. The last block of an object is the one that is not full, empty if need be.</summary>
    public void Fill(ImageObjectKind kind, string name, long number, Stream content)
    {
        var length = content.ReadAtLeast(plain.AsSpan(HeaderLength), plain.Length - HeaderLength, throwOnEndOfStream: false);
        var flags = length < plain.Length - HeaderLength ? BlockFlags.EndOfObject : BlockFlags.None;
        Header = new BlockHeader(kind, name, flags, number, length, length, 0);
    }

    public void Seal()
    {
        isPacked = packed is not null && Pack(packed);
        var stored = (isPacked ? packed : plain).AsSpan();
        Header = Header with { Crc = ImageFormat.Crc32C(stored.Slice(HeaderLength, Header.StoredLength)) };
        Header.Write(stored);
    }

    private bool Pack(byte[] target)
    {
        var output = new MemoryStream(target, HeaderLength, target.Length - HeaderLength);
        using (var deflater = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(plain, HeaderLength, Header.PlainLength);
        if (output.Position >= Header.PlainLength) return false;
        Header = Header with { StoredLength = (int)output.Position, Flags = Header.Flags | BlockFlags.Deflated };
        return true;
    }
}
