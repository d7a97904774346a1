using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// Finds the log files of a recoverable database: first in the active path, then in the overflow paths of the command, in
/// the configured one, and last in the archives, where the highest chain wins. [images-and-logs.md, Log chains; commands.md, ROLLFORWARD]
/// </summary>
internal sealed class LogLocator(Database database) : ILogSource
{
    /// <summary>OVERFLOW LOG PATH of the command.</summary>
    public IReadOnlyList<string> OverflowPaths { get; init; } = [];

    /// <summary>NORETRIEVE: the archives are not asked.</summary>
    public bool NoRetrieve { get; init; }

    /// <summary>
    /// Opens the file that goes on from an address. SQL1263N: not a log file. SQL1264N: another database's. SQL1265N: of
    /// a chain that this database did not go through. SQL1268N: an archive could not be reached.
    /// </summary>
    public LogFileReader? Open(int number, long? lso, IReadOnlyList<LogChainLink> lineage)
    {
        var reader = OpenActive(number, lso, lineage, out var next);
        if (reader is not null || next is null) return reader ?? OpenElsewhere(number, lso, lineage);
        // The file that would be written next is where this log ends, unless there is more of it elsewhere. An archived file
        // of a lower chain is not: the highest chain wins.
        try
        {
            reader = OpenElsewhere(number, lso, lineage);
        }
        catch (Db2Exception e) when (e.Db2Message.Definition.Id == "SQL1265N" && FindInOverflow(number) is null)
        {
            return next;
        }
        if (reader is null) return next;
        var (used, left) = reader.Header.Chain < next.Header.Chain && FindInOverflow(number) is null ? (next, reader) : (reader, next);
        left.Dispose();
        return used;
    }

    /// <summary>Where a file of a number is, whatever its content; null when nowhere.</summary>
    public string? Find(int number)
    {
        var name = LogFolders.NameOf(number);
        foreach (var folder in LogFolders.AllOf(database))
            if (File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
        return FindElsewhere(number);
    }

    /// <summary>Whether a later file of this lineage can be had: then what ends before it is not the end of the logs.</summary>
    public bool HasLater(int number, IReadOnlyList<LogChainLink> lineage, bool alsoArchived)
    {
        IEnumerable<string> folders = [.. LogFolders.AllOf(database), .. OverflowFolders()];
        if (alsoArchived || !NoRetrieve)
            folders = folders.Concat(ArchiveMethod.All(database).SelectMany(a => a.Chains(database).Select(c => Path.GetDirectoryName(a.PathOf(database, c, 0))!)));
        return Readable(number + 1, () => folders.SelectMany(LogFolders.Files).Any(p => LogFolders.NumberOf(p) > number && IsLater(p)));

        bool IsLater(string path)
        {
            using var reader = OpenFile(path);
            if (reader is null || Refusal(reader.Header, path, reader.Header.Number, null, lineage) is not null) return false;
            return reader.Header.Number > number + 1 || !IsEmpty(reader);
        }
    }

    // What lies in the active path and does not fit was left there by an earlier use and waits to be overwritten.
    private LogFileReader? OpenActive(int number, long? lso, IReadOnlyList<LogChainLink> lineage, out LogFileReader? next)
    {
        next = null;
        foreach (var folder in LogFolders.AllOf(database))
        {
            var path = Path.Combine(folder, LogFolders.NameOf(number));
            if (!File.Exists(path) || OpenFile(path) is not { } reader) continue;
            var fits = Refusal(reader.Header, path, number, lso, lineage) is null;
            if (fits && !IsEmpty(reader)) return reader;
            if (fits && next is null) next = reader;
            else reader.Dispose();
        }
        return null;
    }

    // The file that would be written next when the database was left: it may hide one with content elsewhere.
    private static bool IsEmpty(LogFileReader file)
    {
        Span<byte> length = stackalloc byte[4];
        var header = file.Header;
        return header.EndLso is null && header.FirstRecordLso == header.StartLso
            && (!file.TryRead(header.StartLso, length) || !LogRecord.TryReadLength(length, out _));
    }

    private LogFileReader? OpenElsewhere(int number, long? lso, IReadOnlyList<LogChainLink> lineage)
    {
        if (Readable(number, () => FindElsewhere(number)) is not { } path) return null;
        var reader = Readable(number, () => OpenFile(path));
        if (reader is null) throw new Db2Exception("SQL1263N", Path.GetFileName(path), database.Name, 0, 0);
        if (Refusal(reader.Header, path, number, lso, lineage) is not { } refusal) return reader;
        reader.Dispose();
        throw refusal;
    }

    private string? FindElsewhere(int number) => FindInOverflow(number) ?? (NoRetrieve ? null : FindInArchives(number));

    private string? FindInOverflow(int number)
    {
        var name = LogFolders.NameOf(number);
        return OverflowFolders().Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }

    // The files lie in the path itself, or below it as Db2 lays out a log path.
    private IEnumerable<string> OverflowFolders()
    {
        var configured = database.Configuration.Get("overflowlogpath").Trim();
        foreach (var folder in configured.Length == 0 ? OverflowPaths : [.. OverflowPaths, configured])
        {
            yield return folder;
            yield return DatabasePaths.NewLogFolder(folder);
        }
    }

    private string? FindInArchives(int number)
    {
        var archives = ArchiveMethod.All(database).ToList();
        var chains = archives.SelectMany(a => a.Chains(database)).Distinct().OrderDescending();
        foreach (var chain in chains)
            foreach (var archive in archives)
            {
                var path = archive.PathOf(database, chain, number);
                if (File.Exists(path)) return path;
                var folder = Path.GetDirectoryName(path)!;
                if (Directory.Exists(folder) && !UnixFile.CanRead(folder)) throw NotRetrieved(number);
            }
        // An archive that is not there might have had it: that is not the end of the logs.
        return archives.All(a => a.Letter == 'F' || Directory.Exists(a.BasePath)) ? null : throw NotRetrieved(number);
    }

    // What cannot be looked at is not taken for absent: logs could end there that do not.
    private T Readable<T>(int number, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotRetrieved(number);
        }
    }

    [Unconfirmed("messages.md, Rollforward: which inner code SQL1268N carries when the DISK archive path of LOGARCHMETH1 does not exist")]
    private Db2Exception NotRetrieved(int number) => new("SQL1268N", "SQL1042", LogFolders.NameOf(number), database.Name, 0, 0);

    private LogFileReader? OpenFile(string path) => LogFileReader.Open(path, LogFolders.Of(database));

    private Db2Exception? Refusal(LogFileHeader header, string path, int number, long? lso, IReadOnlyList<LogChainLink> lineage)
    {
        var name = Path.GetFileName(path);
        if (header.Seed != database.State.Seed) return new Db2Exception("SQL1264N", name, database.Name, header.DatabaseName, 0, 0);
        var from = lso ?? header.StartLso;
        if (header.Number != number || from < header.StartLso || from > header.End || !LogChains.Continues(header.Lineage, lineage, from))
            return new Db2Exception("SQL1265N", name, database.Name, 0, 0);
        return null;
    }
}
