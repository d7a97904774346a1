using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>A table or view as the catalog shows it: the users' own, and those of the system that can be queried here.</summary>
/// <param name="Type">T table, V view.</param>
/// <param name="SpaceName">The table space; null for a view.</param>
internal sealed record CatalogObject(
    string Schema, string Name, string Type, string Owner, string Created, int Id, int SpaceId, string? SpaceName, bool Compressed)
{
    public IReadOnlyList<CatalogColumn> Columns { get; init; } = [];
}

/// <param name="KeyPlace">The place in the primary key, from 1; null outside it.</param>
/// <param name="Identity">' ' none, 'A' generated always, 'D' by default.</param>
internal sealed record CatalogColumn(string Name, Db2Type Type, bool Nullable, string? DefaultText, int? KeyPlace, char Identity);

/// <summary>
/// What SYSCAT.TABLES, LIST TABLES and DESCRIBE TABLE are made from. The system's own views are in it too: "Catalog tables and
/// views are included." [IBM Docs 10.5, SYSCAT.TABLES catalog view]
/// </summary>
internal static class CatalogObjects
{
    private const string SystemOwner = "SYSIBM";

    public static IEnumerable<CatalogObject> Of(SystemViewContext context) =>
        context.Catalog.Tables.Select(table => Own(context, table)).Concat(SystemViews.All.Select(view => OfSystem(context, view.Name, view.View)));

    private static CatalogObject Own(SystemViewContext context, TableDefinition table)
    {
        var key = table.Indexes.FirstOrDefault(i => i.Rule == 'P')?.Keys ?? [];
        var space = table.IsView ? null : context.Database.Storage.All.FirstOrDefault(s => s.Id == table.SpaceId)?.Name ?? "";
        return new CatalogObject(table.Schema, table.Name, table.IsView ? "V" : "T", table.Owner, table.Created, table.Id, table.SpaceId, space, table.Compressed)
        {
            Columns = table.Columns.Select((c, position) => new CatalogColumn(c.Name, c.Type, c.Nullable, c.DefaultText, PlaceIn(key, position), c.Identity)).ToList(),
        };
    }

    private static int? PlaceIn(IReadOnlyList<IndexKey> key, int position)
    {
        for (var i = 0; i < key.Count; i++)
            if (key[i].Position == position) return i + 1;
        return null;
    }

    // They came with the database.
    private static CatalogObject OfSystem(SystemViewContext context, string qualifiedName, SystemView view)
    {
        var dot = qualifiedName.IndexOf('.', StringComparison.Ordinal);
        var (schema, name) = (qualifiedName[..dot], qualifiedName[(dot + 1)..]);
        // Of the catalog's base tables only this one is here.
        var isTable = qualifiedName == "SYSIBM.SYSTABLES";
        var created = DateTimes.Format(context.Database.State.CreatedUtc.ToLocalTime(), Db2Type.Timestamp);
        return new CatalogObject(schema, name, isTable ? "T" : "V", SystemOwner, created, 0, 0, isTable ? "SYSCATSPACE" : null, false)
        {
            Columns = view.Columns.Select(c => new CatalogColumn(c.Name, c.Type!, c.Nullable, null, null, ' ')).ToList(),
        };
    }
}
