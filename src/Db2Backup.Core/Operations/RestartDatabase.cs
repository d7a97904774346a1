using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

internal enum RestartDatabaseStep { CheckState, Restart, ReadBack }

/// <summary>Restart-Db2Database: RESTART DATABASE, the crash recovery that SQL1015N asks for.</summary>
internal sealed class RestartDatabase(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    /// <returns>The database after recovery; a connection to it worked.</returns>
    public async Task<Db2Database> RunAsync(string alias, CancellationToken cancellationToken)
    {
        host.Step(RestartDatabaseStep.CheckState);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var before = await reader.ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        if (!before.IsUsable)
            throw new Db2BackupException(ErrorCode.DatabasePending, $"{before} is pending: crash recovery does not help it.", before.Database);

        host.Step(RestartDatabaseStep.Restart);
        (await session.RunAsync(Statements.Restart(before.Database), cancellationToken).ConfigureAwait(false)).Checked(before.Database);

        host.Step(RestartDatabaseStep.ReadBack);
        (await session.RunAsync(Statements.Connect(before.Database), cancellationToken).ConfigureAwait(false)).Checked(before.Database);
        (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(before.Database);
        return await reader.ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
    }
}
