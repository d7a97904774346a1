using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>QUIESCE and UNQUIESCE [commands.md].</summary>
public sealed class QuiesceTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void A_quiesced_database_puts_everybody_out_and_lets_only_authority_in()
    {
        sandbox.WriteUsers("joe:secret\n");
        using var session = sandbox.Session();
        using var joe = sandbox.Session();
        var name = fixture.NewDatabase(session);
        joe.Db2($"CONNECT TO {name} USER joe USING secret").Ok();
        session.Connect(name);

        session.Db2("QUIESCE DATABASE IMMEDIATE FORCE CONNECTIONS").Ok()
            .Contains("DB20000I  The QUIESCE DATABASE command completed successfully.");

        joe.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1224N");
        joe.Db2($"CONNECT TO {name} USER joe USING secret").Refused("SQL20157N").Contains("SQLSTATE=08004");
        using var owner = sandbox.Session();
        owner.Connect(name);
        owner.Db2("CONNECT RESET").Ok();
        session.Db2("QUIESCE DATABASE IMMEDIATE").Exits(2).Says("SQL1371W");
        session.Db2("UNQUIESCE DATABASE").Ok();
        session.Db2("UNQUIESCE DATABASE").Exits(2).Says("SQL1373W");
        joe.Db2($"CONNECT TO {name} USER joe USING secret").Ok();
    }

    [Fact]
    public void A_quiesce_outlives_the_connection_that_asked_for_it()
    {
        // The way to an offline backup: quiesce, CONNECT RESET, work, connect again, unquiesce.
        sandbox.WriteUsers("joe:secret\n");
        using var session = sandbox.Session();
        using var joe = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        session.Db2("QUIESCE DB IMMEDIATE").Ok();
        session.Db2("CONNECT RESET").Ok();
        joe.Db2($"CONNECT TO {name} USER joe USING secret").Refused("SQL20157N");
        session.Db2("UNQUIESCE DB").Refused("SQL1024N");
        session.Connect(name);
        session.Db2("UNQUIESCE DB").Ok();
    }

    [Fact]
    public void DEFER_waits_for_the_end_of_the_unit_of_work()
    {
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        var name = fixture.NewDatabase(session);
        other.Connect(name);
        other.Db2("CREATE TABLE T (A INT)").Ok();
        other.Db2("INSERT INTO T VALUES (1)", options: ["+c"]).Ok();
        session.Connect(name);
        var quiesce = session.StartDb2("QUIESCE DATABASE DEFER WITH TIMEOUT 1");
        Thread.Sleep(500);
        Assert.False(quiesce.HasEnded);
        other.Db2("COMMIT").Ok();
        quiesce.Wait().Ok();
        session.Db2("SELECT A FROM T").Ok();
        session.Db2("UNQUIESCE DATABASE").Ok();
    }

    [Fact]
    public void It_needs_a_connection_and_a_manner()
    {
        using var session = sandbox.Session();
        session.Db2("QUIESCE DATABASE IMMEDIATE").Refused("SQL1024N");
        session.Connect(fixture.NewDatabase(session));
        session.Db2("QUIESCE DATABASE").Refused("SQL0104N");
    }

    [Fact]
    public void A_quiesced_instance_closes_all_its_databases()
    {
        sandbox.WriteUsers("joe:secret\njane:secret\n");
        using var session = sandbox.Session();
        using var joe = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"QUIESCE INSTANCE {sandbox.InstanceName} USER jane IMMEDIATE FORCE CONNECTIONS").Ok();
        joe.Db2($"CONNECT TO {name} USER joe USING secret").Refused("SQL20157N");
        joe.Db2($"CONNECT TO {name} USER jane USING secret").Ok();
        session.Db2("UNQUIESCE INSTANCE elsewhere").Refused("SQL1097N");
        session.Db2($"UNQUIESCE INSTANCE {sandbox.InstanceName}").Ok();
        session.Db2($"UNQUIESCE INSTANCE {sandbox.InstanceName}").Exits(2).Says("SQL1373W");
    }
}
