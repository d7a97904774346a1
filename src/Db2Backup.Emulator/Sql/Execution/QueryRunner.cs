using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>Runs translated queries. Rows are read to the end at once: no query stays open between statements.</summary>
internal static class QueryRunner
{
    /// <summary>Values as SQLite holds them.</summary>
    public static List<object?[]> Rows(SessionConnection connection, TranslatedQuery query, CancellationToken cancelled)
    {
        cancelled.ThrowIfCancellationRequested();
        var statement = connection.Sqlite.Prepare(query.Sql);
        // Constants that were folded away are in no text.
        for (var i = 0; i < Math.Min(query.Parameters.Count, statement.ParameterCount); i++) statement.Bind(i + 1, query.Parameters[i]);
        var rows = new List<object?[]>();
        try
        {
            while (statement.Step()) rows.Add(statement.Row());
        }
        finally
        {
            statement.Reset();
        }
        return rows;
    }

    /// <summary>Typed rows for a client.</summary>
    public static ResultSet Result(SessionConnection connection, TranslatedQuery query, CancellationToken cancelled)
    {
        // A column of nothing but NULL has no type of its own.
        var columns = query.Columns.Select(c => new ResultColumn(c.Name, c.Type ?? Db2Type.VarChar(1))).ToList();
        var rows = Rows(connection, query, cancelled);
        foreach (var row in rows)
            for (var i = 0; i < row.Length; i++)
                row[i] = Value(row[i], columns[i].Type);
        return new ResultSet(columns, rows);
    }

    private static object? Value(object? value, Db2Type type)
    {
        if (value is null) return null;
        switch (type.Kind)
        {
            case Db2TypeKind.SmallInt or Db2TypeKind.Integer or Db2TypeKind.BigInt:
                var (low, high) = type.Range();
                // SQLite goes on in floating point where 64 bits do not suffice.
                return value is long number && number >= low && number <= high ? number : throw new Db2Exception("SQL0802N");
            case Db2TypeKind.Decimal:
                return decimal.Parse(Decimals.Format(Decimals.Parse(value), type), CultureInfo.InvariantCulture);
            case Db2TypeKind.Double:
                return value is long whole ? (double)whole : value;
            case Db2TypeKind.Char when value is string text && text.Length < type.Length:
                return text.PadRight(type.Length);
            default:
                return value is string or byte[] ? value : Convert.ToString(value, CultureInfo.InvariantCulture);
        }
    }
}
