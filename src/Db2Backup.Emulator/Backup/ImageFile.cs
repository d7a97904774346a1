namespace Db2Backup.Emulator.Backup;

/// <summary>One file (or pipe) of an image, read from its beginning: the media header, then block after block.</summary>
internal sealed class ImageFile : IDisposable
{
    private readonly UnixFile file;
    private readonly byte[] headerBytes = new byte[ImageFormat.BlockHeaderLength];

    private ImageFile(string path, UnixFile file)
    {
        Path = path;
        this.file = file;
    }

    public string Path { get; }
    public ImageHeader Header { get; private set; } = null!;

    /// <summary>Bytes read or skipped so far.</summary>
    public long Position { get; private set; }

    /// <summary>Opens without reading: of several pipes all must be open before the writer of the first goes on.</summary>
    public static ImageFile Open(string path, CancellationToken cancelled) => new(path, UnixFile.OpenForReading(path, cancelled));

    public void ReadMediaHeader()
    {
        var bytes = new byte[ImageFormat.HeaderLength];
        var count = Fill(bytes);
        if (count < bytes.Length) throw Flaw(ImageFlaw.UnexpectedEnd, $"the media header ends after {count} bytes");
        Header = MediaHeader.Read(bytes) ?? throw Flaw(ImageFlaw.NoHeader, "the first 4096 bytes are no media header");
    }

    /// <summary>Null at the end of the file.</summary>
    public BlockHeader? ReadBlockHeader()
    {
        var count = Fill(headerBytes);
        if (count == 0) return null;
        if (count < headerBytes.Length) throw Flaw(ImageFlaw.UnexpectedEnd, "the file ends inside the header of a block");
        var block = BlockHeader.Read(headerBytes) ?? throw Flaw(ImageFlaw.DamagedBlock, "the header of a block is damaged");
        if (block.PlainLength < 0 || block.PlainLength > Header.BufferSize || block.StoredLength < 0 || block.StoredLength > Header.BufferSize)
            throw Flaw(ImageFlaw.DamagedBlock, "a block is larger than the backup buffer");
        return block;
    }

    /// <summary>Reads and checks the stored bytes of the block whose header was just read.</summary>
    public void ReadStored(in BlockHeader block, Span<byte> target)
    {
        target = target[..block.StoredLength];
        if (Fill(target) < target.Length) throw Flaw(ImageFlaw.UnexpectedEnd, $"the file ends inside block {block.Number}");
        if (ImageFormat.Crc32C(target) != block.Crc) throw Flaw(ImageFlaw.DamagedBlock, $"the checksum of block {block.Number} is wrong");
    }

    /// <summary>Passes over the stored bytes without looking at them, where the medium allows it.</summary>
    /// <returns>False when it must be read.</returns>
    public bool TrySkipStored(in BlockHeader block)
    {
        if (!file.CanSeek || block.StoredLength == 0) return false;
        // Its last byte is read: a seek would go past the end of a cut file without a word.
        file.Skip(block.StoredLength - 1);
        Position += block.StoredLength - 1;
        if (Fill(headerBytes.AsSpan(0, 1)) == 0) throw Flaw(ImageFlaw.UnexpectedEnd, $"the file ends inside block {block.Number}");
        return true;
    }

    public ImageFlawException Flaw(ImageFlaw flaw, string explanation) => new(flaw, Path, Position, explanation);

    public void Dispose() => file.Dispose();

    private int Fill(Span<byte> target)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var count = file.Read(target[filled..]);
            if (count == 0) break;
            filled += count;
            Position += count;
        }
        return filled;
    }
}
