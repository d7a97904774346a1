using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>Backups that end badly: interrupted, forced, killed, without room, cut. Partial files stay, success is never told.</summary>
public sealed class BackupFailureTests(InstanceFixture instance) : IClassFixture<InstanceFixture>
{
    private Db2Sandbox Sandbox => instance.Sandbox;

    // [commands.md, BACKUP output: cancel by Ctrl-C or FORCE; partial image files remain]
    [Fact]
    public void Interrupted_it_says_SQL2001N_and_leaves_a_partial_file_and_no_success()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        var folder = Sandbox.MakeFolder("interrupted");
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {folder}", environment: BackupSteps.Fault("hang@10000"));
        var file = PartialFile(folder, database, 10000);
        running.Interrupt();
        running.Wait().Refused("SQL2001N").DoesNotContain("Backup successful");
        Assert.True(File.Exists(file));
        session.Run("db2ckbkp", file).Exits(1).Contains("ERROR");
        session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Contains("sqlcode: -2001");
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {folder}").Ok();
    }

    // [messages.md, SQL1224N; commands.md, BACKUP output: cancel by FORCE]
    [Fact]
    public void Forced_it_says_SQL1224N()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        var folder = Sandbox.MakeFolder("forced");
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {folder}", environment: BackupSteps.Fault("hang@10000"));
        PartialFile(folder, database, 10000);
        var line = session.Db2("LIST APPLICATIONS").Lines.Single(l => l.Contains(database, StringComparison.Ordinal));
        var handle = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(w => w.All(char.IsAsciiDigit));
        session.Db2($"FORCE APPLICATION ({handle})").Ok();
        running.Wait().Refused("SQL1224N");
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the utility is gone");
    }

    // [commands.md, LIST APPLICATIONS, FORCE APPLICATION]
    [Fact]
    public void An_offline_backup_can_be_found_by_its_application_and_forced()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("forced-offline");
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} TO {folder}", environment: BackupSteps.Fault("hang@10000"));
        PartialFile(folder, database, 10000);
        var line = session.Db2("LIST APPLICATIONS").Lines.Single(l => l.Contains(database, StringComparison.Ordinal));
        var handle = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(w => w.All(char.IsAsciiDigit));
        session.Db2($"FORCE APPLICATION ({handle})").Ok();
        running.Wait().Refused("SQL1224N");
        Eventually.Holds(() => session.Db2($"CONNECT TO {database}").Succeeded, "the database is free again");
    }

    // [clp.md, Two processes: the back end is the application]
    [Fact]
    public void When_its_back_end_is_killed_the_backup_ends_and_the_partial_file_stays()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        var folder = Sandbox.MakeFolder("die");
        Sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {folder}", environment: BackupSteps.Fault("die@10000")).Wait().Exits(8);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the utility is gone");
        Assert.Equal(10000, new FileInfo(Assert.Single(BackupSteps.ImagesIn(folder, database))).Length);
        session.Db2($"BACKUP DATABASE {database} TO {folder}").Ok();
    }

    // [messages.md, SQL2419N: partial images stay]
    [Fact]
    public void A_full_disk_is_SQL2419N_without_prompting()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("full");
        session.Db2($"BACKUP DATABASE {database} TO {folder} WITHOUT PROMPTING", environment: BackupSteps.Fault("diskfull@9000"))
            .Refused("SQL2419N").Contains($"\"{folder}\"");
        Assert.Equal(9000, new FileInfo(Assert.Single(BackupSteps.ImagesIn(folder, database))).Length);
    }

    // [docs/EMULATOR.md, Faults: slow]
    [Fact]
    public void A_slow_target_takes_its_time_and_gets_all()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("slow");
        var backup = session.Db2($"BACKUP DATABASE {database} TO {folder}", environment: BackupSteps.Fault("slow@60000")).Ok();
        var length = new FileInfo(Assert.Single(BackupSteps.ImagesIn(folder, database))).Length;
        Assert.True(backup.Elapsed.TotalSeconds >= length / 60_000.0, $"{length} bytes in {backup.Elapsed}");
        session.Run("db2ckbkp", BackupSteps.ImagesIn(folder, database)[0]).Ok();
    }

    // [messages.md, SQL2059W: prompts c/d/t]
    [Theory]
    [InlineData("t\n")]
    [InlineData("c\nc\nd\n")]
    [InlineData("")]
    public void A_full_disk_asks_SQL2059W_and_t_or_the_end_of_input_terminates(string answers)
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("full");
        session.Db2($"BACKUP DATABASE {database} TO {folder}", stdin: answers, environment: BackupSteps.Fault("diskfull@9000"))
            .Exits(4).Contains("SQL2059W").Contains("(c/d/t) SQL2001N");
    }

    // [docs/EMULATOR.md, Faults: short; messages.md, SQL2538N] Nobody is told: only reading the image shows it.
    [Fact]
    public void A_short_write_is_told_as_success_and_found_by_db2ckbkp_and_RESTORE()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("short");
        var timestamp = session.Db2($"BACKUP DATABASE {database} TO {folder}", environment: BackupSteps.Fault("short@20000")).Ok().Timestamp;
        session.Run("db2ckbkp", BackupSteps.ImagesIn(folder, database)[0]).Exits(1).Contains("ERROR");
        session.Db2($"RESTORE DATABASE {database} FROM {folder} TAKEN AT {timestamp} INTO SHORTDB WITHOUT PROMPTING").Refused("SQL2538N");
    }

    // [commands.md, State table: usable -> crash -> inconsistent]
    [Fact]
    public void A_crash_of_the_engine_in_the_middle_leaves_a_partial_file_and_a_database_that_recovers()
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("CREATE DATABASE CRASHDB").Ok();
        sandbox.MakeRecoverable(session, "CRASHDB");
        session.FillTable("CRASHDB", 20);
        var folder = sandbox.MakeFolder("crash");
        var broken = sandbox.StartDb2($"BACKUP DATABASE CRASHDB ONLINE TO {folder}", environment: BackupSteps.Fault("crash@10000")).Wait();
        Assert.False(broken.Succeeded);
        Assert.Equal(10000, new FileInfo(Assert.Single(BackupSteps.ImagesIn(folder, "CRASHDB"))).Length);
        Eventually.Holds(() => sandbox.EnginePid == 0, "the engine is gone");
        sandbox.Start();
        session.Db2("TERMINATE");
        session.Db2($"BACKUP DATABASE CRASHDB TO {folder}").Refused("SQL1015N");
        session.Connect("CRASHDB");
        session.Db2("SELECT COUNT(*) FROM FILL", options: ["-x"]).Ok().Contains("20");
        session.Db2($"BACKUP DATABASE CRASHDB TO {folder}").Ok();
    }

    // [messages.md, SQL1036C: I/O error on database files; SQL2412C: corrupt data found in the database]
    [Theory]
    [InlineData(true, "SQL1036C")]
    [InlineData(false, "SQL2412C")]
    public void A_container_that_is_gone_or_damaged_fails_the_backup_and_no_image_verifies(bool gone, string id)
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("CREATE DATABASE DAMAGED").Ok();
        session.FillTable("DAMAGED", 20);
        sandbox.Stop();
        var container = Path.Combine(sandbox.Home, sandbox.InstanceName, "NODE0000", "DAMAGED", "T0000002", "C0000000.LRG");
        if (gone) File.Delete(container);
        else File.WriteAllBytes(container, Enumerable.Repeat((byte)'x', 50_000).ToArray());
        sandbox.Start();
        session.Db2("TERMINATE");
        session.Db2($"BACKUP DATABASE DAMAGED TO {sandbox.Backups}").Refused(id).DoesNotContain("Backup successful");
        Assert.All(BackupSteps.ImagesIn(sandbox.Backups, "DAMAGED"), file => session.Run("db2ckbkp", file).Exits(1));
        session.Db2("LIST HISTORY BACKUP ALL FOR DAMAGED").Contains("sqlcode: -");
    }

    private static string PartialFile(string folder, string database, int length)
    {
        Eventually.Holds(() => BackupSteps.ImagesIn(folder, database) is [var file] && new FileInfo(file).Length == length, "the image has got so far");
        return BackupSteps.ImagesIn(folder, database)[0];
    }
}
