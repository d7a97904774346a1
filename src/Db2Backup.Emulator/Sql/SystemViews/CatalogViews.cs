using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>SYSCAT and SYSIBM: the definitions.</summary>
internal static class CatalogViews
{
    private const string TableLayout = "TABSCHEMA VARCHAR(128); TABNAME VARCHAR(128); OWNER VARCHAR(128); TYPE CHAR(1); STATUS CHAR(1); CREATE_TIME TIMESTAMP; COLCOUNT SMALLINT; TABLEID SMALLINT; TBSPACEID SMALLINT; CARD BIGINT; TBSPACE VARCHAR(128); COMPRESSION CHAR(1); REMARKS VARCHAR(254); DATACAPTURE CHAR(1)";
    private const string ColumnLayout = "TABSCHEMA VARCHAR(128); TABNAME VARCHAR(128); COLNAME VARCHAR(128); COLNO SMALLINT; TYPESCHEMA VARCHAR(128); TYPENAME VARCHAR(128); LENGTH INTEGER; SCALE SMALLINT; DEFAULT VARCHAR(254); NULLS CHAR(1); KEYSEQ SMALLINT; IDENTITY CHAR(1); GENERATED CHAR(1)";
    private const string SpaceLayout = "TBSPACE VARCHAR(128); OWNER VARCHAR(128); TBSPACEID INTEGER; TBSPACETYPE CHAR(1); DATATYPE CHAR(1); EXTENTSIZE INTEGER; PREFETCHSIZE INTEGER; PAGESIZE INTEGER; DROP_RECOVERY CHAR(1); REMARKS VARCHAR(254)";

    // [IBM Docs, SYSCAT.STOGROUPS catalog view]
    private const string GroupLayout = "SGNAME VARCHAR(128); SGID INTEGER; OWNER VARCHAR(128); CREATE_TIME TIMESTAMP; DEFAULTSG CHAR(1); OVERHEAD DOUBLE; DEVICEREADRATE DOUBLE; WRITEOVERHEAD DOUBLE; DEVICEWRITERATE DOUBLE; DATATAG SMALLINT; CACHINGTIER SMALLINT; REMARKS VARCHAR(254)";

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
    [
        ("SYSIBM.SYSDUMMY1", new SystemView(SystemView.Layout("IBMREQD CHAR(1)"), _ => [["Y"]])),
        ("SYSCAT.TABLES", new SystemView(SystemView.Layout(TableLayout), Tables)),
        ("SYSCAT.COLUMNS", new SystemView(SystemView.Layout(ColumnLayout), Columns)),
        ("SYSCAT.INDEXES", new SystemView(SystemView.Layout("INDSCHEMA VARCHAR(128); INDNAME VARCHAR(128); OWNER VARCHAR(128); TABSCHEMA VARCHAR(128); TABNAME VARCHAR(128); COLNAMES VARCHAR(640); UNIQUERULE CHAR(1); COLCOUNT SMALLINT; IID SMALLINT; CREATE_TIME TIMESTAMP"), Indexes)),
        ("SYSCAT.VIEWS", new SystemView(SystemView.Layout("VIEWSCHEMA VARCHAR(128); VIEWNAME VARCHAR(128); OWNER VARCHAR(128); VALID CHAR(1); READONLY CHAR(1); TEXT CLOB(2097152)"), ViewTexts)),
        ("SYSCAT.TABLESPACES", new SystemView(SystemView.Layout(SpaceLayout), TableSpaces)),
        ("SYSCAT.STOGROUPS", new SystemView(SystemView.Layout(GroupLayout), StorageGroups)),
        ("SYSCAT.SCHEMATA", new SystemView(SystemView.Layout("SCHEMANAME VARCHAR(128); OWNER VARCHAR(128); DEFINER VARCHAR(128); CREATE_TIME TIMESTAMP; REMARKS VARCHAR(254)"), Schemata)),
        ("SYSIBM.SYSTABLES", new SystemView(SystemView.Layout("NAME VARCHAR(128); CREATOR VARCHAR(128); TYPE CHAR(1); CTIME TIMESTAMP; COLCOUNT SMALLINT; FID SMALLINT; TID SMALLINT; CARD BIGINT; TBSPACE VARCHAR(128)"), OldTables)),
    ];

    private static IEnumerable<object?[]> Tables(SystemViewContext context) => CatalogObjects.Of(context).Select(t => new object?[]
    {
        t.Schema, t.Name, t.Owner, t.Type, "N", t.Created, (long)t.Columns.Count, (long)t.Id, (long)t.SpaceId, -1L, t.SpaceName, t.Compressed ? "R" : "N", null, "N",
    });

    private static IEnumerable<object?[]> OldTables(SystemViewContext context) => CatalogObjects.Of(context).Select(t => new object?[]
    {
        t.Name, t.Schema, t.Type, t.Created, (long)t.Columns.Count, (long)t.Id, (long)t.SpaceId, -1L, t.SpaceName,
    });

    private static IEnumerable<object?[]> Columns(SystemViewContext context) => CatalogObjects.Of(context).SelectMany(t => t.Columns.Select((c, place) => new object?[]
    {
        t.Schema, t.Name, c.Name, (long)place, "SYSIBM", c.Type.Name(), (long)c.Type.CatalogLength(), (long)c.Type.CatalogScale(),
        c.DefaultText, c.Nullable ? "Y" : "N", (long?)c.KeyPlace, c.Identity == ' ' ? "N" : "Y", c.Identity.ToString(),
    }));

    private static IEnumerable<object?[]> Indexes(SystemViewContext context) => context.Catalog.Tables.SelectMany(t => t.Indexes.Select((index, place) => new object?[]
    {
        index.Schema, index.Name, t.Owner, t.Schema, t.Name,
        string.Concat(index.Keys.Select(k => (k.Descending ? "-" : "+") + t.Columns[k.Position].Name)), index.Rule.ToString(), (long)index.Keys.Count, (long)place + 1, index.Created,
    }));

    private static IEnumerable<object?[]> ViewTexts(SystemViewContext context) => context.Catalog.Tables.Where(t => t.IsView).Select(t => new object?[]
    {
        t.Schema, t.Name, t.Owner, "Y", "Y", $"CREATE VIEW {t.Schema}.{t.Name} AS {t.ViewText}",
    });

    private static IEnumerable<object?[]> TableSpaces(SystemViewContext context) => context.Database.Storage.All.Select(s => new object?[]
    {
        s.Name, s.Id < 3 ? "SYSIBM" : context.Application.AuthId, (long)s.Id, s.Managed == "SMS" ? "S" : "D",
        s.IsTemporary ? "T" : s.ContentType == "LARGE" ? "L" : "A", (long)s.ExtentSize, -1L, (long)s.PageSize, "N", null,
    });

    // CREATE STOGROUP is not offered: there is the one that a database is created with.
    private static IEnumerable<object?[]> StorageGroups(SystemViewContext context) =>
        [[EnvironmentViews.StorageGroup, 0L, "SYSIBM", Created(context), "Y", 6.725, 100.0, null, null, 0L, 0L, null]];

    private static IEnumerable<object?[]> Schemata(SystemViewContext context)
    {
        foreach (var system in new[] { "SYSIBM", "SYSCAT", "SYSFUN", "SYSSTAT", "SYSPROC", "SYSIBMADM", "NULLID", "SQLJ", "SYSPUBLIC", "SYSIBMINTERNAL", "SYSIBMTS" })
            yield return [system, "SYSIBM", "SYSIBM", Created(context), null];
        foreach (var (name, (owner, created)) in context.Catalog.Schemas.OrderBy(s => s.Key, StringComparer.Ordinal))
            yield return [name, owner, owner, created, null];
    }

    private static string Created(SystemViewContext context) => DateTimes.Format(context.Database.State.CreatedUtc.ToLocalTime(), Results.Db2Type.Timestamp);
}
