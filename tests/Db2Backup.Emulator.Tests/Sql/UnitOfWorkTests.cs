using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>
/// Units of work: COMMIT, ROLLBACK, other sessions, locks, a log that is full, a crash. [clp.md, 3. Options: -c; messages.md,
/// SQL0964C, SQL1224N; IBM Docs 11.5, SQL statements: COMMIT, ROLLBACK, SAVEPOINT]
/// </summary>
public sealed class UnitOfWorkTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private static readonly string[] NoAutoCommit = ["+c"];

    private string NewDatabase()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        session.Db2("CREATE TABLE T (ID INT NOT NULL PRIMARY KEY)").Ok();
        session.Db2("INSERT INTO T VALUES 1").Ok();
        return name;
    }

    [Fact]
    public void What_is_not_committed_is_seen_by_its_session_only_and_rolled_back_by_ROLLBACK()
    {
        var name = NewDatabase();
        using var writer = sandbox.Session();
        using var reader = sandbox.Session();
        writer.Connect(name);
        reader.Connect(name);
        writer.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
        writer.Db2("CREATE TABLE U (A INT)", options: NoAutoCommit).Ok();
        Assert.Equal("2", writer.Db2("SELECT COUNT(*) FROM T", options: ["-x", "+c"]).Text);
        Assert.Equal("1", reader.Value("SELECT COUNT(*) FROM T"));
        reader.Db2("SELECT * FROM U").Refused("SQL0204N");
        writer.Db2("ROLLBACK", options: NoAutoCommit).Ok();
        Assert.Equal("1", writer.Value("SELECT COUNT(*) FROM T"));
        writer.Db2("SELECT * FROM U").Refused("SQL0204N");
        writer.Db2("INSERT INTO T VALUES 3", options: NoAutoCommit).Ok();
        writer.Db2("COMMIT WORK", options: NoAutoCommit).Ok();
        Assert.Equal("2", reader.Value("SELECT COUNT(*) FROM T"));
    }

    [Fact]
    public void A_writer_waits_for_another_as_long_as_LOCKTIMEOUT_and_is_then_rolled_back()
    {
        var name = NewDatabase();
        using var first = sandbox.Session();
        using var second = sandbox.Session();
        first.Db2($"UPDATE DB CFG FOR {name} USING LOCKTIMEOUT 1").Ok();
        first.Connect(name);
        second.Connect(name);
        first.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
        second.Db2("INSERT INTO T VALUES 3").Refused("SQL0911N").Contains("Reason code \"68\"");
        first.Db2("COMMIT").Ok();
        second.Db2("INSERT INTO T VALUES 3").Ok();
    }

    [Fact]
    public void A_session_that_ends_without_COMMIT_is_rolled_back_and_lets_others_write()
    {
        var name = NewDatabase();
        using (var lost = sandbox.Session())
        {
            lost.Connect(name);
            lost.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
            sandbox.KillProcess(sandbox.BackEndPid(lost));
        }
        using var session = sandbox.Session();
        session.Connect(name);
        session.Db2("INSERT INTO T VALUES 3").Ok();
        Assert.Equal(["1", "3"], session.Rows("SELECT * FROM T ORDER BY ID"));
    }

    [Fact]
    public void Savepoints_take_back_what_came_after_them()
    {
        var name = NewDatabase();
        using var session = sandbox.Session();
        session.Connect(name);
        session.Db2("SAVEPOINT A ON ROLLBACK RETAIN CURSORS", options: NoAutoCommit).Ok();
        session.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
        session.Db2("SAVEPOINT B UNIQUE ON ROLLBACK RETAIN CURSORS", options: NoAutoCommit).Ok();
        session.Db2("SAVEPOINT B UNIQUE ON ROLLBACK RETAIN CURSORS", options: NoAutoCommit).Refused("SQL0881N");
        session.Db2("INSERT INTO T VALUES 3", options: NoAutoCommit).Ok();
        session.Db2("ROLLBACK TO SAVEPOINT B", options: NoAutoCommit).Ok();
        session.Db2("ROLLBACK TO SAVEPOINT NOSUCH", options: NoAutoCommit).Refused("SQL0880N");
        session.Db2("INSERT INTO T VALUES 4", options: NoAutoCommit).Ok();
        session.Db2("COMMIT").Ok();
        Assert.Equal(["1", "2", "4"], session.Rows("SELECT * FROM T ORDER BY ID"));
    }

    // SQL0428N [IBM Docs 11.5, TRUNCATE statement: only the first in a unit of work]
    [Fact]
    public void TRUNCATE_is_the_first_statement_of_its_unit_of_work_or_refused()
    {
        var name = NewDatabase();
        using var session = sandbox.Session();
        session.Connect(name);
        session.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
        session.Db2("TRUNCATE TABLE T IMMEDIATE", options: NoAutoCommit).Refused("SQL0428N");
        session.Db2("ROLLBACK").Ok();
        session.Db2("TRUNCATE TABLE T IMMEDIATE").Ok();
        Assert.Equal("0", session.Value("SELECT COUNT(*) FROM T"));
    }

    [Fact]
    public void A_table_space_made_after_a_savepoint_goes_with_it()
    {
        var name = NewDatabase();
        using var session = sandbox.Session();
        session.Connect(name);
        session.Db2("INSERT INTO T VALUES 2", options: NoAutoCommit).Ok();
        session.Db2("SAVEPOINT A ON ROLLBACK RETAIN CURSORS", options: NoAutoCommit).Ok();
        session.Db2("CREATE TABLESPACE GONE", options: NoAutoCommit).Ok();
        session.Db2("CREATE TABLE G (A INT) IN GONE", options: NoAutoCommit).Ok();
        session.Db2("ROLLBACK TO SAVEPOINT A", options: NoAutoCommit).Ok();
        session.Db2("COMMIT").Ok();
        Assert.Equal("3 2", session.Value("SELECT (SELECT COUNT(*) FROM SYSCAT.TABLESPACES), (SELECT COUNT(*) FROM T) FROM SYSIBM.SYSDUMMY1"));
        session.Db2("SELECT * FROM G").Refused("SQL0204N");
        session.Db2("CREATE TABLESPACE GONE").Ok();
    }

    // [messages.md, SQL0964C: the statement is refused, the unit of work stays]
    [Fact]
    public void A_full_log_refuses_the_statement_and_leaves_the_unit_of_work()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGFILSIZ 4 LOGPRIMARY 3 LOGSECOND 0").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (ID INT, FILL VARCHAR(200))").Ok();
        session.Db2("INSERT INTO T VALUES (1, '')", options: NoAutoCommit).Ok();
        session.Db2("INSERT INTO T WITH N (I) AS (VALUES 2 UNION ALL SELECT I + 1 FROM N WHERE I < 1000) SELECT I, REPEAT('x', 200) FROM N", options: NoAutoCommit).Refused("SQL0964C");
        session.Db2("COMMIT").Ok();
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM T"));
    }

    [Fact]
    public void Committed_rows_survive_an_engine_that_dies_between_the_log_and_the_tables()
    {
        using var own = new Db2Sandbox();
        using (var session = own.Session())
        {
            session.Db2("CREATE DATABASE CRASH").Ok();
            session.Connect("CRASH");
            session.Db2("CREATE TABLE T (ID INT NOT NULL GENERATED ALWAYS AS IDENTITY, NAME VARCHAR(10), AMOUNT DECIMAL(5,2), AT TIMESTAMP)").Ok();
            session.Db2("INSERT INTO T (NAME, AMOUNT, AT) VALUES ('one', 1.5, CURRENT TIMESTAMP), ('two', -2, '2024-01-31-12.00.00')").Ok();
            session.Db2("INSERT INTO T (NAME) VALUES ('three')", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "crash-after-log" }).Exits(4);
            Eventually.Holds(() => own.EnginePid == 0, "the end of the engine");
        }
        own.Start();
        using var again = own.Session();
        again.Connect("CRASH");
        Assert.Equal(["1 one 1.50", "2 two -2.00", "3 three -"], again.Rows("SELECT ID, NAME, AMOUNT FROM T ORDER BY ID"));
        again.Db2("INSERT INTO T (NAME) VALUES ('four')").Ok();
        Assert.Equal("4", again.Value("SELECT MAX(ID) FROM T"));
    }

    [Fact]
    public void FORCE_APPLICATION_ends_a_statement_that_runs()
    {
        var name = NewDatabase();
        using var busy = sandbox.Session();
        using var other = sandbox.Session();
        busy.Connect(name);
        other.Connect(name);
        var handle = busy.Value("SELECT AGENT_ID FROM SYSIBMADM.APPLICATIONS WHERE DB_NAME = CURRENT SERVER ORDER BY AGENT_ID FETCH FIRST 1 ROW ONLY");
        var running = busy.StartDb2("SELECT COUNT(*) FROM (WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 2000000000) SELECT I FROM N) AS X");
        Eventually.Holds(() => other.Rows("SELECT APPL_STATUS FROM SYSIBMADM.APPLICATIONS").Count(s => s == "UOWEXEC") == 2, "a running statement");
        other.Db2($"FORCE APPLICATION ({handle})").Ok();
        running.Wait().Refused("SQL1224N");
        busy.Db2("SELECT * FROM T").Refused("SQL1024N");
    }

    [Fact]
    public void Ctrl_C_stops_the_statement_and_keeps_the_connection()
    {
        var name = NewDatabase();
        using var session = sandbox.Session();
        session.Connect(name);
        var running = session.StartDb2("INSERT INTO T WITH N (I) AS (VALUES 2 UNION ALL SELECT I + 1 FROM N WHERE I < 2000000000) SELECT I FROM N");
        Thread.Sleep(300);
        running.Interrupt();
        running.Wait().Refused("SQL0952N");
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM T"));
    }
}
