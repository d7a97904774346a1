using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Lists what a store has of a database, and plans from it.</summary>
internal sealed class PlanRecovery(Repository repository)
{
    // Each description that was wanted may show the next one that is.
    private const int Rounds = 8;

    /// <summary>What was captured besides: the history of Db2, and the log chains that restores began.</summary>
    public RecoveryMaterial Captured { get; init; } = new([], []);

    /// <exception cref="Db2BackupException">NoBackupFits, TargetBeforeBackup, LogGap … ; ManifestInvalid when the backup that was named cannot be read, or none can.</exception>
    public async Task<RecoveryPlan> RunAsync(RecoveryRequest request, CancellationToken cancellationToken)
    {
        // Of a chain every image is wanted, and not only the one that was named.
        var listing = await ListAsync(request.Database, request.AnyImage ? null : request.Timestamp, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count == 0 && listing.Errors.Count > 0) throw listing.Errors[0];
        if (request.Timestamp is { } named && listing.Backups.All(b => b.Timestamp != named) && listing.Errors.FirstOrDefault(e => e.Target?.Contains($"-{named}/", StringComparison.Ordinal) == true) is { } unread) throw unread;
        var name = listing.Backups.Count > 0 ? listing.Backups[0].Database : request.Database.ToUpperInvariant();
        var material = Captured with { Backups = listing.Backups, Logs = await LogsAsync(name, listing, cancellationToken).ConfigureAwait(false) };

        var decision = RecoveryPlanner.Decide(request, material);
        for (var round = 0; round < Rounds && decision.Undescribed.Count > 0; round++)
        {
            material = material with { Logs = await DescribeAsync(material.Logs, decision.Undescribed, cancellationToken).ConfigureAwait(false) };
            decision = RecoveryPlanner.Decide(request, material);
        }
        var plan = RecoveryPlanner.Plan(request, decision);
        // The newest backup may be the one that cannot be read, and an older one was taken in its place.
        return request.Timestamp is null && listing.Errors.Count > 0
            ? plan with { Warnings = [.. plan.Warnings, .. listing.Errors.Select(e => $"A backup could not be considered: {e.Message}")] }
            : plan;
    }

    /// <summary>The windows of time to which each database can be restored.</summary>
    /// <param name="databases">Names with * and ?; empty for all.</param>
    /// <returns>The windows, and manifests that cannot be read.</returns>
    public async Task<(IReadOnlyList<RecoverableRange> Ranges, IReadOnlyList<Db2BackupException> Errors)> RangesAsync(
        IReadOnlyList<string> databases, IReadOnlyList<string> hosts, bool anyImage, CancellationToken cancellationToken)
    {
        var listing = await new ListBackups(repository).RunAsync(new ListBackupsOptions { Databases = databases }, cancellationToken).ConfigureAwait(false);
        var found = new List<RecoverableRange>();
        foreach (var own in listing.Backups.GroupBy(b => b.Database))
        {
            var logs = await LogsAsync(own.Key, listing with { Backups = own.ToList() }, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<StoredLog> wanted = [];
            for (var round = 0; round == 0 || (round < Rounds && wanted.Count > 0); round++)
            {
                logs = await DescribeAsync(logs, wanted, cancellationToken).ConfigureAwait(false);
                var (ranges, more) = RangeSearch.Find(Captured with { Backups = own.ToList(), Logs = logs }, hosts, anyImage);
                wanted = more;
                if (wanted.Count == 0 || round == Rounds - 1) found.AddRange(ranges);
            }
        }
        return (found, listing.Errors);
    }

    /// <summary>Everything that a plan can be made from, each log with what is said of it.</summary>
    public async Task<RecoveryMaterial> CaptureAsync(string database, CancellationToken cancellationToken)
    {
        var listing = await ListAsync(database, null, cancellationToken).ConfigureAwait(false);
        if (listing.Errors.Count > 0) throw listing.Errors[0];
        if (listing.Backups.Count == 0) throw new Db2BackupException(ErrorCode.BackupNotFound, $"{repository.Store.DisplayName} holds no backup of {database}.", database);
        var logs = await new LogCatalog(repository).ListAsync(listing.Backups[0].Database, cancellationToken).ConfigureAwait(false);
        return Captured with { Backups = listing.Backups, Logs = await DescribeAsync(logs, logs, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>By the database's name, which its folder has; else by the alias that it was backed up under.</summary>
    private async Task<BackupListing> ListAsync(string database, Db2Timestamp? timestamp, CancellationToken cancellationToken)
    {
        var options = new ListBackupsOptions { Databases = [database], Timestamp = timestamp };
        var listing = await new ListBackups(repository).RunAsync(options, cancellationToken).ConfigureAwait(false);
        if (listing.Backups.Count > 0 || listing.Errors.Count > 0) return listing;
        var all = await new ListBackups(repository).RunAsync(options with { Databases = [] }, cancellationToken).ConfigureAwait(false);
        return all with { Backups = all.Backups.Where(b => string.Equals(b.Manifest.Alias, database, StringComparison.OrdinalIgnoreCase)).ToList(), Errors = [] };
    }

    /// <summary>The logs of a database; where names or hosts repeat, with what is said of them.</summary>
    private async Task<IReadOnlyList<StoredLog>> LogsAsync(string database, BackupListing listing, CancellationToken cancellationToken)
    {
        var logs = await new LogCatalog(repository).ListAsync(database, cancellationToken).ConfigureAwait(false);
        // From the first one on: the times of the logs between tell which of them follows.
        var repeats = listing.Backups.Select(b => (b.HostName.ToUpperInvariant(), b.Instance)).Distinct().Skip(1).Any() || HasTwins(logs);
        return repeats ? await DescribeAsync(logs, logs, cancellationToken).ConfigureAwait(false) : logs;
    }

    /// <summary>They are ordered by place and name.</summary>
    private static bool HasTwins(IReadOnlyList<StoredLog> logs)
    {
        for (var i = 1; i < logs.Count; i++)
            if (logs[i].Log.Name == logs[i - 1].Log.Name && logs[i].Log == logs[i - 1].Log && logs[i].DigestPrefix != logs[i - 1].DigestPrefix) return true;
        return false;
    }

    private async Task<IReadOnlyList<StoredLog>> DescribeAsync(IReadOnlyList<StoredLog> logs, IReadOnlyList<StoredLog> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0) return logs;
        var keys = wanted.Where(l => l is { Description: null, DescriptionKey: not null }).Select(l => l.Key).ToHashSet(StringComparer.Ordinal);
        var (described, catalog) = (logs.ToArray(), new LogCatalog(repository));
        await Parallel.ForAsync(0, described.Length, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (i, token) =>
        {
            if (!keys.Contains(described[i].Key)) return;
            var log = await catalog.DescribeAsync(described[i], token).ConfigureAwait(false);
            // What is not there any more is not asked for again.
            described[i] = log.Description is null ? log with { DescriptionKey = null } : log;
        }).ConfigureAwait(false);
        return described;
    }
}
