using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// Test-Db2LogChain: gathers what a store and a server know of the logs from the oldest kept backup on. Changes nothing, and connects to
/// no database: a connection would open one that is closed, and its end would close a log each time.
/// </summary>
internal sealed class CheckLogChain(Repository repository, IOperationHost host, TimeProvider clock)
{
    /// <summary>A scheduled run comes every few minutes; what it did not take by then is delayed.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromMinutes(15);

    private const int ParallelReads = 8;

    /// <param name="db2">The server; null to look at the store alone.</param>
    /// <param name="database">Alias; without a server the database's name in the store.</param>
    /// <exception cref="Db2BackupException">NoBackupFits: no kept backup wants a log; NotInstanceOwner, DatabaseNotFound, LogArchiveNotADirectory, and what the store fails with.</exception>
    public async Task<LogChainResult> RunAsync(ClpConnector? db2, string database, TimeSpan grace, CancellationToken cancellationToken)
    {
        var (name, server) = (database.ToUpperInvariant(), (ServerLogs?)null);
        if (db2 is not null) (name, server) = await ServerAsync(db2, database, cancellationToken).ConfigureAwait(false);
        var listing = await new ListBackups(repository).RunAsync(new ListBackupsOptions { Databases = [name] }, cancellationToken).ConfigureAwait(false);
        var warnings = listing.Errors.Select(e => $"A manifest cannot be used, and which logs its backup needs is not known: {e.Message}").ToList();
        warnings.AddRange(listing.Backups.Where(b => !b.IsComplete).Select(b => $"{b} is not complete in the store."));
        var kept = listing.Backups.Where(b => LogAnchor.Of(b) is not null).ToList();
        if (kept.Count == 0)
            throw new Db2BackupException(ErrorCode.NoBackupFits, $"{repository.Store.DisplayName} keeps no backup of {name} that logs could follow: there is no log that has to be there.", name);
        if (kept.Any(b => b.Manifest.Partitions.Any(p => p != 0)))
            warnings.Add("A manifest tells the first log of one partition: of the others, logs are followed from the first that was closed after the oldest backup began.");

        var anchors = kept.Select(b => LogAnchor.Of(b)!).ToList();
        var stored = await new LogCatalog(repository).ListAsync(name, cancellationToken).ConfigureAwait(false);
        if (LogLine.Of(anchors).Count > 1 || stored.GroupBy(l => l.Log).Any(g => g.DistinctBy(l => l.DigestPrefix).Count() > 1))
            stored = await DescribeAsync(stored, cancellationToken).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        var (ranges, doubts) = LogChainCheck.Check(new LogChainQuestion(anchors, stored, server, now, grace));
        return new LogChainResult
        {
            Database = name, Store = repository.Location, InstanceInfo = db2?.Instance, CheckedTime = now, OldestBackup = kept.MinBy(b => b.StartTime)!.Timestamp.ToString(),
            Backups = listing.Backups.Count, Ranges = ranges, Warnings = [.. warnings, .. doubts],
        };
    }

    private async Task<(string Name, ServerLogs Logs)> ServerAsync(ClpConnector db2, string alias, CancellationToken cancellationToken)
    {
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var database = await reader.ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        var archived = await new LocalLogs(session, host, clock).ListEverywhereAsync(database, cancellationToken).ConfigureAwait(false);
        var history = await reader.ArchivedLogsAsync(session, alias, cancellationToken).ConfigureAwait(false);
        return (database.Name, new ServerLogs(
            archived.Select(l => new ServerLog(l.Log, l.ClosedTime)).ToList(),
            history.Where(l => l.Time is not null).Select(l => new ServerLog(new LogExtent(0, 0, l.Chain, l.Name), Utc(l.Time!.Value))).ToList(),
            ActivePath(database), database.FirstActiveLog?.Number));
    }

    private DateTimeOffset Utc(Db2Timestamp time) => new(time.LocalTime, clock.LocalTimeZone.GetUtcOffset(time.LocalTime));

    private static Dictionary<int, DateTimeOffset> ActivePath(Db2Database database)
    {
        var files = new Dictionary<int, DateTimeOffset>();
        try
        {
            foreach (var file in new DirectoryInfo(database.LogPath).EnumerateFiles("S*.LOG"))
                if (LogFileName.TryParse(file.Name, out var name)) files[name.Number] = file.LastWriteTimeUtc;
        }
        catch (Exception e) when (FileErrors.From(e, database.LogPath, writing: false) is { } told)
        {
            throw told;
        }
        return files;
    }

    /// <summary>When each was closed: names repeat, and only that tells which is which.</summary>
    private async Task<IReadOnlyList<StoredLog>> DescribeAsync(IReadOnlyList<StoredLog> logs, CancellationToken cancellationToken)
    {
        var (catalog, described) = (new LogCatalog(repository), new StoredLog[logs.Count]);
        await Parallel.ForAsync(0, logs.Count, new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (i, token) => described[i] = await catalog.DescribeAsync(logs[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return described;
    }
}
