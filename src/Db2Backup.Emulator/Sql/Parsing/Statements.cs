using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>A statement, as written.</summary>
internal abstract record Statement;

internal sealed record QueryStatement(Query Query) : Statement;

/// <param name="Columns">Empty: all.</param>
internal sealed record Insert(ObjectName Table, IReadOnlyList<string> Columns, Query Source) : Statement;

internal sealed record Update(ObjectName Table, string? Alias, IReadOnlyList<(string Column, Expression Value)> Assignments, Expression? Where) : Statement;

internal sealed record Delete(ObjectName Table, string? Alias, Expression? Where) : Statement;

internal sealed record Truncate(ObjectName Table) : Statement;

internal sealed record LockTable(ObjectName Table) : Statement;

internal sealed record Call(ObjectName Procedure, IReadOnlyList<Expression> Arguments) : Statement;

internal sealed record SetSchema(Expression Value) : Statement;

internal sealed record Commit : Statement;

/// <param name="Savepoint">Null: the whole unit of work. Empty: the newest savepoint.</param>
internal sealed record Rollback(string? Savepoint) : Statement;

internal sealed record Savepoint(string Name, bool Unique) : Statement;

internal sealed record ReleaseSavepoint(string Name) : Statement;

internal sealed record CreateSchema(string Name) : Statement;

internal sealed record CreateTable(ObjectName Table, IReadOnlyList<ColumnClause> Columns, IReadOnlyList<KeyClause> Keys) : Statement
{
    /// <summary>CREATE TABLE … LIKE.</summary>
    public ObjectName? Like { get; init; }

    /// <summary>EXCLUDING COLUMN DEFAULTS, with LIKE.</summary>
    public bool WithoutDefaults { get; init; }
    public string? TableSpace { get; init; }
    public string? IndexSpace { get; init; }
    public bool NotLoggedInitially { get; init; }
    public bool Compressed { get; init; }
}

/// <param name="Default">SQL text; empty for WITH DEFAULT; null for none.</param>
internal sealed record ColumnClause(string Name, Db2Type Type, bool NotNull, string? Default, IdentityClause? Identity);

internal sealed record IdentityClause(bool Always, long First, long Step);

internal sealed record KeyClause(string? ConstraintName, bool Primary, IReadOnlyList<string> Columns);

internal sealed record AddColumn(ObjectName Table, IReadOnlyList<ColumnClause> Columns) : Statement;

internal sealed record AddKey(ObjectName Table, KeyClause Key) : Statement;

internal sealed record ActivateNotLogged(ObjectName Table) : Statement;

internal sealed record CreateIndex(ObjectName Index, ObjectName Table, bool Unique, IReadOnlyList<(string Column, bool Descending)> Keys) : Statement;

internal sealed record CreateView(ObjectName View, IReadOnlyList<string> Columns, Query Query, string QueryText, bool Replace) : Statement;

/// <param name="Kind">TABLE, VIEW, INDEX.</param>
internal sealed record Drop(string Kind, ObjectName Name, bool IfExists) : Statement;

internal sealed record DropTableSpace(IReadOnlyList<string> Names) : Statement;

internal sealed record DropSchema(string Name) : Statement;

/// <param name="ContainerPath">Null with automatic storage.</param>
internal sealed record CreateTableSpace(string Name, bool Large, int? PageSize, int? ExtentSize, string? ContainerPath, long? Pages) : Statement;
