using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Backup;

/// <summary>A log file as an image holds it: whether it was archived is known to the active path alone and not copied.</summary>
[Unconfirmed("images-and-logs.md, Log files: whether LOGARCHCOMPR1 compresses the logs in an image; here those that only an archive has")]
internal sealed class LogFileContent(string path)
    : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan)
{
    // One that LOGARCHCOMPR1 compressed has no header to be seen, and no such mark.
    private readonly bool isPlain = LogFileHeader.Read(path) is not null;

    public override int Read(Span<byte> buffer)
    {
        var atStart = Position == 0;
        var count = RandomAccess.Read(SafeFileHandle, buffer, Position);
        Position += count;
        if (atStart && isPlain && count >= LogFileHeader.Size) LogFileHeader.ClearArchived(buffer[..LogFileHeader.Size]);
        return count;
    }
}
