using System.Globalization;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Storage;

/// <summary>A base table or a view.</summary>
/// <param name="Id">Unique in the database; SQLite knows the table as T and this number, its columns as c0, c1 …</param>
/// <param name="ViewText">The query of a view; empty for a table.</param>
/// <param name="ViewSchema">CURRENT SCHEMA when the view was created: its unqualified names belong there.</param>
/// <param name="Available">False after a rollforward over NOT LOGGED INITIALLY: only DROP helps (SQL1477N).</param>
internal sealed record TableDefinition(
    int Id, string Schema, string Name, int SpaceId, string Owner, string Created, string ViewText, string ViewSchema, bool Available, bool Compressed)
{
    public IReadOnlyList<ColumnDefinition> Columns { get; init; } = [];
    public IReadOnlyList<IndexDefinition> Indexes { get; init; } = [];
    public bool IsView => ViewText.Length > 0;
    public string QualifiedName => Schema + "." + Name;
    public string SqliteName => "T" + Id.ToString(CultureInfo.InvariantCulture);

    public int Position(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == column) return i;
        return -1;
    }
}

/// <param name="DefaultText">The DEFAULT clause as SQL; empty for WITH DEFAULT (the type's own default); null without any.</param>
/// <param name="Identity">' ' none, 'A' generated always, 'D' by default.</param>
internal sealed record ColumnDefinition(string Name, Db2Type Type, bool Nullable, string? DefaultText, char Identity = ' ', long First = 1, long Step = 1);

/// <param name="Rule">P primary key, U unique, D duplicates allowed.</param>
internal sealed record IndexDefinition(int Id, string Schema, string Name, int TableId, char Rule, IReadOnlyList<IndexKey> Keys, string ConstraintName, string Created)
{
    public bool IsUnique => Rule != 'D';

    /// <summary>Keys as the catalog keeps them: +0-2 is column 0 ascending, column 2 descending.</summary>
    public static string Format(IEnumerable<IndexKey> keys) => string.Concat(keys.Select(k => (k.Descending ? "-" : "+") + k.Position));

    public static List<IndexKey> Parse(string keys)
    {
        var parsed = new List<IndexKey>();
        for (var i = 0; i < keys.Length;)
        {
            var end = keys.AsSpan(i + 1).IndexOfAny('+', '-');
            end = end < 0 ? keys.Length : i + 1 + end;
            parsed.Add(new IndexKey(int.Parse(keys.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture), keys[i] == '-'));
            i = end;
        }
        return parsed;
    }
}

internal sealed record IndexKey(int Position, bool Descending);
