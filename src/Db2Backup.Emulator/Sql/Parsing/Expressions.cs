using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>An expression or a predicate, as written.</summary>
internal abstract record Expression;

/// <param name="Type">Null for NULL.</param>
internal sealed record Constant(object? Value, Db2Type? Type) : Expression;

/// <param name="Index">From 0.</param>
internal sealed record Marker(int Index) : Expression;

internal sealed record DefaultValue : Expression;

internal sealed record ColumnReference(string? Schema, string? Qualifier, string Name) : Expression
{
    public override string ToString() => (Schema is null ? "" : Schema + ".") + (Qualifier is null ? "" : Qualifier + ".") + Name;
}

/// <summary>CURRENT TIMESTAMP, USER …</summary>
internal sealed record SpecialRegister(string Name) : Expression;

internal sealed record Negation(Expression Operand) : Expression;

/// <param name="Operator">+ - * / ||</param>
internal sealed record Arithmetic(string Operator, Expression Left, Expression Right) : Expression;

/// <summary>3 DAYS: an amount and its unit, only beside + or - with a date or time.</summary>
internal sealed record LabeledDuration(Expression Amount, string Unit) : Expression;

/// <param name="Operator">= &lt;&gt; &lt; &lt;= &gt; &gt;=</param>
internal sealed record Comparison(string Operator, Expression Left, Expression Right) : Expression;

internal sealed record Logical(string Operator, Expression Left, Expression Right) : Expression;

internal sealed record Not(Expression Operand) : Expression;

internal sealed record NullTest(Expression Operand, bool Negated) : Expression;

internal sealed record Between(Expression Operand, Expression Low, Expression High, bool Negated) : Expression;

internal sealed record InList(Expression Operand, IReadOnlyList<Expression> Items, bool Negated) : Expression;

internal sealed record InQuery(Expression Operand, Query Query, bool Negated) : Expression;

internal sealed record Exists(Query Query) : Expression;

internal sealed record Like(Expression Operand, Expression Pattern, Expression? Escape, bool Negated) : Expression;

/// <param name="Operand">Null for CASE WHEN predicate …</param>
internal sealed record Case(Expression? Operand, IReadOnlyList<(Expression When, Expression Then)> Branches, Expression? Else) : Expression;

internal sealed record Cast(Expression Operand, Db2Type Type) : Expression;

internal sealed record ScalarQuery(Query Query) : Expression;

internal sealed record FunctionCall(ObjectName Function, IReadOnlyList<Expression> Arguments, bool Distinct, bool Star) : Expression
{
    /// <summary>OVER (…), if there is one.</summary>
    public WindowClause? Over { get; init; }
}

internal sealed record WindowClause(IReadOnlyList<Expression> PartitionBy, IReadOnlyList<OrderItem> OrderBy);
