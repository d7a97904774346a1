using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Restore;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>The clauses of RESTORE DATABASE and their order. [commands.md, RESTORE DATABASE]</summary>
public sealed class RestoreGrammarTests
{
    private static RestoreOptions Parse(string text) =>
        Assert.IsType<RestoreDatabaseCommand>(CommandCatalog.Parse(text)).Options;

    [Fact]
    public void Every_clause_that_is_built_is_read_in_the_documented_order()
    {
        var options = Parse(
            "restore database sample user db2inst1 using 'se cret' from /b/1, '/b/2' taken at 20240131120000 on /data, /more dbpath on /dbs "
            + "into other logtarget /logs newlogpath /active with 4 buffers buffer 1024 replace history file replace existing parallelism 2 "
            + "without rolling forward without prompting");
        Assert.Equal("SAMPLE", options.Source);
        Assert.Equal("OTHER", options.Target);
        Assert.Equal(["/b/1", "/b/2"], options.From!);
        Assert.Equal("20240131120000", options.TakenAt);
        Assert.Equal(["/data", "/more"], options.StoragePaths);
        Assert.Equal("/dbs", options.DatabasePath);
        Assert.Equal("/logs", options.LogTarget);
        Assert.Equal("/active", options.NewLogPath);
        Assert.Equal("se cret", options.User?.Password);
        Assert.DoesNotContain("cret", options.CommandText, StringComparison.Ordinal); // it is shown to others
        Assert.True(options is { ReplaceHistory: true, ReplaceExisting: true, WithoutRollingForward: true, WithoutPrompting: true });
        Assert.Null(options.Refusal);
    }

    [Fact]
    public void The_first_path_of_ON_is_the_database_path_too() => Assert.Equal("/data", Parse("RESTORE DB SAMPLE ON /data, /more").DatabasePath);

    [Fact]
    public void NEWLOGPATH_DEFAULT_is_not_a_path() => Assert.Equal("", Parse("RESTORE DB SAMPLE NEWLOGPATH DEFAULT").NewLogPath);

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
        var refused = Assert.Throws<Db2Exception>(() => CommandCatalog.Parse(text));
        Assert.Equal("SQL0104N", refused.Db2Message.Definition.Id);
    }

    [Theory]
    [InlineData("RESTORE DATABASE SAMPLE CONTINUE", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE ABORT", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE REBUILD WITH ALL TABLESPACES IN IMAGE EXCEPT TABLESPACE (A, B) FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE TABLESPACE (USERSPACE1) ONLINE FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE COMPRESSION LIBRARY FROM /b", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE INCREMENTAL AUTOMATIC FROM /b TAKEN AT 20240131120000", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE USE TSM OPTIONS '-fromnode=x' OPEN 2 SESSIONS TAKEN AT 20240131120000", "SQL2033N")]
    [InlineData("RESTORE DATABASE SAMPLE LOAD libvendor.so OPEN 1 SESSIONS", "SQL2071N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM DB2REMOTE://store//b", "SQL2036N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b TRANSPORT STAGE IN S USING STOGROUP G", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b LOGTARGET INCLUDE FORCE", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b REDIRECT GENERATE SCRIPT x.clp", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b COMPRLIB libdb2compr.so", "SQL2032N")]
    [InlineData("RESTORE DATABASE SAMPLE FROM /b ENCRYPT CIPHER AES KEY LENGTH 256", "SQL2032N")]
    public void What_the_stand_in_does_not_do_is_read_and_refused(string text, string id) =>
        Assert.Equal(id, Parse(text).Refusal?.Definition.Id);

    [Fact]
    public void Too_small_a_buffer_is_refused() =>
        Assert.Equal("SQL2032N", Assert.Throws<Db2Exception>(() => CommandCatalog.Parse("RESTORE DB SAMPLE BUFFER 7")).Db2Message.Definition.Id);
}
