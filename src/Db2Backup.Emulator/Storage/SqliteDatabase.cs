using System.Globalization;
using SQLitePCL;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// A connection to SQLite: to one file, or to none (in memory) with the files of table spaces attached as they are needed.
/// Prepared statements are kept by their text.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Decimals are kept as text of a fixed scale; compared under this collation they order as numbers.</summary>
    public const string DecimalCollation = "DECIMALS";

    private const int KeptStatements = 64;
    private readonly sqlite3 handle;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private Exception? raised;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle) => this.handle = handle;

    public sqlite3 Handle => handle;

    public static SqliteDatabase Open(string path, bool create = false)
    {
        var flags = raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var rc = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (rc != raw.SQLITE_OK)
        {
            handle.Dispose();
            throw new SqliteFailure(rc, $"{path}: {raw.sqlite3_errstr(rc).utf8_to_string()}");
        }
        var database = new SqliteDatabase(handle);
        raw.sqlite3_extended_result_codes(handle, 1);
        // A checkpoint of another connection may hold a lock for a moment.
        raw.sqlite3_busy_timeout(handle, 60_000);
        raw.sqlite3_create_collation(handle, DecimalCollation, null, static (_, a, b) => CompareDecimals(a, b));
        database.Execute("PRAGMA temp_store=MEMORY");
        // The engine is the only process here and a crash of the machine is not what is played: no fsync.
        database.Execute("PRAGMA synchronous=OFF");
        return database;
    }

    /// <summary>An empty database in memory, to attach table spaces to.</summary>
    public static SqliteDatabase OpenMemory() => Open(":memory:", create: true);

    /// <summary>Replaces everything in it by what is in the other.</summary>
    public void CopyFrom(SqliteDatabase other)
    {
        ForgetStatements();
        using var copy = raw.sqlite3_backup_init(handle, "main", other.handle, "main");
        if (copy.IsInvalid) throw new SqliteFailure(raw.sqlite3_errcode(handle), raw.sqlite3_errmsg(handle).utf8_to_string());
        const int everything = -1;
        int rc;
        while ((rc = raw.sqlite3_backup_step(copy, everything)) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED) Thread.Sleep(2);
        if (rc != raw.SQLITE_DONE) throw new SqliteFailure(rc, raw.sqlite3_errstr(rc).utf8_to_string());
    }

    /// <summary>The prepared statement of this text, reset. It stays the connection's: do not dispose of it.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (statements.TryGetValue(sql, out var known))
        {
            known.Reset();
            return known;
        }
        if (statements.Count >= KeptStatements) ForgetStatements();
        Check(raw.sqlite3_prepare_v2(handle, sql, out var prepared));
        return statements[sql] = new SqliteStatement(this, prepared);
    }

    /// <summary>Runs a statement to its end and returns the number of rows it changed.</summary>
    public int Execute(string sql, params object?[] values)
    {
        var statement = Bound(sql, values);
        try
        {
            while (statement.Step())
            {
            }
            return raw.sqlite3_changes(handle);
        }
        finally
        {
            statement.Reset();
        }
    }

    public List<object?[]> Query(string sql, params object?[] values)
    {
        var statement = Bound(sql, values);
        try
        {
            var rows = new List<object?[]>();
            while (statement.Step()) rows.Add(statement.Row());
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    public long Number(string sql, params object?[] values) => Query(sql, values) is [[long number, ..], ..] ? number : 0;

    /// <summary>Stops what runs on this connection, from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(handle);

    public void ForgetStatements()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        statements.Clear();
    }

    public void Check(int rc)
    {
        if (rc != raw.SQLITE_OK) throw Failure(rc);
    }

    /// <summary>What went wrong: what a function of ours threw, or what SQLite says.</summary>
    public Exception Failure(int rc)
    {
        var thrown = raised;
        raised = null;
        return thrown ?? new SqliteFailure(rc, raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    /// <summary>Gives SQL a function of ours. An exception of it ends the statement and comes out of its Step.</summary>
    public void Define(string name, int arguments, Func<object?[], object?> function) =>
        Check(raw.sqlite3_create_function(handle, name, arguments, raw.SQLITE_UTF8, null, (context, _, values) =>
        {
            try
            {
                Return(context, function(Arguments(values)));
            }
            catch (Exception e)
            {
                Raise(context, e);
            }
        }));

    /// <summary>An aggregate of one argument over all rows, NULL or not; the state starts as null and may stay it.</summary>
    public void DefineAggregate(string name, Func<object?, object?, object?> step, Func<object?, object?> result) =>
        Check(raw.sqlite3_create_function(handle, name, 1, raw.SQLITE_UTF8, null, (context, _, values) =>
        {
            try
            {
                context.state = step(context.state, Arguments(values)[0]);
            }
            catch (Exception e)
            {
                Raise(context, e);
            }
        }, (context, _) => Return(context, result(context.state))));

    // Nothing managed may cross SQLite's own code: the exception waits here until the call returns.
    private void Raise(sqlite3_context context, Exception e)
    {
        raised ??= e;
        raw.sqlite3_result_error(context, e.Message);
    }

    private static object?[] Arguments(sqlite3_value[] values)
    {
        var arguments = new object?[values.Length];
        for (var i = 0; i < values.Length; i++)
            arguments[i] = raw.sqlite3_value_type(values[i]) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_value_int64(values[i]),
                raw.SQLITE_FLOAT => raw.sqlite3_value_double(values[i]),
                raw.SQLITE_TEXT => raw.sqlite3_value_text(values[i]).utf8_to_string(),
                raw.SQLITE_BLOB => raw.sqlite3_value_blob(values[i]).ToArray(),
                _ => null,
            };
        return arguments;
    }

    private static void Return(sqlite3_context context, object? value)
    {
        switch (value)
        {
            case null: raw.sqlite3_result_null(context); break;
            case long number: raw.sqlite3_result_int64(context, number); break;
            case int number: raw.sqlite3_result_int64(context, number); break;
            case double number: raw.sqlite3_result_double(context, number); break;
            case string text: raw.sqlite3_result_text(context, text); break;
            case byte[] { Length: 0 }: raw.sqlite3_result_zeroblob(context, 0); break;
            case byte[] bytes: raw.sqlite3_result_blob(context, bytes); break;
            default: throw new ArgumentException($"internal error: {value.GetType()} is no value of SQLite");
        }
    }

    public void Dispose()
    {
        ForgetStatements();
        handle.Dispose();
    }

    private SqliteStatement Bound(string sql, object?[] values)
    {
        var statement = Prepare(sql);
        for (var i = 0; i < values.Length; i++) statement.Bind(i + 1, values[i]);
        return statement;
    }

    private static int CompareDecimals(string a, string b) =>
        decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out var x)
        && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out var y)
            ? x.CompareTo(y)
            : string.CompareOrdinal(a, b);
}
