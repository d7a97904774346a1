namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>Queries: common table expressions, fullselects, table references.</summary>
internal sealed partial class SqlParser
{
    // Words that end a table reference or a select item, so they are no correlation names.
    private static readonly HashSet<string> ClauseWords = new(StringComparer.Ordinal)
    {
        "WHERE", "GROUP", "HAVING", "ORDER", "FETCH", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "MINUS", "ON", "JOIN", "INNER", "LEFT", "RIGHT",
        "FULL", "CROSS", "WITH", "FOR", "OPTIMIZE", "SET", "VALUES", "USING", "FROM", "SELECT", "AS", "INTO", "WHEN",
    };

    /// <summary>Whether a query begins after any brackets, n tokens ahead.</summary>
    private bool BeginsQuery(int n)
    {
        while (Ahead(n).IsSymbol("(")) n++;
        return Ahead(n).IsWord("SELECT") || Ahead(n).IsWord("WITH") || Ahead(n).IsWord("VALUES");
    }

    private Query BracketedQuery()
    {
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return query;
    }

    private Query Query()
    {
        var with = new List<CommonTable>();
        if (Accept("WITH")) with = CommaList(CommonTable);
        var body = SetOperations();
        var order = Accept("ORDER", "BY") ? CommaList(OrderItem) : [];
        Expression? fetch = null, offset = null;
        while (true)
        {
            if (Accept("FETCH"))
            {
                if (!Accept("FIRST")) Expect("NEXT");
                fetch = IsNext("ROW") || IsNext("ROWS") ? new Constant(1L, Results.Db2Type.Integer) : Sum();
                if (!Accept("ROW")) Expect("ROWS");
                Expect("ONLY");
            }
            else if (Accept("LIMIT")) fetch = Sum();
            else if (Accept("OFFSET"))
            {
                offset = Sum();
                if (!Accept("ROWS")) Accept("ROW");
            }
            else return new Query(with, body, order, fetch, offset);
        }
    }

    private CommonTable CommonTable()
    {
        var name = Name();
        var columns = Current.IsSymbol("(") ? Bracketed(() => Name()) : [];
        Expect("AS");
        return new CommonTable(name, columns, BracketedQuery());
    }

    private QueryBody SetOperations()
    {
        var left = Intersections();
        while (true)
        {
            if (Accept("UNION")) left = new SetOperation("UNION", Accept("ALL"), left, Intersections());
            else if (Accept("EXCEPT") || Accept("MINUS")) left = new SetOperation("EXCEPT", RefuseAll(), left, Intersections());
            else return left;
        }
    }

    private QueryBody Intersections()
    {
        var left = SimpleQuery();
        while (Accept("INTERSECT")) left = new SetOperation("INTERSECT", RefuseAll(), left, SimpleQuery());
        return left;
    }

    // EXCEPT ALL and INTERSECT ALL are not built.
    private bool RefuseAll() => IsNext("ALL") ? throw Unexpected("SELECT") : false;

    private QueryBody SimpleQuery()
    {
        if (Current.IsSymbol("(")) return new NestedQuery(BracketedQuery());
        if (Accept("VALUES")) return new ValuesRows(CommaList<IReadOnlyList<Expression>>(ValuesRow));
        Expect("SELECT");
        var distinct = Accept("DISTINCT");
        if (!distinct) Accept("ALL");
        var items = CommaList(SelectItem);
        Expect("FROM");
        var from = CommaList(TableReference);
        var where = Accept("WHERE") ? Condition() : null;
        var group = Accept("GROUP", "BY") ? CommaList(Sum) : [];
        var having = Accept("HAVING") ? Condition() : null;
        return new Select(distinct, items, from, where, group, having);
    }

    private List<Expression> ValuesRow()
    {
        if (!Current.IsSymbol("(") || BeginsQuery(1)) return [Condition()];
        // (1 + 2) * 3 is one expression, (1, 2) a row of two.
        var (start, markersBefore) = (Position, markers);
        Take();
        var row = CommaList(Condition);
        ExpectSymbol(")");
        if (row.Count > 1 || Current.Kind == TokenKind.End || Current.IsSymbol(",") || Current.IsSymbol(")") || Current.Kind == TokenKind.Word && !Units.Contains(Current.Text) && !IsNext("CONCAT")) return row;
        (Position, markers) = (start, markersBefore);
        return [Condition()];
    }

    private SelectItem SelectItem()
    {
        if (AcceptSymbol("*")) return new SelectItem(null, null, null);
        if (Current.IsName && Ahead(1).IsSymbol(".") && Ahead(2).IsSymbol("*"))
        {
            var qualifier = Take().Text;
            Position += 2;
            return new SelectItem(null, null, qualifier);
        }
        if (Current.IsName && Ahead(1).IsSymbol(".") && Ahead(2).IsName && Ahead(3).IsSymbol(".") && Ahead(4).IsSymbol("*"))
        {
            var qualifier = Ahead(2).Text;
            Position += 5;
            return new SelectItem(null, null, qualifier);
        }
        var expression = Condition();
        return new SelectItem(expression, Alias(), null);
    }

    private string? Alias()
    {
        if (Accept("AS")) return Name();
        return Current.Kind == TokenKind.DelimitedName || (Current.Kind == TokenKind.Word && !ClauseWords.Contains(Current.Text)) ? Take().Text : null;
    }

    private TableReference TableReference()
    {
        var left = TablePrimary();
        while (true)
        {
            if (Accept("CROSS", "JOIN")) left = new Join("CROSS", left, TablePrimary(), null);
            else if (JoinKind() is { } kind)
            {
                var right = TablePrimary();
                Expect("ON");
                left = new Join(kind, left, right, Condition());
            }
            else return left;
        }
    }

    private string? JoinKind()
    {
        if (Accept("JOIN") || Accept("INNER", "JOIN")) return "INNER";
        foreach (var kind in new[] { "LEFT", "RIGHT", "FULL" })
            if (IsNext(kind) && (Ahead(1).IsWord("JOIN") || Ahead(1).IsWord("OUTER")))
            {
                Take();
                Accept("OUTER");
                Expect("JOIN");
                return kind;
            }
        return null;
    }

    private TableReference TablePrimary()
    {
        if (Current.IsSymbol("("))
        {
            if (BeginsQuery(1))
            {
                var query = BracketedQuery();
                return new DerivedTable(query, Alias(), AliasColumns());
            }
            Take();
            var inner = TableReference();
            ExpectSymbol(")");
            return inner;
        }
        if ((IsNext("TABLE") || IsNext("LATERAL")) && Ahead(1).IsSymbol("("))
        {
            Take();
            if (BeginsQuery(1))
            {
                var query = BracketedQuery();
                return new DerivedTable(query, Alias(), AliasColumns());
            }
            ExpectSymbol("(");
            var function = QualifiedName("<function-name>");
            ExpectSymbol("(");
            var arguments = Current.IsSymbol(")") ? [] : CommaList(Sum);
            ExpectSymbol(")");
            ExpectSymbol(")");
            return new TableFunction(function, arguments, Alias(), AliasColumns());
        }
        var name = QualifiedName("<table-expr>");
        return new NamedTable(name, Alias(), AliasColumns());
    }

    private List<string> AliasColumns() => Current.IsSymbol("(") ? Bracketed(() => Name()) : [];

    private OrderItem OrderItem()
    {
        var expression = Sum();
        var descending = Accept("DESC");
        if (!descending) Accept("ASC");
        bool? nullsFirst = Accept("NULLS", "FIRST") ? true : Accept("NULLS", "LAST") ? false : null;
        return new OrderItem(expression, descending, nullsFirst);
    }
}
