using Microsoft.Win32.SafeHandles;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The log file being written, and its twin under MIRRORLOGPATH. Bytes are with the operating system when a write returns:
/// an engine that is killed loses nothing it said was written.
/// </summary>
internal sealed class LogFileWriter : IDisposable
{
    private const int Page = 4096;
    private readonly string[] paths;
    private readonly SafeFileHandle[] handles;

    private LogFileWriter(string[] paths, SafeFileHandle[] handles, LogFileHeader header)
    {
        this.paths = paths;
        this.handles = handles;
        Header = header;
    }

    public LogFileHeader Header { get; private set; }
    public string Path => paths[0];

    /// <summary>Creates the file in its full length, replacing one of the same name. It appears under its name with its header or not at all.</summary>
    public static LogFileWriter Create(string name, IReadOnlyList<string> folders, LogFileHeader header)
    {
        var paths = folders.Select(f => System.IO.Path.Combine(f, name)).ToArray();
        var bytes = header.ToBytes();
        foreach (var path in paths)
        {
            var temporary = path + ".new";
            using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(handle, bytes, 0);
                RandomAccess.SetLength(handle, LogFileHeader.Size + header.ExtentBytes);
            }
            File.Move(temporary, path, overwrite: true);
        }
        return new LogFileWriter(paths, Open(paths), header);
    }

    /// <summary>Goes on with a file after the last record that is whole: what a killed engine left behind it is wiped.</summary>
    public static LogFileWriter Continue(string name, IReadOnlyList<string> folders, LogFileHeader header, long position)
    {
        var paths = folders.Select(f => System.IO.Path.Combine(f, name)).ToArray();
        foreach (var twin in paths.Skip(1))
        {
            File.Copy(paths[0], twin + ".new", overwrite: true);
            File.Move(twin + ".new", twin, overwrite: true);
        }
        var writer = new LogFileWriter(paths, Open(paths), header);
        foreach (var handle in writer.handles)
        {
            RandomAccess.SetLength(handle, LogFileHeader.Size + position - header.StartLso);
            RandomAccess.SetLength(handle, LogFileHeader.Size + header.ExtentBytes);
        }
        return writer;
    }

    public void Write(long lso, ReadOnlySpan<byte> bytes)
    {
        foreach (var handle in handles) RandomAccess.Write(handle, bytes, LogFileHeader.Size + lso - Header.StartLso);
    }

    /// <summary>No more records: the file says where they end and gives back the room behind them, in whole pages.</summary>
    public void CloseAt(long endLso)
    {
        Header = Header with { EndLso = endLso };
        var bytes = Header.ToBytes();
        var pages = (endLso - Header.StartLso + Page - 1) / Page;
        foreach (var handle in handles)
        {
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.SetLength(handle, LogFileHeader.Size + pages * Page);
        }
    }

    public void Delete()
    {
        Dispose();
        foreach (var path in paths) File.Delete(path);
    }

    public void Dispose()
    {
        foreach (var handle in handles) handle.Dispose();
    }

    private static SafeFileHandle[] Open(string[] paths) =>
        paths.Select(p => File.OpenHandle(p, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)).ToArray();
}
