using Db2Backup.Catalog;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Lists what a store has of a database, and plans from it.</summary>
internal sealed class PlanRecovery(Repository repository)
{
    /// <exception cref="Errors.Db2BackupException">NoBackupFits, TargetBeforeBackup, LogGap … ; ManifestInvalid when the only candidates cannot be read.</exception>
    public async Task<RecoveryPlan> RunAsync(RecoveryRequest request, CancellationToken cancellationToken)
    {
        var listing = await new ListBackups(repository).RunAsync(new ListBackupsOptions { Databases = [request.Database] }, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count == 0 && listing.Errors.Count > 0) throw listing.Errors[0];
        var name = listing.Backups.Count > 0 ? listing.Backups[0].Database : request.Database.ToUpperInvariant();
        var logs = await new LogCatalog(repository).ListAsync(name, cancellationToken).ConfigureAwait(false);
        return RecoveryPlanner.Plan(request, listing.Backups, logs);
    }
}
