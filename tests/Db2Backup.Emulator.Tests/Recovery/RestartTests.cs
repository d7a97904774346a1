using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>RESTART DATABASE and crash recovery. [commands.md, RESTART DATABASE; State table]</summary>
public sealed class RestartTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly RecoveryScene scene = new(fixture);
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    public void Dispose() => scene.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("WRITE RESUME")]
    [InlineData("DROP PENDING TABLESPACES (USERSPACE1)")]
    public void It_connects_the_session_also_to_a_consistent_database(string clauses)
    {
        scene.Insert(1);
        scene.Session.Db2($"RESTART DATABASE {scene.Name} {clauses}").Ok().Contains("The RESTART DATABASE command completed successfully.");
        scene.Session.Db2("SELECT I FROM T").Ok();
    }

    [Fact]
    public void An_unknown_table_space_or_clause_is_refused()
    {
        scene.Session.Db2($"RESTART DATABASE {scene.Name} DROP PENDING TABLESPACES (NOSUCH)").Refused("SQL0204N");
        scene.Session.Db2($"RESTART DATABASE {scene.Name} QUICKLY").Exits(4).Contains("SQL0104N");
    }

    [Fact]
    public void A_roll_forward_pending_database_stays_pending()
    {
        scene.Restore(scene.BackupOnline());
        scene.Session.Db2($"RESTART DATABASE {scene.Name}").Refused("SQL1117N");
    }

    [Fact]
    public void With_infinite_logging_crash_recovery_needs_the_archived_logs()
    {
        // [images-and-logs.md, Log files]: files of an open unit of work leave the active path; SQL1273N when they are gone.
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGFILSIZ 4 LOGPRIMARY 2 LOGSECOND -1 AUTORESTART OFF");
        scene.Insert(0);
        scene.Session.Connect(scene.Name);
        var before = scene.Archived(0).Count;
        var values = string.Join(", ", Enumerable.Range(1, 500).Select(i => $"({i})"));
        for (var n = 0; n < 30; n++) scene.Session.Db2($"INSERT INTO T VALUES {values}", options: ["+c"]).Ok();
        Eventually.Holds(() => scene.Archived(0).Count > before + 4, "logs of the open unit of work are archived");
        sandbox.KillEngine();
        sandbox.Start();
        scene.Session.Db2("TERMINATE");
        var first = scene.Session.Db2($"GET DB CFG FOR {scene.Name}").Ok().Row("First active log file");
        var hidden = scene.Hide(Path.Combine(scene.ArchiveOf(0), first));
        scene.Session.Db2($"CONNECT TO {scene.Name}").Refused("SQL1015N");
        scene.Session.Db2($"RESTART DATABASE {scene.Name}").Refused("SQL1273N").Contains($"\"{first}\"");
        File.Move(hidden, Path.Combine(scene.ArchiveOf(0), first));
        scene.Session.Db2($"RESTART DATABASE {scene.Name}").Ok();
        Assert.Equal([0], scene.Rows());
    }
}
