using SQLitePCL;

namespace Db2Backup.Emulator.Storage;

/// <summary>A prepared statement of SQLite. Values are null, long, double, string or byte[]; decimals travel as strings.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    public int ColumnCount { get; } = raw.sqlite3_column_count(handle);
    public int ParameterCount { get; } = raw.sqlite3_bind_parameter_count(handle);

    /// <param name="index">From 1, as in SQLite.</param>
    public void Bind(int index, object? value)
    {
        var rc = value switch
        {
            null => raw.sqlite3_bind_null(handle, index),
            long number => raw.sqlite3_bind_int64(handle, index, number),
            int number => raw.sqlite3_bind_int64(handle, index, number),
            double number => raw.sqlite3_bind_double(handle, index, number),
            string text => raw.sqlite3_bind_text(handle, index, text),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(handle, index, 0),
            byte[] bytes => raw.sqlite3_bind_blob(handle, index, bytes),
            _ => throw new ArgumentException($"internal error: {value.GetType()} cannot be bound"),
        };
        database.Check(rc);
    }

    /// <summary>True when there is a row to read.</summary>
    public bool Step()
    {
        var rc = raw.sqlite3_step(handle);
        if (rc == raw.SQLITE_ROW) return true;
        if (rc == raw.SQLITE_DONE) return false;
        throw database.Failure(rc);
    }

    public object? Value(int column) => raw.sqlite3_column_type(handle, column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(handle, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(handle, column),
        raw.SQLITE_TEXT => raw.sqlite3_column_text(handle, column).utf8_to_string(),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(handle, column).ToArray(),
        _ => null,
    };

    public object?[] Row()
    {
        var row = new object?[ColumnCount];
        for (var i = 0; i < row.Length; i++) row[i] = Value(i);
        return row;
    }

    /// <summary>Ready for the next run; the bindings stay.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => raw.sqlite3_finalize(handle);
}
