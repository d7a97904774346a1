using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>
/// Reads the state of the connected database from SYSIBMADM.DBCFG, DB_HISTORY and SNAPUTIL [sql.md]. They are the same in every
/// language, and need a connection: a database that is pending a rollforward or restore cannot be looked at this way.
/// </summary>
internal sealed class ProviderDatabaseReader(Db2Instance instance) : IDatabaseReader
{
    /// <summary>The connected database is all that a connection sees of the directory.</summary>
    public async Task<IReadOnlyList<DirectoryEntry>> LocalDatabasesAsync(IDb2Session session, CancellationToken cancellationToken)
    {
        var (name, _) = await ServerAsync(session, cancellationToken).ConfigureAwait(false);
        return [new DirectoryEntry(instance.ConnectedDatabase!, name, IsLocal: true, LocalDirectory: null, ReleaseLevel: "")];
    }

    public async Task<Db2Database> ReadAsync(IDb2Session session, string alias, CancellationToken cancellationToken)
    {
        alias = Db2Quote.Alias(alias);
        var entry = (await LocalDatabasesAsync(session, cancellationToken).ConfigureAwait(false)).FirstOrDefault(e => e.Alias == alias)
            ?? throw new Db2BackupException(ErrorCode.DatabaseNotFound, $"This connection is to database {instance.ConnectedDatabase} of instance {instance}, and not to {alias}.", alias);
        return await ReadAsync(session, entry, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Db2Database> ReadAsync(IDb2Session session, DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationView.Read(await RowsAsync(session, Statements.ConfigurationView, entry.Alias, cancellationToken).ConfigureAwait(false));
        var history = await HistoryAsync(session, entry.Alias, cancellationToken).ConfigureAwait(false);
        var now = await NowAsync(session, cancellationToken).ConfigureAwait(false);
        return DatabaseFacts.From(instance, entry, configuration.Report, history, now) with { Partitions = configuration.Partitions };
    }

    public async Task<IReadOnlyList<BackupHistoryEntry>> HistoryAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        HistoryView.Read(await RowsAsync(session, Statements.BackupHistoryView, alias, cancellationToken).ConfigureAwait(false), alias);

    public async Task<IReadOnlyList<ArchivedLog>> ArchivedLogsAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        HistoryView.Logs(await RowsAsync(session, Statements.LogHistoryView, alias, cancellationToken).ConfigureAwait(false)).ToList();

    public async Task<IReadOnlyList<RunningUtility>> UtilitiesAsync(IDb2Session session, CancellationToken cancellationToken)
    {
        var utilities = await RowsAsync(session, Statements.UtilitiesView, null, cancellationToken).ConfigureAwait(false);
        var progress = await RowsAsync(session, Statements.UtilityProgressView, null, cancellationToken).ConfigureAwait(false);
        return utilities.Select(u =>
        {
            var phase = progress.LastOrDefault(p => p[0] == u[0]);
            // UTILITY_TYPE is written with underscores where LIST UTILITIES has blanks.
            return new RunningUtility(int.Parse(u[0]!, CultureInfo.InvariantCulture), (u[1] ?? "").Replace('_', ' '), u[2] ?? "", u[3] ?? "", Bytes(phase?[1]), Bytes(phase?[2]));
        }).ToList();
    }

    public async Task<DateTimeOffset> NowAsync(IDb2Session session, CancellationToken cancellationToken) =>
        (await ServerAsync(session, cancellationToken).ConfigureAwait(false)).Now;

    private async Task<(string Name, DateTimeOffset Now)> ServerAsync(IDb2Session session, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(session, Statements.ServerNow, instance.ConnectedDatabase, cancellationToken).ConfigureAwait(false);
        if (rows is [[{ Length: > 0 } name, { } time, { } zone]]
            && DateTime.TryParseExact(time, "yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && decimal.TryParse(zone, NumberStyles.Number, CultureInfo.InvariantCulture, out var digits))
        {
            // hhmmss as one number, negative west of Greenwich.
            var (hours, minutes) = ((int)digits / 10000, (int)digits / 100 % 100);
            return (name, new DateTimeOffset(local, new TimeSpan(hours, minutes, 0)));
        }
        throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Database {instance.ConnectedDatabase} of instance {instance} does not tell its name and time.", instance.ConnectedDatabase);
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(IDb2Session session, Db2Statement statement, string? alias, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(statement, cancellationToken).ConfigureAwait(false)).Checked(alias);
        return reply.Table?.Rows ?? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 gave no result set for: {statement.Shown}", alias);
    }

    private static long? Bytes(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
}
