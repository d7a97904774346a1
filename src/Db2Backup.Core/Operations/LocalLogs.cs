using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <param name="Path">The file.</param>
/// <param name="Log">Its place, chain and name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ClosedTime">Db2 had closed and archived it by then: nothing later is in it.</param>
internal sealed record LocalLog(string Path, LogExtent Log, long Length, DateTimeOffset ClosedTime);

/// <summary>
/// The archived logs of a database under its DISK: path:
/// <c>&lt;path&gt;/&lt;instance&gt;/&lt;NAME&gt;/NODE0000/LOGSTREAM0000/C0000000/S0000000.LOG</c> [images-and-logs.md]; up to 9.7 without LOGSTREAM.
/// </summary>
internal sealed class LocalLogs(IDb2Session session, IOperationHost host, TimeProvider clock)
{
    // Db2 may write an archived log under its final name; what neither the history knows nor time has proven is not taken yet.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    /// <summary>The folder of a database below its archive path.</summary>
    /// <exception cref="Db2BackupException">LogArchiveNotADirectory.</exception>
    public static string Folder(Db2Database database) => database.ArchivePath is { } archive
        ? Folder(archive, database)
        : throw new Db2BackupException(ErrorCode.LogArchiveNotADirectory,
            $"{database} archives its logs with {database.LogArchiveMethod}: only logs of a DISK: path can be published.", database.Database);

    /// <summary>Every archived log that is complete, by partition, stream, chain and number.</summary>
    /// <param name="closed">Logs before its current one are complete, whatever the history says; null when nothing was closed.</param>
    /// <exception cref="Db2BackupException">LogArchiveNotADirectory; LogNotArchived: a log that was closed is not in the folder.</exception>
    public async Task<IReadOnlyList<LocalLog>> ListAsync(Db2Database database, ClosedLogs? closed, CancellationToken cancellationToken)
    {
        var complete = new List<LocalLog>();
        foreach (var log in await ReadAsync(database, [(Folder(database), ArchiveLogPlace.Archive)], closed, cancellationToken).ConfigureAwait(false))
            if (log.IsComplete) complete.Add(new LocalLog(log.Path, log.Log, log.Length, log.ClosedTime));
            else host.Verbose($"{log.Path} is not in the history yet and new: it is left for the next run.");
        foreach (var name in closed?.Closed ?? [])
            if (!complete.Any(l => l.Log.Name == name && closed!.IsOf(l.Log)))
                throw new Db2BackupException(ErrorCode.LogNotArchived, $"{name} of {database} was closed and archived, and is not in {Folder(database)}.", name.ToString());
        return complete;
    }

    /// <summary>Every archived log on the server, also what is not complete and what waits in FAILARCHPATH.</summary>
    /// <exception cref="Db2BackupException">LogArchiveNotADirectory: no archive of the database is a directory.</exception>
    public Task<IReadOnlyList<FoundLog>> ListEverywhereAsync(Db2Database database, CancellationToken cancellationToken)
    {
        var folders = new[] { (database.ArchivePath, ArchiveLogPlace.Archive), (database.SecondArchivePath, ArchiveLogPlace.SecondArchive), (database.FailoverArchivePath, ArchiveLogPlace.Failover) }
            .Where(f => f.Item1 is not null).Select(f => (Folder(f.Item1!, database), f.Item2)).DistinctBy(f => f.Item1).ToList();
        if (folders.All(f => f.Item2 == ArchiveLogPlace.Failover)) _ = Folder(database);
        return ReadAsync(database, folders, null, cancellationToken);
    }

    private async Task<IReadOnlyList<FoundLog>> ReadAsync(Db2Database database, IReadOnlyList<(string Folder, ArchiveLogPlace Place)> folders, ClosedLogs? closed, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.ListLogHistory(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        var known = LogHistoryParser.Parse(reply.Output).ToLookup(l => (l.Chain, l.Name), l => l.Time);
        var now = clock.GetUtcNow();
        return folders.SelectMany(folder => Files(folder.Folder).Select(file =>
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(file.Path), TimeSpan.Zero);
            // The history is of one partition [commands.md, LIST HISTORY]; it and the database tell nothing of another one's log of the same name.
            var told = file.Log is { Partition: 0, Stream: 0 } ? known[(file.Log.Chain, file.Log.Name)].ToList() : [];
            var isClosed = closed is not null && closed.IsOf(file.Log) && file.Log.Name.Number < closed.Current.Number;
            return new FoundLog(file.Path, file.Log, folder.Place, file.Length, Closed(written, told, now), isClosed || told.Count > 0 || written < now - Settled, null);
        })).ToList();
    }

    private static string Folder(string archive, Db2Database database) => Path.Combine(archive, database.Instance, database.Name);

    /// <summary>The file's own time, and that of the history by the server's clock: the clock of a network file system may be behind.</summary>
    private DateTimeOffset Closed(DateTimeOffset written, IEnumerable<Db2Timestamp?> archived, DateTimeOffset now)
    {
        var latest = archived.OfType<Db2Timestamp>().Select(t => new DateTimeOffset(t.LocalTime.AddSeconds(1), clock.LocalTimeZone.GetUtcOffset(t.LocalTime))).Append(written).Max();
        return (latest < now ? latest : now).ToUniversalTime();
    }

    private static IEnumerable<(string Path, LogExtent Log, long Length)> Files(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        return new DirectoryInfo(folder).EnumerateFiles("S*.LOG", SearchOption.AllDirectories)
            .Select(file => (File: file, Place: LogPlace.Parse(Path.GetRelativePath(folder, file.FullName))))
            .Where(f => f.Place is not null)
            .Select(f => (f.File.FullName, f.Place!, f.File.Length))
            .OrderBy(l => l.Item2.Partition).ThenBy(l => l.Item2.Stream).ThenBy(l => l.Item2.Chain).ThenBy(l => l.Item2.Name).ToList();
    }
}
