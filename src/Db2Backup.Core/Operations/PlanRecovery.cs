using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Lists what a store has of a database, and plans from it.</summary>
internal sealed class PlanRecovery(Repository repository)
{
    /// <exception cref="Db2BackupException">NoBackupFits, TargetBeforeBackup, LogGap … ; ManifestInvalid when the backup that was named cannot be read, or none can.</exception>
    public async Task<RecoveryPlan> RunAsync(RecoveryRequest request, CancellationToken cancellationToken)
    {
        var listing = await ListAsync(request, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count == 0 && listing.Errors.Count > 0) throw listing.Errors[0];
        var name = listing.Backups.Count > 0 ? listing.Backups[0].Database : request.Database.ToUpperInvariant();
        var catalog = new LogCatalog(repository);
        var logs = await catalog.ListAsync(name, cancellationToken).ConfigureAwait(false);
        logs = await DescribeTwinsAsync(catalog, logs, cancellationToken).ConfigureAwait(false);

        var plan = RecoveryPlanner.Plan(request, listing.Backups, logs);
        var last = plan.Logs.Count > 0 && plan.Target.PointInTime is not null ? await catalog.DescribeAsync(plan.Logs[^1], cancellationToken).ConfigureAwait(false) : null;
        plan = LogReach.Measure(plan, last ?? plan.Logs.LastOrDefault());
        // The newest backup may be the one that cannot be read, and an older one was taken in its place.
        return request.Timestamp is null && listing.Errors.Count > 0
            ? plan with { Warnings = [.. plan.Warnings, .. listing.Errors.Select(e => $"A backup could not be considered: {e.Message}")] }
            : plan;
    }

    /// <summary>By the database's name, which its folder has; else by the alias that it was backed up under.</summary>
    private async Task<BackupListing> ListAsync(RecoveryRequest request, CancellationToken cancellationToken)
    {
        var options = new ListBackupsOptions { Databases = [request.Database], Timestamp = request.Timestamp };
        var listing = await new ListBackups(repository).RunAsync(options, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count > 0 || listing.Errors.Count > 0) return listing;
        var all = await new ListBackups(repository).RunAsync(options with { Databases = [] }, cancellationToken).ConfigureAwait(false);
        return all with { Backups = all.Backups.Where(b => string.Equals(b.Manifest.Alias, request.Database, StringComparison.OrdinalIgnoreCase)).ToList(), Errors = [] };
    }

    /// <summary>Different logs of one place and name are told apart by their times.</summary>
    private static async Task<IReadOnlyList<StoredLog>> DescribeTwinsAsync(LogCatalog catalog, IReadOnlyList<StoredLog> logs, CancellationToken cancellationToken)
    {
        var twins = logs.GroupBy(l => l.Log).Where(g => g.DistinctBy(l => l.DigestPrefix).Count() > 1).Select(g => g.Key).ToHashSet();
        if (twins.Count == 0) return logs;
        // From the first one on every log is described: the times of the logs between tell which of them follows.
        var described = new List<StoredLog>(logs.Count);
        foreach (var log in logs) described.Add(await catalog.DescribeAsync(log, cancellationToken).ConfigureAwait(false));
        return described;
    }
}
