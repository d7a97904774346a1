using System.Numerics;
using System.Runtime.InteropServices;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The bytes of an image. Each file: a media header of 4096 bytes, then blocks. Blocks are numbered through the whole
/// image and dealt to its files in turn: block k is in file k mod n. All numbers are little-endian.
/// <code>
/// block header, 64 bytes:  0 magic 'BLK1'   4 kind   5 flags   6 length of the name (2)
///                          8 block number (8)       16 stored length (4)   20 plain length (4)   24 CRC-32C of the stored bytes (4)
///                         28 name (32)              60 CRC-32C of bytes 0 to 59 (4)
/// then the stored bytes
/// </code>
/// An object is the run of blocks up to the one that carries <see cref="BlockFlags.EndOfObject"/>; the last object is the trailer, and
/// nothing follows it in any file. So a file that was cut anywhere, even between two blocks, is missed by somebody.
/// </summary>
internal static class ImageFormat
{
    public const int HeaderLength = 4096;
    public const int BlockHeaderLength = 64;
    public const int NameLength = 32;

    /// <summary>What BACKUP uses without BUFFER: 1024 pages of 4 KB.</summary>
    public const int DefaultBlockLength = 4 * 1024 * 1024;

    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var value in longs) crc = BitOperations.Crc32C(crc, value);
        foreach (var value in bytes[(longs.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}

[Flags]
internal enum BlockFlags : byte
{
    None = 0,
    /// <summary>The stored bytes are the plain ones after Deflate.</summary>
    Deflated = 1,
    /// <summary>The last block of its object.</summary>
    EndOfObject = 2,
}
