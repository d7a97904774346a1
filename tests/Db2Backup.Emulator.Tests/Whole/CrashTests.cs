using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>
/// kill -9 of the engine at bad moments. The instance is this class's own: its crashes disturb nobody. [commands.md, State table]
/// </summary>
public sealed class CrashTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void Killing_the_engine_loses_no_committed_row_and_keeps_no_uncommitted_one()
    {
        // [commands.md, State table]: usable, crash, inconsistent; CONNECT does crash recovery when AUTORESTART is ON.
        using var session = sandbox.Session();
        var database = NewTable(session);
        Insert(session, 1);
        session.Db2("INSERT INTO T VALUES (2)", options: ["+c"]).Ok();
        sandbox.KillEngine();
        session.Db2("VALUES 1").Exits(4);
        session.Db2("TERMINATE");
        session.Db2($"CONNECT TO {database}").Refused("SQL1032N");
        sandbox.Start();
        session.Connect(database);
        Assert.Equal("1", Rows(session));
        session.Db2("CONNECT RESET").Ok();
    }

    [Fact]
    public void Without_AUTORESTART_a_crashed_database_wants_RESTART()
    {
        // [commands.md, RESTART DATABASE]: crash recovery after SQL1015N.
        using var session = sandbox.Session();
        var database = NewTable(session);
        session.Db2($"UPDATE DB CFG FOR {database} USING AUTORESTART OFF");
        Insert(session, 1);
        sandbox.KillEngine();
        session.Db2("TERMINATE");
        sandbox.Start();
        session.Db2($"CONNECT TO {database}").Refused("SQL1015N");
        session.Db2($"RESTART DATABASE {database}").Ok();
        session.Connect(database);
        Assert.Equal("1", Rows(session));
        session.Db2("CONNECT RESET").Ok();
    }

    [Fact]
    public void Killing_the_engine_during_a_backup_leaves_no_image_that_verifies_and_a_database_that_backs_up()
    {
        using var session = sandbox.Session();
        var database = NewTable(session);
        Insert(session, 1);
        session.Db2("CONNECT RESET").Ok();
        var folder = sandbox.MakeFolder("backups", database);
        var slow = new Dictionary<string, string> { ["DB2EMU_FAULT"] = "slow@100000" };
        var backup = sandbox.StartDb2($"BACKUP DATABASE {database} ONLINE TO {folder} INCLUDE LOGS", environment: slow);
        Eventually.Holds(() => Directory.GetFiles(folder).Any(f => new FileInfo(f).Length > 8192), "an image file grows");
        sandbox.KillEngine();
        backup.Wait().Exits(4);

        foreach (var file in Directory.GetFiles(folder))
            Assert.NotEqual(0, session.Run("db2ckbkp", file).ExitCode);
        sandbox.Start();
        session.Db2("TERMINATE");
        session.Connect(database);
        Assert.Equal("1", Rows(session));
        session.Db2("CONNECT RESET").Ok();
        session.Db2("LIST UTILITIES").Says("SQL1611W");
        var timestamp = session.Db2($"BACKUP DATABASE {database} ONLINE TO {folder} INCLUDE LOGS").Ok().Timestamp;
        session.Run("db2ckbkp", Directory.GetFiles(folder, $"*.{timestamp}.001").Single()).Ok();
    }

    [Fact]
    public void Killing_the_client_during_a_backup_interrupts_it_and_leaves_no_utility_behind()
    {
        // Not the front end but its back end is the application [clp.md, Two processes].
        using var session = sandbox.Session();
        var database = NewTable(session);
        session.Db2("CONNECT RESET").Ok();
        var folder = sandbox.MakeFolder("backups", database);
        using var client = sandbox.Session();
        client.Db2("LIST DATABASE DIRECTORY").Ok();
        var slow = new Dictionary<string, string> { ["DB2EMU_FAULT"] = "slow@100000" };
        var backup = client.StartDb2($"BACKUP DATABASE {database} ONLINE TO {folder}", environment: slow);
        Eventually.Holds(() => Directory.GetFiles(folder).Length > 0, "an image file appears");
        sandbox.KillProcess(sandbox.BackEndPid(client));
        Assert.False(backup.Wait().Succeeded);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the utility ends");
        session.Db2($"BACKUP DATABASE {database} TO {folder}").Ok(); // offline: nobody is in
    }

    // [commands.md, State table: ROLLFORWARD PENDING until STOP] The rollforward stands still at a place in the log when it is killed.
    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(20_000)]
    public void Killing_the_engine_during_a_rollforward_leaves_it_pending_and_able_to_go_on(int bytes)
    {
        using var session = sandbox.Session();
        var database = NewTable(session);
        session.Db2("CONNECT RESET").Ok();
        var folder = sandbox.MakeFolder("backups", database);
        var timestamp = session.Db2($"BACKUP DATABASE {database} ONLINE TO {folder} INCLUDE LOGS").Ok().Timestamp;
        session.Connect(database);
        session.Run("db2", "-tf", Script(300)).Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"ARCHIVE LOG FOR DATABASE {database}").Ok();
        session.Db2($"RESTORE DATABASE {database} FROM {folder} TAKEN AT {timestamp} REPLACE EXISTING WITHOUT PROMPTING");

        var stands = new Dictionary<string, string> { ["DB2EMU_FAULT"] = $"hang-log@{bytes}" };
        var rollforward = sandbox.StartDb2($"ROLLFORWARD DATABASE {database} TO END OF LOGS", environment: stands);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").ExitCode == 0, "the rollforward stands");
        sandbox.KillEngine();
        rollforward.Wait().Exits(4);
        sandbox.Start();
        session.Db2("TERMINATE");

        session.Db2($"CONNECT TO {database}").Refused("SQL1117N");
        session.Db2($"ROLLFORWARD DATABASE {database} TO END OF LOGS AND STOP").Ok();
        session.Connect(database);
        Assert.Equal("300", session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Text);
        session.Db2("CONNECT RESET").Ok();
    }

    // A file of statements: one process for all of them.
    private string Script(int rows)
    {
        var file = Path.Combine(sandbox.MakeFolder("scripts"), "insert.clp");
        File.WriteAllLines(file, Enumerable.Range(1, rows).Select(n => $"INSERT INTO T VALUES ({n});"));
        return file;
    }

    private string NewTable(Db2Session session)
    {
        var database = fixture.NewRecoverableDatabase(session);
        session.Connect(database);
        session.Db2("CREATE TABLE T (N INTEGER NOT NULL)").Ok();
        return database;
    }

    private static void Insert(Db2Session session, int n) => session.Db2($"INSERT INTO T VALUES ({n})").Ok();

    private static string Rows(Db2Session session) => session.Db2("SELECT N FROM T ORDER BY N", options: ["-x"]).Ok().Text;
}
