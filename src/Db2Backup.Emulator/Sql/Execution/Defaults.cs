using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>What a column gets that a statement does not name, and constant expressions told without SQLite.</summary>
internal static class Defaults
{
    /// <summary>The value of DEFAULT for a column; null when it has none.</summary>
    /// <param name="table">For the refusal of a DEFAULT that is none, when the column is defined.</param>
    public static object? Of(ColumnDefinition column, StatementNames names, string table = "")
    {
        if (column.DefaultText is null) return null;
        if (column.DefaultText.Length == 0) return Own(column.Type, names);
        var (isConstant, value, type) = Constant(SqlParser.ParseExpression(column.DefaultText), names);
        return isConstant ? ValueConverter.Convert(value, type, column.Type, column.Name) : throw new Db2Exception("SQL0574N", column.Name, table, 1);
    }

    /// <summary>The value of a constant, parameter or special register.</summary>
    public static (bool IsConstant, object? Value, Db2Type? Type) Constant(Expression expression, StatementNames names)
    {
        switch (expression)
        {
            case Constant constant: return (true, constant.Value, constant.Type);
            case Marker marker: return (true, names.Marker(marker.Index), null);
            case SpecialRegister register:
                var (value, type) = names.Register(register.Name);
                return (true, value, type);
            default: return (false, null, null);
        }
    }

    // WITH DEFAULT alone: zero, blanks, empty, now. [CREATE TABLE]
    private static object Own(Db2Type type, StatementNames names) => type.Kind switch
    {
        Db2TypeKind.SmallInt or Db2TypeKind.Integer or Db2TypeKind.BigInt => 0L,
        Db2TypeKind.Decimal => Decimals.Format(0, type),
        Db2TypeKind.Double => 0.0,
        Db2TypeKind.Date => names.Register("DATE").Value!,
        Db2TypeKind.Time => names.Register("TIME").Value!,
        Db2TypeKind.Timestamp => DateTimes.Normalize((string)names.Register("TIMESTAMP").Value!, type),
        _ => ValueConverter.Convert(type.IsBinary() ? Array.Empty<byte>() : "", null, type, null)!,
    };
}
