using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Recovery;

/// <param name="IsReached">The run came to where it was to go.</param>
/// <param name="HaltedLog">The file in which it ended, or that would have come next.</param>
internal sealed record RollforwardEnd(RollforwardPoint Point, bool IsReached, bool AtEndOfLogs, int HaltedLog);

/// <summary>Reads the logs from where the last run ended and applies what was committed, up to the goal.</summary>
internal sealed class RollforwardRun : IDisposable
{
    private readonly Database database;
    private readonly LogLocator locator;
    private readonly RunningUtility utility;
    private readonly LogFaults faults;
    private readonly CancellationToken cancelled;
    private readonly RollforwardState before;
    private readonly TableSpaceSet storage;
    private readonly UnitsOfWork units = new();
    private readonly List<LogFileHeader> files = [];
    private readonly long applied;
    private DateTime? lastCommitted;
    private DateTime? lastRead;

    public RollforwardRun(Database database, LogLocator locator, RunningUtility utility, LogFaults faults, CancellationToken cancelled)
    {
        this.database = database;
        this.locator = locator;
        this.utility = utility;
        this.faults = faults;
        this.cancelled = cancelled;
        before = database.State.Rollforward!;
        storage = TableSpaceSet.Open(database);
        applied = storage.All.Where(t => !t.IsTemporary).Max(t => Container.LastLso(storage.File(t.Name)!));
    }

    /// <summary>Whether table spaces hold more than the control file knows of: a run was killed.</summary>
    public bool IsAhead => applied > (before.Reached?.Lso ?? before.StartLso);

    /// <param name="until">Goal PointInTime: the first record later than this is not read.</param>
    public RollforwardEnd Read(RollforwardGoal goal, DateTime until)
    {
        var first = locator.Open(before.ResumeLog ?? before.NextLog, before.NextLso, database.State.Lineage);
        if (first is null) return WithoutLogs(goal);
        using var reader = new LogReader(locator, first, before.NextLso) { Finished = Note };
        Note(first.Header);
        LogRecord? record = null;
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            if (IsFarEnough(goal, reader.Position, record)) return At(reader.Position, true);
            record = reader.Read();
            Note(reader.Current.Header);
            if (record is null) return AtEnd(goal, reader);
            if (record.TimeUtc > until)
            {
                RequireNotPast(record, reader);
                return At(record.Lso, true);
            }
            Apply(record);
            Progress(reader);
            faults.Passed(utility.CompletedWork);
        }
    }

    /// <summary>What the control file keeps of the run.</summary>
    public void Remember(DatabaseState state, RollforwardEnd end, DateTime until)
    {
        var rollforward = state.Rollforward!;
        rollforward.Reached = end.Point;
        rollforward.AtEndOfLogs = end.AtEndOfLogs;
        if (files.Count == 0) return;
        (rollforward.ResumeLog, rollforward.NextLso) = AfterClosed(units.Oldest ?? end.Point.Lso);
        rollforward.NextLog = end.HaltedLog;
        rollforward.Unfinished = [.. units.Open];
        rollforward.LastCommittedUtc = lastCommitted ?? rollforward.LastCommittedUtc;
        rollforward.ReachedUtc = end.IsReached && until != DateTime.MaxValue ? until : lastRead ?? rollforward.ReachedUtc;
        rollforward.FirstLogRead ??= files[0].Number;
        rollforward.LastLogRead = end.Point.Lso == end.Point.LogStart && files.Count > 1 ? end.Point.Log - 1 : end.Point.Log;
        state.Lineage = LogChains.UpTo(files[^1].Lineage, end.Point.Lso);
    }

    public void Dispose() => storage.Dispose();

    private void Apply(LogRecord record)
    {
        lastRead = record.TimeUtc;
        var statements = units.Take(record);
        if (record.Type != LogRecordType.Commit) return;
        lastCommitted = record.TimeUtc;
        if (statements is not null) storage.Redo(record.Lso, statements);
    }

    private void Progress(LogReader reader)
    {
        utility.CompletedWork = reader.Position - before.NextLso;
        utility.TotalWork = reader.Current.Header.End - before.NextLso;
    }

    // Never short of what a killed run has applied already: the log may not go on before that.
    private bool IsFarEnough(RollforwardGoal goal, long position, LogRecord? last) => position > applied && goal switch
    {
        RollforwardGoal.None => true,
        RollforwardGoal.EndOfBackup => before.BackupEndLso is not { } end || position > end || (position == end && last?.Type == LogRecordType.BackupEnd),
        _ => false,
    };

    /// <summary>A killed run may have applied more than is asked for now: there is no way back from it.</summary>
    private void RequireNotPast(LogRecord? record, LogReader reader)
    {
        for (; record is not null && record.Lso <= applied; record = reader.Read())
            if (record.Type == LogRecordType.Commit)
                throw new Db2Exception("SQL1266N", database.Name, RollforwardStatus.Time(record.TimeUtc, false));
    }

    private void Note(LogFileHeader header)
    {
        if (files.Count == 0 || files[^1].Number != header.Number) files.Add(header);
    }

    // What ends with a closed file goes on in the next one: the closed one is not needed again.
    private (int Log, long Lso) AfterClosed(long lso)
    {
        var file = files.Find(f => lso <= f.End && lso < f.ExtentEnd) ?? files[^1];
        return lso == file.EndLso ? (file.Number + 1, file.ExtentEnd) : (file.Number, lso);
    }

    private RollforwardEnd AtEnd(RollforwardGoal goal, LogReader reader)
    {
        var header = reader.Current.Header;
        // Bytes in a closed file that are no record are damage, unless a record's rest is in a file we lack.
        if (reader.EndsInsideClosedFile && reader.MissingLog is null)
            throw new Db2Exception("SQL1263N", LogFolders.NameOf(header.Number), database.Name, 0, 0);
        var minimum = reader.Position >= (before.BackupEndLso ?? 0);
        var isEnd = !reader.EndsInsideClosedFile && !locator.HasLater(header.Number, header.Lineage, alsoArchived: false);
        return At(reader.Position, minimum && isEnd && goal == RollforwardGoal.EndOfLogs) with
        {
            // With NORETRIEVE there may be more of this chain in the archive: it must not be written a second time.
            AtEndOfLogs = isEnd && !locator.HasLater(header.Number, header.Lineage, alsoArchived: true),
            HaltedLog = reader.MissingLog ?? header.Number,
        };
    }

    private RollforwardEnd At(long lso, bool reached)
    {
        var file = files.Find(f => lso < f.ExtentEnd) ?? files[^1];
        var point = new RollforwardPoint(lso, file.Number, file.StartLso, file.ExtentEnd);
        return new RollforwardEnd(point, reached, false, lso == file.EndLso ? file.Number + 1 : file.Number);
    }

    /// <summary>Not even the first log is there: nothing to do for an image that needs none.</summary>
    private RollforwardEnd WithoutLogs(RollforwardGoal goal)
    {
        var point = before.Reached
            ?? new RollforwardPoint(before.NextLso, before.NextLog, database.State.CurrentLogStart, database.State.CurrentLogStart + LogManager.ExtentBytes(database));
        var minimum = point.Lso >= (before.BackupEndLso ?? 0);
        var isEnd = !locator.HasLater(before.NextLog, database.State.Lineage, alsoArchived: false);
        var reached = minimum && !IsAhead && (goal is RollforwardGoal.EndOfBackup or RollforwardGoal.None || (goal == RollforwardGoal.EndOfLogs && isEnd));
        return new RollforwardEnd(point, reached, isEnd && goal == RollforwardGoal.EndOfLogs, before.ResumeLog ?? before.NextLog);
    }
}
