using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>
/// Clauses of RESTORE DATABASE that are unknown, out of their order, or Db2's but not the stand-in's: refused before anything is
/// looked for. [commands.md, RESTORE DATABASE; messages.md, Restore]
/// </summary>
public sealed class RestoreClauseRefusalTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    [Theory]
    [InlineData("RESTORE DATABASE SAMPLE TAKEN AT 20240131120000 FROM /b")]
    [InlineData("RESTORE DATABASE SAMPLE INTO X TO /data")]
    [InlineData("RESTORE DATABASE SAMPLE WITHOUT PROMPTING WITHOUT ROLLING FORWARD")]
    [InlineData("RESTORE DATABASE SAMPLE REPLACE EXISTING REPLACE HISTORY FILE")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b FROM /c")]
    [InlineData("RESTORE DATABASE SAMPLE FASTER")]
    [InlineData("RESTORE DATABASE SAMPLE REBUILD WITH ALL TABLESPACES")]
    [InlineData("RESTORE DATABASE SAMPLE WITH FOUR BUFFERS")]
    [InlineData("RESTORE DATABASE")]
    public void A_clause_that_is_unknown_or_out_of_order_is_refused_with_SQL0104N(string text)
    {
        using var session = fixture.Sandbox.Session();
        session.Db2(text).Refused("SQL0104N");
    }

    [Theory]
    [InlineData("RESTORE DATABASE SAMPLE CONTINUE", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE ABORT", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE REBUILD WITH ALL TABLESPACES IN IMAGE EXCEPT TABLESPACE (A, B) FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE TABLESPACE (USERSPACE1) SCHEMA (S) ONLINE FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE COMPRESSION LIBRARY FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE USE TSM OPTIONS '-fromnode=x' OPEN 2 SESSIONS TAKEN AT 20240131120000", "SQL2033N")]
    [InlineData("RESTORE DATABASE SAMPLE LOAD libvendor.so OPEN 1 SESSIONS", "SQL2071N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM DB2REMOTE://store//b", "SQL2036N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b TRANSPORT STAGE IN S USING STOGROUP G", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b LOGTARGET INCLUDE FORCE", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b REDIRECT GENERATE SCRIPT x.clp", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b COMPRLIB libdb2compr.so", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b ENCRYPT CIPHER AES KEY LENGTH 256", "SQL2032N")]
    public void What_the_stand_in_does_not_do_is_read_and_refused(string text, string id)
    {
        using var session = fixture.Sandbox.Session();
        session.Db2(text).Refused(id);
        session.Db2("LIST DATABASE DIRECTORY").Refused("SQL1031N"); // nothing was created
    }

    // [commands.md, BACKUP DATABASE: BUFFER minimum 8 pages]
    [Theory]
    [InlineData("RESTORE DB SAMPLE BUFFER 7")]
    [InlineData("RESTORE DB SAMPLE WITH 0 BUFFERS")]
    [InlineData("RESTORE DB SAMPLE PARALLELISM 0")]
    public void A_number_that_is_too_small_is_refused(string text)
    {
        using var session = fixture.Sandbox.Session();
        session.Db2(text).Refused("SQL2032N");
    }
}
