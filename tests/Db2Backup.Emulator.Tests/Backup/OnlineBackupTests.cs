using System.Diagnostics;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>BACKUP DATABASE … ONLINE. [commands.md, BACKUP DATABASE; images-and-logs.md, What INCLUDE LOGS holds]</summary>
public sealed class OnlineBackupTests(InstanceFixture instance) : IClassFixture<InstanceFixture>
{
    private Db2Sandbox Sandbox => instance.Sandbox;

    // [messages.md, SQL2413N]
    [Fact]
    public void Of_a_circular_database_it_is_refused_with_SQL2413N_and_leaves_nothing()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}").Refused("SQL2413N");
        Assert.Empty(BackupSteps.ImagesIn(Sandbox.Backups, database));
        Assert.Equal(0, session.BackupsInHistory(database));
    }

    // [ARCHLOG: after an online backup the active log is closed and archived; also with EXCLUDE LOGS]
    [Theory]
    [InlineData("")]
    [InlineData(" EXCLUDE LOGS")]
    public void The_active_log_is_closed_and_archived(string clause)
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.Connect(database);
        var before = ArchivedLogs(database).Count;
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}{clause}").Ok();
        Eventually.Holds(() => ArchivedLogs(database).Count > before, "the log of the backup is archived");
    }

    // [messages.md, SQL2428N: a required log file could not be retrieved]. An open unit of work needs logs that infinite logging has
    // archived; without them the image could not be rolled forward to its end.
    [Fact]
    public void Without_a_log_that_the_image_needs_it_fails_with_SQL2428N()
    {
        using var session = Sandbox.Session();
        using var other = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {database} USING LOGFILSIZ 4 LOGPRIMARY 2 LOGSECOND -1").Ok();
        session.Connect(database);
        session.Db2("CREATE TABLE T (I INTEGER)").Ok();
        var before = ArchivedLogs(database).Count;
        var values = string.Join(", ", Enumerable.Range(1, 500).Select(i => $"({i})"));
        for (var n = 0; n < 30; n++) session.Db2($"INSERT INTO T VALUES {values}", options: ["+c"]).Ok();
        Eventually.Holds(() => ArchivedLogs(database).Count > before + 4, "logs of the open unit of work are archived");
        var first = session.Db2($"GET DB CFG FOR {database}").Ok().Row("First active log file");
        File.Delete(ArchivedLogs(database).Single(path => Path.GetFileName(path) == first));

        other.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups} INCLUDE LOGS").Refused("SQL2428N");

        Assert.All(BackupSteps.ImagesIn(Sandbox.Backups, database).Skip(1), file => session.Run("db2ckbkp", file).Exits(1));
        other.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups} EXCLUDE LOGS").Ok();
    }

    // [images-and-logs.md: default for online; db2ckbkp: Includes Logs, File Number]
    [Theory]
    [InlineData("", true)]
    [InlineData(" INCLUDE LOGS", true)]
    [InlineData(" EXCLUDE LOGS", false)]
    public void Logs_are_in_the_image_unless_they_are_excluded(string clause, bool expected)
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        var timestamp = session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}{clause}").Ok().Timestamp;
        var file = BackupSteps.ImagesIn(Sandbox.Backups, database).Single(f => f.Contains(timestamp, StringComparison.Ordinal));
        var report = session.Run("db2ckbkp", "-a", file).Ok().Contains("Backup Mode -- 1 (Online)").Contains($"Includes Logs -- {(expected ? 1 : 0)}");
        Assert.Equal(expected, report.Output.Contains("File Number", StringComparison.Ordinal));
    }

    [Fact]
    public void Others_stay_connected_and_write_while_it_runs_and_offline_is_refused_meanwhile()
    {
        using var session = Sandbox.Session();
        using var writer = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.FillTable(database, 200);
        writer.Connect(database);
        // It cannot end before somebody reads the pipe.
        var pipe = Sandbox.MakePipe("busy");
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {pipe}");
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Output.Contains("online db", StringComparison.Ordinal), "the backup runs");
        for (var i = 0; i < 5; i++) writer.Db2($"INSERT INTO FILL VALUES ({1000 + i}, 'during')").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Refused("SQL1035N");
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}").Refused("SQL2425N");
        var folder = Sandbox.MakeFolder("busy-" + database);
        var copy = Path.Combine(folder, "copy");
        using (var reader = Process.Start("cp", [pipe, copy])) reader.WaitForExit();
        var timestamp = running.Wait().Ok().Timestamp;
        File.Move(copy, Path.Combine(folder, $"{database}.0.db2inst1.DBPART000.{timestamp}.001"));
        Sandbox.User.Own(BackupSteps.ImagesIn(folder, database)[0]);
        writer.Db2("CONNECT RESET").Ok();
        session.Db2("CONNECT RESET");

        // What was committed before its end is in image plus logs. [BLOG-RF: END OF BACKUP]
        var logs = Sandbox.MakeFolder("logs-" + database);
        session.Db2($"RESTORE DATABASE {database} FROM {folder} TAKEN AT {timestamp} INTO X{database} LOGTARGET {logs} WITHOUT PROMPTING").Ok();
        session.Db2($"ROLLFORWARD DATABASE X{database} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        session.Connect("X" + database);
        session.Db2("SELECT COUNT(*) FROM FILL", options: ["-x"]).Ok().Contains("205");
    }

    // [commands.md: ACTIVATE is not needed; the backup has a connection of its own]
    [Fact]
    public void Of_a_database_that_nobody_uses_it_activates_it_meanwhile()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}").Ok();
        session.Db2($"DEACTIVATE DATABASE {database}").Says("SQL1496W");
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok();
    }

    [Fact]
    public void An_open_unit_of_work_is_in_neither_the_image_nor_lost_for_its_owner()
    {
        using var session = Sandbox.Session();
        using var writer = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.FillTable(database, 10);
        writer.Connect(database);
        writer.Db2("INSERT INTO FILL VALUES (99, 'open')", options: ["+c"]).Ok();
        var timestamp = session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}").Ok().Timestamp;
        writer.Db2("COMMIT").Ok();
        writer.Db2("SELECT COUNT(*) FROM FILL", options: ["-x"]).Contains("11");
        var logs = Sandbox.MakeFolder("logs-" + database);
        session.Db2($"RESTORE DATABASE {database} FROM {Sandbox.Backups} TAKEN AT {timestamp} INTO X{database} LOGTARGET {logs} WITHOUT PROMPTING").Ok();
        session.Db2($"ROLLFORWARD DATABASE X{database} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        session.Connect("X" + database);
        session.Db2("SELECT COUNT(*) FROM FILL", options: ["-x"]).Ok().Contains("10");
    }

    // [sql.md, ADMIN_CMD: the connection stays; a row with BACKUP_TIME]
    [Fact]
    public void Through_ADMIN_CMD_it_is_online_keeps_the_connection_and_answers_with_a_row()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.Connect(database);
        var result = session.Db2($"CALL SYSPROC.ADMIN_CMD('BACKUP DATABASE {database} TO {Sandbox.Backups}')").Contains("BACKUP_TIME");
        Assert.Contains(BackupSteps.ImagesIn(Sandbox.Backups, database), f => f.Contains(result.Timestamp, StringComparison.Ordinal));
        session.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Ok();
        session.Db2($"CALL SYSPROC.ADMIN_CMD('BACKUP DATABASE OTHER TO {Sandbox.Backups}')").Refused("SQL20322N");
    }

    // [commands.md, LIST UTILITIES SHOW DETAIL; UTIL_IMPACT_PRIORITY without a number is 50]
    [Fact]
    public void LIST_UTILITIES_tells_its_priority_and_progress()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups} UTIL_IMPACT_PRIORITY", environment: BackupSteps.Fault("slow@30000"));
        Eventually.Holds(() => session.Db2("LIST UTILITIES SHOW DETAIL").Output.Contains(database, StringComparison.Ordinal), "the backup runs");
        var report = session.Db2("LIST UTILITIES SHOW DETAIL").Ok();
        Assert.Equal("BACKUP", report.Row("Type"));
        Assert.Equal("online db", report.Row("Description"));
        Assert.Equal("50", report.Row("Priority"));
        Assert.EndsWith(" bytes", report.Row("Total Work"), StringComparison.Ordinal);
        running.Interrupt();
        running.Wait();
        session.Db2("LIST UTILITIES").Exits(2).Says("SQL1611W");
    }

    private List<string> ArchivedLogs(string database)
    {
        var folder = Path.Combine(Sandbox.Archive, Sandbox.InstanceName, database);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "S*.LOG", SearchOption.AllDirectories).ToList() : [];
    }
}
