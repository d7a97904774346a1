using System.Buffers.Binary;
using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The first 4096 bytes of every file of an image: a magic, a version, the fields of <see cref="ImageHeader"/>, zeros, and a
/// CRC-32C over all of it. [commands.md: the header alone is 4 KB]
/// </summary>
internal static class MediaHeader
{
    private const int Version = 1;
    private const int CrcOffset = ImageFormat.HeaderLength - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "DB2EMULATORIMAGE"u8;

    public static byte[] ToBytes(ImageHeader header)
    {
        var bytes = new byte[ImageFormat.HeaderLength];
        Magic.CopyTo(bytes);
        var stream = new MemoryStream(bytes, Magic.Length, CrcOffset - Magic.Length);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            writer.Write(Version);
            writer.Write(header.DatabaseName);
            writer.Write(header.Alias);
            writer.Write(header.Timestamp);
            writer.Write(header.Instance);
            writer.Write(header.Sequence);
            writer.Write(header.SequenceCount);
            writer.Write(header.Seed);
            writer.Write(header.Online);
            writer.Write(header.IncludesLogs);
            writer.Write(header.Compressed);
            writer.Write(header.BackupType);
            writer.Write((int)header.Granularity);
            writer.Write(header.Partition);
            writer.Write(header.Codeset);
            writer.Write(header.Territory);
            writer.Write(header.LogPath);
            writer.Write(header.BufferSize);
            writer.Write(header.Recoverable);
            writer.Write(header.HasCatalog);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CrcOffset), ImageFormat.Crc32C(bytes.AsSpan(0, CrcOffset)));
        return bytes;
    }

    /// <summary>Null when these 4096 bytes are no media header, or were changed.</summary>
    public static ImageHeader? Read(byte[] bytes)
    {
        if (!bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(CrcOffset)) != ImageFormat.Crc32C(bytes.AsSpan(0, CrcOffset))) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, CrcOffset - Magic.Length), Encoding.UTF8);
        if (reader.ReadInt32() != Version) return null;
        // An initializer runs in the order it is written, which is the order of the bytes.
        return new ImageHeader
        {
            DatabaseName = reader.ReadString(),
            Alias = reader.ReadString(),
            Timestamp = reader.ReadString(),
            Instance = reader.ReadString(),
            Sequence = reader.ReadInt32(),
            SequenceCount = reader.ReadInt32(),
            Seed = reader.ReadUInt32(),
            Online = reader.ReadBoolean(),
            IncludesLogs = reader.ReadBoolean(),
            Compressed = reader.ReadBoolean(),
            BackupType = reader.ReadInt32(),
            Granularity = (Granularity)reader.ReadInt32(),
            Partition = reader.ReadInt32(),
            Codeset = reader.ReadString(),
            Territory = reader.ReadString(),
            LogPath = reader.ReadString(),
            BufferSize = reader.ReadInt32(),
            Recoverable = reader.ReadBoolean(),
            HasCatalog = reader.ReadBoolean(),
        };
    }
}
