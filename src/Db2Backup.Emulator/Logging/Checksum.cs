using System.Buffers.Binary;
using System.Numerics;

namespace Db2Backup.Emulator.Logging;

/// <summary>CRC-32C, which processors compute in one instruction for eight bytes.</summary>
internal static class Checksum
{
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
