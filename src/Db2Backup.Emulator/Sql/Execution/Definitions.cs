using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>CREATE, ALTER and DROP: rows of the catalog, and tables and indexes in the table spaces.</summary>
internal sealed class Definitions(StatementNames names, UnitOfWork work, Database database, Application application, CommandContext context)
{
    private const int MostColumns = 1012;
    private bool warned;

    /// <returns>True when a warning was the answer.</returns>
    public bool Run(Statement statement)
    {
        switch (statement)
        {
            case CreateTable create: CreateTable(create); break;
            case CreateIndex create: CreateIndex(create); break;
            case CreateView create: CreateView(create); break;
            case CreateSchema create: CreateSchema(create.Name); break;
            case CreateTableSpace create: new TableSpaceDefinition(work, database, application).Create(create); break;
            case DropTableSpace drop: new TableSpaceDefinition(work, database, application).Drop(drop); break;
            case AddColumn add: AddColumns(add); break;
            case AddKey add: AddKey(Own(add.Table), add.Key); break;
            case ActivateNotLogged activate: work.ActivateNotLogged(Own(activate.Table).Id); break;
            case Drop drop: Drop(drop); break;
            case DropSchema drop: DropSchema(drop.Name); break;
            default: throw new InvalidOperationException($"internal error: {statement.GetType().Name}");
        }
        return warned;
    }

    private string Now => (string)names.Register("TIMESTAMP").Value!;

    private ObjectName Qualified(ObjectName name) => name.Schema is null ? new ObjectName(names.CurrentSchema, name.Name) : name;

    private TableDefinition Own(ObjectName name)
    {
        var table = names.BaseTable(name);
        names.Allow(table, "ALTER");
        return table;
    }

    private void CreateTable(CreateTable create)
    {
        var name = Qualified(create.Table);
        RequireNew(name);
        var space = SpaceFor(create.TableSpace);
        if (create.IndexSpace is { } indexSpace && work.FindTableSpace(indexSpace) is null) throw new Db2Exception("SQL0204N", indexSpace);
        var columns = create.Like is null ? create.Columns.Select(c => Column(c, name.Name)).ToList() : LikeColumns(create.Like, create.WithoutDefaults);
        if (columns.Count > MostColumns) throw new Db2Exception("SQL0680N");
        foreach (var group in columns.GroupBy(c => c.Name, StringComparer.Ordinal))
            if (group.Count() > 1) throw new Db2Exception("SQL0612N", group.Key);
        var id = work.Catalog.NextTableId;
        ImplicitSchema(name.Schema!);
        work.DefineInCatalog("INSERT INTO @tables VALUES (?,?,?,'T',?,?,?,'','',1,?)",
            (long)id, name.Schema, name.Name, (long)space.Id, application.AuthId, Now, create.Compressed ? 1L : 0L);
        for (var i = 0; i < columns.Count; i++) InsertColumn(id, i, columns[i]);
        work.Define(space, $"CREATE TABLE @T{id} ({string.Join(", ", columns.Select((c, i) => SqliteColumn(i, c.Type)))})");
        foreach (var key in create.Keys) AddKey(work.Catalog.Table(name.Schema!, name.Name)!, key);
        if (create.NotLoggedInitially) work.ActivateNotLogged(id);
    }

    private static string SqliteColumn(int position, Db2Type type) =>
        $"c{position}" + (type.Kind == Db2TypeKind.Decimal ? " COLLATE " + SqliteDatabase.DecimalCollation : type.IsCharacter() ? " COLLATE RTRIM" : "");

    private void InsertColumn(int tableId, int position, ColumnDefinition c) =>
        work.DefineInCatalog("INSERT INTO @columns VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (long)tableId, (long)position, c.Name, (long)c.Type.Kind, (long)c.Type.Length, (long)c.Type.Scale, c.Type.BitData ? 1L : 0L,
            c.Nullable ? 1L : 0L, c.DefaultText, c.Identity.ToString(), c.First, c.Step);

    private ColumnDefinition Column(ColumnClause clause, string table)
    {
        var identity = clause.Identity;
        if (identity is not null && !clause.Type.IsInteger() && clause.Type is not { Kind: Db2TypeKind.Decimal, Scale: 0 }) throw new Db2Exception("SQL0574N", clause.Name, table, 1);
        var column = new ColumnDefinition(clause.Name, clause.Type, !clause.NotNull, clause.Default,
            identity is null ? ' ' : identity.Always ? 'A' : 'D', identity?.First ?? 1, identity?.Step ?? 1);
        // A default that does not fit the column is found out now.
        Defaults.Of(column, names, table);
        return column;
    }

    private List<ColumnDefinition> LikeColumns(ObjectName like, bool withoutDefaults)
    {
        var name = Qualified(like);
        var table = names.Table(name.Schema!, name.Name) ?? throw new Db2Exception("SQL0204N", name);
        return table.Columns.Select(c => c with { DefaultText = withoutDefaults ? null : c.DefaultText, Identity = ' ' }).ToList();
    }

    private TableSpace SpaceFor(string? name)
    {
        name ??= work.FindTableSpace(TableSpace.User) is not null ? TableSpace.User
            : database.Storage.All.FirstOrDefault(t => t.Id > 0 && !t.IsTemporary)?.Name ?? throw new Db2Exception("SQL0286N", database.Storage.All[0].PageSize, application.AuthId);
        var space = work.FindTableSpace(name) ?? throw new Db2Exception("SQL0204N", name);
        if (space.Id == 0) throw new Db2Exception("SQL0287N");
        if (space.IsTemporary) throw new Db2Exception("SQL0159N", name, "TEMPORARY TABLESPACE", "TABLESPACE");
        return space;
    }

    private void RequireNew(ObjectName name)
    {
        if (name.Schema!.StartsWith("SYS", StringComparison.Ordinal) && name.Schema != "SYSTOOLS") throw new Db2Exception("SQL0553N", name.Schema);
        if (name.Name.Length > 128) throw new Db2Exception("SQL0107N", name.Name, 128);
        if (names.Table(name.Schema, name.Name) is { } existing) throw new Db2Exception("SQL0601N", name, existing.IsView ? "VIEW" : "TABLE");
    }

    private void ImplicitSchema(string schema)
    {
        if (!work.Catalog.Schemas.ContainsKey(schema)) work.DefineInCatalog("INSERT INTO @schemas VALUES (?,?,?)", schema, "SYSIBM", Now);
    }

    private void CreateSchema(string name)
    {
        if (name.StartsWith("SYS", StringComparison.Ordinal)) throw new Db2Exception("SQL0553N", name);
        if (work.Catalog.Schemas.ContainsKey(name)) throw new Db2Exception("SQL0601N", name, "SCHEMA");
        work.DefineInCatalog("INSERT INTO @schemas VALUES (?,?,?)", name, application.AuthId, Now);
    }

    private void DropSchema(string name)
    {
        if (!work.Catalog.Schemas.ContainsKey(name)) throw new Db2Exception("SQL0204N", name);
        if (work.Catalog.Tables.FirstOrDefault(t => t.Schema == name) is { } table) throw new Db2Exception("SQL0478N", "SCHEMA", name, table.QualifiedName, table.IsView ? "VIEW" : "TABLE");
        work.DefineInCatalog("DELETE FROM @schemas WHERE name=?", name);
    }

    private void AddKey(TableDefinition table, KeyClause key)
    {
        var positions = key.Columns.Select(c => table.Position(c) is >= 0 and var p ? p : throw new Db2Exception("SQL0205N", c, table.QualifiedName)).ToList();
        foreach (var position in positions)
            if (table.Columns[position].Nullable) throw new Db2Exception("SQL0542N", table.Columns[position].Name);
        if (key.Primary && table.Indexes.Any(i => i.Rule == 'P')) throw new Db2Exception("SQL0624N", table.QualifiedName, "PRIMARY");
        // Db2 names such an index and its constraint by the time.
        var name = "SQL" + DateTimes.Parse(Now).ToString("yyMMddHHmmss", CultureInfo.InvariantCulture) + work.Catalog.NextIndexId.ToString("D3", CultureInfo.InvariantCulture);
        AddIndex(table, "SYSIBM", name, key.Primary ? 'P' : 'U', positions.Select(p => new IndexKey(p, false)).ToList(), key.ConstraintName ?? name);
    }

    private void CreateIndex(CreateIndex create)
    {
        var table = Own(create.Table);
        var name = Qualified(create.Index);
        if (work.Catalog.Index(name.Schema!, name.Name) is not null) throw new Db2Exception("SQL0601N", name, "INDEX");
        var keys = create.Keys.Select(k => new IndexKey(table.Position(k.Column) is >= 0 and var p ? p : throw new Db2Exception("SQL0205N", k.Column, table.QualifiedName), k.Descending)).ToList();
        if (table.Indexes.FirstOrDefault(i => i.Keys.SequenceEqual(keys) && (i.IsUnique || !create.Unique)) is { } same)
        {
            context.Reply.Message(new Message("SQL0605W", same.Schema + "." + same.Name));
            warned = true;
            return;
        }
        ImplicitSchema(name.Schema!);
        AddIndex(table, name.Schema!, name.Name, create.Unique ? 'U' : 'D', keys, "");
    }

    private void AddIndex(TableDefinition table, string schema, string name, char rule, IReadOnlyList<IndexKey> keys, string constraint)
    {
        var id = work.Catalog.NextIndexId;
        var space = work.TableSpaceOf(table.SpaceId);
        work.DefineInCatalog("INSERT INTO @indexes VALUES (?,?,?,?,?,?,?,?)", (long)id, schema, name, (long)table.Id, rule.ToString(), IndexDefinition.Format(keys), constraint, Now);
        try
        {
            var nullable = keys.Any(k => table.Columns[k.Position].Nullable);
            var list = string.Join(", ", keys.Select(k => $"c{k.Position}{(k.Descending ? " DESC" : "")}"));
            work.Define(space, $"CREATE {(rule != 'D' && !nullable ? "UNIQUE " : "")}INDEX @I{id} ON {table.SqliteName} ({list})");
            // In Db2 two NULLs are equal in a unique index, in SQLite they are not.
            if (rule != 'D' && nullable)
                work.Define(space, $"CREATE UNIQUE INDEX @U{id} ON {table.SqliteName} ({string.Join(", ", keys.Select(k => $"c{k.Position} IS NULL, ifnull(c{k.Position}, 0) COLLATE RTRIM"))})");
        }
        catch (SqliteFailure failure) when (failure.Code == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new Db2Exception("SQL0603N");
        }
    }

    private void CreateView(CreateView create)
    {
        var name = Qualified(create.View);
        if (create.Replace && names.Table(name.Schema!, name.Name) is { IsView: true } old) Remove(old);
        RequireNew(name);
        var columns = new Translator(names).Translate(create.Query).Columns;
        if (create.Columns.Count > 0 && create.Columns.Count != columns.Count) throw new Db2Exception("SQL0158N", name);
        var id = work.Catalog.NextTableId;
        ImplicitSchema(name.Schema!);
        work.DefineInCatalog("INSERT INTO @tables VALUES (?,?,?,'V',0,?,?,?,?,1,0)", (long)id, name.Schema, name.Name, application.AuthId, Now, create.QueryText, names.CurrentSchema);
        for (var i = 0; i < columns.Count; i++)
        {
            // An expression has no name of its own: the view must give it one.
            if (create.Columns.Count == 0 && char.IsAsciiDigit(columns[i].Name[0])) throw new Db2Exception("SQL0153N");
            InsertColumn(id, i, new ColumnDefinition(create.Columns.Count > 0 ? create.Columns[i] : columns[i].Name, columns[i].Type ?? Db2Type.VarChar(1), columns[i].Nullable, null));
        }
    }

    private void AddColumns(AddColumn add)
    {
        var table = Own(add.Table);
        var position = table.Columns.Count;
        foreach (var clause in add.Columns)
        {
            if (table.Position(clause.Name) >= 0 || add.Columns.Count(c => c.Name == clause.Name) > 1) throw new Db2Exception("SQL0612N", clause.Name);
            if (clause.NotNull && clause.Default is null or "NULL") throw new Db2Exception("SQL0193N", clause.Name);
            var column = Column(clause, table.Name);
            var space = work.TableSpaceOf(table.SpaceId);
            InsertColumn(table.Id, position, column);
            work.Define(space, $"ALTER TABLE @{table.SqliteName} ADD COLUMN {SqliteColumn(position, column.Type)}");
            if (Defaults.Of(column, names) is { } value) work.Define(space, $"UPDATE @{table.SqliteName} SET c{position}=?", value);
            position++;
        }
    }

    private void Drop(Drop drop)
    {
        var name = Qualified(drop.Name);
        if (drop.Kind == "INDEX")
        {
            DropIndex(name, drop.IfExists);
            return;
        }
        if (names.Table(name.Schema!, name.Name) is not { } table)
        {
            if (drop.IfExists) return;
            throw new Db2Exception("SQL0204N", name);
        }
        if (table.IsView != (drop.Kind == "VIEW")) throw new Db2Exception("SQL0159N", name, table.IsView ? "VIEW" : "TABLE", drop.Kind);
        if (!application.HasSysAdm && table.Owner != application.AuthId) throw new Db2Exception("SQL0551N", application.AuthId, "DROP " + drop.Kind, name);
        Remove(table);
    }

    private void DropIndex(ObjectName name, bool ifExists)
    {
        if (work.Catalog.Index(name.Schema!, name.Name) is not { } index)
        {
            if (ifExists) return;
            throw new Db2Exception("SQL0204N", name);
        }
        if (index.ConstraintName.Length > 0) throw new Db2Exception("SQL0669N");
        var table = work.Catalog.Tables.First(t => t.Id == index.TableId);
        work.DefineInCatalog("DELETE FROM @indexes WHERE id=?", (long)index.Id);
        var space = work.TableSpaceOf(table.SpaceId);
        work.Define(space, $"DROP INDEX IF EXISTS @I{index.Id}");
        work.Define(space, $"DROP INDEX IF EXISTS @U{index.Id}");
    }

    private void Remove(TableDefinition table)
    {
        work.DefineInCatalog("DELETE FROM @tables WHERE id=?", (long)table.Id);
        work.DefineInCatalog("DELETE FROM @columns WHERE table_id=?", (long)table.Id);
        work.DefineInCatalog("DELETE FROM @indexes WHERE table_id=?", (long)table.Id);
        if (table.IsView) return;
        var space = work.TableSpaceOf(table.SpaceId);
        work.Define(space, $"DROP TABLE @{table.SqliteName}");
        work.Change(space, "DELETE FROM @counters WHERE id=?", (long)table.Id);
    }
}
