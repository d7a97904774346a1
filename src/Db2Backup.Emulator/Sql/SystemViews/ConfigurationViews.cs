using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>The database configuration and the recovery history. [sql.md]</summary>
[Unconfirmed("sql.md, DBCFG and DB_HISTORY: the full column lists and lengths")]
internal static class ConfigurationViews
{
    private const string ConfigurationLayout = "NAME VARCHAR(32); VALUE VARCHAR(1024); VALUE_FLAGS VARCHAR(10); DEFERRED_VALUE VARCHAR(1024); DEFERRED_VALUE_FLAGS VARCHAR(10); DATATYPE VARCHAR(128); DBPARTITIONNUM SMALLINT; MEMBER SMALLINT";

    private const string HistoryLayout =
        "DBPARTITIONNUM SMALLINT; EID BIGINT; START_TIME VARCHAR(14); SEQNUM SMALLINT; END_TIME VARCHAR(14); FIRSTLOG VARCHAR(254); LASTLOG VARCHAR(254); "
        + "BACKUP_ID VARCHAR(24); TABSCHEMA VARCHAR(128); TABNAME VARCHAR(128); COMMENT VARCHAR(30); CMD_TEXT CLOB(2097152); NUM_TBSPS INTEGER; TBSPNAMES CLOB(5242880); "
        + "OPERATION CHAR(1); OPERATIONTYPE CHAR(1); OBJECTTYPE CHAR(1); LOCATION VARCHAR(255); DEVICETYPE CHAR(1); ENTRY_STATUS CHAR(1); "
        + "SQLCAID VARCHAR(8); SQLCABC INTEGER; SQLCODE INTEGER; SQLERRML SMALLINT; SQLERRMC VARCHAR(70); SQLERRP VARCHAR(8); "
        + "SQLERRD1 INTEGER; SQLERRD2 INTEGER; SQLERRD3 INTEGER; SQLERRD4 INTEGER; SQLERRD5 INTEGER; SQLERRD6 INTEGER; SQLWARN VARCHAR(11); SQLSTATE VARCHAR(5)";

    private static readonly SystemView Configuration = new(SystemView.Layout(ConfigurationLayout), Parameters);

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
    [
        ("SYSIBMADM.DBCFG", Configuration),
        ("SYSIBMADM.DB_HISTORY", new SystemView(SystemView.Layout(HistoryLayout), History)),
    ];

    public static IReadOnlyList<(string Name, int Arguments, SystemView View)> Functions { get; } = [("DB_GET_CFG", 0, Configuration)];

    private static IEnumerable<object?[]> Parameters(SystemViewContext context) => DatabaseConfiguration.Values(context.Database).Select(v => new object?[]
    {
        v.Name, v.Value, v.Flags, v.DeferredValue, v.DeferredFlags, v.DataType, 0L, 0L,
    });

    private static IEnumerable<object?[]> History(SystemViewContext context) => context.Database.History.All().Select(e =>
    {
        var failed = e.SqlCode != 0;
        return new object?[]
        {
            0L, e.Eid, e.StartTime, e.Sequence == 0 && e.Operation != 'R' ? null : (long)e.Sequence, Text(e.EndTime), Text(e.EarliestLog), Text(e.CurrentLog),
            Text(e.BackupId), null, null, Text(e.Comment), Text(e.CommandText), (long)e.TableSpaces.Count, string.Join(", ", e.TableSpaces),
            e.Operation.ToString(), e.OperationType.ToString(), e.ObjectType.ToString(), Text(e.Location), e.DeviceType.ToString(), e.Status.ToString(),
            failed ? "SQLCA" : null, failed ? 136L : null, failed ? e.SqlCode : null, failed ? (long)e.SqlErrmc.Length : null, failed ? e.SqlErrmc : null, null,
            null, null, null, null, null, null, null, Text(e.SqlState),
        };
    });

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
