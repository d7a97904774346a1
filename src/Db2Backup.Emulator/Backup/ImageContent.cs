namespace Db2Backup.Emulator.Backup;

/// <summary>The bytes of one object of an image, block after block.</summary>
internal sealed class ImageContent(ImageBlocks blocks, BlockHeader first) : Stream
{
    private BlockHeader block = first;
    private ReadOnlyMemory<byte> rest;
    private bool entered;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (rest.Length == 0)
        {
            if (!entered) rest = ImageReader.Refusing(blocks.Read);
            else if (block.Flags.HasFlag(BlockFlags.EndOfObject)) return 0;
            else
            {
                block = NextOfObject();
                rest = ImageReader.Refusing(blocks.Read);
            }
            entered = true;
        }
        var count = Math.Min(rest.Length, buffer.Length);
        rest.Span[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    /// <summary>Goes to the last block of the object; the reader passes over what nobody asked for.</summary>
    public void SkipRest()
    {
        rest = default;
        entered = true;
        while (!block.Flags.HasFlag(BlockFlags.EndOfObject)) block = NextOfObject();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private BlockHeader NextOfObject()
    {
        var next = ImageReader.Refusing(blocks.Next);
        if (next.Kind != block.Kind || next.Name != block.Name)
            throw new Messages.Db2Exception("SQL2530N");
        return next;
    }
}
