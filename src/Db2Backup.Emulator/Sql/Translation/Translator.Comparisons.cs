using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>
/// Comparisons. Strings compare as if the shorter were padded with blanks, decimals as numbers: SQLite does both by
/// collation. Values of different kinds are brought to one first.
/// </summary>
internal sealed partial class Translator
{
    public Typed Compare(string operation, Typed left, Typed right)
    {
        if (left.Type is null || right.Type is null) return Truth($"({left.Sql} {operation} {right.Sql})");
        (left, right) = Comparable(operation, left, right);
        return Truth($"({left.Sql} {operation} {right.Sql}{Collation(left.Type!)})");
    }

    private static string Collation(Db2Type type) =>
        type.Kind == Db2TypeKind.Decimal ? " COLLATE " + Storage.SqliteDatabase.DecimalCollation
        : type.IsCharacter() ? " COLLATE RTRIM"
        : "";

    private (Typed Left, Typed Right) Comparable(string operation, Typed left, Typed right)
    {
        var (a, b) = (left.Type!, right.Type!);
        if (a.IsNumeric() && b.IsNumeric())
        {
            if (a.Kind == b.Kind || a.IsInteger() && b.IsInteger()) return (left, right);
            if (a.Kind == Db2TypeKind.Double || b.Kind == Db2TypeKind.Double) return (AsDouble(left), AsDouble(right));
            // One is a decimal, kept as text; text of an integer compares with it as a number.
            return (DecimalText(left), DecimalText(right));
        }
        if (a.IsNumeric() && b.IsCharacter()) return (AsDouble(left), Converted(right, Db2Type.Double));
        if (a.IsCharacter() && b.IsNumeric()) return (Converted(left, Db2Type.Double), AsDouble(right));
        if (a.IsDateTime() || b.IsDateTime())
        {
            var common = TypeRules.Common(a, b) ?? throw new Db2Exception("SQL0401N", operation);
            return (Converted(left, common), Converted(right, common));
        }
        if (a.IsBinary() && b.IsBinary() || a.IsCharacter() && b.IsCharacter()) return (left, right);
        if (a.Kind == Db2TypeKind.Blob || b.Kind == Db2TypeKind.Blob) throw new Db2Exception("SQL0401N", operation);
        // Characters beside FOR BIT DATA are compared as bytes.
        return (a.IsBinary() ? left : Converted(left, Db2Type.VarChar(a.Length) with { BitData = true }),
            b.IsBinary() ? right : Converted(right, Db2Type.VarChar(b.Length) with { BitData = true }));
    }

    private static Typed DecimalText(Typed operand) => operand.Type!.IsInteger()
        ? new Typed($"CAST({operand.Sql} AS TEXT)", Db2Type.Decimal(operand.Type!.Digits(), 0))
        : operand;
}
