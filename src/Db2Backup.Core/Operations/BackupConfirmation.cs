using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>
/// BACKUP has no success id. It is taken for done when its error bits were clear, it printed a timestamp, the history has an
/// entry for that timestamp that did not fail, and every file of it lies in its folder.
/// </summary>
internal sealed class BackupConfirmation(IDb2Session session)
{
    public async Task<BackupImage> ConfirmAsync(Db2Database database, BackupClauses clauses, BackupRunResult run, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.ListBackupHistory(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        var entries = HistoryParser.Parse(reply.Output, database.Database).Where(e => e.Operation == 'B' && e.Timestamp == run.Timestamp).ToList();
        if (entries.Count == 0 || entries.Any(e => !e.IsRestorable))
            throw NotConfirmed(database, $"the history has {(entries.Count == 0 ? "no entry" : "a failed entry")} for {run.Timestamp}");
        if (entries.Any(e => e.Kind != clauses.Kind || e.Mode != clauses.Mode))
            throw NotConfirmed(database, $"the history calls {run.Timestamp} a backup of type {entries[0].OperationType}");

        var files = ImageFolder.Find(clauses.Targets, database.Database, run.Timestamp);
        var missing = Enumerable.Range(1, Math.Max(entries.Count, clauses.Targets.Count)).Where(n => files.All(f => f.Name.Sequence != n)).ToList();
        if (missing.Count > 0) throw NotConfirmed(database, $"file {missing[0]:D3} of image {run.Timestamp} is in none of its folders");
        if (files.FirstOrDefault(f => f.Length == 0) is { } empty) throw NotConfirmed(database, $"{empty.Path} is empty");

        return new BackupImage
        {
            Database = database.Database,
            DatabaseInfo = database,
            Timestamp = run.Timestamp,
            Kind = clauses.Kind,
            Mode = clauses.Mode,
            Files = files,
            IncludesLogs = clauses.Mode == BackupMode.Online && clauses.IncludeLogs,
            FirstLog = entries[0].FirstLog,
            LastLog = entries[0].LastLog,
            IsCompressedByDb2 = clauses.Compress,
            StartTime = run.Start,
            EndTime = run.End,
        };
    }

    private static Db2BackupException NotConfirmed(Db2Database database, string why) =>
        new(ErrorCode.BackupNotConfirmed, $"Db2 reported a backup of {database}, but {why}.", database.Database);
}
