namespace Db2Backup.Db2;

/// <summary>
/// What the reports of the CLP tell, as queries for the .NET provider [sql.md]. Columns are named one by one: releases add
/// columns in between.
/// </summary>
internal static partial class Statements
{
    /// <summary>Instance name, service level, PTF: the words that db2level prints.</summary>
    public static Db2Statement InstanceInformation => Query("SELECT INST_NAME, SERVICE_LEVEL, PTF FROM SYSIBMADM.ENV_INST_INFO");

    public static Db2Statement SystemInformation => Query("SELECT HOST_NAME FROM SYSIBMADM.ENV_SYS_INFO");

    /// <summary>The name that the connected database was created under, the server's time, and its offset as digits hhmmss.</summary>
    public static Db2Statement ServerNow => Query("SELECT CURRENT SERVER, CURRENT TIMESTAMP, CURRENT TIMEZONE FROM SYSIBM.SYSDUMMY1");

    public static Db2Statement ConfigurationView => Query("SELECT DBPARTITIONNUM, NAME, VALUE, DEFERRED_VALUE FROM SYSIBMADM.DBCFG ORDER BY DBPARTITIONNUM");

    /// <summary>TRACKMOD as it is in force: the report of GET DATABASE CONFIGURATION shows what is configured.</summary>
    public static Db2Statement TrackedModifications => Query("SELECT VALUE FROM SYSIBMADM.DBCFG WHERE NAME = 'trackmod'");

    /// <summary>Backups and restores, as LIST HISTORY BACKUP ALL has them.</summary>
    public static Db2Statement BackupHistoryView => Query(
        "SELECT EID, START_TIME, SEQNUM, END_TIME, FIRSTLOG, LASTLOG, BACKUP_ID, COMMENT, TBSPNAMES, OPERATION, OPERATIONTYPE, LOCATION, DEVICETYPE, ENTRY_STATUS, SQLCODE, OBJECTTYPE "
        + "FROM SYSIBMADM.DB_HISTORY WHERE OPERATION IN ('B', 'R') ORDER BY EID");

    public static Db2Statement LogHistoryView => Query("SELECT FIRSTLOG, LASTLOG, START_TIME FROM SYSIBMADM.DB_HISTORY WHERE OPERATION = 'X' ORDER BY EID");

    public static Db2Statement UtilitiesView => Query("SELECT UTILITY_ID, UTILITY_TYPE, UTILITY_DBNAME, UTILITY_DESCRIPTION FROM SYSIBMADM.SNAPUTIL ORDER BY UTILITY_ID");

    /// <summary>Phases in order; the last one is running.</summary>
    public static Db2Statement UtilityProgressView =>
        Query("SELECT UTILITY_ID, PROGRESS_TOTAL_UNITS, PROGRESS_COMPLETED_UNITS FROM SYSIBMADM.SNAPUTIL_PROGRESS ORDER BY UTILITY_ID, PROGRESS_SEQ_NUM");
}
