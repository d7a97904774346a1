using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Recovery;

/// <summary>
/// STOP: units of work that are not finished are dropped, the log goes on from here, the database is usable. Short of the
/// end of the logs it goes on under a new chain: the last file is cut there and archived under that chain, later files in
/// the active path are overwritten. [images-and-logs.md, Log chains]
/// </summary>
internal sealed class RollforwardStop(Database database, LogLocator locator)
{
    /// <param name="Log">The file that is written next.</param>
    private sealed record Continuation(IReadOnlyList<LogChainLink> Lineage, int Log, long LogStart);

    public void Finish(RollforwardState rollforward)
    {
        // An offline image needs no log at all: the database goes on where its image ends.
        var point = rollforward.Reached ?? new RollforwardPoint(rollforward.StartLso, rollforward.NextLog, database.State.CurrentLogStart,
            database.State.CurrentLogStart + LogManager.ExtentBytes(database));
        Continuation next;
        using (var last = OpenLast(point)) next = rollforward.AtEndOfLogs ? GoOn(point, last) : Branch(point, last);
        var unfinished = rollforward.Unfinished;
        database.Change(state =>
        {
            state.Lineage = [.. next.Lineage];
            state.CurrentLog = next.Log;
            state.CurrentLogStart = next.LogStart;
            state.FirstActiveLog = next.Log;
            state.Rollforward = null;
            state.Consistent = true;
        });
        // From here the rollforward is over, whatever happens: the next use of the database does the rest as well.
        LogFolders.Clean(database, from: next.Log + 1);
        var log = LogManager.Open(database);
        foreach (var transaction in unfinished) log.Append(LogRecordType.Abort, transaction, []);
        log.Close();
    }

    private Continuation GoOn(RollforwardPoint point, LogFileReader? last)
    {
        if (last is null || last.Header.EndLso is not null) return Next(database.State.Lineage, point);
        // The file that was being written when the database was last used: it is written on.
        if (!LogFolders.AllOf(database).Contains(Path.GetDirectoryName(last.Path))) StagedLog.Prepare(database, last, last.Header.Lineage, null);
        return new Continuation(last.Header.Lineage, point.Log, point.LogStart);
    }

    private Continuation Branch(RollforwardPoint point, LogFileReader? last)
    {
        var lineage = LogChains.Branch(database, database.State.Lineage, point.Lso);
        if (last is not null && point.Lso > point.LogStart) StagedLog.Prepare(database, last, lineage, point.Lso);
        return Next(lineage, point);
    }

    private static Continuation Next(IReadOnlyList<LogChainLink> lineage, RollforwardPoint point) => point.Lso == point.LogStart
        ? new Continuation(lineage, point.Log, point.LogStart)
        : new Continuation(lineage, point.Log + 1, point.NextLogStart);

    /// <summary>STOP does without logs that cannot be had any more. [commands.md, ROLLFORWARD DATABASE: forced stop]</summary>
    private LogFileReader? OpenLast(RollforwardPoint point)
    {
        try
        {
            return locator.Open(point.Log, point.Lso, database.State.Lineage);
        }
        catch (Db2Exception e) when (e.Db2Message.Definition.Id is "SQL1263N" or "SQL1264N" or "SQL1265N" or "SQL1268N")
        {
            return null;
        }
    }
}
