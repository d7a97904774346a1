using System.Buffers.Binary;
using System.Text;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The first two pages of a log file: whose log it is, which part of it, and which chains led to it. A closed file also
/// says where its records end. [images-and-logs.md, Log files: LOGFILSIZ * 4 KB + 2 pages]
/// </summary>
/// <param name="StartLso">Address of the first byte after the header.</param>
/// <param name="ExtentBytes">Addresses this file covers: the next file starts at StartLso + ExtentBytes, also when this one was closed early.</param>
/// <param name="FirstRecordLso">Where the first record begins: the file may start with the rest of one that began in the file before.</param>
/// <param name="EndLso">Null while the file is being written.</param>
internal sealed record LogFileHeader(
    uint Seed, string DatabaseName, int Number, long StartLso, long ExtentBytes, long FirstRecordLso,
    IReadOnlyList<LogChainLink> Lineage, DateTime CreatedUtc, long? EndLso)
{
    /// <summary>Two pages of 4 KB.</summary>
    public const int Size = 8192;

    private static readonly byte[] Magic = "DB2EMULG\u0001\0\0\0"u8.ToArray();
    private const int ChecksumAt = Size - 4;
    private const int ArchivedAt = Size - 5;

    public long ExtentEnd => StartLso + ExtentBytes;

    /// <summary>Where the records of this file end at the latest.</summary>
    public long End => EndLso ?? ExtentEnd;

    public int Chain => Lineage[^1].Number;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        var writer = new BinaryWriter(new MemoryStream(bytes), Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Seed);
        writer.Write(DatabaseName);
        writer.Write(Number);
        writer.Write(StartLso);
        writer.Write(ExtentBytes);
        writer.Write(FirstRecordLso);
        writer.Write(CreatedUtc.Ticks);
        writer.Write(EndLso ?? -1);
        writer.Write(Lineage.Count);
        foreach (var link in Lineage)
        {
            writer.Write(link.Number);
            writer.Write(link.Id.ToByteArray());
            writer.Write(link.StartLso);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum.Crc32C(bytes.AsSpan(0, ArchivedAt)));
        return bytes;
    }

    /// <returns>Null when these bytes are not the header of a log file.</returns>
    public static LogFileHeader? FromBytes(byte[] bytes)
    {
        if (bytes.Length < Size || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(ChecksumAt)) != Checksum.Crc32C(bytes.AsSpan(0, ArchivedAt))) return null;
        var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, Size - Magic.Length), Encoding.UTF8);
        var seed = reader.ReadUInt32();
        var name = reader.ReadString();
        var number = reader.ReadInt32();
        var start = reader.ReadInt64();
        var extent = reader.ReadInt64();
        var firstRecord = reader.ReadInt64();
        var created = new DateTime(reader.ReadInt64(), DateTimeKind.Utc);
        var end = reader.ReadInt64();
        var lineage = new LogChainLink[reader.ReadInt32()];
        for (var i = 0; i < lineage.Length; i++)
            lineage[i] = new LogChainLink(reader.ReadInt32(), new Guid(reader.ReadBytes(16)), reader.ReadInt64());
        return new LogFileHeader(seed, name, number, start, extent, firstRecord, lineage, created, end < 0 ? null : end);
    }

    /// <summary>The header of a file that is about to be written.</summary>
    public static LogFileHeader New(Database database, int number, long startLso, long firstRecordLso) => new(
        database.State.Seed, database.Name, number, startLso, LogManager.ExtentBytes(database), firstRecordLso,
        [.. database.State.Lineage], database.Engine.Clock.UtcNow(), null);

    /// <returns>Null when the file is too short or no log file.</returns>
    public static LogFileHeader? Read(string path)
    {
        using var file = Open(path, FileAccess.Read);
        var bytes = new byte[Size];
        return file.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) == Size ? FromBytes(bytes) : null;
    }

    /// <summary>
    /// A file in the active path remembers in one byte, outside the checksum and never copied, that it was archived: so a
    /// restarted engine knows which files still have to be.
    /// </summary>
    public static bool IsArchived(string path)
    {
        using var file = Open(path, FileAccess.Read);
        file.Position = ArchivedAt;
        return file.ReadByte() == 1;
    }

    public static void MarkArchived(string path)
    {
        using var file = Open(path, FileAccess.Write);
        file.Position = ArchivedAt;
        file.WriteByte(1);
    }

    public static void ClearArchived(Span<byte> header) => header[ArchivedAt] = 0;

    // Shared with whoever writes, archives or reads it now.
    private static FileStream Open(string path, FileAccess access) =>
        new(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete, Size);
}
