using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>The database that a restore writes to: is it there, may it be replaced, is anybody in it.</summary>
internal sealed class RestoreTarget(IDb2Session session, Db2Instance instance, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan ForceLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ForceInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Null when the target does not exist.</summary>
    /// <exception cref="Db2BackupException">DatabaseExists, DatabaseInUse, StandInMixed; nothing was touched then.</exception>
    public async Task<Db2Database?> CheckAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        var alias = Db2Quote.Alias(options.Plan.TargetDatabase);
        if (options.Plan.Backup.Manifest.StandIn != instance.StandIn)
            throw new Db2BackupException(ErrorCode.StandInMixed,
                $"{options.Plan.Backup} {(instance.StandIn ? "is of a real Db2, and" : "is of a stand-in, and not for")} {instance}{(instance.StandIn ? " is a stand-in" : "")}: nothing was touched.", alias);
        if (InstanceNodes.Count(instance) is > 1 and var nodes)
            throw new Db2BackupException(ErrorCode.PartitionedInstance, $"{instance} has {nodes} database partitions or members, and one can be restored.", alias);
        if (await DatabaseReader.FindAsync(session, alias, cancellationToken).ConfigureAwait(false) is not { } entry) return null;
        if (!entry.IsLocal) throw new Db2BackupException(ErrorCode.DatabaseExists, $"{alias} is catalogued in {instance} as a remote database.", alias);
        var existing = await new DatabaseReader(instance, clock).ReadAsync(session, entry, cancellationToken).ConfigureAwait(false);
        if (!options.Overwrite) throw new Db2BackupException(ErrorCode.DatabaseExists, $"{existing} exists, and a restore would replace it.", alias);
        var applications = await ApplicationsAsync(alias, cancellationToken).ConfigureAwait(false);
        if (applications.Count > 0 && !options.Force)
            throw new Db2BackupException(ErrorCode.DatabaseInUse, $"{existing} is in use by {applications.Count} application(s).", alias);
        return existing;
    }

    /// <summary>Ends the applications of this database and deactivates it: RESTORE wants it alone.</summary>
    public async Task FreeAsync(Db2Database existing, bool force, CancellationToken cancellationToken)
    {
        var applications = await ApplicationsAsync(existing.Database, cancellationToken).ConfigureAwait(false);
        if (applications.Count > 0)
        {
            if (!force) throw new Db2BackupException(ErrorCode.DatabaseInUse, $"{existing} came into use meanwhile.", existing.Database);
            host.Verbose($"Ending {applications.Count} application(s) of {existing}.");
            (await session.RunAsync(Statements.ForceApplications(applications.Select(a => a.Handle).ToList()), cancellationToken).ConfigureAwait(false)).Checked(existing.Database);
            // FORCE is asynchronous [DB21024I].
            for (var until = clock.GetUtcNow() + ForceLimit; (await ApplicationsAsync(existing.Database, cancellationToken).ConfigureAwait(false)).Count > 0;)
            {
                if (clock.GetUtcNow() > until) throw new Db2BackupException(ErrorCode.DatabaseInUse, $"{existing} is still in use after its applications were forced.", existing.Database);
                await Task.Delay(ForceInterval, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        // A pending database is not active, and says so here by an error that does not matter: RESTORE itself will tell.
        var reply = await session.RunAsync(Statements.Deactivate(existing.Database), cancellationToken).ConfigureAwait(false);
        if (existing.IsUsable) reply.Checked(existing.Database);
    }

    private async Task<IReadOnlyList<ConnectedApplication>> ApplicationsAsync(string alias, CancellationToken cancellationToken)
    {
        var reply = await session.RunAsync(Statements.ListApplications(alias), cancellationToken).ConfigureAwait(false);
        return reply.Has("SQL1611") ? [] : ApplicationsParser.Parse(reply.Checked(alias).Output);
    }
}
