using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>
/// INSERT, UPDATE, DELETE, TRUNCATE: first everything is evaluated, then checked against the columns, then written.
/// </summary>
internal sealed class Changes(StatementNames names, SessionConnection connection, UnitOfWork work, CancellationToken cancelled)
{
    /// <returns>How many rows were changed.</returns>
    public long Run(Statement statement) => statement switch
    {
        Insert insert => Insert(insert),
        Update update => Update(update),
        Delete delete => Delete(delete),
        Truncate truncate => Truncate(truncate),
        _ => throw new InvalidOperationException($"internal error: {statement.GetType().Name}"),
    };

    private long Insert(Insert insert)
    {
        var table = names.BaseTable(insert.Table);
        names.Allow(table, "INSERT");
        var targets = Targets(table, insert.Columns);
        var writer = new TableWriter(table, connection, work);
        var rows = new List<object?[]>();
        var generated = new List<object?[]>();
        var identity = Array.FindIndex(table.Columns.ToArray(), c => c.Identity != ' ');
        foreach (var (cells, types) in Source(insert.Source))
        {
            if (cells.Length != targets.Length) throw new Db2Exception("SQL0117N");
            var row = new object?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                var column = table.Columns[i];
                var given = Array.IndexOf(targets, i);
                var isDefault = given < 0 || ReferenceEquals(cells[given], UseDefault);
                if (i == identity)
                {
                    if (!isDefault && column.Identity == 'A') throw new Db2Exception("SQL0798N", column.Name);
                    if (isDefault)
                    {
                        generated.Add(row);
                        continue;
                    }
                }
                row[i] = isDefault ? Defaults.Of(column, names) : ValueConverter.Convert(cells[given], types[given], column.Type, column.Name);
                if (row[i] is null && !column.Nullable) throw NullRefused(table, i);
            }
            rows.Add(row);
        }
        Generate(table, identity, generated, writer);
        writer.Insert(rows, cancelled);
        return rows.Count;
    }

    private static readonly object UseDefault = new();

    private static void Generate(TableDefinition table, int identity, List<object?[]> rows, TableWriter writer)
    {
        if (rows.Count == 0) return;
        var column = table.Columns[identity];
        var next = writer.TakeIdentities(column, rows.Count);
        foreach (var row in rows)
        {
            row[identity] = ValueConverter.Convert(column.Type.Kind == Db2TypeKind.Decimal ? Decimals.Format(next, column.Type) : next, column.Type, column.Type, column.Name);
            next += column.Step;
        }
    }

    private static int[] Targets(TableDefinition table, IReadOnlyList<string> columns)
    {
        if (columns.Count == 0) return Enumerable.Range(0, table.Columns.Count).ToArray();
        var targets = columns.Select(c => table.Position(c) is >= 0 and var p ? p : throw new Db2Exception("SQL0206N", c)).ToArray();
        for (var i = 0; i < targets.Length; i++)
            if (Array.IndexOf(targets, targets[i]) != i) throw new Db2Exception("SQL0121N", columns[i]);
        return targets;
    }

    /// <summary>The rows to insert with the types of their cells.</summary>
    private IEnumerable<(object?[] Cells, Db2Type?[] Types)> Source(Query query)
    {
        if (query is { With.Count: 0, OrderBy.Count: 0, Fetch: null, Offset: null, Body: ValuesRows values })
            return values.Rows.Select(ConstantRow).ToList();
        var translated = new Translator(names).Translate(query);
        var types = translated.Columns.Select(c => c.Type).ToArray();
        return QueryRunner.Rows(connection, translated, cancelled).Select(r => (r, types)).ToList();
    }

    private (object?[] Cells, Db2Type?[] Types) ConstantRow(IReadOnlyList<Expression> row)
    {
        var cells = new object?[row.Count];
        var types = new Db2Type?[row.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            if (row[i] is DefaultValue)
            {
                cells[i] = UseDefault;
                continue;
            }
            (var isConstant, cells[i], types[i]) = Defaults.Constant(row[i], names);
            if (isConstant) continue;
            var translated = new Translator(names).Translate(new Query([], new ValuesRows([[row[i]]]), [], null, null));
            cells[i] = QueryRunner.Rows(connection, translated, cancelled)[0][0];
            types[i] = translated.Columns[0].Type;
        }
        return (cells, types);
    }

    private long Update(Update update)
    {
        var table = names.BaseTable(update.Table);
        names.Allow(table, "UPDATE");
        var columns = Targets(table, update.Assignments.Select(a => a.Column).ToList());
        // DEFAULT is no expression: such a column gets its value below.
        var values = update.Assignments.Select(a => a.Value is DefaultValue ? new Constant(null, null) : a.Value).ToList();
        var found = new Translator(names).Rows(table, update.Alias, values, update.Where);
        var rows = new List<object?[]>();
        foreach (var result in QueryRunner.Rows(connection, found, cancelled))
        {
            var row = new object?[columns.Length + 1];
            for (var i = 0; i < columns.Length; i++)
            {
                var column = table.Columns[columns[i]];
                if (column.Identity == 'A') throw new Db2Exception("SQL0798N", column.Name);
                row[i] = update.Assignments[i].Value is DefaultValue
                    ? Defaults.Of(column, names)
                    : ValueConverter.Convert(result[i + 1], found.Columns[i].Type, column.Type, column.Name);
                if (row[i] is null && !column.Nullable) throw NullRefused(table, columns[i]);
            }
            row[^1] = result[0];
            rows.Add(row);
        }
        new TableWriter(table, connection, work).Update(columns, rows, cancelled);
        return rows.Count;
    }

    private long Delete(Delete delete)
    {
        var table = names.BaseTable(delete.Table);
        names.Allow(table, "DELETE");
        var found = QueryRunner.Rows(connection, new Translator(names).Rows(table, delete.Alias, [], delete.Where), cancelled);
        new TableWriter(table, connection, work).Delete(found, cancelled);
        return found.Count;
    }

    private long Truncate(Truncate truncate)
    {
        var table = names.BaseTable(truncate.Table);
        names.Allow(table, "DELETE");
        new TableWriter(table, connection, work).Truncate();
        return 0;
    }

    private static Db2Exception NullRefused(TableDefinition table, int column) =>
        new("SQL0407N", $"TBSPACEID={table.SpaceId}, TABLEID={table.Id}, COLNO={column}");
}
