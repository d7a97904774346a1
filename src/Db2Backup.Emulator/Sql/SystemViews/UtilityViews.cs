using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>Utilities in progress. [sql.md, Utilities in progress]</summary>
[Unconfirmed("sql.md, MON_GET_UTILITY: the column list; SNAPUTIL_PROGRESS: the total of a restore, which is UNKNOWN in LIST UTILITIES, is 0 here")]
internal static class UtilityViews
{
    private const string UtilityLayout =
        "SNAPSHOT_TIMESTAMP TIMESTAMP; UTILITY_ID INTEGER; UTILITY_TYPE VARCHAR(26); UTILITY_PRIORITY INTEGER; UTILITY_DESCRIPTION VARCHAR(2048); UTILITY_DBNAME VARCHAR(128); "
        + "UTILITY_START_TIME TIMESTAMP; UTILITY_STATE VARCHAR(10); UTILITY_INVOKER_TYPE VARCHAR(10); DBPARTITIONNUM SMALLINT; PROGRESS_LIST_ATTR VARCHAR(10); PROGRESS_LIST_CUR_SEQ_NUM INTEGER";

    private const string ProgressLayout =
        "SNAPSHOT_TIMESTAMP TIMESTAMP; UTILITY_ID INTEGER; PROGRESS_SEQ_NUM INTEGER; UTILITY_STATE VARCHAR(16); PROGRESS_DESCRIPTION VARCHAR(2048); "
        + "PROGRESS_START_TIME TIMESTAMP; PROGRESS_WORK_METRIC VARCHAR(16); PROGRESS_TOTAL_UNITS BIGINT; PROGRESS_COMPLETED_UNITS BIGINT; DBPARTITIONNUM SMALLINT";

    private const string FunctionLayout =
        "MEMBER SMALLINT; COORD_MEMBER SMALLINT; APPLICATION_HANDLE BIGINT; APPLICATION_ID VARCHAR(128); APPLICATION_NAME VARCHAR(128); SESSION_AUTH_ID VARCHAR(128); "
        + "UTILITY_START_TIME TIMESTAMP; UTILITY_INVOCATION_ID VARCHAR(64); UTILITY_TYPE VARCHAR(16); UTILITY_OPERATION_TYPE CHAR(1); UTILITY_INVOKER_TYPE VARCHAR(4); "
        + "UTILITY_PRIORITY INTEGER; OBJECT_TYPE VARCHAR(16); OBJECT_SCHEMA VARCHAR(128); OBJECT_NAME VARCHAR(128); UTILITY_DETAIL CLOB(2097152)";

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
    [
        ("SYSIBMADM.SNAPUTIL", new SystemView(SystemView.Layout(UtilityLayout), Utilities, SysAdmOnly: true)),
        ("SYSIBMADM.SNAPUTIL_PROGRESS", new SystemView(SystemView.Layout(ProgressLayout), Progress, SysAdmOnly: true)),
    ];

    public static IReadOnlyList<(string Name, int Arguments, SystemView View)> Functions { get; } =
        [("MON_GET_UTILITY", 1, new SystemView(SystemView.Layout(FunctionLayout), OfDatabase, IsFunction: true))];

    private static string Local(DateTime utc) => DateTimes.Format(utc.ToLocalTime(), Db2Type.Timestamp);

    private static string Now(SystemViewContext context) => Local(context.Database.Engine.Clock.UtcNow());

    private static IEnumerable<object?[]> Utilities(SystemViewContext context) => context.Database.Engine.Utilities.All().Select(u => new object?[]
    {
        Now(context), (long)u.Id, Type(u), (long)(u.Priority ?? 0), u.Description, u.DatabaseName, Local(u.StartedUtc), "EXECUTE", "USER", 0L, "SERIAL", 1L,
    });

    private static IEnumerable<object?[]> Progress(SystemViewContext context) => context.Database.Engine.Utilities.All().Select(u => new object?[]
    {
        Now(context), (long)u.Id, 1L, "EXECUTE", u.Phase ?? "", Local(u.StartedUtc), "BYTES", u.TotalWork ?? 0L, u.CompletedWork, 0L,
    });

    private static IEnumerable<object?[]> OfDatabase(SystemViewContext context)
    {
        foreach (var u in context.Database.Engine.Utilities.All().Where(u => u.DatabaseName == context.Database.Name))
        {
            var application = context.Database.Engine.Applications.Find(u.ApplicationHandle);
            yield return
            [
                0L, 0L, (long)u.ApplicationHandle, application?.ApplicationId, application?.Name, application?.AuthId, Local(u.StartedUtc),
                $"{u.ApplicationHandle:X16}{u.StartedUtc.Ticks:X16}", Type(u), Operation(u), "USER", (long)(u.Priority ?? 0), "DATABASE", null, u.DatabaseName, u.CommandText,
            ];
        }
    }

    private static string Type(RunningUtility utility) => utility.Type.Replace(' ', '_');

    // N online, F offline, as in the history file.
    private static string? Operation(RunningUtility utility) => utility.Type != "BACKUP" ? null : utility.Description.StartsWith("online", StringComparison.Ordinal) ? "N" : "F";
}
