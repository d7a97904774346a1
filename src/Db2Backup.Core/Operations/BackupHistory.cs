using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Get-Db2BackupHistory: the recovery history file, which can be read in every state of a database.</summary>
internal sealed class BackupHistory(IDb2Connector db2, IOperationHost host, TimeProvider clock)
{
    /// <returns>Backups and restores, oldest first, as the history file has them.</returns>
    /// <exception cref="Db2BackupException">DatabaseNotFound, or what Db2 refused.</exception>
    public async Task<IReadOnlyList<BackupHistoryEntry>> RunAsync(string alias, CancellationToken cancellationToken)
    {
        alias = Db2Quote.Alias(alias);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = DatabaseReaders.Of(db2.Instance, clock);
        if (!(await reader.LocalDatabasesAsync(session, cancellationToken).ConfigureAwait(false)).Any(d => d.Alias == alias))
            throw new Db2BackupException(ErrorCode.DatabaseNotFound, $"There is no database {alias} in instance {db2.Instance}.", alias);
        return await reader.HistoryAsync(session, alias, cancellationToken).ConfigureAwait(false);
    }
}
