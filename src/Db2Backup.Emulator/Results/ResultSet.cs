namespace Db2Backup.Emulator.Results;

/// <summary>The SQL types the stand-in knows; they decide how the CLP prints a column.</summary>
internal enum Db2TypeKind { SmallInt, Integer, BigInt, Decimal, Double, Char, VarChar, Clob, Blob, Date, Time, Timestamp }

/// <param name="Length">Characters for CHAR and VARCHAR, precision for DECIMAL, fraction digits for TIMESTAMP; else 0.</param>
internal sealed record Db2Type(Db2TypeKind Kind, int Length = 0, int Scale = 0)
{
    public static readonly Db2Type SmallInt = new(Db2TypeKind.SmallInt);
    public static readonly Db2Type Integer = new(Db2TypeKind.Integer);
    public static readonly Db2Type BigInt = new(Db2TypeKind.BigInt);
    public static readonly Db2Type Double = new(Db2TypeKind.Double);
    public static readonly Db2Type Timestamp = new(Db2TypeKind.Timestamp, 6);
    public static readonly Db2Type Date = new(Db2TypeKind.Date);
    public static readonly Db2Type Time = new(Db2TypeKind.Time);
    public static Db2Type VarChar(int length) => new(Db2TypeKind.VarChar, length);
    public static Db2Type Char(int length) => new(Db2TypeKind.Char, length);
    public static Db2Type Decimal(int precision, int scale) => new(Db2TypeKind.Decimal, precision, scale);

    /// <summary>CHAR or VARCHAR … FOR BIT DATA: its values are byte[].</summary>
    public bool BitData { get; init; }
}

internal sealed record ResultColumn(string Name, Db2Type Type);

/// <summary>
/// Typed rows. Values are null, long (integers), decimal, double, string (characters; dates and times in ISO form; timestamps
/// as yyyy-mm-dd-hh.mm.ss.nnnnnn) or byte[].
/// </summary>
internal sealed record ResultSet(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>An output parameter of a CALL, as the CLP prints it.</summary>
internal sealed record OutputParameter(string Name, Db2Type Type, object? Value);
