using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>
/// A unit of work that changes the database: from the first change to COMMIT or ROLLBACK. It holds the database's writer,
/// runs each statement behind a savepoint, and logs what a statement did before the next one begins. What the log says is
/// committed is committed: the table spaces follow it.
/// </summary>
internal sealed class UnitOfWork(Database database, Application application, SessionConnection connection)
{
    private readonly List<LoggedStatement> pending = [];
    private readonly Dictionary<string, Mark> savepoints = new(StringComparer.Ordinal);
    private readonly Dictionary<int, TableSpace> touched = [];
    private readonly List<TableSpace> created = [];
    private readonly List<TableSpace> dropped = [];
    private readonly HashSet<int> changedDefinitions = [];
    private readonly HashSet<int> notLogged = [];
    private readonly HashSet<int> markedUnavailable = [];
    private readonly List<Action> afterCommit = [];
    private long transaction;

    /// <summary>Changes in the log that count: those taken back do not.</summary>
    private int logged;
    private Catalog? ownCatalog;
    private bool changedCatalog;

    /// <summary>How far the unit of work had come at a savepoint.</summary>
    private readonly record struct Mark(int Logged, int Created, int Dropped, int AfterCommit);

    public bool IsOpen { get; private set; }

    /// <summary>No statement has been in it yet.</summary>
    public bool IsFresh => !IsOpen || (logged == 0 && pending.Count == 0);

    /// <summary>Definitions as this unit of work sees them.</summary>
    public Catalog Catalog => changedCatalog ? ownCatalog ??= Catalog.Load(connection.Sqlite, connection.Attach(CatalogSpace)) : database.Storage.Catalog;

    private TableSpace CatalogSpace => database.Storage.All[0];

    /// <summary>Table spaces, with those this unit of work has made and without those it has dropped.</summary>
    public TableSpace? FindTableSpace(string name) =>
        created.Find(t => t.Name == name) ?? (dropped.Exists(t => t.Name == name) ? null : database.Storage.Find(name));

    /// <summary>SQL0290N when it waits for its recovery.</summary>
    public TableSpace TableSpaceOf(int id)
    {
        TableSpaceState.RequireAccess(database, id, write: false);
        return created.Find(t => t.Id == id) ?? database.Storage.All.First(t => t.Id == id);
    }

    /// <summary>Begins at the first change: waits for the writer as long as LOCKTIMEOUT says. SQL0911N reason 68.</summary>
    public void Begin(CancellationToken cancelled)
    {
        if (IsOpen) return;
        var seconds = database.Configuration.GetNumber("locktimeout");
        var limit = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        var before = application.Status;
        if (!database.Writer.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            application.Status = "Lock-wait";
            if (!database.Writer.Wait(limit, cancelled)) throw new Db2Exception("SQL0911N", 68);
            application.Status = before;
        }
        IsOpen = true;
        connection.Sqlite.Execute("BEGIN");
    }

    /// <summary>Runs a statement: either all it does is in the tables and in the log, or nothing.</summary>
    public void Run(Action statement)
    {
        var before = Here();
        var hadNotLogged = notLogged.Count > 0;
        connection.Sqlite.Execute("SAVEPOINT statement");
        try
        {
            statement();
            foreach (var change in pending) Append(change);
            pending.Clear();
            connection.Sqlite.Execute("RELEASE statement");
        }
        catch (Exception e)
        {
            connection.Finish(() => TakeBack(before));
            if (hadNotLogged) throw new Db2Exception("SQL1476N", e is Db2Exception refused ? refused.Db2Message.SqlCode : -901);
            throw;
        }
    }

    /// <summary>Changes a table space: @ in the text stands for its place. The text runs once per group of values.</summary>
    public void Change(TableSpace tableSpace, string text, params object?[] values)
    {
        var prefix = connection.Attach(tableSpace);
        Redo.Run(connection.Sqlite, text.Replace("@", prefix, StringComparison.Ordinal), values);
        Record(tableSpace, text, values);
    }

    /// <summary>A change of definitions: of the catalog itself, or of a table space's tables.</summary>
    public void Define(TableSpace tableSpace, string text, params object?[] values)
    {
        Change(tableSpace, text, values);
        changedDefinitions.Add(tableSpace.Id);
        changedCatalog = true;
        ownCatalog = null;
    }

    public void DefineInCatalog(string text, params object?[] values) => Define(CatalogSpace, text, values);

    /// <summary>A change of rows that has been made: it goes to the log at the end of the statement.</summary>
    public void Record(TableSpace tableSpace, string text, IReadOnlyList<object?> values)
    {
        TableSpaceState.RequireAccess(database, tableSpace.Id, write: true);
        touched[tableSpace.Id] = tableSpace;
        pending.Add(new LoggedStatement(tableSpace.Name, "", text.Replace("@", "", StringComparison.Ordinal), values));
    }

    /// <summary>Rows of a table under NOT LOGGED INITIALLY: the log only says that redo must give the table up.</summary>
    public bool SkipsLog(TableDefinition table)
    {
        if (!notLogged.Contains(table.Id)) return false;
        touched[table.SpaceId] = TableSpaceOf(table.SpaceId);
        if (markedUnavailable.Add(table.Id))
        {
            touched[0] = CatalogSpace;
            connection.Attach(CatalogSpace);
            pending.Add(new LoggedStatement(TableSpace.Catalog, "", "UPDATE tables SET available=0 WHERE id=?", [(long)table.Id]));
        }
        return true;
    }

    public void ActivateNotLogged(int tableId) => notLogged.Add(tableId);

    public void AddTableSpace(TableSpace tableSpace)
    {
        Container.Create(tableSpace);
        created.Add(tableSpace);
        touched[0] = CatalogSpace;
        connection.Attach(CatalogSpace);
        pending.Add(LoggedChange.Create(tableSpace));
    }

    public void RemoveTableSpace(TableSpace tableSpace)
    {
        dropped.Add(tableSpace);
        touched[0] = CatalogSpace;
        connection.Attach(CatalogSpace);
        pending.Add(LoggedChange.Drop(tableSpace.Name));
    }

    public void AfterCommit(Action action) => afterCommit.Add(action);

    public void Savepoint(string name, bool unique)
    {
        if (unique && savepoints.ContainsKey(name)) throw new Db2Exception("SQL0881N", name);
        connection.Sqlite.Execute($"SAVEPOINT \"u_{name}\"");
        savepoints[name] = Here();
    }

    public void RollbackTo(string name)
    {
        if (name.Length == 0) name = savepoints.OrderBy(s => s.Value.Logged).LastOrDefault().Key ?? "";
        if (!savepoints.TryGetValue(name, out var kept)) throw new Db2Exception("SQL0880N", name);
        connection.Finish(() =>
        {
            connection.Sqlite.Execute($"ROLLBACK TO \"u_{name}\"");
            Undo(kept);
        });
    }

    public void Release(string name)
    {
        if (!savepoints.Remove(name)) throw new Db2Exception("SQL0880N", name);
        connection.Sqlite.Execute($"RELEASE \"u_{name}\"");
    }

    /// <param name="betweenLogAndTables">For fault switches: when the log says committed and the tables do not know yet.</param>
    public void Commit(Action? betweenLogAndTables = null) => connection.Finish(() => MakePermanent(betweenLogAndTables));

    public void Rollback() => connection.Finish(TakeAllBack);

    private void MakePermanent(Action? betweenLogAndTables)
    {
        if (!IsOpen) return;
        if (transaction == 0)
        {
            // Nothing was changed: there is nothing to make permanent.
            Rollback();
            return;
        }
        lock (database.CommitGate)
        {
            var commit = database.Log.Append(LogRecordType.Commit, transaction, []);
            betweenLogAndTables?.Invoke();
            try
            {
                if (created.Count + dropped.Count + changedDefinitions.Count > 0) database.Storage.Publish(created, dropped, changedDefinitions, commit.TimeUtc);
                foreach (var tableSpace in touched.Values)
                    connection.Sqlite.Execute($"UPDATE {connection.Attach(tableSpace)}meta SET lso=?", commit.Lso);
                connection.Sqlite.Execute("COMMIT");
            }
            catch (Exception e)
            {
                // The log says committed and the tables do not follow: only crash recovery can bring them together again.
                Environment.FailFast("a committed unit of work could not be written to its table spaces", e);
            }
            if (changedCatalog) database.Storage.ForgetCatalog();
        }
        foreach (var tableSpace in dropped) connection.Detach(tableSpace);
        database.Storage.RemoveContainers(dropped);
        var actions = afterCommit.ToList();
        End();
        actions.ForEach(a => a());
    }

    private void TakeAllBack()
    {
        if (!IsOpen) return;
        try
        {
            if (connection.InTransaction) connection.Sqlite.Execute("ROLLBACK");
            if (transaction != 0) database.Log.Append(LogRecordType.Abort, transaction, []);
            foreach (var tableSpace in created) Discard(tableSpace);
        }
        finally
        {
            End();
        }
    }

    private void End()
    {
        pending.Clear();
        savepoints.Clear();
        touched.Clear();
        created.Clear();
        dropped.Clear();
        changedDefinitions.Clear();
        notLogged.Clear();
        markedUnavailable.Clear();
        afterCommit.Clear();
        transaction = 0;
        logged = 0;
        ownCatalog = null;
        changedCatalog = false;
        IsOpen = false;
        database.Writer.Release();
    }

    private void Append(LoggedStatement change)
    {
        // SQL0964C comes from here: the statement is then taken back, the unit of work stays.
        var record = database.Log.Append(LogRecordType.Statement, transaction, change.ToBytes());
        transaction = record.Transaction;
        logged++;
    }

    private Mark Here() => new(logged, created.Count, dropped.Count, afterCommit.Count);

    // A statement failed.
    private void TakeBack(Mark before)
    {
        pending.Clear();
        // What is not logged cannot be taken back alone; and SQLite may have given up the whole transaction: no room, no
        // memory, no file. [CREATE TABLE, NOT LOGGED INITIALLY]
        if (notLogged.Count > 0 || !connection.InTransaction)
        {
            TakeAllBack();
            return;
        }
        connection.Sqlite.Execute("ROLLBACK TO statement");
        connection.Sqlite.Execute("RELEASE statement");
        Undo(before);
    }

    // What was logged already and is taken back is said to be void; when even that does not fit, all goes.
    private void Undo(Mark mark)
    {
        ownCatalog = null;
        foreach (var tableSpace in created.Skip(mark.Created)) Discard(tableSpace);
        created.RemoveRange(mark.Created, created.Count - mark.Created);
        dropped.RemoveRange(mark.Dropped, dropped.Count - mark.Dropped);
        afterCommit.RemoveRange(mark.AfterCommit, afterCommit.Count - mark.AfterCommit);
        if (logged == mark.Logged) return;
        try
        {
            Append(LoggedChange.UndoTo(mark.Logged));
            logged = mark.Logged;
        }
        catch (Db2Exception)
        {
            TakeAllBack();
            throw;
        }
    }

    private void Discard(TableSpace tableSpace)
    {
        touched.Remove(tableSpace.Id);
        changedDefinitions.Remove(tableSpace.Id);
        // A savepoint is behind, not the transaction: the file may still be in use, and goes from the disk alone.
        if (!connection.InTransaction) connection.Detach(tableSpace);
        Container.Delete(tableSpace);
    }
}
