using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>A common table expression under its name in SQLite.</summary>
internal sealed record CommonSource(string SqliteName, IReadOnlyList<SourceColumn> Columns);

/// <summary>Queries. The columns of every query are named c0, c1 … in SQLite, whatever they are called in Db2.</summary>
internal sealed partial class Translator
{
    private (string Sql, IReadOnlyList<SourceColumn> Columns) Query(Query query, Scope? outer)
    {
        var sql = new StringBuilder();
        if (query.With.Count > 0)
        {
            commonTables.Add(new Dictionary<string, CommonSource>(StringComparer.Ordinal));
            var definitions = query.With.Select(CommonTable).ToList();
            sql.Append("WITH RECURSIVE ").AppendJoin(", ", definitions).Append(' ');
        }
        var scope = new Scope(outer);
        var (body, columns) = Body(query.Body, scope);
        sql.Append(body);
        if (query.OrderBy.Count > 0) sql.Append(" ORDER BY ").AppendJoin(", ", query.OrderBy.Select(o => Order(o, query.Body, columns, scope)));
        if (query.Fetch is not null || query.Offset is not null)
        {
            sql.Append(" LIMIT ").Append(query.Fetch is null ? "-1" : RowCount(query.Fetch));
            if (query.Offset is not null) sql.Append(" OFFSET ").Append(RowCount(query.Offset));
        }
        if (query.With.Count > 0) commonTables.RemoveAt(commonTables.Count - 1);
        return (sql.ToString(), columns);
    }

    private string RowCount(Expression expression)
    {
        var count = Operand(expression, new Scope(null));
        return count is { IsConstant: true, Value: long and >= 0 } ? count.Sql : throw new Db2Exception("SQL0104N", "END-OF-STATEMENT", "FETCH FIRST", "<integer>");
    }

    private string CommonTable(CommonTable table)
    {
        var name = NextAlias("q");
        IReadOnlyList<SourceColumn> columns;
        string sql;
        if (table.Query is { With.Count: 0, OrderBy.Count: 0, Fetch: null, Offset: null, Body: SetOperation { Operator: "UNION", All: true } union })
        {
            // It may be recursive: the first part gives the columns, the second may use them.
            var (first, firstColumns) = Body(union.Left, new Scope(null));
            columns = Renamed(firstColumns, table.Columns, table.Name);
            commonTables[^1][table.Name] = new CommonSource(name, columns);
            var (second, secondColumns) = Body(union.Right, new Scope(null));
            if (secondColumns.Count != columns.Count) throw new Db2Exception("SQL0421N");
            sql = first + " UNION ALL " + Aligned(second, secondColumns, columns);
        }
        else
        {
            (sql, var found) = Query(table.Query, null);
            columns = Renamed(found, table.Columns, table.Name);
            commonTables[^1][table.Name] = new CommonSource(name, columns);
        }
        return $"{name}({ColumnList(columns.Count)}) AS ({sql})";
    }

    private (string Sql, IReadOnlyList<SourceColumn> Columns) Body(QueryBody body, Scope scope)
    {
        switch (body)
        {
            case Select select: return SelectBody(select, scope);
            case ValuesRows values: return ValuesBody(values);
            case NestedQuery nested:
                var (inner, columns) = Query(nested.Query, scope.Outer);
                return ($"SELECT * FROM ({inner})", columns);
            case SetOperation set: return SetBody(set, scope);
            default: throw new InvalidOperationException($"internal error: {body.GetType().Name}");
        }
    }

    private (string Sql, IReadOnlyList<SourceColumn> Columns) SetBody(SetOperation set, Scope scope)
    {
        var (left, leftColumns) = Body(set.Left, new Scope(scope.Outer));
        var (right, rightColumns) = Body(set.Right, new Scope(scope.Outer));
        if (leftColumns.Count != rightColumns.Count) throw new Db2Exception("SQL0421N");
        var columns = new List<SourceColumn>();
        for (var i = 0; i < leftColumns.Count; i++)
        {
            var (a, b) = (leftColumns[i], rightColumns[i]);
            var type = TypeRules.Common(a.Type, b.Type);
            if (type is null && a.Type is not null) throw new Db2Exception("SQL0415N");
            columns.Add(new SourceColumn(a.Name == b.Name ? a.Name : Ordinal(i), type, a.Nullable || b.Nullable));
        }
        // SQLite takes set operations from left to right.
        if (set.Right is SetOperation) right = $"SELECT * FROM ({right})";
        return ($"{Aligned(left, leftColumns, columns)} {set.Operator}{(set.All ? " ALL" : "")} {Aligned(right, rightColumns, columns)}", columns);
    }

    /// <summary>The query with its columns converted to others of the same number.</summary>
    private string Aligned(string sql, IReadOnlyList<SourceColumn> from, IReadOnlyList<SourceColumn> to)
    {
        var converted = from.Select((c, i) => to[i].Type is { } type ? Converted(new Typed("c" + i.ToString(CultureInfo.InvariantCulture), c.Type), type).Sql : "NULL").ToList();
        if (converted.Select((c, i) => c == "c" + i.ToString(CultureInfo.InvariantCulture)).All(same => same)) return sql;
        return $"SELECT {string.Join(", ", converted.Select((c, i) => $"{c} AS c{i}"))} FROM ({sql})";
    }

    private (string Sql, IReadOnlyList<SourceColumn> Columns) ValuesBody(ValuesRows values)
    {
        var scope = new Scope(null);
        var rows = values.Rows.Select(r => r.Select(e => Operand(e, scope)).ToList()).ToList();
        var width = rows[0].Count;
        if (rows.Exists(r => r.Count != width)) throw new Db2Exception("SQL0415N");
        var columns = new List<SourceColumn>();
        for (var i = 0; i < width; i++)
            columns.Add(new SourceColumn(Ordinal(i), CommonType(rows.Select(r => r[i]), "VALUES"), rows.Exists(r => r[i].Nullable)));
        var cells = rows.ConvertAll(r => r.Select((cell, i) => columns[i].Type is { } type ? Converted(cell, type).Sql : cell.Sql).ToList());
        if (cells.Count == 1) return ("SELECT " + string.Join(", ", cells[0].Select((c, i) => $"{c} AS c{i}")), columns);
        var names = string.Join(", ", Enumerable.Range(0, width).Select(i => $"column{i + 1} AS c{i}"));
        return ($"SELECT {names} FROM (VALUES {string.Join(", ", cells.Select(c => $"({string.Join(", ", c)})"))})", columns);
    }

    private (string Sql, IReadOnlyList<SourceColumn> Columns) SelectBody(Select select, Scope scope)
    {
        var from = string.Join(", ", select.From.Select(t => From(t, scope)));
        var where = select.Where is null ? "" : " WHERE " + Condition(select.Where, scope);
        var group = select.GroupBy.Select(g => Operand(g, scope)).ToList();
        scope.Ungrouped.Clear();
        foreach (var expression in group) scope.Grouping.Add(expression.Sql);
        scope.AllowsAggregates = true;

        var items = new List<string>();
        var columns = new List<SourceColumn>();
        foreach (var item in select.Items) Item(item, scope, items, columns);
        var having = select.Having is null ? "" : " HAVING " + Condition(select.Having, scope);
        if ((group.Count > 0 || scope.SawAggregate || having.Length > 0) && scope.Ungrouped.Count > 0) throw new Db2Exception("SQL0119N", scope.Ungrouped[0]);
        scope.IsGrouped = group.Count > 0 || scope.SawAggregate;

        var list = string.Join(", ", items.Select((sql, i) => $"{sql} AS c{i}"));
        var groupBy = group.Count == 0 ? "" : " GROUP BY " + string.Join(", ", group.Select(g => g.Sql + (g.Type is null ? "" : Collation(g.Type))));
        // HAVING without GROUP BY is one group, which SQLite wants to be told.
        if (group.Count == 0 && having.Length > 0) groupBy = " GROUP BY NULL";
        return ($"SELECT {(select.Distinct ? "DISTINCT " : "")}{list} FROM {from}{where}{groupBy}{having}", columns);
    }

    private void Item(SelectItem item, Scope scope, List<string> items, List<SourceColumn> columns)
    {
        if (item.Expression is { } expression)
        {
            var typed = Operand(expression, scope);
            items.Add(typed.Sql);
            columns.Add(new SourceColumn(item.Alias ?? typed.ColumnName ?? Ordinal(columns.Count), typed.Type, typed.Nullable));
            return;
        }
        var sources = item.StarOf is null ? scope.Sources : scope.Sources.FindAll(s => s.Name == item.StarOf);
        if (sources.Count == 0) throw new Db2Exception("SQL0204N", item.StarOf ?? "*");
        foreach (var source in sources)
            for (var i = 0; i < source.Columns.Count; i++)
            {
                var typed = scope.Column(source, i);
                items.Add(typed.Sql);
                columns.Add(source.Columns[i]);
            }
    }

    private string Order(OrderItem item, QueryBody body, IReadOnlyList<SourceColumn> columns, Scope scope)
    {
        var (sql, type, nullable) = OrderKey(item.Expression, body, columns, scope);
        var nullsFirst = item.NullsFirst ?? item.Descending;
        // Db2 sorts NULL as the highest value, SQLite as the lowest.
        var nulls = nullable ? nullsFirst ? " NULLS FIRST" : " NULLS LAST" : "";
        return sql + (type is null ? "" : Collation(type)) + (item.Descending ? " DESC" : "") + nulls;
    }

    private (string Sql, Db2Type? Type, bool Nullable) OrderKey(Expression expression, QueryBody body, IReadOnlyList<SourceColumn> columns, Scope scope)
    {
        if (expression is Constant { Value: long number })
            return number >= 1 && number <= columns.Count ? Of((int)number - 1) : throw new Db2Exception("SQL0125N");
        if (expression is ColumnReference { Qualifier: null } name)
            for (var i = 0; i < columns.Count; i++)
                if (columns[i].Name == name.Name) return Of(i);
        if (body is not Select { Distinct: false }) throw new Db2Exception("SQL0206N", expression);
        var before = scope.Ungrouped.Count;
        var typed = Operand(expression, scope);
        if (scope.IsGrouped && scope.Ungrouped.Count > before) throw new Db2Exception("SQL0119N", scope.Ungrouped[^1]);
        return (typed.Sql, typed.Type, typed.Nullable);

        (string, Db2Type?, bool) Of(int i) => (Ordinal(i), columns[i].Type, columns[i].Nullable);
    }

    private static string Ordinal(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string ColumnList(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => "c" + i.ToString(CultureInfo.InvariantCulture)));

    private static IReadOnlyList<SourceColumn> Renamed(IReadOnlyList<SourceColumn> columns, IReadOnlyList<string> names, string table)
    {
        if (names.Count == 0) return columns;
        if (names.Count != columns.Count) throw new Db2Exception("SQL0158N", table);
        return columns.Select((c, i) => c with { Name = names[i] }).ToList();
    }
}
