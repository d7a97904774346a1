using System.IO.Compression;

namespace Db2Backup.Emulator.Logging;

/// <summary>A log file open for reading, wherever it was found. A compressed one is unpacked beside the log first.</summary>
internal sealed class LogFileReader : IDisposable
{
    /// <summary>What LOGARCHCOMPR1 ON puts before the packed file; other programs cannot read it. [images-and-logs.md, Log files]</summary>
    public static readonly byte[] CompressedMagic = "DB2EMULZ"u8.ToArray();

    private readonly FileStream file;
    private readonly byte[] buffer = new byte[256 * 1024];
    private long bufferStart;
    private int buffered;

    private LogFileReader(string path, FileStream file, LogFileHeader header)
    {
        Path = path;
        this.file = file;
        Header = header;
    }

    public string Path { get; }
    public LogFileHeader Header { get; }

    /// <param name="scratchFolder">Where a compressed file is unpacked to; gone when the reader is disposed.</param>
    /// <returns>Null when it is no log file.</returns>
    public static LogFileReader? Open(string path, string scratchFolder)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var header = new byte[LogFileHeader.Size];
        var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read >= CompressedMagic.Length && header.AsSpan(0, CompressedMagic.Length).SequenceEqual(CompressedMagic))
        {
            var unpacked = Unpack(file, scratchFolder);
            file.Dispose();
            if (unpacked is null) return null;
            file = unpacked;
            read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        }
        if (read == header.Length && LogFileHeader.FromBytes(header) is { } parsed) return new LogFileReader(path, file, parsed);
        file.Dispose();
        return null;
    }

    /// <summary>Reads bytes at an address inside the file's extent; false when the file ends before.</summary>
    public bool TryRead(long lso, Span<byte> target)
    {
        var offset = LogFileHeader.Size + lso - Header.StartLso;
        while (target.Length > 0)
        {
            if (offset < bufferStart || offset >= bufferStart + buffered)
            {
                buffered = RandomAccess.Read(file.SafeFileHandle, buffer, offset);
                bufferStart = offset;
                if (buffered == 0) return false;
            }
            var from = (int)(offset - bufferStart);
            var count = Math.Min(target.Length, buffered - from);
            buffer.AsSpan(from, count).CopyTo(target);
            target = target[count..];
            offset += count;
        }
        return true;
    }

    /// <summary>The file as it was before it was packed, for whoever needs it whole.</summary>
    public void CopyTo(Stream target)
    {
        file.Position = 0;
        file.CopyTo(target);
    }

    public void Dispose() => file.Dispose();

    private static FileStream? Unpack(FileStream packed, string scratchFolder)
    {
        var path = System.IO.Path.Combine(scratchFolder, $"{System.IO.Path.GetFileName(packed.Name)}.{Guid.NewGuid():N}");
        var unpacked = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 65536, FileOptions.DeleteOnClose);
        try
        {
            packed.Position = CompressedMagic.Length;
            using var inflate = new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true);
            inflate.CopyTo(unpacked);
            unpacked.Flush();
            unpacked.Position = 0;
            return unpacked;
        }
        catch (InvalidDataException)
        {
            unpacked.Dispose();
            return null;
        }
    }
}
