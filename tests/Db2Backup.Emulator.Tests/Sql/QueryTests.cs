using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>SELECT and VALUES: what Db2 gives for them, in Db2's types. [SQL Reference for Db2 11.5]</summary>
public sealed class QueryTests(QueryTests.Table table) : IClassFixture<QueryTests.Table>
{
    /// <summary>A database with a table that all tests ask and none changes.</summary>
    public sealed class Table : IDisposable
    {
        private readonly InstanceFixture instance = new();

        public Table()
        {
            Session = instance.OnNewDatabase();
            Session.Db2("CREATE TABLE T (ID INT NOT NULL PRIMARY KEY, NAME VARCHAR(20), AMOUNT DECIMAL(9,2), BORN DATE)").Ok();
            Session.Db2("INSERT INTO T VALUES (1, 'one', 10.50, '2024-01-31'), (2, 'two', 2, '2023-12-24'), (3, NULL, NULL, NULL), (10, 'ten', -0.01, '1999-01-01')").Ok();
        }

        public Db2Session Session { get; }

        public void Dispose() => instance.Dispose();
    }

    [Fact]
    public void Columns_are_as_wide_as_their_types_and_unnamed_ones_are_numbered()
    {
        var session = table.Session;
        var lines = session.Db2("SELECT ID, NAME, AMOUNT, BORN, COUNT(*) OVER_ALL, ID + 1 FROM T WHERE ID = 1 GROUP BY ID, NAME, AMOUNT, BORN").Ok().Lines;
        Assert.Contains("ID          NAME                 AMOUNT      BORN       OVER_ALL    6          ", lines);
        Assert.Contains("----------- -------------------- ----------- ---------- ----------- -----------", lines);
        Assert.Contains("          1 one                        10.50 01/31/2024           1           2", lines);
    }

    [Fact]
    public void An_empty_result_is_exit_code_1()
    {
        var session = table.Session;
        session.Db2("SELECT * FROM T WHERE ID = 99").Exits(1).Contains("0 record(s) selected.");
    }

    [Theory]
    [InlineData("SELECT COUNT(*), SUM(ID), MIN(NAME), MAX(AMOUNT), SUM(AMOUNT) FROM T", "4 16 one 10.50 12.49")]
    [InlineData("SELECT COUNT(NAME), COUNT(DISTINCT MOD(ID, 2)), AVG(ID) FROM T", "3 2 4")]
    [InlineData("SELECT A.ID FROM T A JOIN T B ON A.ID = B.ID + 1 ORDER BY A.ID DESC FETCH FIRST 1 ROW ONLY", "3")]
    [InlineData("SELECT A.ID, B.ID FROM T A LEFT OUTER JOIN T B ON B.ID = A.ID * 10 WHERE A.ID < 3 ORDER BY 1", "1 10|2 -")]
    [InlineData("SELECT B.ID, A.ID FROM T B RIGHT JOIN T A ON B.ID = A.ID * 10 WHERE A.ID < 3 ORDER BY 2", "10 1|- 2")]
    [InlineData("SELECT ID FROM T WHERE NAME IN (SELECT NAME FROM T WHERE AMOUNT > 5) OR EXISTS (SELECT 1 FROM T X WHERE X.ID = T.ID AND X.BORN IS NULL) ORDER BY ID", "1|3")]
    [InlineData("SELECT NAME, CASE WHEN AMOUNT > 5 THEN 'much' WHEN AMOUNT IS NULL THEN 'nothing' ELSE 'little' END FROM T ORDER BY ID", "one much|two little|- nothing|ten little")]
    [InlineData("SELECT ID FROM T WHERE NAME LIKE 't%' ORDER BY ID", "2|10")]
    [InlineData("SELECT ID FROM T WHERE BORN BETWEEN '2023-01-01' AND '2024-12-31' ORDER BY BORN", "2|1")]
    [InlineData("SELECT ID FROM T ORDER BY NAME", "1|10|2|3")]
    [InlineData("SELECT ID FROM T ORDER BY NAME DESC", "3|2|10|1")]
    [InlineData("SELECT ID FROM T ORDER BY AMOUNT", "10|2|1|3")]
    [InlineData("SELECT MOD(ID, 2), COUNT(*) FROM T GROUP BY MOD(ID, 2) HAVING COUNT(*) > 1 ORDER BY 1", "0 2|1 2")]
    [InlineData("SELECT ID FROM T UNION SELECT ID FROM T EXCEPT SELECT 3 FROM SYSIBM.SYSDUMMY1 ORDER BY 1", "1|2|10")]
    [InlineData("WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 5) SELECT SUM(I), COUNT(*) FROM N", "15 5")]
    [InlineData("SELECT X.A FROM (SELECT ID * 2 AS A FROM T) AS X WHERE X.A > 5 ORDER BY A LIMIT 1", "6")]
    [InlineData("SELECT (SELECT MAX(ID) FROM T) FROM SYSIBM.SYSDUMMY1 WITH UR", "10")]
    [InlineData("SELECT A.ID, (SELECT COUNT(*) FROM T B WHERE B.ID < A.ID), (SELECT NAME FROM T C WHERE C.ID = A.ID + 1) FROM T A ORDER BY 1 FETCH FIRST 2 ROWS ONLY", "1 0 two|2 1 -")]
    [InlineData("SELECT ID, ROW_NUMBER() OVER (ORDER BY ID DESC) FROM T ORDER BY 2 FETCH FIRST 2 ROWS ONLY", "10 1|3 2")]
    [InlineData("VALUES (1, 'a'), (2, 'b')", "1 a|2 b")]
    [InlineData("SELECT T.* FROM T WHERE NAME = 'one   '", "1 one 10.50 01/31/2024")]
    public void A_query_gives(string query, string rows)
    {
        var session = table.Session;
        Assert.Equal(rows, string.Join('|', session.Rows(query)));
    }

    [Theory]
    [InlineData("UPPER('abc') || LOWER('DEF')", "ABCdef")]
    [InlineData("SUBSTR('abcdef', 2, 3)", "bcd")]
    [InlineData("LENGTH('Zürich')", "7")]
    [InlineData("COALESCE(NULLIF(1, 1), 5)", "5")]
    [InlineData("VALUE(CAST(NULL AS INTEGER), 7)", "7")]
    [InlineData("TRIM('  a  ') || TRIM(LEADING 'x' FROM 'xxb')", "ab")]
    [InlineData("REPLACE(REPEAT('ab', 3), 'b', 'c')", "acacac")]
    [InlineData("HEX('ABC')", "414243")]
    [InlineData("DIGITS(42)", "0000000042")]
    [InlineData("DECIMAL(1.239, 5, 2)", "1.23")]
    [InlineData("INTEGER('42') + BIGINT(3)", "45")]
    [InlineData("7 / 2", "3")]
    [InlineData("1.5 * 2.25", "3.375")]
    [InlineData("DATE('2024-01-31') + 1 MONTH", "02/29/2024")]
    [InlineData("TIMESTAMP('2024-01-31-23.59.59.999999') + 1 MICROSECOND", "2024-02-01-00.00.00.000000")]
    [InlineData("YEAR(DATE('2024-01-31')) * 100 + MONTH('2024-01-31')", "202401")]
    [InlineData("DAYS('0001-01-02')", "2")]
    [InlineData("VARCHAR_FORMAT(TIMESTAMP('2024-01-31-12.13.14'), 'YYYYMMDDHH24MISS')", "20240131121314")]
    [InlineData("MAX(3, 5, 4)", "5")]
    [InlineData("LOCATE('c', 'abc')", "3")]
    [InlineData("X'616263'", "x'616263'")]
    public void An_expression_is(string expression, string value)
    {
        var session = table.Session;
        Assert.Equal(value, session.Value("VALUES " + expression));
    }

    [Fact]
    public void Special_registers_stand_still_within_a_statement()
    {
        var session = table.Session;
        Assert.Equal("1", session.Value("SELECT COUNT(*) FROM SYSIBM.SYSDUMMY1 WHERE CURRENT TIMESTAMP = CURRENT TIMESTAMP AND DATE(CURRENT TIMESTAMP) = CURRENT DATE"));
        Assert.Equal("DB2INST1 DB2INST1", session.Value("VALUES (RTRIM(CURRENT USER), RTRIM(CURRENT SCHEMA))"));
    }

    [Fact]
    public void A_view_shows_its_tables_with_the_names_of_where_it_was_created()
    {
        var session = table.Session;
        session.Db2("CREATE VIEW V (A, B) AS SELECT ID, UPPER(NAME) FROM T WHERE NAME IS NOT NULL").Ok();
        session.Db2("SET SCHEMA OTHER").Ok();
        Assert.Equal(["1 ONE", "2 TWO", "10 TEN"], session.Rows("SELECT * FROM DB2INST1.V ORDER BY A"));
        session.Db2("SELECT * FROM V").Refused("SQL0204N").Contains("\"OTHER.V\"");
        session.Db2("DROP VIEW DB2INST1.V").Ok();
        session.Db2("SET SCHEMA DB2INST1").Ok();
        session.Db2("INSERT INTO DB2INST1.V VALUES (1, 'x')").Refused("SQL0204N");
    }
}
