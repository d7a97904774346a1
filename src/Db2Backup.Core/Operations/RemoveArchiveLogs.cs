using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum RemoveArchiveLogsStep { CheckState, ListLogs, ReadBack, CheckAgain, Prune, Delete, Mark }

/// <param name="Database">Alias.</param>
internal sealed record RemoveArchiveLogsOptions(string Database)
{
    public LogRemovalRules Rules { get; init; } = new();

    /// <summary>Keys that open what is stored; without them the digests of the objects are compared.</summary>
    public IReadOnlyList<IAgeIdentity> Identities { get; init; } = [];

    /// <summary>Backups that went through a pipe and are in none of the stores are kept nowhere.</summary>
    public bool IgnoreStreamed { get; init; }
}

/// <summary>What would be removed, and what stays, before a store was read.</summary>
internal sealed record LogRemovalPlan(IReadOnlyList<FoundLog> Candidates, IReadOnlyList<KeptArchiveLog> Kept)
{
    public long Bytes => Candidates.Sum(c => c.Length);
}

/// <summary>
/// Remove-Db2ArchiveLog: deletes archived logs from the server that no kept backup, no crash recovery and no standby needs, and that every named
/// store gives back now with the same digest. Reading takes hours; so everything is asked again directly before anything is deleted.
/// </summary>
internal sealed class RemoveArchiveLogs(ClpConnector db2, IReadOnlyList<Repository> stores, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    private sealed record Proven(FoundLog Log, DateTime Changed, string Sha256, IReadOnlyList<(Repository Store, StoredLog Log)> Copies, string? Doubt);

    /// <summary>Looks and changes nothing; connects to no database, and so cannot tell of readers and standbys.</summary>
    /// <exception cref="Db2BackupException">LogRemovalUnsafe, LogReadersPossible, NotInstanceOwner, LogArchiveNotADirectory, and what Db2 or a store fails with.</exception>
    public async Task<LogRemovalPlan> PlanAsync(RemoveArchiveLogsOptions options, CancellationToken cancellationToken)
    {
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var state = await Reader(options).ReadAsync(session, null, options.Database, cancellationToken).ConfigureAwait(false);
        if (LogRemoval.Refuse(state, options.Rules) is { } refusal) throw refusal;
        return Split(await ListAsync(session, state, cancellationToken).ConfigureAwait(false), state, options.Rules);
    }

    /// <exception cref="Db2BackupException">As <see cref="PlanAsync"/>; files that could not be deleted: AccessDenied, WriteFailed.</exception>
    public async Task<ArchiveLogRemoval> RunAsync(RemoveArchiveLogsOptions options, CancellationToken cancellationToken)
    {
        host.Step(RemoveArchiveLogsStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        // A session of its own: readers, standbys and pruning want a connection, the other statements none.
        await using var connected = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = Reader(options);
        var state = await reader.ReadAsync(session, null, options.Database, cancellationToken).ConfigureAwait(false);
        if (LogRemoval.Refuse(state, options.Rules) is { } early) throw early;
        (await connected.RunAsync(Statements.Connect(state.Database.Database), cancellationToken).ConfigureAwait(false)).Checked(state.Database.Database);
        state = await reader.ReadAsync(session, connected, options.Database, cancellationToken).ConfigureAwait(false);
        if (LogRemoval.Refuse(state, options.Rules) is { } refusal) throw refusal;

        host.Step(RemoveArchiveLogsStep.ListLogs);
        var plan = Split(await ListAsync(session, state, cancellationToken).ConfigureAwait(false), state, options.Rules);
        host.Step(RemoveArchiveLogsStep.ReadBack);
        var proven = await ProveAsync(plan, state.Database, options, cancellationToken).ConfigureAwait(false);

        // Reading may have taken hours: a backup may have begun, ended or been published, a standby may have fallen behind, a file may be another.
        host.Step(RemoveArchiveLogsStep.CheckAgain);
        var copies = await CountAsync(proven, cancellationToken).ConfigureAwait(false);
        state = await reader.ReadAsync(session, connected, options.Database, cancellationToken).ConfigureAwait(false);
        if (LogRemoval.Refuse(state, options.Rules) is { } later) throw later;
        var everywhere = await ListAsync(session, state, cancellationToken).ConfigureAwait(false);
        var (removable, kept) = Decide(proven, copies, state, options.Rules);
        var going = removable.Select(r => r.Log.Path).ToHashSet(StringComparer.Ordinal);
        var until = HistoryPruning.Until(state.Database, reader.History, removable.Select(r => r.Log.Log), everywhere.Where(l => !going.Contains(l.Path)).Select(l => l.Log));
        var gone = await DeleteAsync(connected, state.Database, reader.History, until, removable, kept, cancellationToken).ConfigureAwait(false);
        return new ArchiveLogRemoval
        {
            Database = state.Database.Database, InstanceInfo = db2.Instance, Stores = stores.Select(s => s.Location).ToList(),
            Path = gone.Files.Select(f => f.Log.Path).ToList(), RemovedByDb2 = gone.ByDb2, FreedBytes = gone.Files.Sum(f => f.Log.Length), Kept = [.. plan.Kept, .. kept],
        };
    }

    private LogRemovalReader Reader(RemoveArchiveLogsOptions options) => new(db2, stores, options.IgnoreStreamed, host, clock);

    private Task<IReadOnlyList<FoundLog>> ListAsync(IDb2Session session, LogRemovalState state, CancellationToken cancellationToken) =>
        new LocalLogs(session, host, clock).ListEverywhereAsync(state.Database, cancellationToken);

    /// <summary>What may go, as far as the state tells; whether the stores have it is found out only for those.</summary>
    private static LogRemovalPlan Split(IReadOnlyList<FoundLog> logs, LogRemovalState state, LogRemovalRules rules)
    {
        var decided = logs.Select(log => (Log: log, Keep: LogRemoval.Keep(new LogCandidate(log, int.MaxValue), state, rules))).ToList();
        return new LogRemovalPlan(decided.Where(d => d.Keep is null).Select(d => d.Log).ToList(), decided.Select(d => d.Keep).OfType<KeptArchiveLog>().ToList());
    }

    private async Task<IReadOnlyList<Proven>> ProveAsync(LogRemovalPlan plan, Db2Database database, RemoveArchiveLogsOptions options, CancellationToken cancellationToken)
    {
        var stored = new List<(Repository Store, ILookup<LogExtent, StoredLog> Logs)>();
        foreach (var store in plan.Candidates.Count == 0 ? [] : stores)
            stored.Add((store, (await new LogCatalog(store).ListAsync(database.Name, cancellationToken).ConfigureAwait(false)).ToLookup(l => l.Log)));
        var progress = new ByteProgress(host, $"Removing archived logs of {database}", "Comparing with the stores", plan.Bytes * (1 + stores.Count));
        var proven = new List<Proven>();
        foreach (var log in plan.Candidates)
        {
            var changed = File.GetLastWriteTimeUtc(log.Path);
            var (length, sha256) = await Digests.OfFileAsync(log.Path, progress.Add, cancellationToken).ConfigureAwait(false);
            var (copies, doubts) = (new List<(Repository, StoredLog)>(), new List<string>());
            foreach (var (store, logs) in stored)
            {
                var proof = new StoredLogProof(store, primitives, options.Identities);
                var why = $"{store.Location} does not have it";
                foreach (var one in logs[log.Log].Where(l => sha256.StartsWith(l.DigestPrefix, StringComparison.Ordinal)))
                {
                    if (await proof.DoubtAsync(one, sha256, progress.Add, cancellationToken).ConfigureAwait(false) is { } doubt) why = doubt;
                    else
                    {
                        copies.Add((store, one));
                        why = null;
                        break;
                    }
                }
                if (why is not null) doubts.Add(why);
            }
            proven.Add(new Proven(log with { Length = length }, changed, sha256, copies, doubts.Count > 0 ? string.Join("; ", doubts) : null));
        }
        return proven;
    }

    /// <summary>In how many stores each still is.</summary>
    private static async Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<Proven> proven, CancellationToken cancellationToken)
    {
        var counts = new List<int>();
        foreach (var one in proven)
        {
            var copies = 0;
            foreach (var (store, log) in one.Copies)
                if (await store.Store.FindAsync(log.Key, cancellationToken).ConfigureAwait(false) is { } found && found.Length == log.StoredLength) copies++;
            counts.Add(copies);
        }
        return counts;
    }

    private static (IReadOnlyList<Proven> Removable, List<KeptArchiveLog> Kept) Decide(IReadOnlyList<Proven> proven, IReadOnlyList<int> copies, LogRemovalState state, LogRemovalRules rules)
    {
        var (removable, kept) = (new List<Proven>(), new List<KeptArchiveLog>());
        foreach (var (one, count) in proven.Zip(copies))
        {
            var keep = LogRemoval.Keep(new LogCandidate(one.Log, count), state, rules);
            if (keep is { Reason: LogKeepReason.NotVerified }) keep = keep with { Detail = one.Doubt ?? keep.Detail };
            if (keep is null && !IsSame(one)) keep = new KeptArchiveLog(one.Log.Path, one.Log.Log, one.Log.Length, LogKeepReason.Changed, null);
            if (keep is null) removable.Add(one);
            else kept.Add(keep);
        }
        return (removable, kept);
    }

    private static bool IsSame(Proven one) => new FileInfo(one.Log.Path) is { Exists: true } file && file.Length == one.Log.Length && file.LastWriteTimeUtc == one.Changed;

    private async Task<(IReadOnlyList<Proven> Files, int ByDb2)> DeleteAsync(
        IDb2Session connected, Db2Database database, IReadOnlyList<Db2HistoryOutput> history, Db2Timestamp? pruneUntil, IReadOnlyList<Proven> removable, List<KeptArchiveLog> kept, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var gone = new List<Proven>();
        host.Step(RemoveArchiveLogsStep.Prune);
        if (pruneUntil is { } until)
        {
            (await connected.RunAsync(Statements.PruneHistoryAndDelete(until), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
            gone.AddRange(removable.Where(r => !File.Exists(r.Log.Path)));
        }
        var byDb2 = gone.Count;

        host.Step(RemoveArchiveLogsStep.Delete);
        foreach (var one in removable.Where(r => !gone.Contains(r)).ToList())
        {
            if (!IsSame(one))
            {
                kept.Add(new KeptArchiveLog(one.Log.Path, one.Log.Log, one.Log.Length, LogKeepReason.Changed, null));
                continue;
            }
            try
            {
                File.Delete(one.Log.Path);
                gone.Add(one);
            }
            catch (Exception e) when (FileErrors.From(e, one.Log.Path, writing: true) is { } told)
            {
                throw new Db2BackupException(told.Code!.Value, $"{one.Log.Path} could not be deleted. {gone.Count} logs were deleted before it. {e.Message}", one.Log.Path, e);
            }
        }
        host.Step(RemoveArchiveLogsStep.Mark);
        await MarkAsync(connected, database, history, gone.Skip(byDb2).Select(g => g.Log.Path).ToHashSet(StringComparer.Ordinal)).ConfigureAwait(false);
        return (gone, byDb2);
    }

    /// <summary>Files that were removed by hand leave entries: the history says that they are deleted. Also after Ctrl+C, because they are.</summary>
    private async Task MarkAsync(IDb2Session connected, Db2Database database, IReadOnlyList<Db2HistoryOutput> history, HashSet<string> deleted)
    {
        var unmarked = 0;
        foreach (var entry in history.Where(e => e is { Operation: 'X', EntryId: not null, Status: not 'D', Location: { } file } && deleted.Contains(file)))
            if (!(await connected.RunAsync(Statements.MarkDeleted(entry.EntryId!.Value), CancellationToken.None).ConfigureAwait(false)).HasNoError) unmarked++;
        if (unmarked > 0) host.Warning($"{unmarked} entries of logs that were removed could not be marked as deleted in the history of {database}.");
    }
}
