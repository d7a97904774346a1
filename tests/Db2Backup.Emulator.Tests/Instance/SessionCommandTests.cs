using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>
/// What tells a session where it is: GET INSTANCE, GET CONNECTION STATE, ATTACH, DETACH, LIST NODE DIRECTORY.
/// [IBM Docs 11.5, CLP commands]
/// </summary>
public sealed class SessionCommandTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void GET_INSTANCE_names_it_and_GET_CONNECTION_STATE_the_database()
    {
        using var session = sandbox.Session();
        Assert.Equal("\n The current database manager instance is:  db2inst1\n\n", session.Db2("GET INSTANCE").Ok().Output);
        Assert.Equal("Connectable and Unconnected", session.Db2("GET CONNECTION STATE").Ok().Row("Connection state"));
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        Assert.Equal(
            $"\n   Database Connection State\n\n Connection state       = Connectable and Connected\n Connection mode        = SHARE\n"
            + $" Local database alias   = {name}\n Database name          = {name}\n Hostname               = \n Service name           = \n\n",
            session.Db2("get connection state").Ok().Output);
    }

    [Fact]
    public void A_session_attaches_to_its_own_instance_only()
    {
        using var session = sandbox.Session();
        session.Db2("ATTACH").Refused("SQL1427N");
        session.Db2("DETACH").Refused("SQL1427N");
        session.Db2("ATTACH TO elsewhere").Refused("SQL1097N");
        var attached = session.Db2("attach to db2inst1").Ok().Contains("Instance Attachment Information");
        Assert.Equal("DB2/LINUXX8664 11.5.9.0", attached.Row("Instance server"));
        Assert.Equal("DB2INST1", attached.Row("Authorization ID"));
        Assert.Equal("DB2INST1", attached.Row("Local instance alias"));
        session.Db2("ATTACH").Ok();
        session.Db2("DETACH").Ok().Contains("DB20000I The DETACH command completed successfully.");
        session.Db2("DETACH").Refused("SQL1427N");
    }

    [Fact]
    public void No_node_is_catalogued()
    {
        using var session = sandbox.Session();
        session.Db2("LIST NODE DIRECTORY").Refused("SQL1027N");
        session.Db2("CATALOG TCPIP NODE N REMOTE h SERVER 50000").Refused("SQL1024N").Contains("DB21034E");
    }

    [Fact]
    public void They_need_no_engine()
    {
        using var own = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = own.Session();
        session.Db2("GET INSTANCE").Ok().Contains("db2inst1");
        session.Db2("GET CONNECTION STATE").Ok().Contains("Connectable and Unconnected");
        session.Db2("LIST NODE DIRECTORY").Refused("SQL1027N");
        session.Db2("ATTACH TO db2inst1").Refused("SQL1032N");
    }

    // [clp.md, 2.; commands.md: USER u [USING p] of commands that need no connection; messages.md, SQL1092N, SQL30082N]
    [Theory]
    [InlineData("ACTIVATE DATABASE {0} {1}")]
    [InlineData("DEACTIVATE DATABASE {0} {1}")]
    [InlineData("RESTART DATABASE {0} {1}")]
    [InlineData("ARCHIVE LOG FOR DATABASE {0} {1}")]
    [InlineData("ROLLFORWARD DATABASE {0} {1} STOP")]
    public void The_user_that_a_command_names_counts_for_it(string command)
    {
        sandbox.WriteUsers("reader:word\ndb2inst1:secret\n");
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        string As(string user) => string.Format(System.Globalization.CultureInfo.InvariantCulture, command, name, user);
        session.Db2(As("USER reader USING word")).Refused("SQL1092N").Contains("\"READER\"");
        session.Db2(As("USER reader USING wrong")).Refused("SQL30082N");
        session.Db2(As("USER db2inst1 USING secret")).DoesNotContain("SQL1092N").DoesNotContain("SQL30082N");
    }
}
