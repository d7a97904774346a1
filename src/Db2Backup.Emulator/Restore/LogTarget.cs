using System.Globalization;
using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// LOGTARGET: the directory that gets the logs of the image. It must exist, be writable and hold no file of the same name, and the
/// image must have logs; else the restore fails before data. [images-and-logs.md, What INCLUDE LOGS holds]
/// </summary>
internal sealed class LogTarget(string folder)
{
    // The reason codes of SQL2581N.
    private const string PathNotUsable = "1", NoLogsInImage = "2", FileExists = "3";

    /// <summary>Refuses what cannot work; gives the warning to ask about when the directory holds other logs.</summary>
    [Unconfirmed("messages.md, Restore: SQL2581N and its reason codes, SQL2580W as a question")]
    public Message? Check(ImageContents image, IReadOnlyList<string> files)
    {
        var usable = Path.IsPathFullyQualified(folder) && Directory.Exists(folder) && UnixFile.CanWriteTo(folder, directory: true);
        if (!usable) throw new Db2Exception("SQL2581N", PathNotUsable);
        if (!image.Header.IncludesLogs) throw new Db2Exception("SQL2581N", NoLogsInImage);
        var present = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(n => n is not null && IsLog(n)).ToHashSet();
        if (present.Count == 0) return null;

        // Names are looked up only when one could be there: none before the image's first log can.
        var first = string.Create(CultureInfo.InvariantCulture, $"S{image.Control.FirstLog:D7}.LOG");
        if (present.Any(name => string.CompareOrdinal(name, first) >= 0) && LogsIn(files) is var logs && logs.Any(present.Contains))
            throw new Db2Exception("SQL2581N", FileExists);
        return new Message("SQL2580W");
    }

    public void Receive(string name, Stream content, Action<Stream, UnixFile> copy)
    {
        try
        {
            using var file = UnixFile.CreateNew(Path.Combine(folder, name));
            copy(content, file);
        }
        catch (UnixException failure) when (failure.Errno == UnixException.Exists)
        {
            throw new Db2Exception("SQL2581N", FileExists);
        }
    }

    private static bool IsLog(string name) =>
        name.Length == 12 && name[0] == 'S' && name.EndsWith(".LOG", StringComparison.Ordinal) && name.AsSpan(1, 7).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>
    /// A pass over the image for the names of its logs. A pipe can be read once: there, a name that is taken shows only when
    /// the log comes.
    /// </summary>
    [Unconfirmed("images-and-logs.md, Named pipes: LOGTARGET from a pipe")]
    private static List<string> LogsIn(IReadOnlyList<string> files)
    {
        if (UnixFile.KindOf(files[0]) == PathKind.NamedPipe) return [];
        using var reader = ImageReader.Open(files);
        return reader.Objects().Where(o => o.Kind == ImageObjectKind.Log).Select(o => o.Name).ToList();
    }
}
