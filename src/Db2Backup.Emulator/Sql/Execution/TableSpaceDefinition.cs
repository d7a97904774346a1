using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>CREATE TABLESPACE and DROP TABLESPACE.</summary>
internal sealed class TableSpaceDefinition(UnitOfWork work, Database database, Application application)
{
    public void Create(CreateTableSpace create)
    {
        RequireAuthority("CREATE TABLESPACE", create.Name);
        if (create.Name.StartsWith("SYS", StringComparison.Ordinal) && create.Name != "SYSTOOLSPACE") throw new Db2Exception("SQL0553N", create.Name);
        if (work.FindTableSpace(create.Name) is not null) throw new Db2Exception("SQL0601N", create.Name, "TABLESPACE");
        var pageSize = database.Storage.All[0].PageSize;
        // The only buffer pool, IBMDEFAULTBP, has the page size of the database.
        if (create.PageSize is { } asked && asked != pageSize) throw new Db2Exception("SQL1582N", create.Name, "IBMDEFAULTBP");
        var id = database.Storage.NextId();
        var content = create.Large ? "LARGE" : "ANY";
        var automatic = create.ContainerPath is null;
        var container = create.ContainerPath is { } path ? ContainerFile(path) : TableSpaceDefinitions.AutomaticContainer(database.Paths, id, content);
        work.AddTableSpace(new TableSpace(id, create.Name, content, "DMS", pageSize, container, automatic)
        {
            FixedPages = create.Pages,
            ExtentSize = create.ExtentSize ?? 32,
        });
        work.AfterCommit(() => Remember('A', create.Name));
    }

    public void Drop(DropTableSpace drop)
    {
        foreach (var name in drop.Names)
        {
            RequireAuthority("DROP TABLESPACE", name);
            var space = work.FindTableSpace(name) ?? throw new Db2Exception("SQL0204N", name);
            if (space.Id == 0) throw new Db2Exception("SQL0607N", "DROP");
            if (space.IsTemporary) throw new Db2Exception("SQL0283N", name, space.PageSize);
            foreach (var table in work.Catalog.Tables.Where(t => !t.IsView && t.SpaceId == space.Id).ToList())
            {
                work.DefineInCatalog("DELETE FROM @tables WHERE id=?", (long)table.Id);
                work.DefineInCatalog("DELETE FROM @columns WHERE table_id=?", (long)table.Id);
                work.DefineInCatalog("DELETE FROM @indexes WHERE table_id=?", (long)table.Id);
            }
            work.RemoveTableSpace(space);
            work.AfterCommit(() => Remember('O', name));
        }
    }

    private void RequireAuthority(string operation, string name)
    {
        if (!application.HasSysAdm) throw new Db2Exception("SQL0552N", application.AuthId, operation + " " + name);
    }

    // A relative path lies in the database directory.
    private string ContainerFile(string path)
    {
        var full = Path.GetFullPath(path, database.Paths.ControlFolder);
        if (database.Storage.All.FirstOrDefault(t => t.Container == full) is { } owner) throw new Db2Exception("SQL0294N", owner.Name);
        if (Directory.Exists(full) || File.Exists(full) || !Directory.Exists(Path.GetDirectoryName(full))) throw new Db2Exception("SQL0298N", path, "FILE", 1);
        return full;
    }

    // The history file tells of table spaces that came and went. [sql.md, DB_HISTORY: OPERATION A, O]
    private void Remember(char operation, string name)
    {
        var now = Clock.Timestamp14(database.Engine.Clock.UtcNow());
        database.History.Add(new HistoryEntry { Operation = operation, ObjectType = 'P', StartTime = now, EndTime = now, TableSpaces = [name] });
    }
}
