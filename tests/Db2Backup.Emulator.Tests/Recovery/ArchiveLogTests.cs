using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>How closed logs get to their archives. [images-and-logs.md, Log files; commands.md, ARCHIVE LOG]</summary>
public sealed class ArchiveLogTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly RecoveryScene scene = new(fixture);
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    public void Dispose() => scene.Dispose();

    [Fact]
    public void ARCHIVE_LOG_closes_the_log_of_a_database_in_use()
    {
        scene.Session.Connect(scene.Name);
        scene.Session.Db2("INSERT INTO T VALUES (1)").Ok();
        var before = scene.Archived(0).Count;
        scene.ArchiveLog();
        Eventually.Holds(() => scene.Archived(0).Count == before + 1, "the log is archived");
        scene.Session.Db2("SELECT I FROM T").Ok();
        var history = scene.Session.Db2($"LIST HISTORY ARCHIVE LOG ALL FOR {scene.Name}").Ok();
        Assert.Contains(history.Lines, l => l.StartsWith("  X  D", StringComparison.Ordinal) && l[28] == 'N' && l[36..48] == scene.Archived(0)[^1] && l[49..57] == "C0000000");
    }

    [Fact]
    public void A_database_without_archive_logging_is_refused()
    {
        var circular = fixture.NewDatabase(scene.Session);
        scene.Session.Db2($"ARCHIVE LOG FOR DATABASE {circular}").Refused("SQL2417N");
    }

    [Fact]
    public void Each_last_disconnect_truncates_and_archives_the_log()
    {
        var before = scene.Archived(0).Count;
        scene.Insert(1);
        scene.Insert(2);
        Assert.Equal(before + 2, scene.Archived(0).Count);
        scene.Rows();
        Assert.Equal(before + 2, scene.Archived(0).Count); // nothing was written
    }

    [Fact]
    public void Log_numbers_restart_at_0_when_recoverability_is_switched_on()
    {
        var name = fixture.NewDatabase(scene.Session);
        sandbox.MakeRecoverable(scene.Session, name);
        Assert.Equal("S0000000.LOG", scene.Session.Db2($"GET DB CFG FOR {name}").Ok().Row("First active log file"));
    }

    [Fact]
    public void The_second_method_gets_every_log_too()
    {
        var second = sandbox.MakeFolder("archive2", scene.Name);
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH2 DISK:{second}");
        scene.Insert(1);
        var last = scene.Archived(0)[^1];
        Assert.Equal([last], scene.Archived(0, second));
        Assert.Equal(File.ReadAllBytes(Path.Combine(scene.ArchiveOf(0), last)), File.ReadAllBytes(Path.Combine(scene.ArchiveOf(0, second), last)));
    }

    [Fact]
    public void A_compressed_archive_is_smaller_and_serves_a_rollforward()
    {
        var image = scene.BackupOnline();
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHCOMPR1 ON");
        scene.Insert(Enumerable.Range(1, 20).ToArray());
        var log = new FileInfo(Path.Combine(scene.ArchiveOf(0), scene.Archived(0)[^1]));
        Assert.True(log.Length < 8192, $"{log.Length} bytes");
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal(Enumerable.Range(1, 20), scene.Rows());
    }

    [Fact]
    public void Logs_wait_in_FAILARCHPATH_until_the_method_works_again()
    {
        var failover = sandbox.MakeFolder("failover", scene.Name);
        var lost = sandbox.MakeFolder("lost", scene.Name);
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH1 DISK:{lost} FAILARCHPATH {failover} NUMARCHRETRY 1 ARCHRETRYDELAY 1");
        Directory.Delete(lost);
        scene.Session.Connect(scene.Name);
        scene.Session.Db2("INSERT INTO T VALUES (1)").Ok();
        scene.ArchiveLog();
        Eventually.Holds(() => scene.Archived(0, failover).Count == 1, "the log is in the failover path");
        var history = scene.Session.Db2($"LIST HISTORY ARCHIVE LOG ALL FOR {scene.Name}").Ok();
        Assert.Contains(history.Lines, l => l.StartsWith("  X  D", StringComparison.Ordinal) && l[28] == 'F');
        sandbox.MakeFolder("lost", scene.Name);
        Eventually.Holds(() => scene.Archived(0, lost).Count == 1 && scene.Archived(0, failover).Count == 0, "the log is moved on");
    }

    [Fact]
    public void Without_FAILARCHPATH_logs_stay_in_the_active_path_until_the_method_works_again()
    {
        var lost = sandbox.MakeFolder("lost", scene.Name);
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH1 DISK:{lost} ARCHRETRYDELAY 1");
        var active = scene.Session.Db2($"GET DB CFG FOR {scene.Name}").Ok().Row("Path to log files");
        Directory.Delete(lost);
        scene.Insert(1);
        scene.Insert(2);
        Assert.Equal(3, Directory.GetFiles(active, "S*.LOG").Length);
        sandbox.MakeFolder("lost", scene.Name);
        scene.Session.Connect(scene.Name);
        Eventually.Holds(() => scene.Archived(0, lost).Count == 2, "the logs are archived");
        Eventually.Holds(() => Directory.GetFiles(active, "S*.LOG").Length == 1, "the logs leave the active path");
    }

    [Fact]
    public void A_log_archived_twice_after_a_kill_keeps_its_bytes()
    {
        scene.Session.Connect(scene.Name);
        for (var row = 0; row < 5; row++)
        {
            scene.Session.Db2($"INSERT INTO T VALUES ({row})").Ok();
            scene.ArchiveLog();
        }
        sandbox.KillEngine();
        var before = scene.Archived(0).ToDictionary(f => f, f => File.ReadAllBytes(Path.Combine(scene.ArchiveOf(0), f)));
        sandbox.Start();
        scene.Session.Db2("TERMINATE");
        Assert.Equal(Enumerable.Range(0, 5), scene.Rows());
        foreach (var (file, bytes) in before) Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(scene.ArchiveOf(0), file)));
        Assert.DoesNotContain(scene.Archived(0), f => !f.EndsWith(".LOG", StringComparison.Ordinal));
    }
}
