using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Reads what decides which archived logs may be removed: the configuration, the history, running utilities, and every backup that is kept anywhere.</summary>
internal sealed class LogRemovalReader(ClpConnector db2, IReadOnlyList<Repository> stores, bool ignoreStreamed, IOperationHost host, TimeProvider clock)
{
    /// <summary>The history as it is now, for pruning.</summary>
    public IReadOnlyList<Db2HistoryOutput> History { get; private set; } = [];

    /// <param name="connected">A session that is connected to the database; null to leave out what only a connection tells.</param>
    /// <exception cref="Db2BackupException">LogRemovalUnsafe: a manifest cannot be read; and what Db2 or a store fails with.</exception>
    public async Task<LogRemovalState> ReadAsync(IDb2Session session, IDb2Session? connected, string alias, CancellationToken cancellationToken)
    {
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        var output = (await session.RunAsync(Statements.ListHistory(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database).Output;
        History = HistoryParser.Entries(output, database.Database).ToList();
        // A backup that is not recognised as one would not be counted.
        if (History.Any(e => e.Operation is null || (e.Operation == 'B' && (e.Timestamp is null || e.Unread.Count > 0))))
            throw new Db2BackupException(ErrorCode.LogRemovalUnsafe, $"No log of {database} was removed: its history has an entry that cannot be read, and may be a backup.", database.Database);
        var utilities = (await UtilityWatch.ListAsync(session, cancellationToken).ConfigureAwait(false))
            .Where(u => u.Database.Length == 0 || u.Database.Equals(database.Name, StringComparison.OrdinalIgnoreCase) || u.Database.Equals(database.Database, StringComparison.OrdinalIgnoreCase))
            .Select(u => u.Type).ToList();
        var backups = new List<LogUser>(OfHistory());
        foreach (var store in stores) backups.AddRange(await OfStoreAsync(store, database, cancellationToken).ConfigureAwait(false));
        return new LogRemovalState(database, backups)
        {
            Utilities = utilities,
            Readers = database.LogsDdlStatements ? "LOG_DDL_STMTS is YES" : connected is null ? null : await ReadersAsync(connected, cancellationToken).ConfigureAwait(false),
            Standbys = connected is null || database.HadrRole != "PRIMARY" ? null : await StandbysAsync(connected, cancellationToken).ConfigureAwait(false),
        };
    }

    private IEnumerable<LogUser> OfHistory()
    {
        foreach (var image in History.Where(e => e is { Operation: 'B', Status: not 'D' } && (e.Sqlca?.SqlCode ?? 0) >= 0).GroupBy(e => (e.Timestamp, e.OperationType)))
        {
            if (image.All(e => IsGone(e, image.Key.Timestamp))) continue;
            var first = image.Select(e => e.FirstLog).FirstOrDefault(l => l is not null);
            // An offline backup of a database that keeps no logs has none.
            if (first is null && image.All(e => e.Mode == BackupMode.Offline)) continue;
            yield return new LogUser($"backup {image.Key.Timestamp} of the history", first?.Number, image.Key.Timestamp is { } time ? Earliest(time) : DateTimeOffset.MinValue);
        }
    }

    private bool IsGone(Db2HistoryOutput entry, Db2Timestamp? timestamp)
    {
        if (entry.DeviceType == 'N' || entry.Location is "/dev/null") return true;
        if (entry.DeviceType == 'P') return ignoreStreamed;
        if (entry.DeviceType != 'D' || timestamp is null || entry.Location is not { Length: > 0 } folder) return false;
        try
        {
            // A folder that is not there may be a disk that is not mounted.
            return Directory.Exists(folder) && !Directory.EnumerateFiles(folder, $"*.{timestamp}.*").Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Verbose($"Whether the image {timestamp} is still in {folder} cannot be told: {e.Message}");
            return false;
        }
    }

    /// <summary>Of the two hours that a clock change repeats the earlier one.</summary>
    private DateTimeOffset Earliest(Db2Timestamp time)
    {
        var (local, zone) = (time.LocalTime, clock.LocalTimeZone);
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    private static async Task<IEnumerable<LogUser>> OfStoreAsync(Repository store, Db2Database database, CancellationToken cancellationToken)
    {
        var listing = await new ListBackups(store).RunAsync(new ListBackupsOptions { Databases = [database.Name] }, cancellationToken).ConfigureAwait(false);
        if (listing.Errors.Count > 0)
            throw new Db2BackupException(ErrorCode.LogRemovalUnsafe, $"No log of {database} was removed: a manifest in {store.Store.DisplayName} cannot be used, and which logs its backup needs is not known. {listing.Errors[0].Message}", database.Database, listing.Errors[0]);
        return listing.Backups.Where(b => b.Manifest.Recoverable)
            .Select(b => new LogUser($"{b.Timestamp} in {store.Location}", RecoveryPlanner.Number(b.Manifest.FirstLog), b.StartTime));
    }

    private static async Task<string?> ReadersAsync(IDb2Session connected, CancellationToken cancellationToken) =>
        Readers(await connected.RunAsync(Statements.CapturedTables, cancellationToken).ConfigureAwait(false));

    private static async Task<IReadOnlyList<HadrStandby>> StandbysAsync(IDb2Session connected, CancellationToken cancellationToken) =>
        Standbys(await connected.RunAsync(Statements.Standbys, cancellationToken).ConfigureAwait(false));

    /// <summary>What tells of programs that read the log; an answer that does not come is none that there are none.</summary>
    internal static string? Readers(Db2Reply reply)
    {
        if (reply.HasNoError && reply.Table is { Rows: [[{ } count]] } && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var tables))
            return tables == 0 ? null : $"{tables} of its tables have DATA CAPTURE CHANGES";
        return "whether its tables have DATA CAPTURE CHANGES cannot be told";
    }

    /// <summary>No row, or none that can be read, is no standby that can be told.</summary>
    internal static IReadOnlyList<HadrStandby> Standbys(Db2Reply reply)
    {
        if (!reply.HasNoError || reply.Table is not { } table) return [];
        return table.Rows.Select(row => new HadrStandby($"{row[0]} (stream {row[1]})", row[2]?.Trim() == "CONNECTED" && LogFileName.TryParse(row[3]?.Trim(), out var log) ? log.Number : null)).ToList();
    }
}
