using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>LIST APPLICATIONS and FORCE APPLICATION [commands.md].</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly Db2Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Nobody_connected_gives_SQL1611W()
    {
        using var session = sandbox.Session();
        session.Db2("LIST APPLICATIONS").Exits(2).Says("SQL1611W");
        session.Db2("LIST UTILITIES SHOW DETAIL").Exits(2).Says("SQL1611W");
        session.Db2("LIST ACTIVE DATABASES").Exits(2).Says("SQL1611W");
        session.Db2("LIST APPLICATIONS FOR DATABASE NOSUCHDB").Refused("SQL1013N");
    }

    [Fact]
    public void The_list_has_Db2s_columns()
    {
        using var session = sandbox.Session();
        session.Db2("CREATE DB SAMPLE").Ok();
        session.Connect("SAMPLE");

        var lines = session.Db2("LIST APPLICATIONS FOR DB SAMPLE").Ok().Lines;

        Assert.Equal("", lines[0]);
        Assert.Equal("Auth Id  Application    Appl.      Application Id                                                 DB       # of", lines[1]);
        Assert.Equal("         Name           Handle                                                                    Name    Agents", lines[2]);
        Assert.Equal("-------- -------------- ---------- -------------------------------------------------------------- -------- -----", lines[3]);
        Assert.Equal("DB2INST1 db2bp          ", lines[4][..24]);
        Assert.StartsWith("*LOCAL.db2inst1.", lines[4][35..], StringComparison.Ordinal);
        Assert.Equal("SAMPLE   1    ", lines[4][98..]);
        Assert.Equal("", lines[5]);
        session.Db2("LIST APPLICATIONS SHOW DETAIL").Ok().Contains("UOW Executing").Contains("/SQL00001/MEMBER0000/");
    }

    [Fact]
    public void FOR_DATABASE_leaves_out_the_others()
    {
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        session.Db2("CREATE DB ONE").Ok();
        session.Db2("CREATE DB TWO").Ok();
        session.Connect("ONE");
        other.Connect("TWO");
        Assert.Single(Handles(session, "LIST APPLICATIONS FOR DATABASE TWO"));
        Assert.Equal(2, Handles(session, "LIST APPLICATIONS").Count);
        Assert.Equal(2, Handles(session, "LIST APPLICATIONS AT MEMBER 0").Count);
        Assert.Single(Handles(session, "LIST APPLICATIONS FOR DB ONE GLOBAL"));
        session.Db2("LIST APPLICATIONS AT MEMBER 1").Refused("SQL0104N");
    }

    [Fact]
    public void A_forced_application_is_gone_and_hears_SQL1224N_once()
    {
        using var session = sandbox.Session();
        using var victim = sandbox.Session();
        session.Db2("CREATE DB SAMPLE").Ok();
        victim.Connect("SAMPLE");
        victim.Db2("CREATE TABLE T (A INT)").Ok();
        victim.Db2("INSERT INTO T VALUES (1)", options: ["+c"]).Ok();
        var handle = Assert.Single(Handles(session, "LIST APPLICATIONS"));

        var forced = session.Db2($"FORCE APPLICATION ({handle}) MODE ASYNC").Ok();

        Assert.Equal(["DB20000I", "DB21024I"], forced.Ids);
        Eventually.Holds(() => session.Db2("LIST APPLICATIONS").Ids.Contains("SQL1611W"), "the application is gone");
        victim.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1224N");
        victim.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1024N");
        // its unit of work was rolled back
        victim.Connect("SAMPLE");
        victim.Db2("SELECT A FROM T").Exits(1);
    }

    [Fact]
    public void ALL_ends_the_connections_to_every_database_and_prevents_no_new_ones()
    {
        using var session = sandbox.Session();
        using var first = sandbox.Session();
        using var second = sandbox.Session();
        session.Db2("CREATE DB ONE").Ok();
        session.Db2("CREATE DB TWO").Ok();
        first.Connect("ONE");
        second.Connect("TWO");
        session.Db2("FORCE APPLICATION ALL").Ok().Says("DB21024I");
        Eventually.Holds(() => session.Db2("LIST APPLICATIONS").Ids.Contains("SQL1611W"), "everybody is gone");
        session.Connect("ONE");
    }

    [Fact]
    public void An_unknown_handle_is_reported()
    {
        using var session = sandbox.Session();
        session.Db2("FORCE APPLICATION (4711)").Exits(2).Says("SQL1230W");
        session.Db2("FORCE APPLICATION 4711").Refused("SQL0104N");
    }

    [Fact]
    public void A_killed_client_leaves_no_connection()
    {
        using var session = sandbox.Session();
        using var victim = sandbox.Session();
        session.Db2("CREATE DB SAMPLE").Ok();
        victim.Connect("SAMPLE");
        sandbox.KillProcess(sandbox.BackEndPid(victim));
        Eventually.Holds(() => session.Db2("LIST APPLICATIONS").Ids.Contains("SQL1611W"), "the application is gone");
    }

    private static List<int> Handles(Db2Session session, string command) => session.Db2(command).Ok().Lines
        .Where(line => line.StartsWith("DB2INST1", StringComparison.Ordinal))
        .Select(line => int.Parse(line[24..34], CultureInfo.InvariantCulture)).ToList();
}
