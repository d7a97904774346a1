using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Recovery;

/// <summary>
/// ROLLFORWARD … TABLESPACE: table spaces that were restored by themselves, to the end of the logs, which completes by itself, or to a point in time, after
/// which they are backup pending. [commands.md, ROLLFORWARD DATABASE; images-and-logs.md, Minimum recovery]
/// </summary>
internal sealed class TableSpaceRollforward(CommandContext context, Database database, RollforwardOptions options)
{
    private readonly DateTime started = context.Engine.Clock.UtcNow();
    private readonly List<TableSpace> tableSpaces = [];
    private int? firstRead, lastRead;

    private IEnumerable<TableSpaceState> States => tableSpaces.Select(t => database.State.TableSpaces[t.Id]);

    public void Execute()
    {
        Choose();
        if (database.State.RestorePending) throw new Db2Exception("SQL1119N", database.Name);
        if (database.State.Rollforward is not null) throw new Db2Exception("SQL1117N", database.Name);
        if (options.Action == RollforwardAction.Cancel)
        {
            database.Change(state => tableSpaces.ForEach(t => state.TableSpaces[t.Id] = new TableSpaceState { Pending = TableSpacePending.Restore }));
            return;
        }
        var until = Until();
        using var use = UtilityUse.Of(context, database, options.Alias.ToUpperInvariant(), options.TableSpacesOnline);
        using (var utility = context.Engine.Utilities.Begin("ROLLFORWARD RECOVERY", database.Name, "Tablespace Rollforward Recovery", null, context.Application.Handle, $"ROLLFORWARD DATABASE {options.Alias}"))
        {
            utility.Phase = "Forward";
            if (options.Target.Goal != RollforwardGoal.None) Roll(until);
        }
        Finish(until);
    }

    /// <summary>SQL4908N unless exactly those wait that are named; TABLESPACE ONLINE names all that wait.</summary>
    private void Choose()
    {
        var waiting = TableSpaceSet.Definitions(database.Paths)
            .Where(t => database.State.TableSpaces.TryGetValue(t.Id, out var state) && state.Pending == TableSpacePending.Rollforward).ToList();
        var names = options.TableSpaceNames!.Count > 0 ? options.TableSpaceNames : waiting.ConvertAll(t => t.Name);
        foreach (var name in names) tableSpaces.Add(waiting.Find(t => t.Name == name) ?? throw new Db2Exception("SQL4908N", database.Name, 0));
        // The list of a rollforward that has begun cannot change.
        var begun = waiting.Where(t => database.State.TableSpaces[t.Id].ReachedUtc is not null).ToList();
        if (tableSpaces.Count == 0 || (begun.Count > 0 && !begun.ToHashSet().SetEquals(tableSpaces))) throw new Db2Exception("SQL4908N", database.Name, 0);
    }

    /// <summary>SQL1274N for the catalog, SQL1275N before the minimum recovery time, SQL1266N before what was reached already.</summary>
    [Unconfirmed("commands.md, ROLLFORWARD DATABASE: the id for TO END OF BACKUP of table spaces (SQL2032N)")]
    private DateTime Until()
    {
        switch (options.Target.Goal)
        {
            case RollforwardGoal.EndOfLogs: return DateTime.MaxValue;
            case RollforwardGoal.EndOfBackup: throw new Db2Exception("SQL2032N", "TABLESPACE");
            case RollforwardGoal.None:
                return States.All(s => s.ReachedUtc is not null) ? States.Max(s => s.ReachedUtc)!.Value
                    : throw new Db2Exception("SQL1276N", database.Name, RollforwardStatus.Time(States.Max(s => s.BackupEndUtc) ?? DateTime.UnixEpoch, options.LocalTime), 0);
        }
        if (tableSpaces.Exists(t => t.Id == 0)) throw new Db2Exception("SQL1274N", database.Name);
        if (options.Target.TimeUtc() is not { } time || time > context.Engine.Clock.UtcNow()) throw new Db2Exception("SQL1262N", database.Name);
        var minimum = States.Select(s => s.BackupEndUtc).Concat(tableSpaces.Select(t => t.MinimumRecoveryUtc)).Max();
        if (minimum is { } least && time < least) throw new Db2Exception("SQL1275N", RollforwardStatus.Time(least, options.LocalTime), database.Name, 0);
        if (States.Max(s => s.ReachedUtc) is { } reached && time < reached) throw new Db2Exception("SQL1266N", database.Name, RollforwardStatus.Time(reached, options.LocalTime));
        return time;
    }

    /// <summary>From the place of the oldest image; what a table space holds already it passes over.</summary>
    private void Roll(DateTime until)
    {
        var from = States.MinBy(s => s.StartLso)!;
        var last = database.Log.CurrentLog;
        var names = tableSpaces.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var locator = new LogLocator(database) { OverflowPaths = options.OverflowPaths, NoRetrieve = options.NoRetrieve };
        var first = locator.Open(from.StartLog, from.StartLso, database.State.Lineage) ?? throw new Db2Exception("SQL1273N", database.Name, LogFolders.NameOf(from.StartLog), 0, 0);
        using var reader = new LogReader(locator, first, from.StartLso);
        var units = new UnitsOfWork();
        firstRead = from.StartLog;
        while (reader.Read() is { } record && record.TimeUtc <= until)
        {
            context.Cancelled.ThrowIfCancellationRequested();
            lastRead = reader.Current.Header.Number;
            if (units.Take(record) is { } statements)
                database.Storage.RedoOnly(record.Lso, statements.Where(s => names.Contains(s.TableSpace) && s.Text is not (LoggedChange.CreateTableSpace or LoggedChange.DropTableSpace)).ToList());
        }
        if (reader.MissingLog is { } missing && missing <= last) throw new Db2Exception("SQL1273N", database.Name, LogFolders.NameOf(missing), 0, 0);
    }

    [Unconfirmed("commands.md, ROLLFORWARD DATABASE: the history entry of a rollforward of table spaces")]
    private void Finish(DateTime until)
    {
        var end = until == DateTime.MaxValue;
        if (!end && options.Stop)
            // What came later in the log is not to be done by any recovery of this database.
            foreach (var tableSpace in tableSpaces) database.Storage.SkipUntil(tableSpace, database.Log.CurrentLso);
        database.Change(state =>
        {
            foreach (var tableSpace in tableSpaces)
                if (end) state.TableSpaces.Remove(tableSpace.Id);
                else if (options.Stop) state.TableSpaces[tableSpace.Id] = new TableSpaceState { Pending = TableSpacePending.Backup };
                else state.TableSpaces[tableSpace.Id].ReachedUtc = until;
        });
        if (!end && !options.Stop) return;
        database.History.Add(new HistoryEntry
        {
            Operation = 'F', ObjectType = 'P', OperationType = end ? 'E' : 'P', StartTime = Clock.Timestamp14(started), EndTime = Clock.Timestamp14(context.Engine.Clock.UtcNow()),
            EarliestLog = firstRead is { } one ? LogFolders.NameOf(one) : "", CurrentLog = lastRead is { } other ? LogFolders.NameOf(other) : "",
            TableSpaces = tableSpaces.ConvertAll(t => t.Name), CommandText = $"ROLLFORWARD DATABASE {options.Alias}",
        });
    }
}
