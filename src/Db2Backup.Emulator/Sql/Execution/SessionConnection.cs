using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>
/// A session's connection to SQLite: a database in memory, to which the files of table spaces are attached when a
/// statement needs them. SQLite attaches ten at most, so those not needed now make room.
/// </summary>
internal sealed class SessionConnection : IDisposable
{
    private const int MostAttached = 10;
    private readonly List<TableSpace> attached = [];
    private readonly HashSet<int> needed = [];
    private readonly List<string> systemTables = [];
    private readonly List<(Db2Type? From, Db2Type To)> conversions = [];
    private readonly Dictionary<(Db2Type?, Db2Type), int> conversionNumbers = [];
    private readonly object interruptGate = new();
    private int uninterruptible;
    private int attachedDuringTransaction;

    public SessionConnection()
    {
        Sqlite = SqliteDatabase.OpenMemory();
        SqliteFunctions.Define(Sqlite, number => conversions[number]);
    }

    public SqliteDatabase Sqlite { get; }

    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(Sqlite.Handle) == 0;

    /// <summary>Stops the statement that runs, from another thread; not while something is being made permanent or taken back.</summary>
    public void Interrupt()
    {
        lock (interruptGate)
            if (uninterruptible == 0) Sqlite.Interrupt();
    }

    /// <summary>Does something that must come to its end.</summary>
    public void Finish(Action action)
    {
        lock (interruptGate) uninterruptible++;
        try
        {
            action();
        }
        finally
        {
            lock (interruptGate) uninterruptible--;
        }
    }

    /// <summary>A statement begins: nothing is needed for it yet.</summary>
    public void BeginStatement()
    {
        needed.Clear();
        if (attachedDuringTransaction == 0 || InTransaction) return;
        foreach (var tableSpace in attached) Sqlite.Execute($"PRAGMA {tableSpace.Schema}.synchronous=OFF");
        attachedDuringTransaction = 0;
    }

    /// <summary>The name under which the table space is attached, with a dot: <c>ts2.</c></summary>
    public string Attach(TableSpace tableSpace)
    {
        needed.Add(tableSpace.Id);
        if (attached.Exists(t => t.Id == tableSpace.Id)) return tableSpace.Schema + ".";
        if (attached.Count == MostAttached) MakeRoom();
        Sqlite.Execute($"ATTACH ? AS {tableSpace.Schema}", tableSpace.Container);
        attached.Add(tableSpace);
        // SQLite takes this setting only outside of a transaction: until the next one such a file is written more carefully.
        if (InTransaction) attachedDuringTransaction++;
        else Sqlite.Execute($"PRAGMA {tableSpace.Schema}.synchronous=OFF");
        if (tableSpace.FixedPages is { } pages) Sqlite.Execute($"PRAGMA {tableSpace.Schema}.max_page_count={pages}");
        return tableSpace.Schema + ".";
    }

    public void Detach(TableSpace tableSpace)
    {
        if (attached.RemoveAll(t => t.Id == tableSpace.Id) == 0) return;
        Sqlite.ForgetStatements();
        Sqlite.Execute($"DETACH {tableSpace.Schema}");
    }

    /// <summary>A table in memory with these rows, until the end of the statement.</summary>
    public string Materialize(int columns, IEnumerable<object?[]> rows, IReadOnlyList<SourceColumn> types)
    {
        var name = $"v{systemTables.Count + 1}";
        var list = string.Join(", ", types.Select((t, i) => $"c{i}" + (t.Type?.Kind is Db2TypeKind.Char or Db2TypeKind.VarChar ? " COLLATE RTRIM" : "")));
        Sqlite.Execute($"CREATE TABLE main.{name} ({list})");
        systemTables.Add(name);
        var insert = $"INSERT INTO main.{name} VALUES ({string.Join(", ", Enumerable.Repeat("?", columns))})";
        foreach (var row in rows) Sqlite.Execute(insert, row);
        return "main." + name;
    }

    public void EndStatement()
    {
        if (systemTables.Count == 0) return;
        // A statement that was taken back took them with it.
        foreach (var name in systemTables) Sqlite.Execute($"DROP TABLE IF EXISTS main.{name}");
        systemTables.Clear();
    }

    public int Conversion(Db2Type? from, Db2Type to)
    {
        if (conversionNumbers.TryGetValue((from, to), out var number)) return number;
        conversions.Add((from, to));
        return conversionNumbers[(from, to)] = conversions.Count - 1;
    }

    public void Dispose() => Sqlite.Dispose();

    private void MakeRoom()
    {
        foreach (var candidate in attached.Where(t => !needed.Contains(t.Id)).ToList())
            try
            {
                Detach(candidate);
                return;
            }
            catch (SqliteFailure)
            {
                // The open unit of work has been in it: look for another.
                attached.Add(candidate);
            }
        throw new Db2Exception("SQL0101N");
    }
}
