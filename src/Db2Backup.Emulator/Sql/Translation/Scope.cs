using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;

namespace Db2Backup.Emulator.Sql.Translation;

internal sealed record SourceColumn(string Name, Db2Type? Type, bool Nullable);

/// <summary>A table, view, function or subquery in a FROM clause; its columns are c0, c1 … of <paramref name="Alias"/>.</summary>
/// <param name="Schema">Null when it goes by a correlation name.</param>
internal sealed record Source(string Alias, string? Schema, string Name, IReadOnlyList<SourceColumn> Columns);

/// <summary>The names that can be seen at one place of a query.</summary>
internal sealed class Scope(Scope? outer)
{
    public Scope? Outer { get; } = outer;
    public List<Source> Sources { get; } = [];

    // grouping of the select this scope belongs to
    public bool AllowsAggregates { get; set; }
    public bool InAggregate { get; set; }
    public bool IsGrouped { get; set; }
    public bool SawAggregate { get; set; }
    /// <summary>The grouping expressions, translated.</summary>
    public HashSet<string> Grouping { get; } = new(StringComparer.Ordinal);
    /// <summary>Columns used outside of aggregates and grouping expressions.</summary>
    public List<string> Ungrouped { get; } = [];

    /// <summary>A column by its place, for *.</summary>
    public Typed Column(Source source, int column)
    {
        var typed = Reference(source, column);
        if (!InAggregate && !Grouping.Contains(typed.Sql)) Ungrouped.Add(source.Columns[column].Name);
        return typed;
    }

    /// <summary>SQL0206N when nothing has the name, SQL0203N when two have.</summary>
    public Typed Column(ColumnReference reference)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            Typed? found = null;
            foreach (var source in scope.Sources)
            {
                if (reference.Qualifier is not null && source.Name != reference.Qualifier) continue;
                if (reference.Schema is not null && source.Schema != reference.Schema) continue;
                for (var i = 0; i < source.Columns.Count; i++)
                {
                    if (source.Columns[i].Name != reference.Name) continue;
                    if (found is not null) throw new Db2Exception("SQL0203N", reference);
                    found = Reference(source, i);
                }
            }
            if (found is null) continue;
            if (!scope.InAggregate) scope.Ungrouped.Add(reference.ToString());
            return found;
        }
        throw new Db2Exception("SQL0206N", reference);
    }

    private static Typed Reference(Source source, int column) => new($"{source.Alias}.c{column}", source.Columns[column].Type)
    {
        Nullable = source.Columns[column].Nullable,
        ColumnName = source.Columns[column].Name,
    };
}
