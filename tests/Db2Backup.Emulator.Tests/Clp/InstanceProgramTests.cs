using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>db2icrt, db2start, db2stop, db2level [commands.md; messages.md, N that means success].</summary>
public sealed class InstanceProgramTests
{
    [Fact]
    public void Starting_and_stopping_say_so_with_ids_that_look_like_errors()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        session.Run("db2stop").Says("SQL1032N");
        Assert.Matches(@"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d     0   0   SQL1063N  DB2START processing was successful\.\nSQL1063N  DB2START processing was successful\.\n$",
            session.Run("db2start").Ok().Output);
        Assert.NotEqual(0, sandbox.EnginePid);
        session.Run("db2start").Says("SQL1026N");
        session.Run("db2stop").Ok().Says("SQL1064N");
        Assert.Equal(0, sandbox.EnginePid);
    }

    // [messages.md, SQL1042C: unexpected system error] The program that would be the engine's host is not there.
    [Fact]
    public void An_engine_that_does_not_come_up_is_told()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        session.Run("env", "DB2EMU_PWSH_HOST=/no/such/host", "db2start").Refused("SQL1042C").Contains("SQLSTATE=58004");
        Assert.Equal(0, sandbox.EnginePid);
        session.Run("db2start").Ok();
    }

    [Fact]
    public void The_CLP_starts_and_stops_the_instance_too()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        session.Db2("START DATABASE MANAGER").Ok().Says("SQL1063N");
        session.Db2("db2stop").Ok().Says("SQL1064N");
        session.Db2("STOP DBM").Exits(4).Says("SQL1032N");
    }

    // Unknown words are refused, never ignored: ADMIN MODE is not offered, and "stop foo" stops nothing.
    [Theory]
    [InlineData("START DBM ADMIN MODE")]
    [InlineData("db2start nonsense")]
    [InlineData("STOP DBM NONSENSE")]
    [InlineData("STOP DATABASE MANAGER FORCE NOW")]
    [InlineData("db2stop nonsense")]
    public void Clauses_that_are_not_known_start_and_stop_nothing(string statement)
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = !statement.Contains("start", StringComparison.OrdinalIgnoreCase) });
        using var session = sandbox.Session();
        var engine = sandbox.EnginePid;
        session.Db2(statement).Refused("SQL0104N");
        session.Run(statement.Contains("start", StringComparison.OrdinalIgnoreCase) ? "db2start" : "db2stop", "nonsense").Refused("SQL0104N");
        Assert.Equal(engine, sandbox.EnginePid);
    }

    [Fact]
    public void Active_databases_keep_the_instance_up_unless_forced()
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("CREATE DATABASE BUSY").Ok();
        session.Connect("BUSY");
        session.Db2("CREATE TABLE T (N INTEGER)").Ok();
        session.Db2("INSERT INTO T VALUES (1)", options: ["+c"]).Ok();
        session.Run("db2stop").Exits(4).Says("SQL1025N");
        session.Run("db2stop", "force").Ok().Says("SQL1064N");
        session.Db2("SELECT N FROM T").Refused("SQL1224N");
        session.Db2("SELECT N FROM T").Refused("SQL1032N");
        session.Run("db2start").Ok();
        session.Connect("BUSY");
        // What was not committed is gone; nothing needed a crash recovery.
        session.Db2("SELECT N FROM T").Exits(1);
    }

    [Fact]
    public void Without_the_engine_the_directory_and_the_manager_configuration_can_be_read()
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("CREATE DATABASE LISTED").Ok();
        session.Db2("TERMINATE").Ok();
        sandbox.Stop();
        session.Db2("LIST DATABASE DIRECTORY").Ok().Contains("LISTED");
        session.Db2("GET DBM CFG").Ok().Contains("(SVCENAME)");
        session.Db2("CONNECT TO LISTED").Refused("SQL1032N").Contains("SQLSTATE=57019");
        session.Db2("LIST APPLICATIONS").Refused("SQL1032N");
    }

    [Fact]
    public void Killed_it_is_found_missing_and_can_be_started_again()
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("LIST APPLICATIONS");
        sandbox.KillEngine();
        session.Db2("LIST APPLICATIONS").Refused("SQL1032N");
        session.Run("db2start").Ok().Says("SQL1063N");
        session.Db2("LIST APPLICATIONS").Exits(2);
    }

    [Fact]
    public void The_engine_ends_when_its_files_are_removed()
    {
        using var sandbox = new Db2Sandbox();
        Directory.Delete(Path.Combine(sandbox.Home, "sqllib"), recursive: true);
        Eventually.Holds(() => sandbox.EnginePid == 0, "db2sysc ends", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void The_engine_ends_with_its_owner()
    {
        using var owner = System.Diagnostics.Process.Start("sleep", "600");
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions
        {
            Environment = new Dictionary<string, string> { ["DB2EMU_OWNER_PID"] = owner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        });
        owner.Kill();
        owner.WaitForExit();
        Eventually.Holds(() => sandbox.EnginePid == 0, "db2sysc ends", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void An_instance_is_made_once_and_under_a_proper_name()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        session.Run("db2icrt", sandbox.Home, "other").Exits(1).Contains("sqllib exists");
        session.Run("db2icrt", sandbox.MakeFolder("elsewhere"), "much-too-long").Exits(1);
        session.Run("db2icrt", "/no/such/home", "db2inst1").Exits(1);
        Assert.True(File.Exists(Path.Combine(sandbox.Home, "sqllib", "db2profile")));
    }

    // [commands.md, db2level] and design: it says that it is a stand-in.
    [Fact]
    public void Its_level_is_told_with_the_fact_that_it_is_a_stand_in()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        session.Run("db2level").Ok().Says("DB21085I").Contains("Informational tokens are \"DB2 v11.5.9.0\"").Contains("stand-in");
    }
}
