using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>Table references: base tables, views, common tables, functions, joins.</summary>
internal sealed partial class Translator
{
    private string From(TableReference reference, Scope scope)
    {
        switch (reference)
        {
            case NamedTable table: return Named(table, scope);
            case DerivedTable derived:
                var (sql, columns) = Query(derived.Query, scope.Outer);
                return $"({sql}) AS {Add(scope, null, derived.Alias ?? "", Renamed(columns, derived.Columns, derived.Alias ?? ""))}";
            case TableFunction function:
                var arguments = function.Arguments.Select(a => Operand(a, new Scope(null))).ToList();
                if (arguments.Exists(a => !a.IsConstant)) throw new Db2Exception("SQL0440N", function.Function, "FUNCTION");
                var result = names.TableFunction(function.Function, arguments.ConvertAll(a => a.Value));
                return $"{result.SqliteName} AS {Add(scope, null, function.Alias ?? function.Function.Name, Renamed(result.Columns, function.Columns, function.Alias ?? ""))}";
            case Join join: return Joined(join, scope);
            default: throw new InvalidOperationException($"internal error: {reference.GetType().Name}");
        }
    }

    private string Joined(Join join, Scope scope)
    {
        if (join.Kind == "FULL") throw new Db2Exception("SQL0104N", "FULL", "FROM", "LEFT");
        var left = From(join.Left, scope);
        var first = scope.Sources.Count;
        var right = From(join.Right, scope);
        // The side that may be missing gives NULLs.
        if (join.Kind == "LEFT") MakeNullable(scope, first, scope.Sources.Count);
        if (join.Kind == "RIGHT") MakeNullable(scope, 0, first);
        if (join.Right is Join) right = $"({right})";
        if (join.Kind == "CROSS") return $"{left} CROSS JOIN {right}";
        var on = Condition(join.On!, scope);
        // This SQLite has no RIGHT JOIN: it is a LEFT JOIN seen from the other side.
        if (join.Kind == "RIGHT") return $"{right} LEFT JOIN {(join.Left is Join ? $"({left})" : left)} ON {on}";
        return $"{left} {(join.Kind == "LEFT" ? "LEFT JOIN" : "JOIN")} {right} ON {on}";
    }

    private static void MakeNullable(Scope scope, int from, int to)
    {
        for (var i = from; i < to; i++)
            scope.Sources[i] = scope.Sources[i] with { Columns = scope.Sources[i].Columns.Select(c => c with { Nullable = true }).ToList() };
    }

    private string Named(NamedTable reference, Scope scope)
    {
        var name = reference.Name;
        if (name.Schema is null)
            for (var i = commonTables.Count - 1; i >= 0; i--)
                if (commonTables[i].TryGetValue(name.Name, out var common))
                    return $"{common.SqliteName} AS {Add(scope, null, reference.Alias ?? name.Name, Renamed(common.Columns, reference.Columns, name.Name))}";

        var qualifier = name.Schema ?? schema;
        string sql;
        IReadOnlyList<SourceColumn> columns;
        if (names.SystemView(qualifier, name.Name) is { } system) (sql, columns) = (system.SqliteName, system.Columns);
        else
        {
            var table = names.Table(qualifier, name.Name) ?? throw new Db2Exception("SQL0204N", new ObjectName(qualifier, name.Name));
            columns = table.Columns.Select(c => new SourceColumn(c.Name, c.Type, c.Nullable)).ToList();
            sql = table.IsView ? $"({View(table)})" : names.Read(table);
        }
        var alias = Add(scope, reference.Alias is null ? qualifier : null, reference.Alias ?? name.Name, Renamed(columns, reference.Columns, name.Name));
        return $"{sql} AS {alias}";
    }

    // A view's names mean what they meant where it was created.
    private string View(TableDefinition view)
    {
        var (callerSchema, callerTables) = (schema, commonTables.ToList());
        schema = view.ViewSchema;
        commonTables.Clear();
        var (sql, _) = Query(SqlParser.ParseQuery(view.ViewText), null);
        schema = callerSchema;
        commonTables.AddRange(callerTables);
        return sql;
    }

    private string Add(Scope scope, string? tableSchema, string name, IReadOnlyList<SourceColumn> columns)
    {
        var alias = NextAlias("t");
        scope.Sources.Add(new Source(alias, tableSchema, name, columns));
        return alias;
    }

    /// <summary>For UPDATE and DELETE: the rows of one table that a condition selects, by row id, with new values.</summary>
    public TranslatedQuery Rows(TableDefinition table, string? alias, IReadOnlyList<Expression> values, Expression? where)
    {
        var scope = new Scope(null);
        var columns = table.Columns.Select(c => new SourceColumn(c.Name, c.Type, c.Nullable)).ToList();
        var name = Add(scope, alias is null ? table.Schema : null, alias ?? table.Name, columns);
        var from = $"{names.Read(table)} AS {name}";
        var results = values.Select(v => Operand(v, scope)).ToList();
        var condition = where is null ? "" : " WHERE " + Condition(where, scope);
        var list = string.Concat(results.Select(r => ", " + r.Sql));
        return new TranslatedQuery($"SELECT {name}.rowid{list} FROM {from}{condition}",
            results.ConvertAll(r => new SourceColumn("", r.Type, r.Nullable)), parameters);
    }
}
