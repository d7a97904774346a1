using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>Where the files of a log come from.</summary>
internal interface ILogSource
{
    /// <summary>
    /// The file that goes on from this address (null: from wherever it starts), after files of this lineage; null when
    /// there is none. Refuses a file that is there under the name but is not the one.
    /// </summary>
    LogFileReader? Open(int number, long? lso, IReadOnlyList<LogChainLink> lineage);
}

/// <summary>
/// Reads records in order, across files. The log ends where the next file is missing or, in the file that was being
/// written, at the first bytes that are no record.
/// </summary>
internal sealed class LogReader : IDisposable
{
    private readonly ILogSource source;

    // The file of Position, and those behind it that a record reached into.
    private readonly List<LogFileReader> window = [];

    /// <summary>Starts in a file that was opened, at an address inside it, where a record begins.</summary>
    public LogReader(ILogSource source, LogFileReader first, long position)
    {
        this.source = source;
        window.Add(first);
        Position = position;
    }

    /// <summary>The address after the last record read.</summary>
    public long Position { get; private set; }

    /// <summary>The file that holds <see cref="Position"/>, or that ends with it.</summary>
    public LogFileReader Current => window[0];

    /// <summary>After the end: the file that would have to come next; null when the log ends inside <see cref="Current"/>.</summary>
    public int? MissingLog { get; private set; }

    /// <summary>After the end: a closed file goes on here, and it cannot be read or its last record's rest is missing.</summary>
    public bool EndsInsideClosedFile => Current.Header.EndLso is { } end && Position < end;

    /// <summary>Told of each file that has been read to its end.</summary>
    public Action<LogFileHeader>? Finished { get; init; }

    /// <returns>The next record; null at the end of the log.</returns>
    public LogRecord? Read()
    {
        MissingLog = null;
        while (Position >= Current.Header.End)
        {
            if (window.Count == 1 && !Extend()) return null;
            Position = window[1].Header.FirstRecordLso;
            DropFirst();
        }
        Span<byte> start = stackalloc byte[4];
        if (!TryRead(Position, start) || !LogRecord.TryReadLength(start, out var length)) return null;
        var bytes = new byte[length];
        if (!TryRead(Position, bytes) || LogRecord.FromBytes(bytes, Position) is not { } record) return null;
        Position += length;
        while (Position > Current.Header.ExtentEnd) DropFirst();
        return record;
    }

    public void Dispose()
    {
        foreach (var file in window) file.Dispose();
        window.Clear();
    }

    private bool TryRead(long lso, Span<byte> target)
    {
        var index = 0;
        while (target.Length > 0)
        {
            while (lso >= window[index].Header.ExtentEnd)
            {
                if (index + 1 == window.Count && !Extend()) return false;
                index++;
            }
            var file = window[index];
            // Records go on in the next file only from the very end of an extent: a file that was closed early ends with one.
            var count = (int)Math.Min(target.Length, file.Header.End - lso);
            if (count <= 0 || !file.TryRead(lso, target[..count])) return false;
            target = target[count..];
            lso += count;
        }
        return true;
    }

    private bool Extend()
    {
        var last = window[^1].Header;
        var next = source.Open(last.Number + 1, last.ExtentEnd, last.Lineage);
        if (next is null)
        {
            MissingLog = last.Number + 1;
            return false;
        }
        window.Add(next);
        return true;
    }

    private void DropFirst()
    {
        var header = Current.Header;
        window[0].Dispose();
        window.RemoveAt(0);
        Finished?.Invoke(header);
    }
}
