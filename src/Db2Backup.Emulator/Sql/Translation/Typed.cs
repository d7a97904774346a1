using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>An expression in SQLite's SQL with its Db2 type.</summary>
/// <param name="Type">Null: NULL, which takes any type. <see cref="Truth"/>: a predicate.</param>
internal sealed record Typed(string Sql, Db2Type? Type)
{
    /// <summary>The type of a predicate, which is no value in Db2's SQL.</summary>
    public static readonly Db2Type Truth = new((Db2TypeKind)(-1));

    public bool IsTruth => ReferenceEquals(Type, Truth);

    /// <summary>The value is known now: a constant, a parameter's, a special register's.</summary>
    public bool IsConstant { get; init; }
    public object? Value { get; init; }

    public bool Nullable { get; init; } = true;

    /// <summary>The name of a column, for the heading.</summary>
    public string? ColumnName { get; init; }
}
