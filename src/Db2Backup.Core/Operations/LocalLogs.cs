using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <param name="Path">The file.</param>
/// <param name="Log">Its place, chain and name.</param>
/// <param name="Length">Bytes.</param>
internal sealed record LocalLog(string Path, LogExtent Log, long Length);

/// <summary>
/// The archived logs of a database under its DISK: path:
/// <c>&lt;path&gt;/&lt;instance&gt;/&lt;NAME&gt;/NODE0000/LOGSTREAM0000/C0000000/S0000000.LOG</c> [images-and-logs.md]; up to 9.7 without LOGSTREAM.
/// </summary>
internal sealed class LocalLogs(IDb2Session session, IOperationHost host, TimeProvider clock)
{
    // Db2 may write an archived log under its final name; what neither the history knows nor time has proven is not taken yet.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ArchiveLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ArchiveInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Closes the active log and waits until the file is in the archive: ARCHIVE LOG is asynchronous.</summary>
    /// <exception cref="Db2BackupException">LogNotArchived, or what Db2 refused.</exception>
    public async Task ArchiveCurrentAsync(Db2Database database, CancellationToken cancellationToken)
    {
        var active = await ActiveLogAsync(database.Database, cancellationToken).ConfigureAwait(false);
        (await session.RunAsync(Statements.ArchiveLog(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        if (active is not { } closing)
        {
            host.Verbose($"{database} has no active log to close.");
            return;
        }
        for (var until = clock.GetUtcNow() + ArchiveLimit; ;)
        {
            // The log may have been empty: then Db2 keeps it and nothing comes.
            var now = await ActiveLogAsync(database.Database, cancellationToken).ConfigureAwait(false);
            if (now is null || now.Value.Number == closing.Number || Files(database).Any(f => f.Log.Name.Number >= closing.Number)) return;
            if (clock.GetUtcNow() > until)
                throw new Db2BackupException(ErrorCode.LogNotArchived, $"{closing} of {database} was closed and is not in {Folder(database)} after {ArchiveLimit.TotalSeconds:0} s.", closing.ToString());
            await Task.Delay(ArchiveInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Every archived log that is complete, by partition, stream, chain and number.</summary>
    public async Task<IReadOnlyList<LocalLog>> ListAsync(Db2Database database, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.ListLogHistory(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        var known = LogHistoryParser.Parse(reply.Output).ToHashSet();
        var settled = clock.GetUtcNow().UtcDateTime - Settled;
        var complete = new List<LocalLog>();
        foreach (var log in Files(database))
        {
            if (known.Contains((log.Log.Chain, log.Log.Name)) || File.GetLastWriteTimeUtc(log.Path) < settled) complete.Add(log);
            else host.Verbose($"{log.Path} is not in the history yet and new: it is left for the next run.");
        }
        return complete;
    }

    private static IReadOnlyList<LocalLog> Files(Db2Database database)
    {
        var folder = Folder(database);
        if (!Directory.Exists(folder)) return [];
        return new DirectoryInfo(folder).EnumerateFiles("S*.LOG", SearchOption.AllDirectories)
            .Select(file => (File: file, Place: LogPlace.Parse(Path.GetRelativePath(folder, file.FullName))))
            .Where(f => f.Place is not null)
            .Select(f => new LocalLog(f.File.FullName, f.Place!, f.File.Length))
            .OrderBy(l => l.Log.Partition).ThenBy(l => l.Log.Stream).ThenBy(l => l.Log.Chain).ThenBy(l => l.Log.Name).ToList();
    }

    private static string Folder(Db2Database database) => database.ArchivePath is { } archive
        ? Path.Combine(archive, database.Instance, database.Name)
        : throw new Db2BackupException(ErrorCode.LogArchiveNotADirectory,
            $"{database} archives its logs with {database.LogArchiveMethod}: only logs of a DISK: path can be published.", database.Database);

    private async Task<LogFileName?> ActiveLogAsync(string alias, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationParser.Parse((await session.RunAsync(Statements.GetConfiguration(alias), cancellationToken).ConfigureAwait(false)).Checked(alias).Output);
        return LogFileName.TryParse(configuration.Labels.GetValueOrDefault("First active log file"), out var name) ? name : null;
    }
}
