using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>ACTIVATE, DEACTIVATE and what the state of a database lets in [commands.md; messages.md].</summary>
public sealed class ActivationTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void A_database_is_activated_once_and_deactivated_once()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"ACTIVATE DATABASE {name}").Ok().Contains("DB20000I  The ACTIVATE DATABASE command completed successfully.");
        session.Db2($"ACTIVATE DATABASE {name}").Exits(2).Says("SQL1490W");
        session.Db2("LIST ACTIVE DATABASES").Ok().Contains($"Database name = {name}");
        session.Db2($"DEACTIVATE DATABASE {name}").Ok();
        session.Db2($"DEACTIVATE DATABASE {name}").Exits(2).Says("SQL1496W");
        session.Db2("LIST ACTIVE DATABASES").DoesNotContain(name);
    }

    [Fact]
    public void Connections_keep_a_database_up_and_the_answers_say_so()
    {
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        var name = fixture.NewDatabase(session);
        other.Connect(name);
        session.Db2($"ACTIVATE DATABASE {name}").Exits(2).Says("SQL1494W");
        other.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1493N");
        session.Db2($"DEACTIVATE DATABASE {name}").Exits(2).Says("SQL1495W");
        other.Db2("CONNECT").Ok();
        other.Db2("TERMINATE").Ok();
        session.Db2($"DEACTIVATE DATABASE {name}").Exits(2).Says("SQL1496W");
    }

    [Fact]
    public void An_activated_database_is_in_use_without_any_connection()
    {
        // [commands.md, ACTIVATE: still blocks an offline backup until DEACTIVATE]
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"ACTIVATE DATABASE {name}").Ok();
        session.Db2($"BACKUP DATABASE {name} TO {sandbox.Backups}").Refused("SQL1035N");
        session.Db2($"DROP DATABASE {name}").Refused("SQL1035N");
        session.Db2($"DEACTIVATE DATABASE {name}").Ok();
        session.Db2($"BACKUP DATABASE {name} TO {sandbox.Backups}").Ok();
    }

    [Fact]
    public void Archive_logging_set_without_connection_means_backup_pending_at_once()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{sandbox.Archive}").Ok();
        Assert.Equal("YES", session.Db2($"GET DB CFG FOR {name}").Row("Backup pending"));
        session.Db2($"CONNECT TO {name}").Refused("SQL1116N").Contains("BACKUP PENDING").Contains("SQLSTATE=57019");
        session.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1116N");

        session.Db2($"BACKUP DATABASE {name} TO {sandbox.Backups}").Ok();

        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("NO", configuration.Row("Backup pending"));
        Assert.Equal("YES", configuration.Row("User exit for logging status"));
        Assert.Equal("NO", configuration.Row("Log retain for recovery status"));
        Assert.StartsWith("S000000", configuration.Row("First active log file"), StringComparison.Ordinal);
        session.Connect(name);
    }

    [Fact]
    public void Archive_logging_set_while_connected_waits_for_the_last_connection_to_end()
    {
        // [commands.md, UPDATE DATABASE CONFIGURATION: the database stays usable by already open connections]
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        other.Connect(name);
        session.Db2($"UPDATE DB CFG USING LOGARCHMETH1 DISK:{sandbox.Archive}").Exits(2).Says("SQL1363W");
        session.Db2("CONNECT RESET").Ok();
        Assert.Equal("NO", other.Db2($"GET DB CFG FOR {name}").Row("Backup pending"));
        session.Connect(name);
        session.Db2("CREATE TABLE T (A INT)").Ok();
        session.Db2("CONNECT RESET").Ok();
        other.Db2("CONNECT RESET").Ok();

        session.Db2($"CONNECT TO {name}").Refused("SQL1116N");
    }

    [Fact]
    public void Between_two_archive_methods_nothing_becomes_pending()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        var second = sandbox.MakeFolder("archive2");
        session.Connect(name);
        session.Db2($"UPDATE DB CFG USING LOGARCHMETH1 DISK:{second}").Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Connect(name);
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 LOGRETAIN").Ok();
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("NO", configuration.Row("Backup pending"));
        Assert.Equal("RECOVERY", configuration.Row("Log retain for recovery status"));
        Assert.Equal("NO", configuration.Row("User exit for logging status"));
    }

    [Fact]
    public void Going_back_to_circular_logging_leaves_the_database_usable()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 OFF").Ok();
        Assert.Equal("", session.Db2($"GET DB CFG FOR {name}").Row("First active log file"));
        session.Connect(name);
    }

    [Fact]
    public void Infinite_logging_needs_an_archive()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 LOGRETAIN LOGSECOND -1").Refused("SQL5153N");
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{sandbox.Archive} LOGSECOND -1").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 OFF").Refused("SQL5153N");
    }

    [Fact]
    public void A_new_log_path_is_used_from_the_next_activation_on()
    {
        // [commands.md, UPDATE DATABASE CONFIGURATION: moves to <path>/NODE0000/LOGSTREAM0000/]
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var path = sandbox.MakeFolder("newlogs");
        session.Connect(name);
        session.Db2($"UPDATE DB CFG USING NEWLOGPATH {path}").Exits(2).Says("SQL1363W");
        Assert.Equal(path + "/", session.Db2("GET DB CFG").Row("NEWLOGPATH"));
        session.Db2("CONNECT RESET").Ok();
        session.Connect(name);

        var configuration = session.Db2("GET DB CFG").Ok();
        Assert.Equal("", configuration.Row("NEWLOGPATH"));
        Assert.Equal($"{path}/NODE0000/LOGSTREAM0000/", configuration.Row("Path to log files"));
        session.Db2("CREATE TABLE T (A INT)").Ok();
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(path, "NODE0000", "LOGSTREAM0000"), "S*.LOG"));
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"DROP DATABASE {name}").Ok();
        Assert.Empty(Directory.GetFiles(Path.Combine(path, "NODE0000", "LOGSTREAM0000")));
    }

    [Fact]
    public void After_a_crash_the_next_connection_recovers_and_keeps_what_was_committed()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        session.Db2("CREATE TABLE T (A INT)").Ok();
        session.Db2("INSERT INTO T VALUES (1)").Ok();
        sandbox.KillEngine();
        sandbox.Start();
        using var after = sandbox.Session();
        Assert.Equal("NO", after.Db2($"GET DB CFG FOR {name}").Row("All committed transactions have been written to disk"));
        after.Connect(name);
        after.Db2("SELECT A FROM T").Ok().Contains("1 record(s) selected.");
        after.Db2("CONNECT RESET").Ok();
        Assert.Equal("YES", after.Db2($"GET DB CFG FOR {name}").Row("All committed transactions have been written to disk"));
    }

    [Fact]
    public void With_AUTORESTART_OFF_a_crashed_database_waits_for_RESTART_DATABASE()
    {
        // [messages.md, SQL1015N; commands.md, RESTART DATABASE]
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING AUTORESTART OFF").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (A INT)").Ok();
        sandbox.KillEngine();
        sandbox.Start();
        using var after = sandbox.Session();
        after.Db2($"CONNECT TO {name}").Refused("SQL1015N").Contains("SQLSTATE=55025");
        after.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1015N");
        after.Db2($"RESTART DATABASE {name}").Ok();
        after.Connect(name);
        after.Db2("INSERT INTO T VALUES (1)").Ok();
    }
}
