using System.Globalization;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Provider;

/// <summary>What a Db2 type is in .NET.</summary>
internal sealed record ClientType(Type Type, string Name, Func<object, object> Convert)
{
    public object Value(object? value) => value is null ? DBNull.Value : Convert(value);

    public static ClientType Of(Db2Type type) => type.Kind switch
    {
        Db2TypeKind.SmallInt => new(typeof(short), "SMALLINT", v => System.Convert.ToInt16(v, CultureInfo.InvariantCulture)),
        Db2TypeKind.Integer => new(typeof(int), "INTEGER", v => System.Convert.ToInt32(v, CultureInfo.InvariantCulture)),
        Db2TypeKind.BigInt => new(typeof(long), "BIGINT", v => System.Convert.ToInt64(v, CultureInfo.InvariantCulture)),
        Db2TypeKind.Decimal => new(typeof(decimal), "DECIMAL", v => System.Convert.ToDecimal(v, CultureInfo.InvariantCulture)),
        Db2TypeKind.Double => new(typeof(double), "DOUBLE", v => System.Convert.ToDouble(v, CultureInfo.InvariantCulture)),
        Db2TypeKind.Char or Db2TypeKind.VarChar when type.BitData => new(typeof(byte[]), type.Kind == Db2TypeKind.Char ? "CHAR FOR BIT DATA" : "VARCHAR FOR BIT DATA", v => v),
        Db2TypeKind.Char => new(typeof(string), "CHAR", v => v),
        Db2TypeKind.VarChar => new(typeof(string), "VARCHAR", v => v),
        Db2TypeKind.Clob => new(typeof(string), "CLOB", v => v),
        Db2TypeKind.Blob => new(typeof(byte[]), "BLOB", v => v),
        Db2TypeKind.Date => new(typeof(DateTime), "DATE", v => Parse(v, "yyyy-MM-dd")),
        Db2TypeKind.Time => new(typeof(TimeSpan), "TIME", v => Parse(v, "HH.mm.ss", "HH:mm:ss").TimeOfDay),
        Db2TypeKind.Timestamp => new(typeof(DateTime), "TIMESTAMP", v => Parse(v, "yyyy-MM-dd-HH.mm.ss.FFFFFFF", "yyyy-MM-dd-HH.mm.ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF")),
        _ => throw new InvalidOperationException($"internal error: type {type.Kind} is not known to the provider"),
    };

    private static DateTime Parse(object value, params string[] forms) =>
        DateTime.ParseExact((string)value, forms, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault);
}
