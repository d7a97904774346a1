using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>
/// What is not SQL, not there or not allowed is refused, with Db2's id, and changes nothing. [IBM Docs 11.5, SQL messages; design: it
/// refuses an unknown statement loudly]
/// </summary>
public sealed class RefusalTests(SqlFixture fixture) : IClassFixture<SqlFixture>
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
    [InlineData("CREATE TABLESPACE TS DROPPED TABLE RECOVERY ON", "SQL0104N", "\"DROPPED\"")]
    [InlineData("CREATE TABLESPACE TS PREFETCHSIZE 64", "SQL0104N", "\"64\"")]
    [InlineData("CREATE TABLESPACE TS MANAGED BY DATABASE USING (FILE 'c' 64) AUTORESIZE YES", "SQL0104N", "\"YES\"")]
    [InlineData("SELECT * FROM T WITH RR", "SQL0104N", "\"RR\"")]
    [InlineData("DROP TABLE NOSUCH", "SQL0204N", "\"DB2INST1.NOSUCH\"")]
    [InlineData("DROP TABLESPACE SYSCATSPACE", "SQL0607N", "")]
    [InlineData("DROP TABLESPACE TEMPSPACE1", "SQL0283N", "")]
    [InlineData("DROP INDEX SYSIBM.NOSUCH", "SQL0204N", "")]
    [InlineData("ALTER TABLE T ADD COLUMN X INT NOT NULL", "SQL0193N", "\"X\"")]
    [InlineData("ALTER TABLE T DROP COLUMN NAME", "SQL0104N", "\"DROP\"")]
    [InlineData("CREATE VIEW W AS SELECT ID + 1 FROM T", "SQL0153N", "")]
    // names, constants, functions and types
    [InlineData("SELECT ID FROM T WHERE ID ~ 1", "SQL0007N", "\"~\"")]
    [InlineData("CREATE TABLE {LONG} (A INT)", "SQL0107N", "\"128\"")]
    [InlineData("VALUES X'ABC'", "SQL0110N", "\"ABC\"")]
    [InlineData("INSERT INTO T (ID, ID) VALUES (1, 2)", "SQL0121N", "\"ID\"")]
    [InlineData("UPDATE T SET NAME = 'a', NAME = 'b'", "SQL0121N", "\"NAME\"")]
    [InlineData("SELECT ID FROM T WHERE NAME LIKE 'a' ESCAPE 'xy'", "SQL0130N", "")]
    [InlineData("SELECT ID FROM T WHERE NAME LIKE 'a+b' ESCAPE '+'", "SQL0130N", "")]
    [InlineData("VALUES REPEAT('x', 40000)", "SQL0137N", "\"32672\"")]
    [InlineData("VALUES SUBSTR('abc', 0)", "SQL0138N", "")]
    [InlineData("VALUES REPEAT('a', -1)", "SQL0138N", "")]
    [InlineData("VALUES LEFT('abc', -1)", "SQL0138N", "")]
    [InlineData("VALUES YEAR(5)", "SQL0171N", "routine \"YEAR\"")]
    [InlineData("VALUES VARCHAR_FORMAT(CURRENT TIMESTAMP, 'NONSENSE')", "SQL0171N", "position \"2\"")]
    [InlineData("VALUES CURRENT DATE + 1", "SQL0182N", "")]
    [InlineData("VALUES CURRENT DATE + 1 HOUR", "SQL0182N", "")]
    [InlineData("VALUES 1 DAY", "SQL0182N", "")]
    [InlineData("SELECT ID FROM T WHERE NAME = BLOB('x')", "SQL0401N", "\"=\"")]
    [InlineData("VALUES 'a' || BLOB('x')", "SQL0401N", "\"||\"")]
    [InlineData("SELECT -NAME FROM T", "SQL0402N", "\"-\"")]
    [InlineData("SELECT SUM(NAME) FROM T", "SQL0402N", "\"SUM\"")]
    [InlineData("UPDATE T SET ID = CURRENT DATE", "SQL0408N", "\"ID\"")]
    [InlineData("SELECT ID FROM T UNION SELECT CURRENT DATE FROM T", "SQL0415N", "")]
    [InlineData("VALUES (1), (1, 2)", "SQL0415N", "")]
    [InlineData("VALUES COALESCE(NULL, NULL)", "SQL0418N", "")]
    [InlineData("SELECT DEFAULT FROM T", "SQL0418N", "")]
    [InlineData("VALUES CAST(CURRENT DATE AS INTEGER)", "SQL0461N", "\"SYSIBM.DATE\"")]
    [InlineData("CALL GET_DBSIZE_INFO(1, ?, ?, 0)", "SQL0469N", "parameter number \"1\"")]
    [InlineData("VALUES TIMESTAMP_FORMAT('x', 'YYYY-MM-DD')", "SQL20448N", "\"YYYY-MM-DD\"")]
    // definitions
    [InlineData("INSERT INTO V VALUES (3)", "SQL0150N", "")]
    [InlineData("CREATE VIEW W (A, B) AS SELECT ID FROM T", "SQL0158N", "\"DB2INST1.W\"")]
    [InlineData("SELECT * FROM (SELECT ID FROM T) AS X (A, B)", "SQL0158N", "\"X\"")]
    [InlineData("DROP VIEW T", "SQL0159N", "Expected object type: \"VIEW\"")]
    [InlineData("DROP TABLE V", "SQL0159N", "Expected object type: \"TABLE\"")]
    [InlineData("CREATE TABLE X (A INT) IN TEMPSPACE1", "SQL0159N", "\"TEMPSPACE1\"")]
    [InlineData("CREATE TABLE X (A INT) IN SYSCATSPACE", "SQL0287N", "")]
    [InlineData("CREATE TABLESPACE TS MANAGED BY DATABASE USING (FILE '/no/such/folder/c' 64)", "SQL0298N", "\"/no/such/folder/c\"")]
    [InlineData("DROP SCHEMA DB2INST1 RESTRICT", "SQL0478N", "\"DB2INST1.T\"")]
    [InlineData("CREATE TABLE X (A INT DEFAULT (1 + 1))", "SQL0574N", "\"A\" in table \"X\"")]
    [InlineData("CREATE TABLE X (A VARCHAR(5) GENERATED ALWAYS AS IDENTITY)", "SQL0574N", "\"A\" in table \"X\"")]
    [InlineData("ALTER TABLE T ADD PRIMARY KEY (ID)", "SQL0624N", "\"PRIMARY\"")]
    [InlineData("CREATE TABLE X ({MANY})", "SQL0680N", "")]
    public void It_is_refused(string statement, string id, string text)
    {
        fixture.Session.Db2(SqlFixture.Spelled(statement)).Refused(id).Contains(text);
        fixture.Unchanged();
    }

    // What Db2 has and the stand-in does not is refused, never ignored. [design, Emulator]
    [Theory]
    [InlineData("REORG TABLE T")]
    [InlineData("RUNSTATS ON TABLE DB2INST1.T WITH DISTRIBUTION AND INDEXES ALL")]
    [InlineData("LOAD FROM x.del OF DEL INSERT INTO T")]
    [InlineData("IMPORT FROM x.del OF DEL INSERT INTO T")]
    [InlineData("EXPORT TO x.del OF DEL SELECT * FROM T")]
    [InlineData("GET SNAPSHOT FOR DATABASE ON S")]
    [InlineData("RECOVER DATABASE S TO END OF LOGS")]
    [InlineData("SET WRITE SUSPEND FOR DATABASE")]
    [InlineData("SET TABLESPACE CONTAINERS FOR 2 USING (PATH '/x')")]
    [InlineData("UPGRADE DATABASE S")]
    [InlineData("START HADR ON DATABASE S AS PRIMARY")]
    [InlineData("DESCRIBE SELECT * FROM T")]
    [InlineData("LIST PACKAGES")]
    [InlineData("CREATE SEQUENCE SEQ")]
    [InlineData("CREATE BUFFERPOOL BP SIZE 100")]
    [InlineData("RENAME TABLE T TO U")]
    public void A_command_of_Db2_that_is_not_here_is_refused_loudly(string command)
    {
        fixture.Session.Db2(command).Refused("SQL0104N");
        fixture.Unchanged();
    }

    // SQL0803N, SQL0100W [IBM Docs 11.5, SQL messages]
    [Fact]
    public void A_row_that_is_refused_takes_its_whole_statement_back()
    {
        fixture.Session.Db2("INSERT INTO T VALUES (7, 'a'), (8, 'b'), (2, 'c')").Refused("SQL0803N");
        fixture.Unchanged();
    }

    [Fact]
    public void Changes_of_no_row_warn()
    {
        fixture.Session.Db2("DELETE FROM T WHERE ID = 9").Exits(1).Says("SQL0100W");
        fixture.Session.Db2("UPDATE T SET ID = 1 WHERE ID = 9").Exits(1).Says("SQL0100W");
        fixture.Unchanged();
    }
}
