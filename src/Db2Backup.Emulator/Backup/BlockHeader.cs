using System.Buffers.Binary;
using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>What stands before each block of an image; see <see cref="ImageFormat"/>.</summary>
/// <param name="Number">From 0, through all files of the image.</param>
internal readonly record struct BlockHeader(
    ImageObjectKind Kind, string Name, BlockFlags Flags, long Number, int StoredLength, int PlainLength, uint Crc)
{
    // "BLK1"
    private const uint Magic = 0x314B4C42;

    public void Write(Span<byte> target)
    {
        target = target[..ImageFormat.BlockHeaderLength];
        target.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = (byte)Kind;
        target[5] = (byte)Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], (ushort)Encoding.UTF8.GetBytes(Name, target.Slice(28, ImageFormat.NameLength)));
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], StoredLength);
        BinaryPrimitives.WriteInt32LittleEndian(target[20..], PlainLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(target[60..], ImageFormat.Crc32C(target[..60]));
    }

    /// <summary>Null when these bytes are no block header, or were changed.</summary>
    public static BlockHeader? Read(ReadOnlySpan<byte> source)
    {
        source = source[..ImageFormat.BlockHeaderLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) != ImageFormat.Crc32C(source[..60])) return null;
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        if (nameLength > ImageFormat.NameLength) return null;
        return new BlockHeader(
            (ImageObjectKind)source[4],
            Encoding.UTF8.GetString(source.Slice(28, nameLength)),
            (BlockFlags)source[5],
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]));
    }
}
