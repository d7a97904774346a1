using System.Buffers.Binary;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// A container as a backup with TRACKMOD reads it: page by page, keeping the digest of each. A full backup takes all bytes as they
/// are; an incremental one takes the length of the container (8 bytes) and then, of each page that changed, its number (8 bytes),
/// its length (4 bytes) and itself.
/// </summary>
/// <param name="container">From its beginning.</param>
/// <param name="since">The pages of the image that the changes are since; null for a full backup.</param>
internal sealed class ContainerPages(FileStream container, int pageSize, PageMap? since) : Stream
{
    public const int LengthField = 8, PageHeader = 12;

    private readonly byte[] page = new byte[PageHeader + pageSize];
    private ReadOnlyMemory<byte> rest = since is null ? default : Beginning(container.Length);
    private int next;

    /// <summary>The digests of the pages read so far.</summary>
    public PageMap Map { get; } = new();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (rest.Length == 0)
            if (!NextPage()) return 0;
        var count = Math.Min(rest.Length, buffer.Length);
        rest.Span[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Beginning(long length)
    {
        var bytes = new byte[LengthField];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }

    /// <summary>False at the end. A page that did not change leaves nothing to read.</summary>
    private bool NextPage()
    {
        var length = container.ReadAtLeast(page.AsSpan(PageHeader), pageSize, throwOnEndOfStream: false);
        if (length == 0) return false;
        var digest = PageMap.DigestOf(page.AsSpan(PageHeader, length));
        var number = next++;
        Map.Add(digest);
        if (since is null) rest = page.AsMemory(PageHeader, length);
        else if (!since.Holds(number, digest))
        {
            BinaryPrimitives.WriteInt64LittleEndian(page, number);
            BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(LengthField), length);
            rest = page.AsMemory(0, PageHeader + length);
        }
        return true;
    }
}
