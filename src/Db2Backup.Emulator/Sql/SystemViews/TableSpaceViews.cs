using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>Table spaces and their containers. [sql.md, MON_GET_TABLESPACE]</summary>
[Unconfirmed("sql.md, MON_GET_TABLESPACE: the column list, and that several states are joined by +")]
internal static class TableSpaceViews
{
    private const string SpaceLayout =
        "TBSP_NAME VARCHAR(128); TBSP_ID BIGINT; MEMBER SMALLINT; TBSP_TYPE VARCHAR(10); TBSP_CONTENT_TYPE VARCHAR(10); TBSP_PAGE_SIZE BIGINT; TBSP_EXTENT_SIZE BIGINT; "
        + "TBSP_PREFETCH_SIZE BIGINT; TBSP_STATE VARCHAR(256); TBSP_USED_PAGES BIGINT; TBSP_FREE_PAGES BIGINT; TBSP_USABLE_PAGES BIGINT; TBSP_TOTAL_PAGES BIGINT; "
        + "TBSP_PAGE_TOP BIGINT; TBSP_USING_AUTO_STORAGE SMALLINT; TBSP_AUTO_RESIZE_ENABLED SMALLINT; TBSP_NUM_CONTAINERS BIGINT";

    private const string ContainerLayout =
        "TBSP_NAME VARCHAR(128); TBSP_ID BIGINT; CONTAINER_NAME VARCHAR(256); CONTAINER_ID BIGINT; MEMBER SMALLINT; CONTAINER_TYPE VARCHAR(16); STRIPE_SET BIGINT; "
        + "TOTAL_PAGES BIGINT; USABLE_PAGES BIGINT; ACCESSIBLE SMALLINT; FS_TOTAL_SIZE BIGINT; FS_USED_SIZE BIGINT";

    private const string UtilizationLayout =
        "SNAPSHOT_TIMESTAMP TIMESTAMP; TBSP_ID BIGINT; TBSP_NAME VARCHAR(128); TBSP_TYPE VARCHAR(10); TBSP_CONTENT_TYPE VARCHAR(10); TBSP_STATE VARCHAR(256); "
        + "TBSP_TOTAL_SIZE_KB BIGINT; TBSP_USABLE_SIZE_KB BIGINT; TBSP_USED_SIZE_KB BIGINT; TBSP_FREE_SIZE_KB BIGINT; TBSP_UTILIZATION_PERCENT DECIMAL(5,2); "
        + "TBSP_TOTAL_PAGES BIGINT; TBSP_USABLE_PAGES BIGINT; TBSP_USED_PAGES BIGINT; TBSP_FREE_PAGES BIGINT; TBSP_PAGE_TOP BIGINT; TBSP_PAGE_SIZE INTEGER; "
        + "TBSP_EXTENT_SIZE INTEGER; TBSP_PREFETCH_SIZE BIGINT; DBPARTITIONNUM SMALLINT";

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
        [("SYSIBMADM.TBSP_UTILIZATION", new SystemView(SystemView.Layout(UtilizationLayout), Utilization))];

    public static IReadOnlyList<(string Name, int Arguments, SystemView View)> Functions { get; } =
    [
        ("MON_GET_TABLESPACE", 2, new SystemView(SystemView.Layout(SpaceLayout), TableSpaces, IsFunction: true)),
        ("MON_GET_CONTAINER", 2, new SystemView(SystemView.Layout(ContainerLayout), Containers, IsFunction: true)),
    ];

    // An empty or null name means all table spaces.
    private static IEnumerable<TableSpaceUsage> Asked(SystemViewContext context) => context.Database.Storage.Usage()
        .Where(u => context.Arguments.Count == 0 || context.Arguments[0] is null or "" || (string)context.Arguments[0]! == u.TableSpace.Name);

    private static string State(SystemViewContext context, TableSpace tableSpace) =>
        context.Database.State.TableSpaces.GetValueOrDefault(tableSpace.Id)?.Word ?? "NORMAL";

    private static long Usable(TableSpaceUsage usage) => usage.TableSpace.IsTemporary ? usage.TotalPages : usage.UsedPages + usage.FreePages;

    private static IEnumerable<object?[]> TableSpaces(SystemViewContext context) => Asked(context).Select(u => new object?[]
    {
        u.TableSpace.Name, (long)u.TableSpace.Id, 0L, u.TableSpace.Managed, u.TableSpace.ContentType,
        (long)u.TableSpace.PageSize, (long)u.TableSpace.ExtentSize, (long)u.TableSpace.ExtentSize, State(context, u.TableSpace), u.UsedPages, u.FreePages,
        Usable(u), u.TotalPages, u.HighWaterMark, u.TableSpace.AutomaticStorage ? 1L : 0L, u.TableSpace.FixedPages is null && !u.TableSpace.IsTemporary ? 1L : 0L, 1L,
    });

    private static IEnumerable<object?[]> Containers(SystemViewContext context) => Asked(context).Select(u =>
    {
        var drive = new DriveInfo(Path.GetDirectoryName(u.TableSpace.Container)!);
        return new object?[]
        {
            u.TableSpace.Name, (long)u.TableSpace.Id, u.TableSpace.Container, 0L, 0L,
            u.TableSpace.IsTemporary ? "PATH" : "FILE_EXTENT_TAG", 0L, u.TotalPages, Usable(u), 1L,
            drive.TotalSize, drive.TotalSize - drive.AvailableFreeSpace,
        };
    });

    private static IEnumerable<object?[]> Utilization(SystemViewContext context)
    {
        var now = DateTimes.Format(context.Database.Engine.Clock.UtcNow().ToLocalTime(), Db2Type.Timestamp);
        foreach (var u in context.Database.Storage.Usage())
        {
            var (size, usable) = (u.TableSpace.PageSize / 1024L, Usable(u));
            var isTemporary = u.TableSpace.IsTemporary;
            yield return
            [
                now, (long)u.TableSpace.Id, u.TableSpace.Name, u.TableSpace.Managed, u.TableSpace.ContentType, State(context, u.TableSpace),
                u.TotalPages * size, usable * size, u.UsedPages * size, isTemporary ? null : u.FreePages * size,
                isTemporary ? null : Decimals.Format(100m * u.UsedPages / Math.Max(1, usable), Db2Type.Decimal(5, 2)),
                u.TotalPages, usable, u.UsedPages, u.FreePages, u.HighWaterMark, (long)u.TableSpace.PageSize, (long)u.TableSpace.ExtentSize, (long)u.TableSpace.ExtentSize, 0L,
            ];
        }
    }
}
