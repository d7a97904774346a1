using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>Fast enough to make the data that tests of backups need. [docs/EMULATOR.md: it exists to be fast]</summary>
public sealed class BulkTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    [Fact]
    public void Two_hundred_thousand_rows_come_by_one_statement()
    {
        using var session = fixture.OnNewDatabase();
        session.Db2("CREATE TABLE T (ID INT NOT NULL PRIMARY KEY, NAME VARCHAR(30))").Ok();
        var insert = session.Db2("INSERT INTO T WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 200000) SELECT I, 'row ' || CHAR(I) FROM N").Ok();
        Assert.Equal("200000 20000100000", session.Value("SELECT COUNT(*), SUM(BIGINT(ID)) FROM T"));
        // About one second; the limit leaves room for a busy machine.
        Assert.InRange(insert.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
