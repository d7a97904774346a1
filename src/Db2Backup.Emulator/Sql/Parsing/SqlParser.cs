namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>
/// Reads one SQL statement. What is not built is refused where it stands, with SQL0104N; nothing is skipped silently.
/// </summary>
internal sealed partial class SqlParser : TokenReader
{
    private SqlParser(string text) : base(text)
    {
    }

    public static Statement Parse(string text)
    {
        var parser = new SqlParser(text);
        var statement = parser.Statement();
        parser.AcceptSymbol(";");
        parser.End();
        return statement;
    }

    public static Query ParseQuery(string text)
    {
        var parser = new SqlParser(text);
        var query = parser.Query();
        parser.End();
        return query;
    }

    public static Expression ParseExpression(string text)
    {
        var parser = new SqlParser(text);
        var expression = parser.Sum();
        parser.End();
        return expression;
    }

    private Statement Statement()
    {
        if (BeginsQuery(0)) return QueryStatement();
        var first = Current.Kind == TokenKind.Word ? Current.Text : "";
        switch (first)
        {
            case "INSERT": return Insert();
            case "UPDATE": return Update();
            case "DELETE": return Delete();
            case "TRUNCATE": return Truncate();
            case "CREATE": return Create();
            case "DROP": return Drop();
            case "ALTER": return Alter();
            case "CALL": return Call();
            case "LOCK": return Lock();
            case "SET": return SetSchema();
            case "COMMIT":
                Take();
                Accept("WORK");
                return new Commit();
            case "ROLLBACK": return Rollback();
            case "SAVEPOINT": return Savepoint();
            case "RELEASE":
                Take();
                Accept("TO");
                Expect("SAVEPOINT");
                return new ReleaseSavepoint(Name());
            default: throw Unexpected("<values>");
        }
    }

    private QueryStatement QueryStatement()
    {
        var query = Query();
        while (true)
        {
            if (Accept("WITH"))
            {
                // A query keeps no locks once it is answered, as RS and RR would have it.
                if (!Accept("UR") && !Accept("CS")) throw Unexpected("UR");
            }
            else if (Accept("FOR", "READ", "ONLY") || Accept("FOR", "FETCH", "ONLY"))
            {
            }
            else if (Accept("OPTIMIZE", "FOR"))
            {
                Number();
                if (!Accept("ROW")) Expect("ROWS");
            }
            else return new QueryStatement(query);
        }
    }

    // Isolation of a changing statement: one unit of work writes at a time, so each level is met.
    private void IsolationClause()
    {
        if (Accept("WITH") && !Accept("UR") && !Accept("CS") && !Accept("RS") && !Accept("RR")) throw Unexpected("UR");
    }

    private Insert Insert()
    {
        Expect("INSERT", "INTO");
        var table = QualifiedName("<table-name>");
        var columns = Current.IsSymbol("(") && !BeginsQuery(1) ? Bracketed(() => Name()) : [];
        if (!BeginsQuery(0)) throw Unexpected("VALUES");
        var source = Query();
        IsolationClause();
        return new Insert(table, columns, source);
    }

    private Update Update()
    {
        Expect("UPDATE");
        var table = QualifiedName("<table-name>");
        var alias = Alias();
        Expect("SET");
        var assignments = CommaList(() =>
        {
            var column = Name();
            // a qualifier is the table itself
            if (AcceptSymbol(".")) column = Name();
            ExpectSymbol("=");
            return (column, Condition());
        });
        var where = Accept("WHERE") ? Condition() : null;
        IsolationClause();
        return new Update(table, alias, assignments, where);
    }

    private Delete Delete()
    {
        Expect("DELETE", "FROM");
        var table = QualifiedName("<table-name>");
        var alias = Alias();
        var where = Accept("WHERE") ? Condition() : null;
        IsolationClause();
        return new Delete(table, alias, where);
    }

    private Truncate Truncate()
    {
        Expect("TRUNCATE");
        Accept("TABLE");
        var table = QualifiedName("<table-name>");
        if (!Accept("DROP", "STORAGE")) Accept("REUSE", "STORAGE");
        if (!Accept("IGNORE", "DELETE", "TRIGGERS")) Accept("RESTRICT", "WHEN", "DELETE", "TRIGGERS");
        Accept("CONTINUE", "IDENTITY");
        Expect("IMMEDIATE");
        return new Truncate(table);
    }

    private Call Call()
    {
        Expect("CALL");
        var name = QualifiedName("<procedure-name>");
        if (!AcceptSymbol("(")) return new Call(name, []);
        var arguments = Current.IsSymbol(")") ? [] : CommaList(Sum);
        ExpectSymbol(")");
        return new Call(name, arguments);
    }

    private LockTable Lock()
    {
        Expect("LOCK", "TABLE");
        var table = QualifiedName("<table-name>");
        Expect("IN");
        if (!Accept("SHARE")) Expect("EXCLUSIVE");
        Expect("MODE");
        return new LockTable(table);
    }

    private SetSchema SetSchema()
    {
        Expect("SET");
        Accept("CURRENT");
        if (!Accept("SQLID") && !Accept("CURRENT_SCHEMA")) Expect("SCHEMA");
        AcceptSymbol("=");
        if (Current.Kind == TokenKind.Text) return new SetSchema(Primary());
        if (Current.IsName && Register() is { } register) return new SetSchema(register);
        return new SetSchema(new Constant(Name("<schema-name>"), Results.Db2Type.VarChar(128)));
    }

    private Rollback Rollback()
    {
        Take();
        Accept("WORK");
        if (!Accept("TO")) return new Rollback(null);
        Expect("SAVEPOINT");
        return new Rollback(Current.IsName ? Take().Text : "");
    }

    private Savepoint Savepoint()
    {
        Take();
        var name = Name();
        var unique = Accept("UNIQUE");
        Expect("ON", "ROLLBACK", "RETAIN", "CURSORS");
        Accept("ON", "ROLLBACK", "RETAIN", "LOCKS");
        return new Savepoint(name, unique);
    }
}
