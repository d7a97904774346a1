using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>The steps of switching archive logging off, in order.</summary>
internal enum DisableArchiveLoggingStep { CheckState, TakeAlone, SetMethod, GiveBack, ReadBack }

/// <summary>
/// Disable-Db2ArchiveLogging: back to circular logging. Online backups and rollforward are not possible any more, and existing
/// online images lose the logs that would follow them.
/// </summary>
internal sealed class DisableArchiveLogging(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    public async Task<ArchiveLoggingResult> RunAsync(string alias, bool force, CancellationToken cancellationToken)
    {
        host.Step(DisableArchiveLoggingStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var database = await reader.ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        if (database.LogArchiveMethod == "OFF" && !database.IsRecoverable) return new ArchiveLoggingResult(database, Changed: false, InitialBackup: null);
        if (!database.IsUsable)
            throw new Db2BackupException(ErrorCode.DatabasePending, $"{database} is pending; finish that before its logging is changed.", database.Database);

        host.Step(DisableArchiveLoggingStep.TakeAlone);
        var use = await ExclusiveUse.TakeAsync(session, database, force, host, clock, cancellationToken).ConfigureAwait(false);
        Exception? cause = null;
        try
        {
            host.Step(DisableArchiveLoggingStep.SetMethod);
            (await session.RunAsync(
                Statements.UpdateConfiguration(database.Database, ("LOGARCHMETH1", ConfigurationValue.Off), ("LOGARCHMETH2", ConfigurationValue.Off)), cancellationToken)
                .ConfigureAwait(false)).Checked(database.Database);
        }
        catch (Exception e)
        {
            cause = e;
            throw;
        }
        finally
        {
            host.Step(DisableArchiveLoggingStep.GiveBack);
            await use.ReleaseAsync(cause).ConfigureAwait(false);
        }

        host.Step(DisableArchiveLoggingStep.ReadBack);
        var now = await reader.ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        if (now.IsRecoverable || !now.IsUsable)
            throw new Db2BackupException(ErrorCode.ArchiveLoggingNotInForce, $"{database} was switched to circular logging and does not show it: LOGARCHMETH1 {now.LogArchiveMethod}, usable {now.IsUsable}.", database.Database);
        return new ArchiveLoggingResult(now, Changed: true, InitialBackup: null);
    }
}
