using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>
/// Reads the state of a database from Db2, before and after everything that is done: state is read, never assumed. None of
/// it needs a connection, so it works while the database is pending.
/// </summary>
internal sealed class DatabaseReader(Db2Instance instance, TimeProvider clock) : IDatabaseReader
{
    /// <summary>The entry of the directory for an alias, or null.</summary>
    public static async Task<DirectoryEntry?> FindAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        (await ListAsync(session, cancellationToken).ConfigureAwait(false)).FirstOrDefault(e => e.Alias == alias);

    /// <summary>Every entry of the system database directory; an empty directory (SQL1057W) has none.</summary>
    public static async Task<IReadOnlyList<DirectoryEntry>> ListAsync(IDb2Session session, CancellationToken cancellationToken)
    {
        var reply = await session.RunAsync(Statements.ListDatabaseDirectory, cancellationToken).ConfigureAwait(false);
        // SQL1031N: there is no directory at all yet.
        return reply.Has("SQL1057") || reply.Has("SQL1031") ? [] : DirectoryParser.Parse(reply.Checked(null).Output);
    }

    public async Task<IReadOnlyList<DirectoryEntry>> LocalDatabasesAsync(IDb2Session session, CancellationToken cancellationToken) =>
        (await ListAsync(session, cancellationToken).ConfigureAwait(false)).Where(e => e.IsLocal).ToList();

    public async Task<IReadOnlyList<BackupHistoryEntry>> HistoryAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        HistoryParser.Parse((await session.RunAsync(Statements.ListBackupHistory(alias), cancellationToken).ConfigureAwait(false)).Checked(alias).Output, alias);

    public async Task<IReadOnlyList<ArchivedLog>> ArchivedLogsAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        LogHistoryParser.Parse((await session.RunAsync(Statements.ListLogHistory(alias), cancellationToken).ConfigureAwait(false)).Checked(alias).Output).ToList();

    public Task<IReadOnlyList<RunningUtility>> UtilitiesAsync(IDb2Session session, CancellationToken cancellationToken) => UtilityWatch.ListAsync(session, cancellationToken);

    /// <summary>The instance runs on this machine.</summary>
    public Task<DateTimeOffset> NowAsync(IDb2Session session, CancellationToken cancellationToken) => Task.FromResult(clock.GetLocalNow());

    /// <summary>The state of one database.</summary>
    /// <exception cref="Db2BackupException">DatabaseNotFound, Db2AnswerNotUnderstood, or what Db2 refused.</exception>
    public async Task<Db2Database> ReadAsync(IDb2Session session, string alias, CancellationToken cancellationToken)
    {
        alias = Db2Quote.Alias(alias);
        var entry = await FindAsync(session, alias, cancellationToken).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.DatabaseNotFound, $"There is no database {alias} in instance {instance}.", alias);
        return await ReadAsync(session, entry, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Db2Database> ReadAsync(IDb2Session session, DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationParser.Parse(
            (await session.RunAsync(Statements.GetConfiguration(entry.Alias), cancellationToken).ConfigureAwait(false)).Checked(entry.Alias).Output);
        var history = await HistoryAsync(session, entry.Alias, cancellationToken).ConfigureAwait(false);
        return DatabaseFacts.From(instance, entry, configuration, history, clock.GetLocalNow(), clock.LocalTimeZone) with { Partitions = InstanceNodes.Count(instance) };
    }

    /// <summary>Used pages of all table spaces in bytes. Needs a connection, and makes it.</summary>
    public static async Task<long?> SizeAsync(IDb2Session session, string alias, CancellationToken cancellationToken)
    {
        (await session.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        var reply = await session.RunAsync(Statements.DataSize, cancellationToken).ConfigureAwait(false);
        (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(alias);
        return reply.Checked(alias).Table is { Rows: [[{ } size]] } && long.TryParse(size, System.Globalization.CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 told no size for {alias}: {reply.Output.Trim()}", alias);
    }
}
