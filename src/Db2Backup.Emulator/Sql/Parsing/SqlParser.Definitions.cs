namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>CREATE, ALTER, DROP.</summary>
internal sealed partial class SqlParser
{
    private Statement Create()
    {
        Expect("CREATE");
        if (Accept("TABLE")) return CreateTable();
        if (Accept("SCHEMA")) return new CreateSchema(SchemaName());
        if (Accept("UNIQUE")) return CreateIndex(true);
        if (IsNext("INDEX")) return CreateIndex(false);
        if (Accept("VIEW")) return CreateView(false);
        if (Accept("OR", "REPLACE", "VIEW")) return CreateView(true);
        if (IsNext("TABLESPACE") || IsNext("LARGE") || IsNext("REGULAR")) return CreateTableSpace();
        throw Unexpected("TABLE");
    }

    private string SchemaName()
    {
        var name = Name("<schema-name>");
        if (Accept("AUTHORIZATION")) Name("<authorization-name>");
        return name;
    }

    private CreateTable CreateTable()
    {
        var table = QualifiedName("<table-name>");
        var columns = new List<ColumnClause>();
        var keys = new List<KeyClause>();
        ObjectName? like = null;
        if (Accept("LIKE")) like = QualifiedName("<table-name>");
        else
        {
            ExpectSymbol("(");
            do TableElement(columns, keys);
            while (AcceptSymbol(","));
            ExpectSymbol(")");
        }
        var create = new CreateTable(table, columns, keys) { Like = like };
        while (true)
        {
            if (Accept("IN")) create = create with { TableSpace = Name("<tablespace-name>") };
            else if (Accept("INDEX", "IN")) create = create with { IndexSpace = Name("<tablespace-name>") };
            else if (Accept("NOT", "LOGGED", "INITIALLY")) create = create with { NotLoggedInitially = true };
            else if (Accept("ORGANIZE", "BY")) Expect("ROW");
            else if (Accept("COMPRESS"))
            {
                if (Accept("YES"))
                {
                    create = create with { Compressed = true };
                    if (!Accept("ADAPTIVE")) Accept("STATIC");
                }
                else Expect("NO");
            }
            else if (Accept("DATA", "CAPTURE")) Expect("NONE");
            else if (like is not null && (IsNext("INCLUDING") || IsNext("EXCLUDING")))
            {
                create = create with { WithoutDefaults = Take().Text == "EXCLUDING" };
                Accept("COLUMN");
                Expect("DEFAULTS");
            }
            else return create;
        }
    }

    private void TableElement(List<ColumnClause> columns, List<KeyClause> keys)
    {
        if (Key(null) is { } key) keys.Add(key);
        else columns.Add(Column(keys));
    }

    /// <summary>[CONSTRAINT name] PRIMARY KEY | UNIQUE [(columns)]; inside a column definition it is that column's.</summary>
    private KeyClause? Key(string? column)
    {
        string? constraint = null;
        if (IsNext("CONSTRAINT") && Ahead(1).IsName && (Ahead(2).IsWord("PRIMARY") || Ahead(2).IsWord("UNIQUE")))
        {
            Take();
            constraint = Name();
        }
        bool primary;
        if (IsNext("PRIMARY") && Ahead(1).IsWord("KEY"))
        {
            Position += 2;
            primary = true;
        }
        else if (IsNext("UNIQUE") && (column is not null || Ahead(1).IsSymbol("(")))
        {
            Take();
            primary = false;
        }
        else return constraint is null ? null : throw Unexpected("PRIMARY");
        return new KeyClause(constraint, primary, column is null ? Bracketed(() => Name()) : [column]);
    }

    private ColumnClause Column(List<KeyClause> keys)
    {
        var column = new ColumnClause(Name("<column-name>"), DataType(), false, null, null);
        while (true)
        {
            if (Accept("NOT", "NULL")) column = column with { NotNull = true };
            else if (Accept("WITH", "DEFAULT") || Accept("DEFAULT")) column = column with { Default = DefaultText() };
            else if (Accept("GENERATED")) column = column with { NotNull = true, Identity = Identity() };
            else if (Accept("INLINE", "LENGTH")) Number();
            else if (Accept("LOGGED") || Accept("COMPACT") || Accept("NOT", "COMPACT"))
            {
                if (column.Type.Kind is not (Results.Db2TypeKind.Clob or Results.Db2TypeKind.Blob)) throw Unexpected(",");
            }
            else if (Key(column.Name) is { } key) keys.Add(key);
            else return column;
        }
    }

    // A constant, NULL or a special register; nothing after WITH DEFAULT means the type's own default.
    private string DefaultText()
    {
        if (Current.IsSymbol(",") || Current.IsSymbol(")") || Current.Kind == TokenKind.End || IsNext("NOT") || IsNext("PRIMARY") || IsNext("UNIQUE") || IsNext("CONSTRAINT")) return "";
        var start = Position;
        Operand();
        return Source(start);
    }

    private IdentityClause Identity()
    {
        var always = Accept("ALWAYS");
        if (!always) Expect("BY", "DEFAULT");
        Expect("AS", "IDENTITY");
        long first = 1, step = 1;
        if (!AcceptSymbol("(")) return new IdentityClause(always, first, step);
        while (!AcceptSymbol(")"))
        {
            if (Accept("START", "WITH")) first = Number();
            else if (Accept("INCREMENT", "BY")) step = Number();
            else if (Accept("CACHE")) Number();
            else if (!Accept("NO", "CACHE") && !Accept("NO", "CYCLE") && !Accept("NO", "MAXVALUE") && !Accept("NO", "MINVALUE") && !Accept("NO", "ORDER") && !AcceptSymbol(","))
                throw Unexpected(")");
        }
        return new IdentityClause(always, first, step);
    }

    private CreateIndex CreateIndex(bool unique)
    {
        Expect("INDEX");
        var index = QualifiedName("<index-name>");
        Expect("ON");
        var table = QualifiedName("<table-name>");
        var keys = Bracketed(() =>
        {
            var column = Name("<column-name>");
            var descending = Accept("DESC");
            if (!descending) Accept("ASC");
            return (column, descending);
        });
        while (Accept("ALLOW", "REVERSE", "SCANS") || Accept("DISALLOW", "REVERSE", "SCANS") || Accept("CLUSTER") || Accept("COLLECT", "STATISTICS") || Accept("COMPRESS", "NO") || Accept("COMPRESS", "YES"))
        {
        }
        return new CreateIndex(index, table, unique, keys);
    }

    private CreateView CreateView(bool replace)
    {
        var view = QualifiedName("<view-name>");
        var columns = Current.IsSymbol("(") ? Bracketed(() => Name()) : [];
        Expect("AS");
        var start = Position;
        var query = Query();
        return new CreateView(view, columns, query, Source(start), replace);
    }

    private CreateTableSpace CreateTableSpace()
    {
        var large = !Accept("REGULAR");
        Accept("LARGE");
        Expect("TABLESPACE");
        var create = new CreateTableSpace(Name("<tablespace-name>"), large, null, null, null, null);
        while (Current.Kind != TokenKind.End && !Current.IsSymbol(";")) create = TableSpaceOption(create);
        return create;
    }

    private CreateTableSpace TableSpaceOption(CreateTableSpace create)
    {
        if (Accept("PAGESIZE"))
        {
            var size = Number();
            if (Accept("K")) size *= 1024;
            return create with { PageSize = (int)size };
        }
        if (Accept("EXTENTSIZE")) return create with { ExtentSize = (int)Number() };
        if (Accept("MANAGED", "BY", "AUTOMATIC", "STORAGE")) return create;
        if (Accept("MANAGED", "BY", "DATABASE", "USING"))
        {
            ExpectSymbol("(");
            Expect("FILE");
            var path = TextConstant("<container-path>");
            var pages = Number("<pages>");
            ExpectSymbol(")");
            return create with { ContainerPath = path, Pages = pages };
        }
        if (Accept("USING", "STOGROUP") || Accept("BUFFERPOOL"))
        {
            var name = Name();
            return name is "IBMSTOGROUP" or "IBMDEFAULTBP" ? create : throw new Messages.Db2Exception("SQL0204N", name);
        }
        // What an automatic prefetch size comes to is shown; another one would be shown wrongly.
        if (Accept("PREFETCHSIZE"))
        {
            Expect("AUTOMATIC");
            return create;
        }
        // Automatic storage grows as far as its file system, and a file given with its pages does not.
        if (Accept("AUTORESIZE"))
        {
            Expect(create.ContainerPath is null ? "YES" : "NO");
            return create;
        }
        if (Accept("IN", "DATABASE", "PARTITION", "GROUP"))
        {
            Expect("IBMDEFAULTGROUP");
            return create;
        }
        if (Accept("MAXSIZE", "NONE") || Accept("FILE", "SYSTEM", "CACHING")
            || Accept("NO", "FILE", "SYSTEM", "CACHING") || Accept("DROPPED", "TABLE", "RECOVERY", "OFF"))
            return create;
        throw Unexpected("END-OF-STATEMENT");
    }

    private Statement Alter()
    {
        Expect("ALTER", "TABLE");
        var table = QualifiedName("<table-name>");
        if (Accept("ACTIVATE", "NOT", "LOGGED", "INITIALLY")) return new ActivateNotLogged(table);
        if (!IsNext("ADD")) throw Unexpected("ADD");
        var columns = new List<ColumnClause>();
        var keys = new List<KeyClause>();
        while (Accept("ADD"))
        {
            if (columns.Count == 0 && Key(null) is { } key) return new AddKey(table, key);
            Accept("COLUMN");
            columns.Add(Column(keys));
            if (keys.Count > 0) throw Unexpected("END-OF-STATEMENT");
        }
        return new AddColumn(table, columns);
    }

    private Statement Drop()
    {
        Expect("DROP");
        if (Accept("TABLESPACE") || Accept("TABLESPACES")) return new DropTableSpace(CommaList(() => Name("<tablespace-name>")));
        if (Accept("SCHEMA"))
        {
            var schema = Name();
            Expect("RESTRICT");
            return new DropSchema(schema);
        }
        if (!(IsNext("TABLE") || IsNext("VIEW") || IsNext("INDEX"))) throw Unexpected("TABLE");
        var kind = Take().Text;
        var name = QualifiedName();
        return new Drop(kind, name, Accept("IF", "EXISTS"));
    }
}
