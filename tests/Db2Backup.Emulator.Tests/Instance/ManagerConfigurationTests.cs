using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>GET, UPDATE and RESET DATABASE MANAGER CONFIGURATION. [IBM Docs 11.5, CLP commands; messages.md, SQL1362W, SQL5099N]</summary>
public sealed class ManagerConfigurationTests : IDisposable
{
    private readonly Db2Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void The_report_has_heading_and_rows()
    {
        using var session = sandbox.Session();
        var lines = session.Db2("GET DATABASE MANAGER CONFIGURATION").Ok().Lines;
        Assert.Equal(["", "          Database Manager Configuration", "", "     Node type = Enterprise Server Edition with local and remote clients"], lines.Take(4));
        Assert.Contains(" Database manager configuration release level            = 0x1500", lines);
        Assert.Contains($" Default database path                       (DFTDBPATH) = {sandbox.Home}", lines);
        Assert.Contains(" Workload impact by throttled utilities(UTIL_IMPACT_LIM) = 10", lines);
        Assert.Contains(" Current effective code level         (CUR_EFF_CODE_LVL) = V:11 R:5 M:9 F:0 I:0 SB:0", lines);
    }

    [Fact]
    public void A_dynamic_parameter_counts_at_once_and_another_from_the_next_start_on()
    {
        using var session = sandbox.Session();
        session.Db2("UPDATE DBM CFG USING UTIL_IMPACT_LIM 20").Ok()
            .Contains("DB20000I  The UPDATE DATABASE MANAGER CONFIGURATION command completed successfully.");
        session.Db2("UPDATE DBM CFG USING SVCENAME 50000 AGENT_STACK_SZ 2048").Exits(2).Says("SQL1362W");
        Assert.Equal("50000", session.Db2("GET DBM CFG").Row("SVCENAME"));
        Assert.EndsWith("50000", session.Db2("GET DBM CFG SHOW DETAIL").Ok().Lines.Single(l => l.Contains("(SVCENAME)", StringComparison.Ordinal)), StringComparison.Ordinal);
        session.Db2("UPDATE DBM CFG USING SVCENAME NULL").Ok();
        session.Db2("TERMINATE").Ok();
        sandbox.Stop();
        sandbox.Start();
        Assert.Equal("20", session.Db2("GET DBM CFG").Row("UTIL_IMPACT_LIM"));
        Assert.Equal("2048", session.Db2("GET DBM CFG").Ok().Row("AGENT_STACK_SZ"));
        session.Db2("RESET DBM CFG").Exits(2).Says("SQL1362W");
        Assert.Equal("10", session.Db2("GET DBM CFG").Row("UTIL_IMPACT_LIM"));
    }

    [Fact]
    public void Databases_go_to_DFTDBPATH()
    {
        using var session = sandbox.Session();
        var path = sandbox.MakeFolder("databases");
        session.Db2($"UPDATE DBM CFG USING DFTDBPATH {path}").Ok();
        session.Db2("CREATE DATABASE SAMPLE").Ok();
        Assert.True(Directory.Exists(Path.Combine(path, sandbox.InstanceName, "NODE0000", "SQL00001")));
    }

    [Theory]
    [InlineData("UTIL_IMPACT_LIM 0", "SQL5130N")]
    [InlineData("DFTDBPATH /does/not/exist", "SQL5099N")]
    [InlineData("HEALTH_MON MAYBE", "SQL5112N")]
    // Authority follows the owner's group only, and passwords are the users file's: what says otherwise is not offered.
    [InlineData("SYSADM_GROUP staff", "SQL5099N")]
    [InlineData("SYSMAINT_GROUP ops", "SQL5099N")]
    [InlineData("AUTHENTICATION CLIENT", "SQL5099N")]
    [InlineData("FEDERATED YES", "SQL5099N")]
    [InlineData("GROUP_PLUGIN mine", "SQL5099N")]
    [InlineData("NOSUCHPARM 1", "SQL0104N")]
    [InlineData("LOGFILSIZ 1000", "SQL0104N")]
    public void A_value_that_is_not_valid_is_refused(string change, string id)
    {
        using var session = sandbox.Session();
        session.Db2($"UPDATE DBM CFG USING {change}").Refused(id);
    }
}
