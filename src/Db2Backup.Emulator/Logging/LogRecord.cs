using System.Buffers.Binary;

namespace Db2Backup.Emulator.Logging;

/// <summary>What a log record says.</summary>
internal enum LogRecordType : byte
{
    /// <summary>A statement that changed rows or definitions; payload is <see cref="LoggedStatement"/>.</summary>
    Statement = 1,
    /// <summary>The unit of work is committed at the record's time.</summary>
    Commit = 2,
    /// <summary>The unit of work was rolled back.</summary>
    Abort = 3,
    /// <summary>An online backup ended here: minimum recovery point of its image.</summary>
    BackupEnd = 4,
}

/// <summary>
/// One record of the log. On disk: length (4 bytes), CRC-32C of what follows (4), type (1), transaction (8), LSO (8), time
/// in ticks (8), payload; little-endian. The LSO is part of it, so that what an earlier use of a file left behind is never
/// taken for a record.
/// </summary>
/// <param name="Transaction">The unit of work: the LSO of its first record, so never used twice. 0 for BackupEnd.</param>
/// <param name="Lso">Log sequence offset: the address of the record's first byte. 0 in a record not yet appended.</param>
internal sealed record LogRecord(LogRecordType Type, long Transaction, long Lso, DateTime TimeUtc, byte[] Payload)
{
    public const int HeaderSize = 33;

    /// <summary>Longer than any statement with its values; a length beyond it is not one.</summary>
    private const int MaxSize = 256 * 1024 * 1024;

    /// <summary>The LSO of the byte after this record, if the log file does not end here.</summary>
    public long EndLso => Lso + HeaderSize + Payload.Length;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + Payload.Length];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(span, bytes.Length);
        span[8] = (byte)Type;
        BinaryPrimitives.WriteInt64LittleEndian(span[9..], Transaction);
        BinaryPrimitives.WriteInt64LittleEndian(span[17..], Lso);
        BinaryPrimitives.WriteInt64LittleEndian(span[25..], TimeUtc.Ticks);
        Payload.CopyTo(span[HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum.Crc32C(span[8..]));
        return bytes;
    }

    /// <summary>The length a record claims in its first four bytes; false when no record can be that long.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length is >= HeaderSize and <= MaxSize;
    }

    /// <returns>Null when these bytes are no record at this address.</returns>
    public static LogRecord? FromBytes(ReadOnlySpan<byte> bytes, long lso)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Checksum.Crc32C(bytes[8..])) return null;
        if (BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]) != lso) return null;
        return new LogRecord(
            (LogRecordType)bytes[8],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]),
            lso,
            new DateTime(BinaryPrimitives.ReadInt64LittleEndian(bytes[25..]), DateTimeKind.Utc),
            bytes[HeaderSize..].ToArray());
    }
}
