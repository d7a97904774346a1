using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Recovery;

/// <summary>
/// One ROLLFORWARD of a database that is roll-forward pending: what may be asked, the run through the logs, the stop.
/// [commands.md, ROLLFORWARD DATABASE; messages.md, Rollforward]
/// </summary>
internal sealed class Rollforward(CommandContext context, Database database, RollforwardOptions options)
{
    private readonly DateTime started = context.Engine.Clock.UtcNow();

    private RollforwardState State => database.State.Rollforward!;

    /// <returns>Where it stands after the run; the control file has forgotten it when it was stopped.</returns>
    public RollforwardState Execute()
    {
        RequirePending(database);
        RequireOverflowPaths();
        using var alone = database.Exclusive(context.Application);
        // Somebody may have finished it while we were let in.
        RequirePending(database);
        LogFolders.Prepare(database);
        StagedLog.Discard(database);
        var state = State;
        using (var utility = Begin())
        {
            utility.Phase = "Forward";
            Roll(utility);
            if (options.Stop) new RollforwardStop(database, Locator()).Finish(RequireMinimum());
        }
        if (options.Stop) RollforwardHistory.Record(database, options, state, started);
        return state;
    }

    /// <summary>SQL1119N, SQL1260N, SQL1261N: nothing to roll forward.</summary>
    public static void RequirePending(Database database)
    {
        if (database.State.RestorePending) throw new Db2Exception("SQL1119N", database.Name);
        if (!database.State.Recoverable) throw new Db2Exception("SQL1260N", database.Name, 0);
        if (database.State.Rollforward is null) throw new Db2Exception("SQL1261N", database.Name, 0);
    }

    /// <summary>CANCEL: the database has to be restored again. [commands.md, ROLLFORWARD DATABASE: CANCEL]</summary>
    public static void Cancel(CommandContext context, Database database)
    {
        RequirePending(database);
        using var alone = database.Exclusive(context.Application);
        RequirePending(database);
        database.Change(state =>
        {
            state.RestorePending = true;
            state.Rollforward = null;
        });
    }

    private void Roll(RunningUtility utility)
    {
        var target = options.Target;
        var until = target.Goal == RollforwardGoal.PointInTime ? RequireTime() : DateTime.MaxValue;
        using var run = new RollforwardRun(database, Locator(), utility, new LogFaults(context), context.Cancelled);
        // STOP alone reads logs only when a run was killed: it stops where that one had come.
        if (target.Goal == RollforwardGoal.None && !run.IsAhead) return;
        database.Change(_ => State.Working = true);
        var end = run.Read(target.Goal, until);
        // Kept also when the goal was not reached: more logs, or STOP, can follow.
        database.Change(state => run.Remember(state, end, until));
        RequireGoal(target.Goal, end);
    }

    private LogLocator Locator() => new(database) { OverflowPaths = options.OverflowPaths, NoRetrieve = options.NoRetrieve };

    private RunningUtility Begin() => context.Engine.Utilities.Begin(
        "ROLLFORWARD RECOVERY", database.Name, "Database Rollforward Recovery", null, context.Application.Handle, CommandText());

    // A password is nobody else's business.
    private string CommandText() => options.User?.Password is null ? context.Request.Text : $"ROLLFORWARD DATABASE {options.Alias}";

    private void RequireOverflowPaths()
    {
        foreach (var path in options.OverflowPaths)
            if (!Path.IsPathRooted(path) || !Directory.Exists(path) || !UnixFile.CanRead(path)) throw new Db2Exception("SQL4910N", path);
    }

    [Unconfirmed("messages.md, SQL1262N: that a point in time that has not come yet is refused")]
    private DateTime RequireTime()
    {
        var time = options.Target.TimeUtc();
        if (time is null || time > context.Engine.Clock.UtcNow()) throw new Db2Exception("SQL1262N", database.Name);
        if (State.BackupEndUtc is { } minimum && time < minimum)
            throw new Db2Exception("SQL1275N", Shown(minimum), database.Name, 0);
        if (State.ReachedUtc is { } reached && time < reached) throw new Db2Exception("SQL1266N", database.Name, Shown(reached));
        return time.Value;
    }

    [Unconfirmed("messages.md, Rollforward: SQL1273N when logs end before the end of the backup, SQL4970N when they end later but before the goal")]
    private void RequireGoal(RollforwardGoal goal, RollforwardEnd end)
    {
        if (end.IsReached) return;
        var halted = LogFolders.NameOf(end.HaltedLog);
        if (State.Reached!.Lso < State.BackupEndLso) throw new Db2Exception("SQL1273N", database.Name, halted, 0, 0);
        throw new Db2Exception("SQL4970N", database.Name, 0, halted);
    }

    /// <summary>SQL1276N: the image is not consistent before the end of its backup.</summary>
    private RollforwardState RequireMinimum()
    {
        if (State.BackupEndLso is { } end && (State.Reached?.Lso ?? State.StartLso) < end)
            throw new Db2Exception("SQL1276N", database.Name, Shown(State.BackupEndUtc ?? DateTime.UnixEpoch), 0);
        return State;
    }

    private string Shown(DateTime utc) => RollforwardStatus.Time(utc, options.LocalTime);
}
