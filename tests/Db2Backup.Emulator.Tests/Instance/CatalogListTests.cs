using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>LIST TABLES and DESCRIBE TABLE, as real output has them. [IBM Docs 11.5, LIST TABLES command, DESCRIBE command]</summary>
public sealed class CatalogListTests(CatalogListTests.Catalog catalog) : IClassFixture<CatalogListTests.Catalog>
{
    private readonly Db2Session session = catalog.Session;

    /// <summary>A database with two tables and a view, which the tests only look at.</summary>
    public sealed class Catalog : IDisposable
    {
        public Catalog()
        {
            Session = Sandbox.Session();
            Session.Db2("CREATE DATABASE SAMPLE").Ok();
            Session.Connect("SAMPLE");
            Session.Db2("CREATE TABLE ORDERS (ID INTEGER NOT NULL PRIMARY KEY, ITEM VARCHAR(30), PLACED TIMESTAMP, PRICE DECIMAL(9,2))").Ok();
            Session.Db2("CREATE VIEW CHEAP AS SELECT ID FROM ORDERS WHERE PRICE < 1").Ok();
            Session.Db2("CREATE TABLE OTHER.\"Mixed Case\" (A CHAR(3))").Ok();
        }

        public Db2Sandbox Sandbox { get; } = new();

        public Db2Session Session { get; }

        public void Dispose()
        {
            Session.Dispose();
            Sandbox.Dispose();
        }
    }

    [Fact]
    public void LIST_TABLES_shows_the_users_own()
    {
        var lines = session.Db2("LIST TABLES").Ok().Lines;
        Assert.Equal(
        [
            "", "Table/View                      Schema          Type  Creation time             ",
            "------------------------------- --------------- ----- --------------------------",
        ], lines.Take(3));
        Assert.Matches(@"^CHEAP                           DB2INST1        V     \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6}$", lines[3]);
        Assert.StartsWith("ORDERS                          DB2INST1        T     ", lines[4], StringComparison.Ordinal);
        Assert.Equal(["", "  2 record(s) selected.", "", ""], lines.Skip(5));
        Assert.Equal(2, session.Db2("list tables", options: ["-x"]).Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void FOR_says_which()
    {
        session.Db2("LIST TABLES FOR USER").Ok().Contains("2 record(s) selected.");
        session.Db2("LIST TABLES FOR SCHEMA OTHER").Ok().Contains("Mixed Case").Contains("1 record(s) selected.");
        session.Db2("LIST TABLES FOR SYSTEM").Ok().Contains("SYSDUMMY1").Contains("SYSCAT V").Contains("SYSIBM T").DoesNotContain("ORDERS");
        session.Db2("LIST TABLES FOR ALL SHOW DETAIL").Ok().Contains("SYSDUMMY1").Contains("ORDERS").Contains("Mixed Case");
        session.Db2("LIST TABLES FOR SCHEMA NOBODY").Exits(1).Contains("0 record(s) selected.");
        session.Db2("LIST TABLES FOR NOBODY").Refused("SQL0104N");
    }

    // "Catalog tables and views are included." [IBM Docs 10.5, SYSCAT.TABLES catalog view]
    [Fact]
    public void The_catalog_lists_itself()
    {
        session.Db2("SELECT COUNT(*) FROM SYSCAT.TABLES WHERE TABSCHEMA = 'SYSCAT' AND TABNAME = 'TABLES'", options: ["-x"]).Ok().Contains("1");
        session.Db2("SELECT COLNAME FROM SYSCAT.COLUMNS WHERE TABSCHEMA = 'SYSIBMADM' AND TABNAME = 'DBCFG'", options: ["-x"]).Ok().Contains("DEFERRED_VALUE");
        // No table is set up for programs that read the log: N [IBM Docs, SYSCAT.TABLES, DATACAPTURE]
        session.Db2("SELECT COUNT(*) FROM SYSCAT.TABLES WHERE DATACAPTURE <> 'N'", options: ["-x"]).Ok().Contains("0");
    }

    [Fact]
    public void DESCRIBE_TABLE_shows_the_columns()
    {
        Assert.Equal(
        [
            "", "                                Data type                     Column",
            "Column name                     schema    Data type name      Length     Scale Nulls ",
            "------------------------------- --------- ------------------- ---------- ----- ------",
            "ID                              SYSIBM    INTEGER                      4     0 No    ",
            "ITEM                            SYSIBM    VARCHAR                     30     0 Yes   ",
            "PLACED                          SYSIBM    TIMESTAMP                   10     6 Yes   ",
            "PRICE                           SYSIBM    DECIMAL                      9     2 Yes   ",
            "", "  4 record(s) selected.", "", "",
        ], session.Db2("DESCRIBE TABLE ORDERS").Ok().Lines);
        session.Db2("DESCRIBE TABLE db2inst1.cheap").Ok().Contains("1 record(s) selected.");
        session.Db2("DESCRIBE TABLE OTHER.\"Mixed Case\"").Ok().Contains("CHARACTER");
        session.Db2("DESCRIBE TABLE SYSCAT.TABLES").Ok().Contains("TABSCHEMA");
        session.Db2("SET SCHEMA OTHER").Ok();
        session.Db2("DESCRIBE TABLE \"Mixed Case\"").Ok().Contains("CHARACTER");
        session.Db2("SET SCHEMA DB2INST1").Ok();
    }

    [Fact]
    public void A_table_that_is_not_there_has_no_columns()
    {
        session.Db2("DESCRIBE TABLE NOSUCH").Exits(1).Contains("0 record(s) selected.").Says("SQL0100W");
        session.Db2("DESCRIBE TABLE").Refused("SQL0104N");
        session.Db2("DESCRIBE TABLE ORDERS PLEASE").Refused("SQL0104N");
    }

    [Fact]
    public void Both_need_a_connection()
    {
        using var other = catalog.Sandbox.Session();
        other.Db2("LIST TABLES").Refused("SQL1024N");
        other.Db2("DESCRIBE TABLE ORDERS").Refused("SQL1024N");
    }
}
