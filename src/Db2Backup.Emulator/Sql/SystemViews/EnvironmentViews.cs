using System.Runtime.InteropServices;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>The instance, the machine, who is connected, where things lie, which tables can be used.</summary>
[Unconfirmed("sql.md, ADMIN_LIST_DB_PATHS and ADMINTABINFO: the column lists")]
[Unconfirmed("IBM Docs 10.1, ADMIN_GET_STORAGE_PATHS: the column list")]
internal static class EnvironmentViews
{
    /// <summary>The storage group that CREATE DATABASE makes.</summary>
    public const string StorageGroup = "IBMSTOGROUP";

    private const string StoragePathLayout =
        "STORAGE_GROUP_NAME VARCHAR(128); STORAGE_GROUP_ID INTEGER; DBPARTITIONNUM SMALLINT; DB_STORAGE_PATH VARCHAR(256); DB_STORAGE_PATH_WITH_DPE VARCHAR(256); "
        + "DB_STORAGE_PATH_STATE VARCHAR(16); DB_STORAGE_PATH_ID BIGINT; FS_ID VARCHAR(22); FS_TOTAL_SIZE BIGINT; FS_USED_SIZE BIGINT; STO_PATH_FREE_SIZE BIGINT";

    // [IBM Docs 11.5, ENV_GET_REG_VARIABLES table function]
    private const string RegistryLayout =
        "MEMBER SMALLINT; REG_VAR_NAME VARCHAR(256); REG_VAR_VALUE VARCHAR(2048); REG_VAR_ON_DISK_VALUE VARCHAR(2048); IS_AGGREGATE SMALLINT; AGGREGATE_NAME VARCHAR(256); "
        + "LEVEL CHAR(1); REG_VAR_DEFAULT_VALUE VARCHAR(2048)";

    private static readonly SystemView Paths = new(SystemView.Layout("DBPARTITIONNUM SMALLINT; TYPE VARCHAR(64); PATH VARCHAR(5000)"), ListPaths);

    private const string TableLayout =
        "TABSCHEMA VARCHAR(128); TABNAME VARCHAR(128); TABTYPE CHAR(1); DBPARTITIONNUM SMALLINT; DATA_PARTITION_ID INTEGER; AVAILABLE CHAR(1); "
        + "DATA_OBJECT_L_SIZE BIGINT; DATA_OBJECT_P_SIZE BIGINT; INDEX_OBJECT_L_SIZE BIGINT; INDEX_OBJECT_P_SIZE BIGINT; REORG_PENDING CHAR(1); "
        + "INPLACE_REORG_STATUS VARCHAR(10); LOAD_STATUS VARCHAR(12); READ_ACCESS_ONLY CHAR(1); NO_LOAD_RESTART CHAR(1)";

    private const string ApplicationLayout =
        "SNAPSHOT_TIMESTAMP TIMESTAMP; CLIENT_DB_ALIAS VARCHAR(128); DB_NAME VARCHAR(128); AGENT_ID BIGINT; APPL_NAME VARCHAR(256); AUTHID VARCHAR(128); "
        + "APPL_ID VARCHAR(128); APPL_STATUS VARCHAR(22); STATUS_CHANGE_TIME TIMESTAMP; CLIENT_NNAME VARCHAR(255); DBPARTITIONNUM SMALLINT";

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
    [
        ("SYSIBMADM.DBPATHS", Paths),
        ("SYSIBMADM.DBMCFG", new SystemView(SystemView.Layout("NAME VARCHAR(32); VALUE VARCHAR(1024); VALUE_FLAGS VARCHAR(10); DEFERRED_VALUE VARCHAR(1024); DEFERRED_VALUE_FLAGS VARCHAR(10); DATATYPE VARCHAR(128)"), ManagerParameters)),
        ("SYSIBMADM.ADMINTABINFO", new SystemView(SystemView.Layout(TableLayout), Tables)),
        ("SYSIBMADM.APPLICATIONS", new SystemView(SystemView.Layout(ApplicationLayout), Applications)),
        ("SYSIBMADM.ENV_INST_INFO", new SystemView(SystemView.Layout("INST_NAME VARCHAR(128); IS_INST_PARTITIONABLE SMALLINT; NUM_DBPARTITIONS INTEGER; INST_PTR_SIZE INTEGER; RELEASE_NUM VARCHAR(128); SERVICE_LEVEL VARCHAR(128); BLD_LEVEL VARCHAR(128); PTF VARCHAR(128); FIXPACK_NUM INTEGER; NUM_MEMBERS INTEGER"), Instance)),
        ("SYSIBMADM.ENV_SYS_INFO", new SystemView(SystemView.Layout("OS_NAME VARCHAR(256); OS_VERSION VARCHAR(256); OS_RELEASE VARCHAR(256); HOST_NAME VARCHAR(255); TOTAL_CPUS INTEGER; CONFIGURED_CPUS INTEGER; TOTAL_MEMORY INTEGER"), Machine)),
    ];

    public static IReadOnlyList<(string Name, int Arguments, SystemView View)> Functions { get; } =
    [
        ("ADMIN_LIST_DB_PATHS", 0, Paths),
        ("ADMIN_GET_STORAGE_PATHS", 2, new SystemView(SystemView.Layout(StoragePathLayout), StoragePaths, IsFunction: true)),
        ("ENV_GET_REG_VARIABLES", 2, new SystemView(SystemView.Layout(RegistryLayout), Registry, IsFunction: true)),
    ];

    private static IEnumerable<object?[]> StoragePaths(SystemViewContext context)
    {
        var path = context.Database.Paths.Root;
        var drive = new DriveInfo(path);
        yield return [StorageGroup, 0L, 0L, path, path, "IN_USE", 0L, null, drive.TotalSize, drive.TotalSize - drive.AvailableFreeSpace, drive.AvailableFreeSpace];
    }

    private static IEnumerable<object?[]> Registry(SystemViewContext context) =>
        ProfileRegistry.Variables(context.Database.Engine.Paths).Select(v => new object?[] { 0L, v.Name, v.Value, v.Value, 0L, null, v.Level.ToString().ToUpperInvariant(), null });

    // The view shows what GET DBM CFG shows, by the parameters' names. [IBM Docs 11.5, DBMCFG administrative view]
    private static IEnumerable<object?[]> ManagerParameters(SystemViewContext context) => Db2Backup.Emulator.Instance.ManagerParameters.Table.Parameters
        .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new object?[] { p.Name, context.Database.Engine.DbmCfg.Get(p.Name), "NONE", context.Database.Engine.DbmCfg.GetDeferred(p.Name), "NONE", "VARCHAR(1024)" });

    private static IEnumerable<object?[]> ListPaths(SystemViewContext context)
    {
        var database = context.Database;
        yield return [0L, "LOGPATH", Folder(LogManager.Folder(database))];
        if (database.Configuration.Get("mirrorlogpath") is { Length: > 0 } mirror) yield return [0L, "MIRRORLOGPATH", Folder(mirror)];
        foreach (var tableSpace in database.Storage.All.Where(t => !t.AutomaticStorage)) yield return [0L, "TBSP_CONTAINER", tableSpace.Container];
        yield return [0L, "DB_STORAGE_PATH", Folder(database.Paths.Root)];
        yield return [0L, "LOCAL_DB_DIRECTORY", Folder(Path.Combine(database.Paths.NodeFolder, "sqldbdir"))];
        yield return [0L, "DBPATH", Folder(database.Paths.ControlFolder)];
        yield return [0L, "DBPATH", Folder(database.Paths.MemberFolder)];
    }

    private static string Folder(string path) => path.TrimEnd('/') + "/";

    // AVAILABLE is N after a rollforward over NOT LOGGED INITIALLY; sizes are not kept. [messages.md, SQL1477N]
    private static IEnumerable<object?[]> Tables(SystemViewContext context) => context.Catalog.Tables.Where(t => !t.IsView).Select(t => new object?[]
    {
        t.Schema, t.Name, "T", 0L, null, t.Available ? "Y" : "N", null, null, null, null, "N", null, null, "N", "N",
    });

    private static IEnumerable<object?[]> Applications(SystemViewContext context)
    {
        var now = DateTimes.Format(context.Database.Engine.Clock.UtcNow().ToLocalTime(), Db2Type.Timestamp);
        foreach (var application in context.Database.Engine.Applications.All().Where(a => a.Database is not null))
            yield return
            [
                now, application.Alias, application.Database?.Name, (long)application.Handle, application.Name, application.AuthId, application.ApplicationId,
                application.Status switch
                {
                    "UOW Executing" => "UOWEXEC",
                    "Lock-wait" => "LOCKWAIT",
                    _ => "UOWWAIT",
                },
                null, Environment.MachineName, 0L,
            ];
    }

    private static IEnumerable<object?[]> Instance(SystemViewContext context) =>
        [[context.Database.Engine.Paths.Name, 0L, 1L, 64L, "06060110", "DB2 v" + ProductLevel.Version, ProductLevel.Build, ProductLevel.Ptf, 0L, 1L]];

    private static IEnumerable<object?[]> Machine(SystemViewContext context) =>
    [
        ["Linux", Environment.OSVersion.Version.ToString(2), RuntimeInformation.OSDescription, Environment.MachineName, (long)Environment.ProcessorCount,
            (long)Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20],
    ];
}
