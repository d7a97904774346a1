using System.Text;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>Expressions and predicates.</summary>
internal sealed partial class Translator
{
    private Typed Expression(Expression expression, Scope scope)
    {
        var before = scope.Ungrouped.Count;
        var translated = Translate(expression, scope);
        // A grouping expression may stand anywhere, with all its columns.
        if (scope.Grouping.Contains(translated.Sql)) scope.Ungrouped.RemoveRange(before, scope.Ungrouped.Count - before);
        return translated;
    }

    private Typed Operand(Expression expression, Scope scope)
    {
        var operand = Expression(expression, scope);
        return operand.IsTruth ? throw NotAValue() : operand;
    }

    private string Condition(Expression expression, Scope scope)
    {
        var condition = Expression(expression, scope);
        return condition.IsTruth ? condition.Sql : throw new Db2Exception("SQL0104N", "END-OF-STATEMENT", "<value-expression>", "<predicate>");
    }

    private Typed Translate(Expression expression, Scope scope)
    {
        switch (expression)
        {
            case Constant c: return Constant(c.Value, c.Type);
            case Marker m:
                var value = names.Marker(m.Index);
                return Constant(value, value is null ? null : ValueConverter.TypeOf(value));
            case DefaultValue: throw new Db2Exception("SQL0418N");
            case ColumnReference column: return scope.Column(column);
            case SpecialRegister register:
                var (content, type) = names.Register(register.Name);
                return Constant(content, type);
            case Negation negation: return Negate(Operand(negation.Operand, scope));
            case Arithmetic arithmetic: return Calculation(arithmetic, scope);
            case LabeledDuration: throw new Db2Exception("SQL0182N");
            case Comparison c: return Compare(c.Operator, Operand(c.Left, scope), Operand(c.Right, scope));
            case Logical l: return Truth($"({Condition(l.Left, scope)} {l.Operator} {Condition(l.Right, scope)})");
            case Not n: return Truth($"(NOT {Condition(n.Operand, scope)})");
            case NullTest n: return Truth($"({Operand(n.Operand, scope).Sql} IS {(n.Negated ? "NOT " : "")}NULL)");
            case Between b:
                var operand = Operand(b.Operand, scope);
                var between = $"({Compare(">=", operand, Operand(b.Low, scope)).Sql} AND {Compare("<=", operand, Operand(b.High, scope)).Sql})";
                return Truth(b.Negated ? $"(NOT {between})" : between);
            case InList list: return In(list, scope);
            case InQuery query: return In(query, scope);
            case Exists exists: return Truth($"EXISTS ({Query(exists.Query, scope).Sql})");
            case Like like: return LikePattern(like, scope);
            case Case c: return CaseOf(c, scope);
            case Cast cast: return CastTo(cast, scope);
            case ScalarQuery query:
                var (sql, columns) = Query(query.Query, scope);
                return columns.Count == 1 ? new Typed($"(SELECT only_row(c0) FROM ({sql}))", columns[0].Type) : throw new Db2Exception("SQL0412N");
            case FunctionCall call: return Function(call, scope);
            default: throw new InvalidOperationException($"internal error: {expression.GetType().Name}");
        }
    }

    private static Typed Truth(string sql) => new(sql, Typed.Truth);

    private Typed Negate(Typed operand)
    {
        if (operand.Type is null) return operand;
        if (!operand.Type.IsNumeric()) throw new Db2Exception("SQL0402N", "-");
        if (operand.IsConstant && operand.Value is long number) return Constant(-number, operand.Type);
        return operand.Type.Kind == Db2TypeKind.Decimal
            ? DecimalCalculation("-", Constant(0L, Db2Type.Integer), operand, operand.Type)
            : new Typed($"(- {operand.Sql})", operand.Type);
    }

    private Typed Calculation(Arithmetic arithmetic, Scope scope)
    {
        var operation = arithmetic.Operator;
        if (arithmetic.Right is LabeledDuration duration && operation is "+" or "-")
            return AddDuration(Operand(arithmetic.Left, scope), operation, duration, scope);
        var left = Operand(arithmetic.Left, scope);
        var right = Operand(arithmetic.Right, scope);
        if (operation == "||") return Concatenate(left, right);
        if (left.Type is null || right.Type is null) return new Typed("NULL", left.Type ?? right.Type ?? Db2Type.Integer);
        if (left.Type.Kind is Db2TypeKind.Timestamp or Db2TypeKind.Time && operation is "+" or "-" && IsTimeDuration(right.Type))
            return AddTimeDuration(left, operation, right);
        if (left.Type.IsCharacter()) left = Converted(left, Db2Type.Double);
        if (right.Type.IsCharacter()) right = Converted(right, Db2Type.Double);
        var (a, b) = (left.Type!, right.Type!);
        if (!a.IsNumeric() || !b.IsNumeric()) throw a.IsDateTime() || b.IsDateTime() ? new Db2Exception("SQL0182N") : new Db2Exception("SQL0402N", operation);
        if (operation == "%") return new Typed($"f_mod({left.Sql}, {right.Sql})", TypeRules.Arithmetic("+", a, b));
        var type = TypeRules.Arithmetic(operation, a, b);
        if (type.Kind == Db2TypeKind.Decimal) return DecimalCalculation(operation, left, right, type);
        if (type.Kind == Db2TypeKind.Double) (left, right) = (AsDouble(left), AsDouble(right));
        return operation == "/"
            ? new Typed($"f_divide({left.Sql}, {right.Sql})", type)
            : new Typed($"({left.Sql} {operation} {right.Sql})", type) { Nullable = left.Nullable || right.Nullable };
    }

    private static Typed DecimalCalculation(string operation, Typed left, Typed right, Db2Type type) =>
        new($"dec('{operation}', {left.Sql}, {right.Sql}, {type.Scale})", type) { Nullable = left.Nullable || right.Nullable };

    private static Typed AsDouble(Typed operand) => operand.Type!.Kind == Db2TypeKind.Double
        ? operand
        : new Typed($"CAST({operand.Sql} AS REAL)", Db2Type.Double) { Nullable = operand.Nullable };

    private Typed AddDuration(Typed left, string operation, LabeledDuration duration, Scope scope)
    {
        var amount = Operand(duration.Amount, scope);
        if (left.Type is null) return left;
        if (left.Type.IsCharacter()) left = Converted(left, left.Type.Length <= 10 ? Db2Type.Date : Db2Type.Timestamp);
        var type = left.Type!;
        if (!type.IsDateTime() || amount.Type is not null && !amount.Type.IsNumeric()) throw new Db2Exception("SQL0182N");
        var isDayUnit = duration.Unit is "YEAR" or "MONTH" or "DAY";
        if (type.Kind == Db2TypeKind.Date && !isDayUnit || type.Kind == Db2TypeKind.Time && isDayUnit) throw new Db2Exception("SQL0182N");
        var number = Converted(amount, Db2Type.BigInt);
        var sign = operation == "-" ? "-1" : "1";
        return new Typed($"f_add({left.Sql}, {number.Sql}, {sign}, '{duration.Unit}', {(int)type.Kind}, {type.Length})", type);
    }

    // DECIMAL(6, 0) holds a time duration, hhmmss: CURRENT TIMESTAMP - CURRENT TIMEZONE is UTC.
    private static bool IsTimeDuration(Db2Type type) => type is { Kind: Db2TypeKind.Decimal, Length: 6, Scale: 0 };

    private Typed AddTimeDuration(Typed left, string operation, Typed duration)
    {
        var digits = Converted(duration, Db2Type.BigInt).Sql;
        var seconds = $"({digits} / 10000 * 3600 + {digits} / 100 % 100 * 60 + {digits} % 100)";
        return new Typed($"f_add({left.Sql}, {seconds}, {(operation == "-" ? "-1" : "1")}, 'SECOND', {(int)left.Type!.Kind}, {left.Type.Length})", left.Type);
    }

    public Typed Concatenate(Typed left, Typed right)
    {
        left = AsText(left);
        right = AsText(right);
        if (left.Type is null || right.Type is null) return new Typed("NULL", left.Type ?? right.Type ?? Db2Type.VarChar(1));
        if (left.Type.IsBinary() != right.Type.IsBinary()) throw new Db2Exception("SQL0401N", "||");
        var length = (long)left.Type.Length + right.Type.Length;
        var isLob = left.Type.Kind is Db2TypeKind.Clob or Db2TypeKind.Blob || right.Type.Kind is Db2TypeKind.Clob or Db2TypeKind.Blob;
        var type = isLob ? new Db2Type(left.Type.IsBinary() ? Db2TypeKind.Blob : Db2TypeKind.Clob, (int)Math.Min(int.MaxValue, length))
            : left.Type.Kind == Db2TypeKind.Char && right.Type.Kind == Db2TypeKind.Char && length <= 254 ? Db2Type.Char((int)length) with { BitData = left.Type.BitData }
            : Db2Type.VarChar((int)Math.Min(32672, length)) with { BitData = left.Type.BitData };
        return left.Type.IsBinary()
            ? new Typed($"CAST({left.Sql} || {right.Sql} AS BLOB)", type)
            : new Typed($"({left.Sql} || {right.Sql})", type) { Nullable = left.Nullable || right.Nullable };
    }

    /// <summary>Numbers and dates as characters, as || and string functions take them.</summary>
    public Typed AsText(Typed operand) => operand.Type is null || operand.Type.IsCharacter() || operand.Type.IsBinary()
        ? operand
        : Converted(operand, Db2Type.VarChar(operand.Type.TextLength()));

    private Typed In(InList list, Scope scope)
    {
        var operand = Operand(list.Operand, scope);
        var text = new StringBuilder("(");
        foreach (var item in list.Items)
        {
            if (text.Length > 1) text.Append(" OR ");
            text.Append(Compare("=", operand, Operand(item, scope)).Sql);
        }
        text.Append(')');
        return Truth(list.Negated ? $"(NOT {text})" : text.ToString());
    }

    private Typed In(InQuery query, Scope scope)
    {
        var operand = Operand(query.Operand, scope);
        var (sql, columns) = Query(query.Query, scope);
        if (columns.Count != 1) throw new Db2Exception("SQL0412N");
        // Both sides in one form, so that SQLite may compare them.
        var common = TypeRules.Common(operand.Type, columns[0].Type) ?? throw new Db2Exception("SQL0401N", "IN");
        var left = Converted(operand, common);
        var right = Converted(new Typed("c0", columns[0].Type), common);
        return Truth($"({left.Sql}{Collation(common)} {(query.Negated ? "NOT IN" : "IN")} (SELECT {right.Sql} FROM ({sql})))");
    }

    private Typed LikePattern(Like like, Scope scope)
    {
        var operand = AsText(Operand(like.Operand, scope));
        var pattern = AsText(Operand(like.Pattern, scope));
        var escape = like.Escape is null ? "NULL" : Operand(like.Escape, scope).Sql;
        return Truth($"({(like.Negated ? "NOT " : "")}f_like({operand.Sql}, {pattern.Sql}, {escape}))");
    }

    private Typed CaseOf(Case c, Scope scope)
    {
        var operand = c.Operand is null ? null : Operand(c.Operand, scope);
        var branches = c.Branches.Select(b => (
            When: operand is null ? Condition(b.When, scope) : Compare("=", operand, Operand(b.When, scope)).Sql,
            Then: Operand(b.Then, scope))).ToList();
        var otherwise = c.Else is null ? null : Operand(c.Else, scope);
        var results = branches.ConvertAll(b => b.Then);
        if (otherwise is not null) results.Add(otherwise);
        var type = CommonType(results, "CASE") ?? throw new Db2Exception("SQL0418N");
        var text = new StringBuilder("CASE");
        foreach (var (when, then) in branches) text.Append($" WHEN {when} THEN {Converted(then, type).Sql}");
        if (otherwise is not null) text.Append($" ELSE {Converted(otherwise, type).Sql}");
        return new Typed(text.Append(" END").ToString(), type);
    }

    public static Db2Type? CommonType(IEnumerable<Typed> operands, string operation)
    {
        Db2Type? common = null;
        foreach (var operand in operands)
        {
            if (operand.IsTruth) throw NotAValue();
            if (operand.Type is null) continue;
            common = TypeRules.Common(common, operand.Type) ?? throw new Db2Exception("SQL0401N", operation);
        }
        return common;
    }

    private Typed CastTo(Cast cast, Scope scope)
    {
        var operand = Operand(cast.Operand, scope);
        if (operand.Type is null) return Constant(null, cast.Type);
        var allowed = cast.Type.IsNumeric() ? operand.Type.IsNumeric() || operand.Type.IsCharacter()
            : !cast.Type.IsDateTime() || operand.Type.IsDateTime() || operand.Type.IsCharacter();
        return allowed ? Converted(operand, cast.Type) with { ColumnName = null } : throw new Db2Exception("SQL0461N", "SYSIBM." + operand.Type.Name(), "SYSIBM." + cast.Type.Name());
    }
}
