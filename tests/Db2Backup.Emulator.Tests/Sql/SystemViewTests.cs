using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>System views, table functions and procedures. [sql.md]</summary>
public sealed class SystemViewTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    // [sql.md, DBCFG]
    [Fact]
    public void DBCFG_shows_the_value_in_force_beside_the_deferred_one()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("UPDATE DB CFG USING LOGPRIMARY 5").Exits(2).Says("SQL1363W");
        Assert.Equal("13 5", session.Value("SELECT VARCHAR(VALUE, 20), VARCHAR(DEFERRED_VALUE, 20) FROM SYSIBMADM.DBCFG WHERE NAME = 'logprimary'"));
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM TABLE(DB_GET_CFG()) AS C WHERE NAME = 'backup_pending' AND VALUE = 'NO'"));
    }

    // [sql.md, LOG_UTILIZATION: KB; MON_GET_TRANSACTION_LOG: bytes; NULL with infinite logging]
    [Fact]
    public void The_log_fills_while_a_unit_of_work_is_open()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (A VARCHAR(1000))").Ok();
        Assert.Equal("0.00 0 102400", session.Value("SELECT LOG_UTILIZATION_PERCENT, TOTAL_LOG_USED_KB, TOTAL_LOG_AVAILABLE_KB FROM SYSIBMADM.LOG_UTILIZATION"));
        session.Db2("INSERT INTO T WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 2000) SELECT REPEAT('x', 1000) FROM N", options: ["+c"]).Ok();
        var used = Number(session.Db2("SELECT TOTAL_LOG_USED_KB FROM SYSIBMADM.MON_TRANSACTION_LOG_UTILIZATION", options: ["-x", "+c"]).Text);
        Assert.InRange(used, 1950, 4000);
        var bytes = Number(session.Db2("SELECT TOTAL_LOG_USED FROM TABLE(MON_GET_TRANSACTION_LOG(-1)) AS L", options: ["-x", "+c"]).Text);
        Assert.InRange(bytes, used * 1024 - 1024, used * 1024);
        session.Db2("COMMIT").Ok();
        Assert.Equal("0", session.Value("SELECT TOTAL_LOG_USED_KB FROM SYSIBMADM.LOG_UTILIZATION"));
    }

    [Fact]
    public void Infinite_logging_has_no_percentage()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGSECOND -1").Ok();
        session.Connect(name);
        Assert.Equal("- - 0", session.Value("SELECT LOG_UTILIZATION_PERCENT, TOTAL_LOG_AVAILABLE_KB, MEMBER FROM SYSIBMADM.MON_TRANSACTION_LOG_UTILIZATION"));
    }

    // [sql.md, MON_GET_TABLESPACE: the sum over used pages is the number DATABASESIZE gives]
    [Fact]
    public void The_size_of_the_database_is_that_of_its_used_pages()
    {
        using var session = fixture.OnNewDatabase();
        var tables = "SELECT SUM(TBSP_USED_PAGES * TBSP_PAGE_SIZE) FROM TABLE(MON_GET_TABLESPACE('', -2)) AS T";
        var before = Number(session.Value(tables));
        session.Db2("CALL GET_DBSIZE_INFO(?, ?, ?, 0)").Ok().Contains("Parameter Name : DATABASESIZE").Contains($"Parameter Value : {before}").Contains("Return Status = 0");
        // The side effect: a table in a table space of its own.
        Assert.Equal("SYSTOOLSPACE", session.Value("SELECT TBSPACE FROM SYSCAT.TABLES WHERE TABSCHEMA = 'SYSTOOLS' AND TABNAME = 'STMG_DBSIZE_INFO'"));
        session.Db2("CREATE TABLE T (A VARCHAR(1000))").Ok();
        session.Db2("INSERT INTO T WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 500) SELECT REPEAT('x', 1000) FROM N").Ok();
        // Within the window the old answer; with 0 a new one.
        session.Db2("CALL SYSPROC.GET_DBSIZE_INFO(?, ?, ?, 30)").Ok().Contains($"Parameter Value : {before}");
        var now = Number(session.Value(tables));
        Assert.True(now - before > 500_000, $"{before} bytes, then {now}");
        session.Db2("CALL GET_DBSIZE_INFO(?, ?, ?, 0)").Ok().Contains($"Parameter Value : {now}");
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSTOOLS.STMG_DBSIZE_INFO"));
    }

    // [sql.md, ADMIN_CMD: online only, connection stays open, result set BACKUP_TIME]
    [Fact]
    public void ADMIN_CMD_backs_up_the_connected_database_and_keeps_the_connection()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Connect(name);
        session.Db2($"CALL SYSPROC.ADMIN_CMD('BACKUP DB OTHER ONLINE TO {sandbox.Backups}')").Refused("SQL20322N");
        var backup = session.Db2($"CALL SYSPROC.ADMIN_CMD('BACKUP DB {name} TO {sandbox.Backups}')").Ok().Contains("BACKUP_TIME").Contains("Return Status = 0");
        Assert.Equal("N D", session.Value($"SELECT OPERATIONTYPE, DEVICETYPE FROM SYSIBMADM.DB_HISTORY WHERE OPERATION = 'B' AND START_TIME = '{backup.Timestamp}'"));
    }

    [Theory]
    [InlineData("LIST TABLESPACES")]
    [InlineData("RESTORE DB X")]
    [InlineData("CONNECT TO X")]
    [InlineData("SELECT * FROM T")]
    public void ADMIN_CMD_takes_no_other_commands(string command)
    {
        using var session = fixture.OnNewDatabase();
        session.Db2($"CALL ADMIN_CMD('{command}')").Refused("SQL0104N");
    }

    [Fact]
    public void ADMIN_CMD_changes_the_configuration_and_prunes_the_history()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CALL ADMIN_CMD('UPDATE DB CFG USING LOGSECOND 20')").Ok().Contains("Return Status = 0");
        Assert.Equal("20", session.Value("SELECT VARCHAR(VALUE, 5) FROM SYSIBMADM.DBCFG WHERE NAME = 'logsecond'"));
        session.Db2("CREATE TABLESPACE TS1").Ok();
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSIBMADM.DB_HISTORY"));
        session.Db2("CALL ADMIN_CMD('PRUNE HISTORY 20990101 WITH FORCE OPTION')").Ok();
        Assert.Equal("0", session.Value("SELECT COUNT(*) FROM SYSIBMADM.DB_HISTORY"));
    }

    [Fact]
    public void A_running_backup_shows_in_the_utility_views()
    {
        using var session = sandbox.Session();
        using var watcher = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Connect(name);
        watcher.Connect(name);
        Assert.Empty(watcher.Rows("SELECT UTILITY_ID FROM SYSIBMADM.SNAPUTIL"));
        var backup = session.StartDb2($"BACKUP DB {name} ONLINE TO {sandbox.Backups}", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "hang@1000" });
        Eventually.Holds(() => watcher.Rows("SELECT UTILITY_ID FROM SYSIBMADM.SNAPUTIL").Count == 1, "a utility");
        Assert.Equal($"BACKUP {name}", watcher.Value("SELECT UTILITY_TYPE, VARCHAR(UTILITY_DBNAME, 10) FROM SYSIBMADM.SNAPUTIL"));
        Assert.Equal("BYTES", watcher.Value("SELECT PROGRESS_WORK_METRIC FROM SYSIBMADM.SNAPUTIL_PROGRESS WHERE PROGRESS_TOTAL_UNITS > 0"));
        Assert.Equal("BACKUP N", watcher.Value("SELECT UTILITY_TYPE, UTILITY_OPERATION_TYPE FROM TABLE(MON_GET_UTILITY(-2)) AS U"));
        backup.Interrupt();
        backup.Wait().Exits(4);
        Assert.Empty(watcher.Rows("SELECT UTILITY_ID FROM SYSIBMADM.SNAPUTIL"));
    }

    // [IBM Docs 11.5, catalog views; sql.md] Each view that is there answers, in as many columns as the catalog says it has.
    [Fact]
    public void Every_view_of_the_system_can_be_queried()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (A INT NOT NULL PRIMARY KEY)").Ok();
        session.Db2("CREATE VIEW V AS SELECT A FROM T").Ok();
        var views = session.Rows("SELECT VARCHAR(TABSCHEMA, 20), VARCHAR(TABNAME, 40), COLCOUNT FROM SYSCAT.TABLES WHERE OWNER = 'SYSIBM'").Select(r => r.Split(' ')).ToList();
        Assert.True(views.Count >= 20, $"{views.Count} views");
        foreach (var view in views)
        {
            var result = session.Db2($"SELECT * FROM {view[0]}.{view[1]}");
            Assert.True(result.Succeeded, result.ToString());
            Assert.Equal(int.Parse(view[2], CultureInfo.InvariantCulture), result.Lines[2].Split(' ').Length);
        }
        Assert.Equal("V", session.Value("SELECT VARCHAR(VIEWNAME, 5) FROM SYSCAT.VIEWS"));
        Assert.Equal("T", session.Value("SELECT VARCHAR(NAME, 5) FROM SYSIBM.SYSTABLES WHERE CREATOR = 'DB2INST1' AND TYPE = 'T'"));
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSCAT.SCHEMATA WHERE SCHEMANAME = 'DB2INST1'"));
        Assert.Equal("3", session.Value("SELECT COUNT(*) FROM SYSIBMADM.TBSP_UTILIZATION"));
    }

    [Fact]
    public void Paths_and_environment()
    {
        using var session = fixture.OnNewDatabase();
        foreach (var path in session.Rows("SELECT VARCHAR(PATH, 200) FROM SYSIBMADM.DBPATHS"))
            Assert.True(Directory.Exists(path), path);
        Assert.Equal(["DBPATH", "DB_STORAGE_PATH", "LOCAL_DB_DIRECTORY", "LOGPATH"], session.Rows("SELECT DISTINCT TYPE FROM TABLE(ADMIN_LIST_DB_PATHS()) AS P ORDER BY 1"));
        Assert.Equal("DB2BACKUP-EMULATOR", session.Value("SELECT VARCHAR(PTF, 20) FROM SYSIBMADM.ENV_INST_INFO"));
        Assert.Equal("db2inst1 DB2 v11.5.9.0", session.Value("SELECT VARCHAR(INST_NAME, 10), VARCHAR(SERVICE_LEVEL, 20) FROM SYSIBMADM.ENV_INST_INFO"));
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSIBMADM.ENV_SYS_INFO"));
    }

    // [IBM Docs: SYSCAT.STOGROUPS, ADMIN_GET_STORAGE_PATHS, DBMCFG, ENV_GET_REG_VARIABLES, db2set]
    [Fact]
    public void Storage_groups_the_instances_configuration_and_the_registry()
    {
        using var session = fixture.OnNewDatabase();
        Assert.Equal("0 Y IBMSTOGROUP", session.Value("SELECT SGID, DEFAULTSG, VARCHAR(SGNAME, 20) FROM SYSCAT.STOGROUPS"));
        var path = session.Value("SELECT VARCHAR(DB_STORAGE_PATH, 200) FROM TABLE(ADMIN_GET_STORAGE_PATHS('', -2)) AS T");
        Assert.True(Directory.Exists(path), path);
        // The view has what the report has.
        var diagnostics = session.Value("SELECT VARCHAR(VALUE, 200) FROM SYSIBMADM.DBMCFG WHERE NAME = 'diagpath'");
        session.Db2("GET DBM CFG").Ok().Contains($"(DIAGPATH) = {diagnostics}");
        Assert.Equal("I TCPIP", session.Value("SELECT LEVEL, VARCHAR(REG_VAR_VALUE, 20) FROM TABLE(ENV_GET_REG_VARIABLES(-2, 0)) AS T WHERE REG_VAR_NAME = 'DB2COMM'"));
        session.Run("db2set", "-all").Ok().Contains("[i] DB2COMM=TCPIP\n[g] DB2SYSTEM=");
        Assert.Equal("DB2COMM=TCPIP\n", session.Run("db2set").Ok().Output);
        session.Run("db2set", "DB2COMM=").Refused("SQL0104N");
    }

    // [IBM Docs 11.5, db2look]
    [Fact]
    public void The_DDL_that_db2look_prints_makes_the_same_tables_elsewhere()
    {
        using var session = fixture.OnNewDatabase();
        var name = session.Value("VALUES VARCHAR(CURRENT SERVER, 8)");
        session.Db2("CREATE TABLE PARENT (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(40) WITH DEFAULT 'it''s', D DECIMAL(7,2))").Ok();
        session.Db2("CREATE UNIQUE INDEX BYNAME ON PARENT (S, D)").Ok();
        session.Db2("CREATE TABLE OTHER.CHILD (N BIGINT, C CHAR(3))").Ok();
        session.Db2("CREATE VIEW BOTH_OF AS SELECT I, N FROM PARENT, OTHER.CHILD WHERE I = N").Ok();
        var columns = session.Rows(Columns);
        var file = Path.Combine(Path.GetTempPath(), "look-" + Guid.NewGuid().ToString("N"));
        try
        {
            session.Run("db2look", "-d", name, "-e", "-a", "-l", "-x", "-o", file).Ok();
            var script = File.ReadAllText(file);
            Assert.Contains("SET AS DEFAULT", script, StringComparison.Ordinal);
            using var elsewhere = fixture.OnNewDatabase();
            File.WriteAllText(file, script.Replace($"CONNECT TO {name};", "", StringComparison.Ordinal).Replace("CONNECT RESET;", "", StringComparison.Ordinal).Replace("TERMINATE;", "", StringComparison.Ordinal)
                .Replace(script[script.IndexOf("ALTER STOGROUP", StringComparison.Ordinal)..(script.IndexOf("SET AS DEFAULT;", StringComparison.Ordinal) + 15)], "", StringComparison.Ordinal));
            elsewhere.Run("db2", "-tf", file).Ok();
            Assert.Equal(columns, elsewhere.Rows(Columns));
        }
        finally
        {
            File.Delete(file);
        }
        // To the standard output, and only what was asked for.
        Assert.DoesNotContain("STOGROUP", session.Run("db2look", "-d", name, "-e", "-a").Ok().Output, StringComparison.Ordinal);
        session.Run("db2look", "-d", "NOSUCH", "-e").Refused("SQL1013N");
        session.Run("db2look", "-e").Exits(1).Contains("Syntax: db2look");
        session.Run("db2look", "-d", name, "-m").Exits(1);
    }

    private const string Columns = "SELECT VARCHAR(TABNAME, 12), VARCHAR(COLNAME, 12), VARCHAR(TYPENAME, 12), LENGTH, SCALE, NULLS, KEYSEQ FROM SYSCAT.COLUMNS WHERE TABSCHEMA NOT LIKE 'SYS%' ORDER BY 1, 2";

    // [messages.md, SQL1477N]
    [Fact]
    public void A_table_changed_under_NOT_LOGGED_INITIALLY_is_lost_by_a_rollforward()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Connect(name);
        session.Db2("CREATE TABLE KEPT (A INT)").Ok();
        session.Db2("CREATE TABLE LOST (A INT) NOT LOGGED INITIALLY", options: ["+c"]).Ok();
        session.Db2("INSERT INTO LOST VALUES 1", options: ["+c"]).Ok();
        session.Db2("INSERT INTO KEPT VALUES 1", options: ["+c"]).Ok();
        session.Db2("COMMIT").Ok();
        Assert.Equal("1", session.Value("SELECT A FROM LOST"));
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"RESTORE DB {name} FROM {sandbox.Backups} REPLACE EXISTING");
        session.Db2($"ROLLFORWARD DB {name} TO END OF LOGS AND STOP").Ok();
        session.Connect(name);
        Assert.Equal("1", session.Value("SELECT A FROM KEPT"));
        session.Db2("SELECT A FROM LOST").Refused("SQL1477N").Contains($"\"DB2INST1.LOST\"");
        Assert.Equal(["KEPT Y", "LOST N"], session.Rows("SELECT VARCHAR(TABNAME, 10), AVAILABLE FROM SYSIBMADM.ADMINTABINFO ORDER BY 1"));
        session.Db2("DROP TABLE LOST").Ok();
    }

    // [CREATE TABLE, NOT LOGGED INITIALLY: an error takes the whole unit of work with it]
    [Fact]
    public void A_failure_under_NOT_LOGGED_INITIALLY_rolls_the_unit_of_work_back()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (A INT NOT NULL)").Ok();
        session.Db2("INSERT INTO T VALUES 1").Ok();
        session.Db2("ALTER TABLE T ACTIVATE NOT LOGGED INITIALLY", options: ["+c"]).Ok();
        session.Db2("INSERT INTO T VALUES 2", options: ["+c"]).Ok();
        session.Db2("INSERT INTO T VALUES CAST(NULL AS INT)", options: ["+c"]).Refused("SQL1476N").Contains("\"-407\"");
        Assert.Equal(["1"], session.Rows("SELECT A FROM T"));
    }
}
