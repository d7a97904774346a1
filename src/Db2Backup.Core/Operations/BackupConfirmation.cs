using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>
/// BACKUP has no success id. It is taken for done when its error bits were clear, it printed a timestamp, the history has an
/// entry for that timestamp that did not fail, and every file of it lies in its folder; on another machine, where folders cannot be
/// seen, the history must name a file for every path.
/// </summary>
internal sealed class BackupConfirmation(IDb2Session session, IDatabaseReader reader, IBackupPlace place)
{
    /// <param name="tableSpaces">As they were before the backup.</param>
    /// <exception cref="Db2BackupException">BackupNotConfirmed.</exception>
    public async Task<BackupImage> ConfirmAsync(
        Db2Database database, IReadOnlyList<BackupTableSpace> tableSpaces, BackupClauses clauses, BackupRunResult run, CancellationToken cancellationToken)
    {
        var history = await reader.HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        var entries = history.Where(e => e.Operation == 'B' && e.Timestamp == run.Timestamp).ToList();
        if (entries.Count == 0 || entries.Any(e => !e.IsRestorable))
            throw NotConfirmed(database, $"the history has {(entries.Count == 0 ? "no entry" : "a failed entry")} for {run.Timestamp}");
        if (entries.FirstOrDefault(e => !e.IsDatabaseImage || e.Kind != clauses.Kind || e.Mode != clauses.Mode) is { } other)
            throw NotConfirmed(database, $"the history calls {run.Timestamp} a backup of type {other.OperationType} of object type {other.ObjectType}");

        var files = place.Files(database, clauses, run.Timestamp, entries);
        var missing = Enumerable.Range(1, Math.Max(entries.Count, clauses.Targets.Count)).Where(n => files.All(f => f.Name.Sequence != n)).ToList();
        if (missing.Count > 0) throw NotConfirmed(database, $"file {missing[0]:D3} of image {run.Timestamp} is in none of its folders");
        if (entries.Any(e => e.Location.Length == 0)) throw NotConfirmed(database, $"the history does not tell where image {run.Timestamp} lies");
        if (files.FirstOrDefault(f => f.Length == 0) is { } empty) throw NotConfirmed(database, $"{empty.Path} is empty");

        // Read after it was taken: another one may have come between the look before and this.
        var builtOn = Predecessor.Of(clauses.Kind, Predecessor.Before(history, entries[0]));
        if (builtOn.Why is { } why) throw NotConfirmed(database, $"{run.Timestamp} is of kind {clauses.Kind}, and what it builds upon cannot be told: {why}");

        return new BackupImage
        {
            Database = database.Database,
            DatabaseInfo = database,
            Timestamp = run.Timestamp,
            Kind = clauses.Kind,
            Predecessor = builtOn.Timestamp,
            Mode = clauses.Mode,
            Files = files,
            IncludesLogs = clauses.Mode == BackupMode.Online && clauses.IncludeLogs,
            FirstLog = entries[0].FirstLog,
            LastLog = entries[0].LastLog,
            IsCompressedByDb2 = clauses.Compress,
            TableSpaces = TableSpaceFacts.InImage(entries.SelectMany(e => e.TableSpaces).ToList(), tableSpaces),
            StartTime = run.Start,
            EndTime = run.End,
            IsReachable = place.IsReachable,
        };
    }

    private static Db2BackupException NotConfirmed(Db2Database database, string why) =>
        new(ErrorCode.BackupNotConfirmed, $"Db2 reported a backup of {database}, but {why}.", database.Database);
}
