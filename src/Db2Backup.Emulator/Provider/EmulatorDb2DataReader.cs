using System.Collections;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Provider;

/// <summary>Reads the rows of one or more result sets, forward.</summary>
public sealed class EmulatorDb2DataReader : DbDataReader
{
    private readonly StatementAnswer answer;
    private readonly DbConnection? toClose;
    private int result;
    private int row = -1;
    private ClientType[] types = [];
    private bool closed;

    internal EmulatorDb2DataReader(StatementAnswer answer, DbConnection? toClose)
    {
        this.answer = answer;
        this.toClose = toClose;
        Enter();
    }

    private ResultSet Current => closed
        ? throw new InvalidOperationException("The reader is closed.")
        : result < answer.Results.Count ? answer.Results[result] : Nothing;

    private static readonly ResultSet Nothing = new([], []);

    public override int Depth => 0;
    public override int FieldCount => Current.Columns.Count;
    public override bool HasRows => Current.Rows.Count > 0;
    public override bool IsClosed => closed;
    public override int RecordsAffected => answer.RowsTouched is { } count ? (int)Math.Min(count, int.MaxValue) : -1;
    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ++row < Current.Rows.Count;

    public override bool NextResult()
    {
        if (result + 1 >= answer.Results.Count) return false;
        result++;
        Enter();
        return true;
    }

    public override void Close()
    {
        if (closed) return;
        closed = true;
        toClose?.Close();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    public override object GetValue(int ordinal)
    {
        var rows = Current.Rows;
        if (row < 0 || row >= rows.Count) throw new InvalidOperationException("There is no row: call Read first.");
        return types[ordinal].Value(rows[row][ordinal]);
    }

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;
    public override string GetName(int ordinal) => Current.Columns[ordinal].Name;
    public override Type GetFieldType(int ordinal) => types[ordinal].Type;
    public override string GetDataTypeName(int ordinal) => types[ordinal].Name;

    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
            if (string.Equals(GetName(i), name, StringComparison.OrdinalIgnoreCase)) return i;
        throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such column.");
    }

    public override bool GetBoolean(int ordinal) => Convert.ToBoolean(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override byte GetByte(int ordinal) => Convert.ToByte(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override char GetChar(int ordinal) => Convert.ToChar(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);
    public override decimal GetDecimal(int ordinal) => Convert.ToDecimal(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override double GetDouble(int ordinal) => Convert.ToDouble(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override float GetFloat(int ordinal) => Convert.ToSingle(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override Guid GetGuid(int ordinal) => throw new InvalidCastException("Db2 has no such type.");
    public override short GetInt16(int ordinal) => Convert.ToInt16(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override int GetInt32(int ordinal) => Convert.ToInt32(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override long GetInt64(int ordinal) => Convert.ToInt64(GetValue(ordinal), CultureInfo.InvariantCulture);
    public override string GetString(int ordinal) => (string)GetValue(ordinal);
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy((byte[])GetValue(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    /// <summary>What DataTable.Load wants to know of the columns.</summary>
    public override DataTable GetSchemaTable()
    {
        var table = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        foreach (var (name, type) in new[]
                 {
                     (SchemaTableColumn.ColumnName, typeof(string)), (SchemaTableColumn.ColumnOrdinal, typeof(int)),
                     (SchemaTableColumn.ColumnSize, typeof(int)), (SchemaTableColumn.NumericPrecision, typeof(short)),
                     (SchemaTableColumn.NumericScale, typeof(short)), (SchemaTableColumn.DataType, typeof(Type)),
                     (SchemaTableColumn.AllowDBNull, typeof(bool)), (SchemaTableColumn.IsKey, typeof(bool)),
                     (SchemaTableColumn.IsUnique, typeof(bool)), ("DataTypeName", typeof(string)),
                 })
            table.Columns.Add(name, type);
        for (var i = 0; i < FieldCount; i++)
        {
            var column = Current.Columns[i];
            var isDecimal = column.Type.Kind == Db2TypeKind.Decimal;
            table.Rows.Add(column.Name, i, column.Type.Length == 0 ? -1 : column.Type.Length, isDecimal ? (short)column.Type.Length : DBNull.Value,
                isDecimal ? (short)column.Type.Scale : DBNull.Value, types[i].Type, true, false, false, types[i].Name);
        }
        return table;
    }

    private void Enter()
    {
        row = -1;
        types = Current.Columns.Select(column => ClientType.Of(column.Type)).ToArray();
    }

    private static long Copy<T>(T[] from, long offset, T[]? to, int at, int length)
    {
        if (to is null) return from.Length;
        var count = (int)Math.Clamp(from.Length - offset, 0, length);
        Array.Copy(from, offset, to, at, count);
        return count;
    }
}
