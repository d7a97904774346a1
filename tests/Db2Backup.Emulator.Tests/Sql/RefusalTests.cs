using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>What is not SQL, not there or not allowed is refused, with Db2's id, and changes nothing.</summary>
public sealed class RefusalTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    [Theory]
    [InlineData("SELEC * FROM T", "SQL0104N", "\"SELEC\" was found following \"BEGIN-OF-STATEMENT\"")]
    [InlineData("SELECT * FROM T WHERE", "SQL0104N", "\"END-OF-STATEMENT\"")]
    [InlineData("SELECT * FROM T FOR UPDATE OF A", "SQL0104N", "\"FOR\"")]
    [InlineData("SELECT * FROM T A FULL OUTER JOIN T B ON A.ID = B.ID", "SQL0104N", "\"FULL\"")]
    [InlineData("MERGE INTO T USING T ON 1 = 1", "SQL0104N", "\"MERGE\"")]
    [InlineData("CREATE TRIGGER X AFTER INSERT ON T", "SQL0104N", "\"TRIGGER\"")]
    [InlineData("GRANT SELECT ON T TO PUBLIC", "SQL0104N", "\"GRANT\"")]
    [InlineData("CREATE TABLE X (A INT CHECK (A > 0))", "SQL0104N", "\"CHECK\"")]
    [InlineData("SELECT 'abc FROM T", "SQL0010N", "'abc FROM T")]
    [InlineData("SELECT 12AB FROM T", "SQL0103N", "12AB")]
    [InlineData("SELECT * FROM NOSUCH", "SQL0204N", "\"DB2INST1.NOSUCH\"")]
    [InlineData("SELECT * FROM SYSIBMADM.NOSUCH", "SQL0204N", "\"SYSIBMADM.NOSUCH\"")]
    [InlineData("SELECT NOSUCH FROM T", "SQL0206N", "\"NOSUCH\"")]
    [InlineData("SELECT ID FROM T A, T B", "SQL0203N", "\"ID\"")]
    [InlineData("SELECT NOSUCH(ID) FROM T", "SQL0440N", "\"NOSUCH\" of type \"FUNCTION\"")]
    [InlineData("SELECT * FROM TABLE(NOSUCH(1)) X", "SQL0440N", "\"NOSUCH\"")]
    [InlineData("CALL NOSUCH(1)", "SQL0440N", "\"NOSUCH\" of type \"PROCEDURE\"")]
    [InlineData("SELECT NAME, COUNT(*) FROM T", "SQL0119N", "\"NAME\"")]
    [InlineData("SELECT ID FROM T WHERE COUNT(*) > 1", "SQL0120N", "")]
    [InlineData("SELECT ID FROM T ORDER BY 2", "SQL0125N", "")]
    [InlineData("SELECT ID FROM T UNION SELECT ID, NAME FROM T", "SQL0421N", "")]
    [InlineData("SELECT ID FROM T WHERE ID = (SELECT ID, NAME FROM T)", "SQL0412N", "")]
    [InlineData("SELECT ID FROM T WHERE ID = (SELECT ID FROM T)", "SQL0811N", "")]
    [InlineData("UPDATE T SET NAME = (SELECT NAME FROM T)", "SQL0811N", "")]
    [InlineData("SELECT ID / 0 FROM T", "SQL0801N", "")]
    [InlineData("VALUES 2147483647 + 1", "SQL0802N", "")]
    [InlineData("VALUES CAST('abc' AS INTEGER)", "SQL0420N", "\"INTEGER\"")]
    [InlineData("VALUES CAST(40000 AS SMALLINT)", "SQL0413N", "")]
    [InlineData("VALUES DATE('2024-02-30')", "SQL0181N", "")]
    [InlineData("VALUES DATE('yesterday')", "SQL0180N", "")]
    [InlineData("INSERT INTO T VALUES (9, 'far too long for this column')", "SQL0433N", "\"far too long for this column\"")]
    [InlineData("INSERT INTO T (NAME) VALUES ('x')", "SQL0407N", "COLNO=0")]
    [InlineData("INSERT INTO T VALUES (1, 'again')", "SQL0803N", "\"1\" constrains table \"DB2INST1.T\"")]
    [InlineData("INSERT INTO T VALUES (7, 'a', 3)", "SQL0117N", "")]
    [InlineData("INSERT INTO T (ID, NOSUCH) VALUES (7, 3)", "SQL0206N", "\"NOSUCH\"")]
    [InlineData("INSERT INTO T VALUES ('abc', 'x')", "SQL0420N", "")]
    [InlineData("INSERT INTO T VALUES (3000000000, 'x')", "SQL0413N", "")]
    [InlineData("INSERT INTO T VALUES (?, 'x')", "SQL0313N", "")]
    [InlineData("UPDATE T SET ID = NULL", "SQL0407N", "")]
    [InlineData("CREATE TABLE T (A INT)", "SQL0601N", "\"DB2INST1.T\" of type \"TABLE\"")]
    [InlineData("CREATE TABLE X (A INT, A INT)", "SQL0612N", "\"A\"")]
    [InlineData("CREATE TABLE X (A INT PRIMARY KEY)", "SQL0542N", "\"A\"")]
    [InlineData("CREATE TABLE X (A NOSUCHTYPE)", "SQL0204N", "\"NOSUCHTYPE\"")]
    [InlineData("CREATE TABLE X (A VARCHAR(40000))", "SQL0604N", "")]
    [InlineData("CREATE TABLE X (A INT) IN NOSUCH", "SQL0204N", "\"NOSUCH\"")]
    [InlineData("CREATE TABLE SYSCAT.X (A INT)", "SQL0553N", "\"SYSCAT\"")]
    [InlineData("CREATE INDEX X ON T (NOSUCH)", "SQL0205N", "\"NOSUCH\"")]
    [InlineData("CREATE TABLESPACE SYSX", "SQL0553N", "\"SYSX\"")]
    [InlineData("CREATE TABLESPACE TS PAGESIZE 32K", "SQL1582N", "\"TS\"")]
    [InlineData("CREATE TABLESPACE TS MANAGED BY AUTOMATIC STORAGE MAXSIZE 1 M", "SQL0104N", "\"MAXSIZE\"")]
    [InlineData("CREATE TABLESPACE TS MANAGED BY AUTOMATIC STORAGE INITIALSIZE 10 M", "SQL0104N", "\"INITIALSIZE\"")]
    [InlineData("CREATE TABLESPACE TS AUTORESIZE NO", "SQL0104N", "\"NO\"")]
    [InlineData("CREATE TABLESPACE TS PREFETCHSIZE 64", "SQL0104N", "\"64\"")]
    [InlineData("CREATE TABLESPACE TS MANAGED BY DATABASE USING (FILE 'c' 64) AUTORESIZE YES", "SQL0104N", "\"YES\"")]
    [InlineData("SELECT * FROM T WITH RR", "SQL0104N", "\"RR\"")]
    [InlineData("DROP TABLE NOSUCH", "SQL0204N", "\"DB2INST1.NOSUCH\"")]
    [InlineData("DROP TABLESPACE SYSCATSPACE", "SQL0607N", "")]
    [InlineData("DROP TABLESPACE TEMPSPACE1", "SQL0283N", "")]
    [InlineData("DROP INDEX SYSIBM.NOSUCH", "SQL0204N", "")]
    [InlineData("ALTER TABLE T ADD COLUMN X INT NOT NULL", "SQL0193N", "\"X\"")]
    [InlineData("ALTER TABLE T DROP COLUMN NAME", "SQL0104N", "\"DROP\"")]
    [InlineData("CREATE VIEW V AS SELECT ID + 1 FROM T", "SQL0153N", "")]
    public void It_is_refused(string statement, string id, string text)
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (ID INT NOT NULL PRIMARY KEY, NAME VARCHAR(20))").Ok();
        session.Db2("INSERT INTO T VALUES (1, 'one'), (2, 'two')").Ok();
        session.Db2(statement).Refused(id).Contains(text);
        Assert.Equal(["1 one", "2 two"], session.Rows("SELECT * FROM T ORDER BY ID"));
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSCAT.TABLES"));
    }

    [Fact]
    public void A_row_that_is_refused_takes_its_whole_statement_back()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (ID INT NOT NULL UNIQUE)").Ok();
        session.Db2("INSERT INTO T VALUES 1, 2, 3, 2").Refused("SQL0803N");
        Assert.Equal("0", session.Value("SELECT COUNT(*) FROM T"));
    }

    [Fact]
    public void Changes_of_no_row_warn()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (ID INT)").Ok();
        session.Db2("DELETE FROM T").Exits(1).Says("SQL0100W");
        session.Db2("UPDATE T SET ID = 1").Exits(1).Says("SQL0100W");
    }
}
