using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <param name="Parameters">Values of ?1, ?2 …</param>
internal sealed record TranslatedQuery(string Sql, IReadOnlyList<SourceColumn> Columns, IReadOnlyList<object?> Parameters);

/// <summary>
/// From Db2's SQL to SQLite's: names are resolved to tables T1, T2 … and columns c0, c1 …, every expression gets its Db2
/// type, and what SQLite does differently goes through functions of ours. Constants become parameters.
/// </summary>
internal sealed partial class Translator(INameResolver names)
{
    private readonly List<object?> parameters = [];
    private readonly Dictionary<object, string> constants = [];
    private readonly List<Dictionary<string, CommonSource>> commonTables = [];
    private int aliases;
    private string schema = names.CurrentSchema;

    public IReadOnlyList<object?> Parameters => parameters;

    public TranslatedQuery Translate(Query query)
    {
        var (sql, columns) = Query(query, null);
        return new TranslatedQuery(sql, columns, parameters);
    }

    /// <summary>The value, when it can be told without asking SQLite.</summary>
    public Typed Value(Expression expression) => Expression(expression, new Scope(null));

    private string NextAlias(string prefix) => prefix + (++aliases).ToString(CultureInfo.InvariantCulture);

    private Typed Constant(object? value, Db2Type? type)
    {
        if (value is null) return new Typed("NULL", type) { IsConstant = true };
        // The same constant twice is the same parameter: SQLite then sees that GROUP BY and SELECT say the same.
        if (!constants.TryGetValue(value, out var marker))
        {
            parameters.Add(value);
            constants[value] = marker = "?" + parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
        return new Typed(marker, type) { IsConstant = true, Value = value, Nullable = false };
    }

    /// <summary>As another type, by the rules of CAST or, with a target column, of assignment.</summary>
    public Typed Converted(Typed operand, Db2Type to, string? target = null)
    {
        if (operand.IsTruth) throw NotAValue();
        if (operand.Type == to) return operand;
        if (operand.IsConstant) return Constant(ValueConverter.Convert(operand.Value, operand.Type, to, target), to);
        if (operand.Type is null || KeepsItsForm(operand.Type, to)) return operand with { Type = to };
        return operand with { Sql = $"conv({operand.Sql}, {names.Conversion(operand.Type, to).ToString(CultureInfo.InvariantCulture)})", Type = to };
    }

    private static bool KeepsItsForm(Db2Type from, Db2Type to)
    {
        if (from.IsInteger() && to.IsInteger()) return from.Kind <= to.Kind;
        return from.IsCharacter() && to.IsCharacter() && to.Kind is Db2TypeKind.VarChar or Db2TypeKind.Clob && from.Length <= to.Length;
    }

    private static Db2Exception NotAValue() => new("SQL0104N", "END-OF-STATEMENT", "predicate", "<value-expression>");
}
