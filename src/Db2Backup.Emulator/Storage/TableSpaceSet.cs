using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// The open table spaces of an active database, each an SQLite file in its container. Sessions attach the files to
/// connections of their own; this class keeps one connection per file for what is not a session's business: sizes,
/// checkpoints, redo.
/// </summary>
internal sealed class TableSpaceSet : IDisposable
{
    private readonly object gate = new();
    private readonly Database database;
    private readonly Dictionary<int, SqliteDatabase> files = [];
    private List<TableSpace> definitions;
    private int lastId;
    private Catalog? catalog;
    private bool waitingToo;

    private TableSpaceSet(Database database)
    {
        this.database = database;
        definitions = TableSpaceDefinitions.Read(database.Paths).ToList();
        lastId = definitions.Max(d => d.Id);
        foreach (var definition in definitions)
        {
            if (definition.IsTemporary) Container.Create(definition);
            else files[definition.Id] = SqliteDatabase.Open(definition.Container);
        }
    }

    /// <summary>Creates the files of a new database: SYSCATSPACE, TEMPSPACE1, USERSPACE1.</summary>
    public static void Create(DatabasePaths paths, int pageSize)
    {
        TableSpace Automatic(int id, string name, string content, string managed) =>
            new(id, name, content, managed, pageSize, TableSpaceDefinitions.AutomaticContainer(paths, id, content), true);

        TableSpace[] initial =
        [
            Automatic(0, TableSpace.Catalog, "ANY", "DMS"),
            Automatic(1, TableSpace.Temporary, "SYSTEMP", "SMS"),
            Automatic(2, TableSpace.User, "LARGE", "DMS"),
        ];
        foreach (var tableSpace in initial) Container.Create(tableSpace);
        using (var file = SqliteDatabase.Open(initial[0].Container)) CatalogTables.Create(file);
        TableSpaceDefinitions.Write(paths, initial);
    }

    public static TableSpaceSet Open(Database database) => new(database);

    /// <summary>Definitions from disk, also while the database is not active.</summary>
    public static IReadOnlyList<TableSpace> Definitions(DatabasePaths paths) => TableSpaceDefinitions.Read(paths);

    public static void WriteDefinitions(DatabasePaths paths, IReadOnlyList<TableSpace> definitions) => TableSpaceDefinitions.Write(paths, definitions);

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<TableSpace> All
    {
        get { lock (gate) return definitions; }
    }

    /// <summary>The committed definitions of tables, views and indexes.</summary>
    public Catalog Catalog
    {
        get { lock (gate) return catalog ??= Catalog.Load(files[0], ""); }
    }

    public TableSpace? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    /// <summary>An id that no table space has had since the database was activated.</summary>
    public int NextId()
    {
        lock (gate) return ++lastId;
    }

    /// <summary>After a commit that changed definitions: they are read anew.</summary>
    public void ForgetCatalog()
    {
        lock (gate) catalog = null;
    }

    /// <summary>A unit of work is committed in the log: the table spaces it made, dropped or changed the tables of.</summary>
    public void Publish(IReadOnlyList<TableSpace> added, IReadOnlyList<TableSpace> dropped, IReadOnlySet<int> changed, DateTime commitUtc)
    {
        ChangeTracking.Forget(database, added.Concat(dropped));
        ForgetState(dropped);
        lock (gate)
        {
            // Only rollforward asks for a minimum recovery time, so only a recoverable database has one.
            definitions = definitions
                .Where(d => dropped.All(gone => gone.Id != d.Id))
                .Select(d => changed.Contains(d.Id) && database.State.Recoverable ? d with { MinimumRecoveryUtc = commitUtc } : d)
                .Concat(added)
                .OrderBy(d => d.Id).ToList();
            TableSpaceDefinitions.Write(database.Paths, definitions);
            foreach (var tableSpace in added)
                if (!tableSpace.IsTemporary) files[tableSpace.Id] = SqliteDatabase.Open(tableSpace.Container);
        }
    }

    /// <summary>After the commit that dropped them: nobody finds them any more.</summary>
    public void RemoveContainers(IReadOnlyList<TableSpace> dropped)
    {
        lock (gate)
            foreach (var tableSpace in dropped)
            {
                if (files.Remove(tableSpace.Id, out var file)) file.Dispose();
                Container.Delete(tableSpace);
            }
    }

    public IReadOnlyList<TableSpaceUsage> Usage()
    {
        lock (gate) return definitions.ConvertAll(UsageOf);
    }

    /// <summary>
    /// Fixes the committed state of now: until disposed the container files do not change and can be read as plain files,
    /// while others go on writing. Redo for it starts at <see cref="FrozenTableSpaces.RedoStart"/>.
    /// </summary>
    public FrozenTableSpaces Freeze() => new Freezer(database, All, Checkpoint).Freeze();

    /// <summary>
    /// Applies a committed unit of work from the log; each table space skips it when it holds it already.
    /// Used by crash recovery and rollforward, which alone are in the database then.
    /// </summary>
    public void Redo(long commitLso, IReadOnlyList<LoggedStatement> statements)
    {
        lock (gate)
        {
            new Redo(commitLso, this).Apply(statements);
            catalog = null;
        }
    }

    /// <summary>As <see cref="Redo"/>, for table spaces that wait for a rollforward of their own.</summary>
    public void RedoOnly(long commitLso, IReadOnlyList<LoggedStatement> statements)
    {
        if (statements.Count == 0) return;
        lock (gate)
        {
            waitingToo = true;
            try
            {
                new Redo(commitLso, this).Apply(statements);
            }
            finally
            {
                waitingToo = false;
            }
            catalog = null;
        }
    }

    /// <summary>The bytes of another file in place of those of a table space; who has it open sees them at once.</summary>
    public void Replace(TableSpace tableSpace, string path)
    {
        lock (gate)
        {
            using (var other = SqliteDatabase.Open(path)) files[tableSpace.Id].CopyFrom(other);
            catalog = null;
        }
    }

    /// <summary>No redo of anything before this address.</summary>
    public void SkipUntil(TableSpace tableSpace, long lso)
    {
        lock (gate) files[tableSpace.Id].Execute("UPDATE meta SET lso=?", lso);
    }

    /// <summary>
    /// For redo: the open file of a table space, or null when it is not there (any more), or waits for a rollforward of its own: what was
    /// done to it before would be passed over then.
    /// </summary>
    internal SqliteDatabase? File(string tableSpace) =>
        definitions.Find(d => d.Name == tableSpace) is { } found && (waitingToo || !Waits(found)) ? files.GetValueOrDefault(found.Id) : null;

    private bool Waits(TableSpace tableSpace) =>
        database.State.TableSpaces.TryGetValue(tableSpace.Id, out var state) && state.Pending != TableSpacePending.Backup;

    private void ForgetState(IReadOnlyList<TableSpace> gone)
    {
        if (gone.Any(t => database.State.TableSpaces.ContainsKey(t.Id))) database.Change(state => { foreach (var tableSpace in gone) state.TableSpaces.Remove(tableSpace.Id); });
    }

    /// <summary>For redo: a table space comes, in place of what a killed engine left of it.</summary>
    internal void RedoCreate(TableSpace tableSpace)
    {
        if (tableSpace.AutomaticStorage)
            tableSpace = tableSpace with { Container = TableSpaceDefinitions.AutomaticContainer(database.Paths, tableSpace.Id, tableSpace.ContentType) };
        if (files.Remove(tableSpace.Id, out var old)) old.Dispose();
        ChangeTracking.Forget(database, [tableSpace]);
        Container.Create(tableSpace);
        definitions = definitions.Where(d => d.Id != tableSpace.Id && d.Name != tableSpace.Name).Append(tableSpace).OrderBy(d => d.Id).ToList();
        lastId = Math.Max(lastId, tableSpace.Id);
        TableSpaceDefinitions.Write(database.Paths, definitions);
        if (!tableSpace.IsTemporary) files[tableSpace.Id] = SqliteDatabase.Open(tableSpace.Container);
    }

    /// <summary>For redo: a table space goes.</summary>
    internal void RedoDrop(string name)
    {
        if (definitions.Find(d => d.Name == name) is not { } found) return;
        ChangeTracking.Forget(database, [found]);
        ForgetState([found]);
        definitions = definitions.Where(d => d.Id != found.Id).ToList();
        TableSpaceDefinitions.Write(database.Paths, definitions);
        RemoveContainers([found]);
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var file in files.Values) file.Dispose();
            files.Clear();
        }
    }

    /// <summary>Moves what is committed from the write-ahead log into the file; true when everything is there.</summary>
    private bool Checkpoint(TableSpace tableSpace)
    {
        lock (gate)
        {
            // busy, frames in the log, frames moved
            var result = files[tableSpace.Id].Query("PRAGMA wal_checkpoint(PASSIVE)")[0];
            return result is [0L, long logged, long moved] && logged == moved;
        }
    }

    // An automatic storage table space begins with 32 MB and grows by 32 MB; its first extent is not usable.
    private const long Increment = 32L << 20;

    private TableSpaceUsage UsageOf(TableSpace tableSpace)
    {
        if (tableSpace.IsTemporary) return new TableSpaceUsage(tableSpace, 1, 1, 0, 0);
        var file = files[tableSpace.Id];
        var highWaterMark = file.Number("PRAGMA page_count");
        var used = highWaterMark - file.Number("PRAGMA freelist_count");
        var step = Increment / tableSpace.PageSize;
        var total = tableSpace.FixedPages ?? (highWaterMark + tableSpace.ExtentSize + step - 1) / step * step;
        return new TableSpaceUsage(tableSpace, used, total, Math.Max(0, total - tableSpace.ExtentSize - used), highWaterMark);
    }
}
