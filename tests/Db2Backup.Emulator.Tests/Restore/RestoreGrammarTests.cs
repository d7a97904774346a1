using Db2Backup.Emulator.Commands;
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
}
