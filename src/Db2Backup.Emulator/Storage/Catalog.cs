using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Storage;

/// <summary>The definitions in SYSCATSPACE as of one moment.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<(string Schema, string Name), TableDefinition> tables = [];
    private readonly Dictionary<(string Schema, string Name), IndexDefinition> indexes = [];
    private readonly Dictionary<string, (string Owner, string Created)> schemas = new(StringComparer.Ordinal);

    public IEnumerable<TableDefinition> Tables => tables.Values;
    public IEnumerable<IndexDefinition> Indexes => indexes.Values;
    public IReadOnlyDictionary<string, (string Owner, string Created)> Schemas => schemas;

    /// <summary>One more than the highest id of a table; the same for indexes.</summary>
    public int NextTableId { get; private set; } = 1;
    public int NextIndexId { get; private set; } = 1;

    public TableDefinition? Table(string schema, string name) => tables.GetValueOrDefault((schema, name));
    public IndexDefinition? Index(string schema, string name) => indexes.GetValueOrDefault((schema, name));

    /// <param name="prefix">The name under which SYSCATSPACE is attached, with a dot; empty when it is the file itself.</param>
    public static Catalog Load(SqliteDatabase file, string prefix)
    {
        var catalog = new Catalog();
        foreach (var row in file.Query($"SELECT name, owner, created FROM {prefix}schemas"))
            catalog.schemas[(string)row[0]!] = ((string)row[1]!, (string)row[2]!);

        var columns = new Dictionary<int, List<ColumnDefinition>>();
        foreach (var row in file.Query($"SELECT table_id, name, kind, length, scale, bit_data, nullable, default_text, identity, first, step FROM {prefix}columns ORDER BY table_id, position"))
            Of(columns, Int(row[0])).Add(new ColumnDefinition(
                (string)row[1]!,
                new Db2Type((Db2TypeKind)Int(row[2]), Int(row[3]), Int(row[4])) { BitData = Int(row[5]) == 1 },
                Int(row[6]) == 1, (string?)row[7], ((string)row[8]!)[0], (long)row[9]!, (long)row[10]!));

        var keys = new Dictionary<int, List<IndexDefinition>>();
        foreach (var row in file.Query($"SELECT id, schema, name, table_id, rule, columns, constraint_name, created FROM {prefix}indexes ORDER BY id"))
        {
            var index = new IndexDefinition(Int(row[0]), (string)row[1]!, (string)row[2]!, Int(row[3]), ((string)row[4]!)[0],
                IndexDefinition.Parse((string)row[5]!), (string)row[6]!, (string)row[7]!);
            Of(keys, index.TableId).Add(index);
            catalog.indexes[(index.Schema, index.Name)] = index;
            catalog.NextIndexId = Math.Max(catalog.NextIndexId, index.Id + 1);
        }

        foreach (var row in file.Query($"SELECT id, schema, name, space, owner, created, text, view_schema, available, compressed FROM {prefix}tables"))
        {
            var id = Int(row[0]);
            catalog.tables[((string)row[1]!, (string)row[2]!)] = new TableDefinition(id, (string)row[1]!, (string)row[2]!, Int(row[3]),
                (string)row[4]!, (string)row[5]!, (string)row[6]!, (string)row[7]!, Int(row[8]) == 1, Int(row[9]) == 1)
            {
                Columns = columns.GetValueOrDefault(id) ?? [],
                Indexes = keys.GetValueOrDefault(id) ?? [],
            };
            catalog.NextTableId = Math.Max(catalog.NextTableId, id + 1);
        }
        return catalog;
    }

    private static int Int(object? value) => (int)(long)value!;

    private static List<T> Of<T>(Dictionary<int, List<T>> lists, int id)
    {
        if (!lists.TryGetValue(id, out var list)) lists[id] = list = [];
        return list;
    }
}
