using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// One RESTORE DATABASE from beginning to end. Everything that can be checked is checked before the target is touched; from
/// then on the target is restore pending until all of it is there. [commands.md, RESTORE DATABASE, State table]
/// </summary>
internal sealed class RestoreRun(CommandContext context, RestoreOptions options)
{
    private readonly RestorePrompts prompts = new(options, context.Reply);
    private readonly DateTime started = context.Engine.Clock.UtcNow();
    private Database? claimed;

    public void Execute()
    {
        CommandUser.RequireSysAdm(context, options.User);
        if (options.Refusal is { } refusal) throw new Db2Exception(refusal);
        // RESTORE makes a connection of its own and ends that of the session. [clp.md, 1]
        context.Application.Disconnect();
        CheckOptions();
        try
        {
            if (options.Incremental == IncrementalMode.Abort) AbortIncremental();
            else if (options.Scope == RestoreScope.Logs) RestoreLogs();
            else if (options.Scope == RestoreScope.TableSpaces) RestoreTableSpaces();
            else RestoreIntoTarget();
        }
        catch (Exception failure) when (RestoreFailure.Of(failure, claimed is not null) is { } answer)
        {
            if (claimed is not null) RestoreHistory.RecordFailure(claimed, options, started, answer.Db2Message);
            throw answer;
        }
        prompts.ReportSuccess();
    }

    private void RestoreIntoTarget()
    {
        using var target = new RestoreTarget(context, options);
        var files = new ImageFinder(options, context).Find();
        using var image = ImageContents.Open(files, context.Cancelled);
        RequireSource(image.Header);
        if (options.Scope == RestoreScope.HistoryFile)
        {
            RestoreHistory.RestoreOnly(target, image);
            return;
        }

        IncrementalRestore.RequireAllowed(options, image, target.Existing);
        if (options.Incremental == IncrementalMode.Manual && target.Existing?.State.Incremental is not null)
        {
            using var step = Begin(target.Alias);
            Step(claimed = target.Existing, image, files, options.LogTarget is { } into ? new LogTarget(into) : null, step);
            return;
        }

        if (options.WithoutRollingForward && image.Header.Online) throw new Db2Exception("SQL2537N");
        target.RequireContainers(image.TableSpaces);
        NewLogPath.Check(options.NewLogPath);
        var logTarget = options.LogTarget is { } folder ? new LogTarget(folder) : null;
        var logWarning = logTarget?.Check(image, files);
        prompts.ConfirmOverwriting(target.Warning(image.Header));
        prompts.Confirm(logWarning);

        using var utility = Begin(target.Existing?.Name ?? target.Alias);
        var otherDatabase = !target.IsSame(image.Header);
        var history = target.Existing?.History.All() ?? [];
        claimed = target.Claim(image);
        if (otherDatabase) RestoredLog.Delete(claimed);
        if (options.Incremental == IncrementalMode.Manual || image.Header.Granularity != Granularity.Full)
        {
            BeginIncremental(claimed, image);
            if (options.Incremental == IncrementalMode.Automatic) RestoreChainOf(claimed, image, files, logTarget, history, utility);
            else claimed = null;
            return;
        }
        var trailer = new DatabaseWriter(image, logTarget, utility, new ImageFaults(context), context.Cancelled).Write(claimed.Paths);
        Finish(claimed, image, trailer, DeviceType(files));
    }

    /// <summary>The first step of an incremental restore: nothing but configuration, history and table space definitions.</summary>
    private void BeginIncremental(Database database, ImageContents image)
    {
        new DatabaseWriter(image, null, null, new ImageFaults(context), context.Cancelled).Empty(database.Paths);
        IncrementalRestore.Begin(database, image);
        RestoreHistory.Bring(database, image, options.ReplaceHistory);
    }

    /// <summary>AUTOMATIC: the images before the target from where FROM or the history says that they are, then the target.</summary>
    private void RestoreChainOf(
        Database database, ImageContents target, IReadOnlyList<string> targetFiles, LogTarget? logTarget, IReadOnlyList<HistoryEntry> history, RunningUtility utility)
    {
        foreach (var entry in IncrementalRestore.Predecessors(history, target))
        {
            utility.Phase = entry.StartTime;
            var files = new ImageFinder(options with { TakenAt = entry.StartTime }, context).FindAlsoIn(entry.Location);
            using var image = ImageContents.Open(files, context.Cancelled);
            // Only the logs of the target are wanted.
            Step(database, image, files, null, utility);
            claimed = database;
        }
        utility.Phase = target.Header.Timestamp;
        Step(database, target, targetFiles, logTarget, utility);
    }

    /// <summary>One image of an incremental restore: its pages over those that are there. The target ends it.</summary>
    private void Step(Database database, ImageContents image, IReadOnlyList<string> files, LogTarget? logTarget, RunningUtility utility)
    {
        var running = database.State.Incremental!;
        IncrementalRestore.RequireNext(running, image);
        if (image.Header.Timestamp == running.Target && options.WithoutRollingForward && image.Header.Online) throw new Db2Exception("SQL2537N");
        if (options.Incremental == IncrementalMode.Manual) prompts.Confirm(logTarget?.Check(image, files));
        IncrementalRestore.Writing(database, image);
        var trailer = new DatabaseWriter(image, logTarget, utility, new ImageFaults(context), context.Cancelled).WriteStep(database.Paths);
        IncrementalRestore.Written(database, image);
        if (image.Header.Timestamp == running.Target) Finish(database, image, trailer, DeviceType(files));
        else
        {
            RestoreHistory.RecordSuccess(database, options, image, trailer, started, DeviceType(files));
            claimed = null;
        }
    }

    /// <summary>RESTORE … TABLESPACE. The database itself is not pending.</summary>
    private void RestoreTableSpaces()
    {
        var database = context.Engine.Database(options.Target);
        var files = new ImageFinder(options, context).Find();
        using var image = ImageContents.Open(files, context.Cancelled);
        RequireSource(image.Header);
        if (image.Header.Granularity != Granularity.Full) throw new Db2Exception("SQL2573N");
        using var utility = Begin(database.Name);
        var restore = new TableSpaceRestore(context, options, database);
        try
        {
            var trailer = restore.Execute(image, utility);
            RestoreHistory.RecordSuccess(database, options, image, trailer, started, DeviceType(files), restore.TableSpaces.Select(t => t.Name).ToList());
        }
        catch (Exception) when (restore.Touched)
        {
            claimed = database;
            throw;
        }
    }

    private void AbortIncremental()
    {
        var database = context.Engine.Database(options.Target);
        using var alone = database.Exclusive(context.Application);
        IncrementalRestore.Abort(database);
    }

    /// <summary>The data is there. Pending ends with the last step, so that a killed engine leaves the database pending.</summary>
    private void Finish(Database database, ImageContents image, ImageTrailer trailer, char deviceType)
    {
        var rollForward = image.Header.Recoverable && !options.WithoutRollingForward;
        var state = RestoredState.Of(image, trailer, database.State, rollForward);
        state.Write(database.Paths.ControlFile);
        database.Reload();
        NewLogPath.Set(database, options.NewLogPath);
        RestoreHistory.Bring(database, image, options.ReplaceHistory);
        RestoreHistory.RecordSuccess(database, options, image, trailer, started, deviceType);
        if (!rollForward) RestoredLog.Renew(database, image);
        database.Change(restored => restored.RestorePending = false);
        claimed = null;
    }

    /// <summary>RESTORE … LOGS: no database is touched.</summary>
    private void RestoreLogs()
    {
        var files = new ImageFinder(options, context).Find();
        using var image = ImageContents.Open(files, context.Cancelled);
        RequireSource(image.Header);
        if (!image.Header.IncludesLogs) throw NoLogs();
        var logTarget = new LogTarget(options.LogTarget!);
        prompts.Confirm(logTarget.Check(image, files));
        using var utility = Begin(options.Target);
        new DatabaseWriter(image, logTarget, utility, new ImageFaults(context), context.Cancelled).WriteLogs();
    }

    private void CheckOptions()
    {
        if (options.TakenAt is { } takenAt && !IsTimestamp(takenAt)) throw new Db2Exception("SQL2508N", takenAt);
        if (options.Scope == RestoreScope.Database) return;
        if (options.Incremental != IncrementalMode.None) throw new Db2Exception("SQL2032N", "INCREMENTAL");
        // Clauses that have no meaning when no database is restored.
        if (options.WithoutRollingForward) throw new Db2Exception("SQL2032N", "WITHOUT ROLLING FORWARD");
        if (options.NewLogPath is not null) throw new Db2Exception("SQL2032N", "NEWLOGPATH");
        if (options.Scope == RestoreScope.TableSpaces && options.LogTarget is null) return;
        if ((options.Scope == RestoreScope.Logs) != options.LogTarget is not null) throw new Db2Exception("SQL2032N", "LOGTARGET");
    }

    /// <summary>A pipe has no name that was searched for, so its image must be compared with what was asked.</summary>
    private void RequireSource(ImageHeader header)
    {
        if (header.Alias != options.Source || !header.Timestamp.StartsWith(options.TakenAt ?? "", StringComparison.Ordinal))
            throw new Db2Exception("SQL2532N", header.Alias, header.Timestamp);
    }

    private RunningUtility Begin(string database) =>
        context.Engine.Utilities.Begin("RESTORE", database, "db", null, context.Application.Handle, options.CommandText);

    private static char DeviceType(IReadOnlyList<string> files) => UnixFile.KindOf(files[0]) == PathKind.NamedPipe ? 'P' : 'D';

    private static bool IsTimestamp(string text) => text.Length is >= 4 and <= 14 && text.All(char.IsAsciiDigit);

    [Unconfirmed("messages.md, SQL2565N: the reason code for an image without logs")]
    private static Db2Exception NoLogs() => new("SQL2565N", "1");
}
