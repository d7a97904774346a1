using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>How full the log is, in KB (the views) or bytes (the function). [sql.md, LOG_UTILIZATION, MON_GET_TRANSACTION_LOG]</summary>
[Unconfirmed("sql.md, MON_GET_TRANSACTION_LOG and LOG_UTILIZATION: the columns past those documented")]
internal static class LogViews
{
    private const string FunctionLayout =
        "MEMBER SMALLINT; TOTAL_LOG_AVAILABLE BIGINT; TOTAL_LOG_USED BIGINT; SEC_LOG_USED_TOP BIGINT; TOT_LOG_USED_TOP BIGINT; SEC_LOGS_ALLOCATED BIGINT; "
        + "FIRST_ACTIVE_LOG BIGINT; LAST_ACTIVE_LOG BIGINT; CURRENT_ACTIVE_LOG BIGINT; APPLID_HOLDING_OLDEST_XACT BIGINT; "
        + "ARCHIVE_METHOD1_STATUS SMALLINT; METHOD1_NEXT_LOG_TO_ARCHIVE BIGINT; METHOD1_FIRST_FAILURE BIGINT; "
        + "ARCHIVE_METHOD2_STATUS SMALLINT; METHOD2_NEXT_LOG_TO_ARCHIVE BIGINT; METHOD2_FIRST_FAILURE BIGINT; LOG_CHAIN_ID BIGINT; CURRENT_LSO BIGINT; OLDEST_TX_LSN BIGINT";

    public static IReadOnlyList<(string Name, SystemView View)> Views { get; } =
    [
        ("SYSIBMADM.LOG_UTILIZATION", new SystemView(
            SystemView.Layout("DB_NAME VARCHAR(128); LOG_UTILIZATION_PERCENT DECIMAL(5,2); TOTAL_LOG_USED_KB BIGINT; TOTAL_LOG_AVAILABLE_KB BIGINT; TOTAL_LOG_USED_TOP_KB BIGINT; DBPARTITIONNUM SMALLINT"),
            c => [[c.Database.Name, .. Utilization(c), 0L]])),
        ("SYSIBMADM.MON_TRANSACTION_LOG_UTILIZATION", new SystemView(
            SystemView.Layout("LOG_UTILIZATION_PERCENT DECIMAL(5,2); TOTAL_LOG_USED_KB BIGINT; TOTAL_LOG_AVAILABLE_KB BIGINT; TOTAL_LOG_USED_TOP_KB BIGINT; MEMBER SMALLINT"),
            c => [[.. Utilization(c), 0L]])),
    ];

    // EXECUTE is not granted to PUBLIC. [sql.md, MON_GET_TRANSACTION_LOG]
    public static IReadOnlyList<(string Name, int Arguments, SystemView View)> Functions { get; } =
        [("MON_GET_TRANSACTION_LOG", 1, new SystemView(SystemView.Layout(FunctionLayout), Log, SysAdmOnly: true, IsFunction: true))];

    // With infinite logging there is nothing to measure against: NULL.
    private static object?[] Utilization(SystemViewContext context)
    {
        var log = context.Database.Log;
        var used = log.UsedBytes;
        if (log.AvailableBytes is not { } all) return [null, Kilobytes(used), null, Kilobytes(log.UsedTopBytes)];
        var percent = Math.Min(999.99m, 100m * used / all);
        return [Decimals.Format(percent, Db2Type.Decimal(5, 2)), Kilobytes(used), Kilobytes(Math.Max(0, all - used)), Kilobytes(log.UsedTopBytes)];
    }

    private static long Kilobytes(long bytes) => (bytes + 1023) / 1024;

    private static IEnumerable<object?[]> Log(SystemViewContext context)
    {
        var (database, log) = (context.Database, context.Database.Log);
        var primary = (long)database.Configuration.GetNumber("logprimary") * Logging.LogManager.ExtentBytes(database);
        var available = log.AvailableBytes is { } all ? Math.Max(0, all - log.UsedBytes) : -1;
        var (first, current) = (log.FirstActiveLog, log.CurrentLog);
        var holder = database.Connected().FirstOrDefault(a => a.Sql is { InUnitOfWork: true })?.Handle;
        var archives = database.Configuration.Get("logarchmeth1") is not ("OFF" or "LOGRETAIN");
        yield return
        [
            0L, available, log.UsedBytes, Math.Max(0, log.UsedTopBytes - primary), log.UsedTopBytes,
            (long)Math.Max(0, current - first + 1 - database.Configuration.GetNumber("logprimary")),
            (long)first, (long)current, (long)current, holder is null ? null : (long)holder,
            archives ? log.ArchivingFails ? 0L : 1L : null, archives ? (long)(log.NextToArchive ?? current) : null, archives && log.ArchivingFails ? (long?)log.NextToArchive : null,
            null, null, null, (long)(database.State.Lineage.LastOrDefault()?.Number ?? 0), log.CurrentLso, log.RedoStart,
        ];
    }
}
