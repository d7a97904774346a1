using System.Buffers.Binary;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// The name of a block. Blocks that wait for a commit belong to the blob's name and not to whoever sent them, so the name says which
/// upload a block is of and when that was begun: two who write at once do not take each other's blocks. All have one length, as Azure wants.
/// </summary>
internal readonly record struct AzureBlockId(Guid Upload, DateTimeOffset Begun, int Number)
{
    private const uint Mark = 0x4462_3242; // "Db2B"
    private const int Bytes = 32;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Mark);
        Upload.TryWriteBytes(bytes[4..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[20..], Begun.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32BigEndian(bytes[28..], Number);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Null for a block of another program.</summary>
    public static AzureBlockId? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length != Bytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Mark) return null;
        return new AzureBlockId(new Guid(bytes[4..20]), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[20..])), BinaryPrimitives.ReadInt32BigEndian(bytes[28..]));
    }
}
