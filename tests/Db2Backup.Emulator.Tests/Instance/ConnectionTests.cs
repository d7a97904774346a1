using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>CONNECT and what follows from it [commands.md, CONNECT; clp.md, Two processes].</summary>
public sealed class ConnectionTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void Connecting_prints_the_connection_block()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var owner = sandbox.InstanceName.ToUpperInvariant();
        var block = $"""

               Database Connection Information

             Database server        = DB2/LINUXX8664 11.5.9.0
             SQL authorization ID   = {owner}
             Local database alias   = {name}


            """;

        Assert.Equal(block, session.Db2($"CONNECT TO {name}").Ok().Output);
        Assert.Equal(block, session.Db2("CONNECT").Ok().Output);
    }

    [Fact]
    public void Reset_ends_the_connection_and_keeps_the_session()
    {
        using var session = sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        session.Db2("CONNECT RESET").Ok().Contains("DB20000I  The SQL command completed successfully.");
        session.Db2("CONNECT RESET").Refused("SQL1024N");
        session.Db2("CONNECT").Refused("SQL1024N");
        session.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1024N");
    }

    [Fact]
    public void Reset_commits_what_is_open()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        session.Db2("CREATE TABLE T (A INT)").Ok();
        session.Db2("INSERT INTO T VALUES (1)", options: ["+c"]).Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Connect(name);
        session.Db2("SELECT A FROM T").Ok();
    }

    [Fact]
    public void Disconnect_ends_the_named_connection_only()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"DISCONNECT {name}").Refused("SQL1024N");
        session.Connect(name);
        session.Db2("DISCONNECT OTHER").Refused("SQL0843N");
        session.Db2($"DISCONNECT {name}").Ok();
        session.Db2("CONNECT").Refused("SQL1024N");
        foreach (var all in new[] { "CURRENT", "ALL", "ALL SQL" })
        {
            session.Connect(name);
            session.Db2($"DISCONNECT {all}").Ok();
            session.Db2("CONNECT").Refused("SQL1024N");
        }
    }

    // [clp.md, 7. Quoting: names are folded to upper case]
    [Fact]
    public void An_alias_may_be_typed_in_any_case_and_quoted()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        foreach (var typed in new[] { name.ToLowerInvariant(), $"'{name.ToLowerInvariant()}'", $"\"{name.ToLowerInvariant()}\"" })
        {
            Assert.Equal(name, session.Db2($"connect to {typed}").Ok().Row("Local database alias"));
            session.Db2("connect reset").Ok();
            session.Db2($"activate db {typed}").Ok();
            session.Db2($"deactivate db {typed}").Ok();
            session.Db2($"get db cfg for {typed}").Ok();
            session.Db2($"backup db {typed} to /dev/null").Ok();
        }
    }

    [Fact]
    public void An_unknown_alias_gives_SQL1013N_and_keeps_the_connection_there_was()
    {
        using var session = sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        session.Db2("CONNECT TO NOSUCHDB").Refused("SQL1013N").Contains("\"NOSUCHDB\"").Contains("SQLSTATE=42705");
        session.Db2("CONNECT").Ok();
    }

    [Fact]
    public void A_user_is_checked_against_the_sandboxs_list()
    {
        sandbox.WriteUsers("joe:secret\n");
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);

        Assert.Equal("JOE", session.Db2($"CONNECT TO {name} USER joe USING secret").Ok().Row("SQL authorization ID"));
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"CONNECT TO {name} USER joe USING wrong").Refused("SQL30082N").Contains("\"24\"");
        session.Db2($"CONNECT TO {name} USER nobody USING secret").Refused("SQL30082N");
        // the prompt has no line end, so the message does not begin its line
        session.Db2($"CONNECT TO {name} USER joe").Exits(4).Contains("Enter current password for joe: SQL30082N").Contains("\"3\"");
        session.Db2($"CONNECT TO {name} USER joe", stdin: "secret\n").Ok();
        // the user is the connection's, not the session's
        session.Db2("CONNECT RESET").Ok();
        Assert.Equal(sandbox.InstanceName.ToUpperInvariant(), session.Connect(name).Row("SQL authorization ID"));
    }

    [Theory]
    [InlineData("CREATE DATABASE JOES")]
    [InlineData("DROP DATABASE {0}")]
    [InlineData("UPDATE DB CFG FOR {0} USING LOGPRIMARY 5")]
    [InlineData("RESET DB CFG FOR {0}")]
    [InlineData("UPDATE DBM CFG USING DIAGLEVEL 4")]
    [InlineData("FORCE APPLICATION ALL")]
    [InlineData("ACTIVATE DATABASE {0}")]
    [InlineData("DEACTIVATE DATABASE {0}")]
    [InlineData("QUIESCE DATABASE IMMEDIATE")]
    [InlineData("UNQUIESCE DATABASE")]
    [InlineData("LIST UTILITIES")]
    [InlineData("LIST APPLICATIONS")]
    [InlineData("UNCATALOG DATABASE {0}")]
    public void Without_authority_a_command_is_refused_with_SQL1092N(string command)
    {
        sandbox.WriteUsers("joe:secret\n");
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"CONNECT TO {name} USER joe USING secret").Ok();
        session.Db2(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, name)).Refused("SQL1092N").Contains("\"JOE\"");
    }

    [Fact]
    public void A_restrictive_database_lets_only_its_owner_in()
    {
        sandbox.WriteUsers("joe:secret\n");
        using var session = sandbox.Session();
        var name = fixture.NewName();
        session.Db2($"CREATE DATABASE {name} RESTRICTIVE").Ok();
        session.Db2($"CONNECT TO {name} USER joe USING secret").Refused("SQL1060N");
        session.Connect(name);
    }

    [Fact]
    public void Connecting_elsewhere_within_a_unit_of_work_is_refused_with_SQL0752N()
    {
        using var session = sandbox.Session();
        var (first, second) = (fixture.NewDatabase(session), fixture.NewDatabase(session));
        session.Connect(first);
        session.Db2("CREATE TABLE T (A INT)", options: ["+c"]).Ok();
        session.Db2($"CONNECT TO {second}").Refused("SQL0752N");
        session.Db2("ROLLBACK").Ok();
        session.Connect(second);
    }
}
