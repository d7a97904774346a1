using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>How a type is written, and what can be said of it without a value.</summary>
internal static class TypeNames
{
    public static bool IsInteger(this Db2Type type) => type.Kind is Db2TypeKind.SmallInt or Db2TypeKind.Integer or Db2TypeKind.BigInt;
    public static bool IsNumeric(this Db2Type type) => type.IsInteger() || type.Kind is Db2TypeKind.Decimal or Db2TypeKind.Double;
    public static bool IsCharacter(this Db2Type type) => type.Kind is Db2TypeKind.Char or Db2TypeKind.VarChar or Db2TypeKind.Clob && !type.BitData;
    public static bool IsBinary(this Db2Type type) => type.BitData || type.Kind == Db2TypeKind.Blob;
    public static bool IsDateTime(this Db2Type type) => type.Kind is Db2TypeKind.Date or Db2TypeKind.Time or Db2TypeKind.Timestamp;

    /// <summary>The name as SYSCAT.COLUMNS and messages give it.</summary>
    public static string Name(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.Char => "CHARACTER",
        _ => type.Kind.ToString().ToUpperInvariant(),
    };

    /// <summary>LENGTH in SYSCAT.COLUMNS: bytes, or digits for DECIMAL.</summary>
    public static int CatalogLength(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.SmallInt => 2,
        Db2TypeKind.Integer or Db2TypeKind.Date => 4,
        Db2TypeKind.Time => 3,
        Db2TypeKind.BigInt or Db2TypeKind.Double => 8,
        Db2TypeKind.Timestamp => 7 + (type.Length + 1) / 2,
        _ => type.Length,
    };

    /// <summary>SCALE in SYSCAT.COLUMNS: digits after the point, or those of the fraction of a TIMESTAMP's seconds.</summary>
    public static int CatalogScale(this Db2Type type) => type.Kind == Db2TypeKind.Timestamp ? type.Length : type.Scale;

    /// <summary>Bytes a value takes in a row.</summary>
    public static int RowBytes(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.Decimal => type.Length / 2 + 1,
        Db2TypeKind.VarChar => type.Length + 4,
        Db2TypeKind.Clob or Db2TypeKind.Blob => 256,
        _ => type.CatalogLength(),
    };

    /// <summary>Digits an integer type has as a decimal.</summary>
    public static int Digits(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.SmallInt => 5,
        Db2TypeKind.Integer => 11,
        Db2TypeKind.BigInt => 19,
        Db2TypeKind.Decimal => type.Length,
        _ => 31,
    };

    /// <summary>Characters its values have at most when written as text.</summary>
    public static int TextLength(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.SmallInt => 6,
        Db2TypeKind.Integer => 11,
        Db2TypeKind.BigInt => 20,
        Db2TypeKind.Decimal => type.Length + 2,
        Db2TypeKind.Double => 24,
        Db2TypeKind.Date => 10,
        Db2TypeKind.Time => 8,
        Db2TypeKind.Timestamp => type.Length == 0 ? 19 : 20 + type.Length,
        _ => type.Length,
    };

    public static (long Low, long High) Range(this Db2Type type) => type.Kind switch
    {
        Db2TypeKind.SmallInt => (short.MinValue, short.MaxValue),
        Db2TypeKind.Integer => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}
