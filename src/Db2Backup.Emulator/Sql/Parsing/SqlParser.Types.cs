using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>Data types, with Db2's limits.</summary>
internal sealed partial class SqlParser
{
    private const int MaxChar = 255;
    private const int MaxVarChar = 32672;
    private const int MaxPrecision = 31;

    private Db2Type DataType()
    {
        var name = Name("<data-type>");
        switch (name)
        {
            case "SMALLINT": return Db2Type.SmallInt;
            case "INTEGER" or "INT": return Db2Type.Integer;
            case "BIGINT": return Db2Type.BigInt;
            case "DECIMAL" or "DEC" or "NUMERIC" or "NUM": return DecimalType();
            case "DOUBLE":
                Accept("PRECISION");
                return Db2Type.Double;
            case "FLOAT": return FloatType();
            case "CHAR" or "CHARACTER":
                return Accept("VARYING") ? Bits(Db2Type.VarChar(Length(name, null, MaxVarChar))) : Bits(Db2Type.Char(Length(name, 1, MaxChar)));
            case "VARCHAR": return Bits(Db2Type.VarChar(Length(name, null, MaxVarChar)));
            case "CLOB": return new Db2Type(Db2TypeKind.Clob, LobLength(name));
            case "BLOB": return new Db2Type(Db2TypeKind.Blob, LobLength(name));
            case "DATE": return Db2Type.Date;
            case "TIME": return Db2Type.Time;
            case "TIMESTAMP": return new Db2Type(Db2TypeKind.Timestamp, Length(name, 6, 12));
            default: throw new Db2Exception("SQL0204N", name);
        }
    }

    private Db2Type DecimalType()
    {
        if (!AcceptSymbol("(")) return Db2Type.Decimal(5, 0);
        var precision = Number();
        var scale = AcceptSymbol(",") ? Number() : 0;
        ExpectSymbol(")");
        if (precision is < 1 or > MaxPrecision || scale < 0 || scale > precision) throw new Db2Exception("SQL0604N", $"DECIMAL({precision},{scale})");
        return Db2Type.Decimal((int)precision, (int)scale);
    }

    // FLOAT(1..24) is REAL, which is not built.
    private Db2Type FloatType()
    {
        if (!AcceptSymbol("(")) return Db2Type.Double;
        var digits = Number();
        ExpectSymbol(")");
        return digits is >= 25 and <= 53 ? Db2Type.Double : throw new Db2Exception("SQL0604N", $"FLOAT({digits})");
    }

    private int Length(string type, int? whenNotGiven, int limit)
    {
        if (!Current.IsSymbol("(") && whenNotGiven is { } length) return length;
        ExpectSymbol("(");
        var given = Number();
        Accept("OCTETS");
        ExpectSymbol(")");
        var least = type == "TIMESTAMP" ? 0 : 1;
        return given >= least && given <= limit ? (int)given : throw new Db2Exception("SQL0604N", $"{type}({given})");
    }

    private int LobLength(string type)
    {
        if (!AcceptSymbol("(")) return 1 << 20;
        var given = Number();
        var factor = Accept("K") ? 1L << 10 : Accept("M") ? 1L << 20 : Accept("G") ? 1L << 30 : 1;
        ExpectSymbol(")");
        var length = given * factor;
        if (length is < 1 or > 1L << 31) throw new Db2Exception("SQL0604N", $"{type}({given})");
        return (int)Math.Min(length, int.MaxValue);
    }

    private Db2Type Bits(Db2Type type)
    {
        if (!Accept("FOR")) return type;
        if (Accept("SBCS") || Accept("MIXED"))
        {
            Expect("DATA");
            return type;
        }
        Expect("BIT", "DATA");
        return type with { BitData = true };
    }
}
