using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>Result types, as the SQL Reference gives them.</summary>
internal static class TypeRules
{
    private const int MaxPrecision = 31;

    /// <summary>Of + - * / on two numbers.</summary>
    public static Db2Type Arithmetic(string operation, Db2Type left, Db2Type right)
    {
        if (left.Kind == Db2TypeKind.Double || right.Kind == Db2TypeKind.Double) return Db2Type.Double;
        if (left.IsInteger() && right.IsInteger())
            return left.Kind == Db2TypeKind.BigInt || right.Kind == Db2TypeKind.BigInt ? Db2Type.BigInt : Db2Type.Integer;
        int p1 = left.Digits(), s1 = left.Scale, p2 = right.Digits(), s2 = right.Scale;
        switch (operation)
        {
            case "*": return Db2Type.Decimal(Math.Min(MaxPrecision, p1 + p2), Math.Min(MaxPrecision, s1 + s2));
            case "/": return Db2Type.Decimal(MaxPrecision, Math.Max(0, MaxPrecision - p1 + s1 - s2));
            default:
                var scale = Math.Max(s1, s2);
                return Db2Type.Decimal(Math.Min(MaxPrecision, Math.Max(p1 - s1, p2 - s2) + scale + 1), scale);
        }
    }

    /// <summary>Of CASE, COALESCE, UNION; null when the types do not go together.</summary>
    public static Db2Type? Common(Db2Type? left, Db2Type? right)
    {
        if (left is null || right is null) return left ?? right;
        if (left == right) return left;
        if (left.IsNumeric() && right.IsNumeric()) return CommonNumber(left, right);
        if (left.IsDateTime() || right.IsDateTime()) return CommonDateTime(left, right);
        if (left.IsNumeric() || right.IsNumeric()) return null;
        if (left.Kind == Db2TypeKind.Blob || right.Kind == Db2TypeKind.Blob)
            return left.IsBinary() && right.IsBinary() ? new Db2Type(Db2TypeKind.Blob, Math.Max(left.Length, right.Length)) : null;
        var kind = left.Kind == Db2TypeKind.Clob || right.Kind == Db2TypeKind.Clob ? Db2TypeKind.Clob
            : left.Kind == Db2TypeKind.Char && right.Kind == Db2TypeKind.Char ? Db2TypeKind.Char : Db2TypeKind.VarChar;
        return new Db2Type(kind, Math.Max(left.Length, right.Length)) { BitData = left.BitData || right.BitData };
    }

    private static Db2Type CommonNumber(Db2Type left, Db2Type right)
    {
        if (left.Kind == Db2TypeKind.Double || right.Kind == Db2TypeKind.Double) return Db2Type.Double;
        if (left.IsInteger() && right.IsInteger()) return left.Kind > right.Kind ? left : right;
        var scale = Math.Max(left.Scale, right.Scale);
        return Db2Type.Decimal(Math.Min(MaxPrecision, Math.Max(left.Digits() - left.Scale, right.Digits() - right.Scale) + scale), scale);
    }

    private static Db2Type? CommonDateTime(Db2Type left, Db2Type right)
    {
        if (left.IsCharacter()) return right;
        if (right.IsCharacter()) return left;
        if (left.Kind == Db2TypeKind.Timestamp && right.Kind == Db2TypeKind.Timestamp) return left.Length > right.Length ? left : right;
        if (left.Kind == Db2TypeKind.Timestamp && right.Kind == Db2TypeKind.Date) return left;
        if (left.Kind == Db2TypeKind.Date && right.Kind == Db2TypeKind.Timestamp) return right;
        return null;
    }
}
