namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>A fullselect with what may stand before and after it.</summary>
internal sealed record Query(IReadOnlyList<CommonTable> With, QueryBody Body, IReadOnlyList<OrderItem> OrderBy, Expression? Fetch, Expression? Offset);

/// <param name="Columns">Empty when not listed.</param>
internal sealed record CommonTable(string Name, IReadOnlyList<string> Columns, Query Query);

internal abstract record QueryBody;

internal sealed record Select(
    bool Distinct, IReadOnlyList<SelectItem> Items, IReadOnlyList<TableReference> From, Expression? Where,
    IReadOnlyList<Expression> GroupBy, Expression? Having) : QueryBody;

internal sealed record ValuesRows(IReadOnlyList<IReadOnlyList<Expression>> Rows) : QueryBody;

/// <param name="Operator">UNION, EXCEPT, INTERSECT.</param>
internal sealed record SetOperation(string Operator, bool All, QueryBody Left, QueryBody Right) : QueryBody;

internal sealed record NestedQuery(Query Query) : QueryBody;

/// <param name="Expression">Null for * and name.*</param>
/// <param name="StarOf">The qualifier of name.*</param>
internal sealed record SelectItem(Expression? Expression, string? Alias, string? StarOf);

internal abstract record TableReference;

internal sealed record NamedTable(ObjectName Name, string? Alias, IReadOnlyList<string> Columns) : TableReference;

internal sealed record DerivedTable(Query Query, string? Alias, IReadOnlyList<string> Columns) : TableReference;

/// <summary>TABLE(function(…)) AS name.</summary>
internal sealed record TableFunction(ObjectName Function, IReadOnlyList<Expression> Arguments, string? Alias, IReadOnlyList<string> Columns) : TableReference;

/// <param name="Kind">INNER, LEFT, RIGHT, FULL, CROSS.</param>
internal sealed record Join(string Kind, TableReference Left, TableReference Right, Expression? On) : TableReference;

internal sealed record OrderItem(Expression Expression, bool Descending, bool? NullsFirst);
