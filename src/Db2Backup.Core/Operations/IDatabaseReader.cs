using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>
/// What operations ask of an instance, whichever way it is reached: the reports of the CLP and the administrative views of
/// the .NET provider give the same answers.
/// </summary>
internal interface IDatabaseReader
{
    /// <summary>The databases that can be worked on over this transport.</summary>
    Task<IReadOnlyList<DirectoryEntry>> LocalDatabasesAsync(IDb2Session session, CancellationToken cancellationToken);

    /// <exception cref="Db2BackupException">DatabaseNotFound, Db2AnswerNotUnderstood, or what Db2 refused.</exception>
    Task<Db2Database> ReadAsync(IDb2Session session, string alias, CancellationToken cancellationToken);

    Task<Db2Database> ReadAsync(IDb2Session session, DirectoryEntry entry, CancellationToken cancellationToken);

    /// <summary>Backups and restores of the recovery history.</summary>
    Task<IReadOnlyList<BackupHistoryEntry>> HistoryAsync(IDb2Session session, string alias, CancellationToken cancellationToken);

    /// <summary>The logs that were archived, with their chains, as the recovery history has them.</summary>
    Task<IReadOnlyList<ArchivedLog>> ArchivedLogsAsync(IDb2Session session, string alias, CancellationToken cancellationToken);

    /// <summary>None running is an empty list.</summary>
    Task<IReadOnlyList<RunningUtility>> UtilitiesAsync(IDb2Session session, CancellationToken cancellationToken);

    /// <summary>The server's time with its offset.</summary>
    Task<DateTimeOffset> NowAsync(IDb2Session session, CancellationToken cancellationToken);
}

/// <summary>Which reader serves which transport.</summary>
internal static class DatabaseReaders
{
    public static IDatabaseReader Of(Db2Instance instance, TimeProvider clock) => instance.Transport switch
    {
        Db2Transport.Clp => new DatabaseReader(instance, clock),
        Db2Transport.Provider => new ProviderDatabaseReader(instance),
        _ => throw new ArgumentOutOfRangeException(nameof(instance), instance.Transport, "internal error: a transport without a reader"),
    };
}
