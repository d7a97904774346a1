using System.Diagnostics;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>
/// Restore-Db2Database: fetch and verify everything, RESTORE into a fresh log target, keep a clone from writing into the places of
/// its source, ROLLFORWARD, and read every post-condition back. It is done when Db2 says that nothing is pending, not before.
/// </summary>
internal sealed class RestoreDatabase(ClpConnector db2, IRestoreSource source, IOperationHost host, TimeProvider clock)
{
    private const string LogsEndBeforeTarget = "SQL4970N";
    private static readonly TimeSpan TellLimit = TimeSpan.FromSeconds(30);

    public async Task<RestoreResult> RunAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        var plan = options.Plan;
        host.Step(RestoreStep.CheckTarget);
        if (!plan.IsSingleImage) throw NotExecutable(plan);
        RequirePast(plan);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var target = new RestoreTarget(session, db2.Instance, host, clock);
        var existing = await target.CheckAsync(options, cancellationToken).ConfigureAwait(false);
        if (LogReach.Refuse(plan, OwnLogs.MayExist(plan, db2.Instance, existing)) is { } refusal) throw refusal;

        var pipes = options.PipePath ?? PipeFolder.DefaultParent;
        var way = RestoreWay.Choose(plan, existing is not null, PipeFolder.Refusal(pipes), existing is null ? null : await FreeAsync(options.WorkFolder, cancellationToken).ConfigureAwait(false), options.SaveFirst);
        host.Verbose(way.ToString());
        (plan, options) = (way.Apply(plan), options with { Plan = way.Apply(plan) });

        host.Step(RestoreStep.PrepareFolders);
        // Chosen once: a second look could find another folder free.
        options = options with { ArchivePath = CloneConfiguration.ArchiveFolder(options, db2.Instance) };
        using var folders = RestoreFolders.Create(options.WorkFolder, plan.TargetDatabase, options.ArchivePath, host);

        host.Step(RestoreStep.FetchImages);
        using var piped = way.Streams ? PipeFolder.CreateForWriting(pipes, plan.Backup.Manifest.Files.Count) : null;
        IReadOnlyList<string> from = piped is not null ? piped.Paths : [(await source.FetchImagesAsync(plan, folders.Images, cancellationToken).ConfigureAwait(false)).Folder];
        if (way.Kind == RestoreWayKind.VerifiedThenStreamed) await source.VerifyImagesAsync(plan, cancellationToken).ConfigureAwait(false);
        else if (piped is not null) await source.CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        host.Step(RestoreStep.FetchLogs);
        if (plan.Logs.Count > 0) await source.FetchLogsAsync(plan, folders.Fetched, cancellationToken).ConfigureAwait(false);

        // Everything is here and verified, or there is no target yet: only now is it touched.
        host.Step(RestoreStep.FreeTarget);
        if (existing is not null) await target.FreeAsync(existing, options.Force, cancellationToken).ConfigureAwait(false);

        var copiesSettings = CloneConfiguration.IsClone(plan, db2.Instance) && !options.KeepLogArchiving;
        IReadOnlyList<ChangedSetting> changed;
        RollforwardStatus? rolled = null;
        VerifiedRecovery checks;
        try
        {
            host.Step(RestoreStep.Restore);
            await RestoreAsync(session, options, from, piped, folders, existing, cancellationToken).ConfigureAwait(false);
            folders.JoinLogs();

            host.Step(RestoreStep.SetConfiguration);
            changed = await ConfigureAsync(session, options, folders, cancellationToken).ConfigureAwait(false);
            copiesSettings = false;

            host.Step(RestoreStep.RollForward);
            if (plan.RollsForward) rolled = await RollForwardAsync(session, options, folders, cancellationToken).ConfigureAwait(false);

            // What is complete needs no logs to go on with.
            folders.Keep = false;
            host.Step(RestoreStep.ReadBack);
            checks = await new RecoveryVerification(session, db2.Instance, clock).VerifyAsync(plan, rolled, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await TellStateAsync(plan, copiesSettings, folders, e).ConfigureAwait(false);
            throw;
        }

        host.Step(RestoreStep.CleanUp);
        return new RestoreResult
        {
            DatabaseInfo = checks.Database,
            Timestamp = plan.Backup.Timestamp,
            Target = plan.Target,
            LastCommitted = rolled?.LastCommitted,
            FirstLog = rolled?.FirstLogProcessed,
            LastLog = rolled?.LastLogProcessed,
            ChangedSettings = changed,
            Checks = checks.Passed,
            Streamed = way.Streams,
            Duration = elapsed.Elapsed,
        };
    }

    /// <summary>An image that builds upon others, restored by itself, would be refused by Db2 in the middle.</summary>
    public static Db2BackupException NotExecutable(RecoveryPlan plan) => new(ErrorCode.PlanNotExecutable,
        $"{plan} takes {plan.Chain.Count} image(s) of {plan.Backup.Manifest.Partitions.Count} partition(s), and one full image of one partition is what is restored here: nothing was touched.", plan.TargetDatabase);

    /// <summary>Db2 refuses such a time too (SQL1262N), but at the rollforward: what was there has been replaced by then.</summary>
    private void RequirePast(RecoveryPlan plan)
    {
        var now = clock.GetUtcNow();
        if (plan.Target.PointInTime > now)
            throw new Db2BackupException(ErrorCode.RecoveryTargetInvalid,
                $"{plan.Target} lies in the future: it is {now:yyyy-MM-dd HH:mm:ss} UTC now. A time without an offset is local time.", plan.TargetDatabase);
    }

    /// <summary>Null when it cannot be told: then it does not decide.</summary>
    private static async Task<long?> FreeAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return (await FileSystems.OfAsync(folder, cancellationToken).ConfigureAwait(false)).FreeBytes;
        }
        catch (Db2BackupException)
        {
            return null;
        }
    }

    private async Task RestoreAsync(
        IDb2Session session, RestoreOptions options, IReadOnlyList<string> from, PipeFolder? piped, RestoreFolders folders, Db2Database? existing, CancellationToken cancellationToken)
    {
        var plan = options.Plan;
        var manifest = plan.Backup.Manifest;
        var isClone = CloneConfiguration.IsClone(plan, db2.Instance);
        var clauses = new RestoreClauses(manifest.Alias, from, plan.Backup.Timestamp)
        {
            TargetAlias = plan.TargetDatabase == manifest.Alias ? null : plan.TargetDatabase,
            DatabasePath = existing is null ? options.DatabasePath : null,
            LogTarget = plan.ExtractsLogs ? folders.Logs : null,
            DefaultLogPath = isClone && !options.KeepLogArchiving,
            ReplaceExisting = existing is not null,
            Parallelism = options.Parallelism,
            // Also where the manifest says that there is nothing to roll forward: the image decides, and must not end up pending.
            WithoutRollingForward = !plan.RollsForward,
        };
        // From here on a failure leaves the target restore pending: the logs stay for whoever goes on by hand.
        folders.Keep = true;
        if (piped is null) await RunAsync(session, clauses, plan, cancellationToken).ConfigureAwait(false);
        else await new StreamRestore(piped, source, host, clock).RunAsync(plan, token => RunAsync(session, clauses, plan, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(IDb2Session session, RestoreClauses clauses, RecoveryPlan plan, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = new UtilityWatch(db2, host, clock);
        var following = watch.FollowAsync("RESTORE", plan.TargetDatabase, $"Restoring {plan.TargetDatabase}", ended.Token);
        try
        {
            var reply = (await session.RunAsync(Statements.Restore(clauses), cancellationToken).ConfigureAwait(false)).Checked(plan.TargetDatabase);
            // A "success" that is none: it ended, and some table spaces of the image were left restore pending.
            if (reply.Messages.FirstOrDefault(m => m.Id is "SQL2563W") is { } partly)
                throw new Db2BackupException(ErrorCode.RecoveryNotComplete, $"Not all table spaces of {plan.Backup} were restored as {plan.TargetDatabase}: {partly.Id}  {partly.Text}", plan.TargetDatabase);
            foreach (var message in reply.Messages.Where(m => m.Severity == Db2Severity.Warning)) host.Verbose($"{message.Id}  {message.Text}");
        }
        catch (Exception e)
        {
            // After a refusal too: when the session's process was killed, Db2 finds that out by itself, and writes until then.
            await watch.RequireStoppedAsync("RESTORE", plan.TargetDatabase, e).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<ChangedSetting>> ConfigureAsync(IDb2Session session, RestoreOptions options, RestoreFolders folders, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await new CloneConfiguration(session, db2.Instance, host).ApplyAsync(options, cancellationToken).ConfigureAwait(false);
            if (changed.Count > 0) folders.KeepArchive();
            return changed;
        }
        catch (Exception e) when (e is not Db2BackupException { Code: null })
        {
            // It was not Db2 that refused: the folder may be the place where the copy archives already.
            if (folders.KeepArchive() is { } made) host.Warning($"{made} was made for the logs of {options.Plan.TargetDatabase}, and may be its LOGARCHMETH1 already.");
            throw;
        }
    }

    private async Task<RollforwardStatus> RollForwardAsync(IDb2Session session, RestoreOptions options, RestoreFolders folders, CancellationToken cancellationToken)
    {
        var plan = options.Plan;
        // A clone must not take logs from the archive of its source by itself, and a destroyed archive cannot be asked.
        var noRetrieve = CloneConfiguration.IsClone(plan, db2.Instance) || !OwnLogs.CanRetrieve(await MethodAsync(session, plan, cancellationToken).ConfigureAwait(false));
        var forward = new RollForward(session, host);
        try
        {
            return await forward.RunAsync(plan.TargetDatabase, plan.Target, folders.Logs, noRetrieve, cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (e.ErrorId == LogsEndBeforeTarget && plan.Target.PointInTime is { } asked && plan.LogsCover >= asked)
        {
            var last = plan.Logs.Count > 0 ? plan.Logs[^1].Log.Name : (LogFileName?)null;
            if (await forward.CompleteAtEndAsync(plan.TargetDatabase, asked, last, folders.Logs, noRetrieve, cancellationToken).ConfigureAwait(false) is not { } ended) throw;
            host.Verbose($"The logs end before {plan.Target}, and everything that was committed by then is in them: the state at their end is the state at that time.");
            return ended;
        }
    }

    private static async Task<string> MethodAsync(IDb2Session session, RecoveryPlan plan, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationParser.Parse((await session.RunAsync(Statements.GetConfiguration(plan.TargetDatabase), cancellationToken).ConfigureAwait(false)).Checked(plan.TargetDatabase).Output);
        return configuration.Parameters.GetValueOrDefault("LOGARCHMETH1", "");
    }

    /// <summary>Says in which state the failure left the target, and what can go on from there; the error itself is thrown on by the caller.</summary>
    private async Task TellStateAsync(RecoveryPlan plan, bool copiesSettings, RestoreFolders folders, Exception error)
    {
        using var limit = new CancellationTokenSource(TellLimit);
        try
        {
            await using var session = await db2.OpenAsync(null, limit.Token).ConfigureAwait(false);
            if (await DatabaseReader.FindAsync(session, plan.TargetDatabase, limit.Token).ConfigureAwait(false) is not { } entry)
            {
                folders.Keep = false;
                host.Warning($"{plan.TargetDatabase} does not exist in {db2.Instance}: the restore had not begun.");
                return;
            }
            var now = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, entry, limit.Token).ConfigureAwait(false);
            // Only a rollforward can use the logs.
            folders.Keep &= now.RollforwardPending != "NO";
            host.Warning($"{now} was left so: restore pending {(now.RestorePending ? "YES" : "NO")}, rollforward pending {now.RollforwardPending}, backup pending {(now.BackupPending ? "YES" : "NO")}."
                + (copiesSettings && now.RollforwardPending != "NO" ? " It is a copy of another database: do not start it before its log archiving is set." : ""));
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            host.Warning($"After '{error.Message}' the state of {plan.TargetDatabase} could not be read: {e.Message} It may be restore pending or rollforward pending: Get-Db2Database tells when Db2 answers.");
        }
        if (folders is { Keep: true, HasLogs: true })
            host.Warning($"The logs for {plan.TargetDatabase} stay in {folders.Logs}: Invoke-Db2Rollforward with -OverflowLogPath goes on from there.");
    }
}
