using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>Changes the rows of one table and records what it did for the log: values, row by row.</summary>
internal sealed class TableWriter(TableDefinition table, SessionConnection connection, UnitOfWork work)
{
    private const int CancelledEvery = 1024;
    private readonly TableSpace tableSpace = work.TableSpaceOf(table.SpaceId);

    public void Insert(IReadOnlyList<object?[]> rows, CancellationToken cancelled)
    {
        var markers = string.Join(",", Enumerable.Repeat("?", table.Columns.Count));
        Apply($"INSERT INTO @{table.SqliteName} VALUES ({markers})", rows, cancelled);
    }

    /// <param name="columns">Positions of the columns that are set.</param>
    /// <param name="rows">New values and, last, the row id.</param>
    public void Update(IReadOnlyList<int> columns, IReadOnlyList<object?[]> rows, CancellationToken cancelled)
    {
        var set = string.Join(",", columns.Select(c => $"c{c}=?"));
        var touchesKey = table.Indexes.Any(i => i.IsUnique && i.Keys.Any(k => columns.Contains(k.Position)));
        // Keys are checked when the whole statement is done: SET k = k + 1 may pass over values that are still there.
        if (touchesKey && rows.Count > 1) ReplaceRows(columns, rows, cancelled);
        else Apply($"UPDATE @{table.SqliteName} SET {set} WHERE rowid=?", rows, cancelled);
    }

    public void Delete(IReadOnlyList<object?[]> rowIds, CancellationToken cancelled) =>
        Apply($"DELETE FROM @{table.SqliteName} WHERE rowid=?", rowIds, cancelled);

    public void Truncate()
    {
        connection.Sqlite.Execute($"DELETE FROM {connection.Attach(tableSpace)}{table.SqliteName}");
        Record($"DELETE FROM @{table.SqliteName}", []);
    }

    /// <summary>The next values of the identity column; what is taken stays taken when the statement is done.</summary>
    public long TakeIdentities(ColumnDefinition column, long count)
    {
        var counters = connection.Attach(tableSpace) + "counters";
        var next = connection.Sqlite.Query($"SELECT next FROM {counters} WHERE id=?", (long)table.Id) is [[long stored]] ? stored : column.First;
        if (count > 0) work.Change(tableSpace, "INSERT OR REPLACE INTO @counters VALUES (?,?)", (long)table.Id, next + count * column.Step);
        return next;
    }

    private void ReplaceRows(IReadOnlyList<int> columns, IReadOnlyList<object?[]> rows, CancellationToken cancelled)
    {
        var names = string.Join(",", table.Columns.Select((_, i) => "c" + i.ToString(CultureInfo.InvariantCulture)));
        var select = $"SELECT {names}, rowid FROM {connection.Attach(tableSpace)}{table.SqliteName} WHERE rowid=?";
        var replaced = new List<object?[]>(rows.Count);
        foreach (var row in rows)
        {
            var whole = connection.Sqlite.Query(select, row[^1])[0];
            for (var i = 0; i < columns.Count; i++) whole[columns[i]] = row[i];
            replaced.Add(whole);
        }
        Delete(rows.Select(r => new[] { r[^1] }).ToList(), cancelled);
        Apply($"INSERT INTO @{table.SqliteName} ({names}, rowid) VALUES ({string.Join(",", Enumerable.Repeat("?", table.Columns.Count + 1))})", replaced, cancelled);
    }

    private void Apply(string text, IReadOnlyList<object?[]> rows, CancellationToken cancelled)
    {
        if (rows.Count == 0) return;
        var statement = connection.Sqlite.Prepare(text.Replace("@", connection.Attach(tableSpace), StringComparison.Ordinal));
        var width = rows[0].Length;
        var values = new object?[rows.Count * width];
        var n = 0;
        try
        {
            foreach (var row in rows)
            {
                if (n % CancelledEvery == 0) cancelled.ThrowIfCancellationRequested();
                for (var i = 0; i < width; i++) statement.Bind(i + 1, row[i]);
                row.CopyTo(values, n);
                n += width;
                statement.Step();
                statement.Reset();
            }
        }
        catch (SqliteFailure failure)
        {
            statement.Reset();
            throw Refusal(failure);
        }
        Record(text, values);
    }

    private void Record(string text, IReadOnlyList<object?> values)
    {
        if (!work.SkipsLog(table)) work.Record(tableSpace, text, values);
    }

    private Exception Refusal(SqliteFailure failure)
    {
        if (failure.Code == SQLitePCL.raw.SQLITE_CONSTRAINT) return new Db2Exception("SQL0803N", IndexOf(failure.Message), table.QualifiedName);
        if (failure.Code == SQLitePCL.raw.SQLITE_FULL && tableSpace.FixedPages is not null) return new Db2Exception("SQL0289N", tableSpace.Name);
        return failure;
    }

    // The token is the index's number within the table. SQLite says "UNIQUE constraint failed: T7.c0, T7.c1" or
    // "… failed: index 'U5'".
    private int IndexOf(string message)
    {
        for (var i = 0; i < table.Indexes.Count; i++)
        {
            var columns = string.Join(", ", table.Indexes[i].Keys.Select(k => $"{table.SqliteName}.c{k.Position}"));
            if (table.Indexes[i].IsUnique && (message.EndsWith(": " + columns, StringComparison.Ordinal) || message.EndsWith($"'U{table.Indexes[i].Id}'", StringComparison.Ordinal)))
                return i + 1;
        }
        return 1;
    }
}
