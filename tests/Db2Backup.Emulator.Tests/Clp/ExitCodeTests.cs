using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>Exit codes and the messages that go with them, and where they are written [clp.md, 2. Exit codes, 4. What output looks like].</summary>
public sealed class ExitCodeTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    [Fact]
    public void Success_gives_0_and_DB20000I()
    {
        using var session = fixture.Connected();
        Assert.Equal("DB20000I  The SQL command completed successfully.\n", session.Db2("CREATE TABLE SUCCESS (N INTEGER)").Ok().Output);
    }

    [Fact]
    public void A_warning_gives_2()
    {
        using var session = fixture.Sandbox.Session();
        session.Db2("LIST UTILITIES").Exits(2).Says("SQL1611W");
    }

    [Fact]
    public void An_error_gives_4_and_its_SQLSTATE()
    {
        using var session = fixture.Sandbox.Session();
        session.Db2("CONNECT TO NOSUCHDB").Refused("SQL1013N").Contains("\"NOSUCHDB\" could not be found. SQLSTATE=42705");
    }

    // [clp.md, 4.] Unknown command: DB21034E, then the SQL error.
    [Theory]
    [InlineData("FROBNICATE THE DATABASE", "SQL0104N")]
    [InlineData("INSERT INTO NO_SUCH_TABLE VALUES (1)", "SQL0204N")]
    public void What_is_no_command_is_processed_as_SQL_and_says_so(string statement, string id)
    {
        using var session = fixture.Connected();
        var result = session.Db2(statement).Refused(id);
        Assert.Equal(["DB21034E", id], result.Ids);
        Assert.StartsWith("DB21034E  The command was processed as an SQL statement because it was not a \nvalid Command Line Processor command.  During SQL processing it returned:\nSQL", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_is_known_to_the_CLP()
    {
        using var session = fixture.Connected();
        Assert.Equal(["SQL0204N"], session.Db2("SELECT * FROM NO_SUCH_TABLE").Exits(4).Ids);
    }

    [Fact]
    public void Without_a_connection_SQL_gives_SQL1024N()
    {
        using var session = fixture.Sandbox.Session();
        session.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1024N").Contains("SQLSTATE=08003");
    }

    // [clp.md, 2.] The bitwise or of all codes met: 1 and 2 give 3, 1 and 4 give 5.
    [Theory]
    [InlineData("SELECT N FROM NOTHING;\nLIST UTILITIES;", 3)]
    [InlineData("SELECT N FROM NOTHING;\nSELECT N FROM NO_SUCH_TABLE;\nECHO on;", 5)]
    [InlineData("ECHO a;\nECHO b;", 0)]
    public void A_file_gives_the_bitwise_or_of_its_codes(string statements, int code)
    {
        using var session = fixture.Connected();
        session.Db2("", options: ["-tf", fixture.Write($"or-{code}.sql", statements)]).Exits(code);
    }

    [Fact]
    public void With_warnings_off_1_and_2_are_never_given()
    {
        using var session = fixture.Connected();
        session.Db2("SELECT N FROM NOTHING", options: ["+w"]).Ok();
        session.Db2("LIST UTILITIES", options: ["+w"]).Ok().Says("SQL1611W");
        session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["+w"]).Exits(4);
    }

    // [clp.md, 2.] 8 stops the run at once; 4 only with -s.
    [Fact]
    public void An_error_ends_a_run_only_with_option_s()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("errors.sql", "SELECT * FROM NO_SUCH_TABLE;\nECHO still here;\n");
        session.Db2("", options: ["-tf", file]).Exits(4).Contains("still here");
        session.Db2("", options: ["-stf", file]).Exits(4).DoesNotContain("still here");
    }

    [Fact]
    public void A_missing_file_or_a_wrong_option_is_refused_and_nothing_runs()
    {
        using var session = fixture.Connected();
        session.Db2("", options: ["-tf", "/no/such/file"]).Exits(8).Says("DB21005E");
        session.Db2("ECHO not printed", options: ["-j"]).Exits(4).Says("DB21002E").DoesNotContain("not printed");
        session.Db2("ECHO not printed", options: ["-r"]).DoesNotContain("not printed\n");
    }

    // [clp.md, 6.; messages.md, CLP] exit code 8: bad environment
    [Fact]
    public void A_wrong_environment_gives_8()
    {
        using var session = fixture.Sandbox.Session();
        session.Db2("ECHO x", environment: new Dictionary<string, string> { ["DB2INSTANCE"] = "" }).Exits(8).Says("SQL10007N");
        session.Db2("ECHO x", environment: new Dictionary<string, string> { ["INSTHOME"] = "/no/such/home" }).Exits(8).Says("SQL1390C");
    }

    // [clp.md, 8. Languages] The stand-in speaks English in every locale; DB2CODEPAGE is taken and changes nothing.
    [Theory]
    [InlineData("LC_ALL", "nb_NO.UTF-8")]
    [InlineData("LANG", "zh_CN.UTF-8")]
    [InlineData("DB2CODEPAGE", "1208")]
    public void Messages_are_English_whatever_the_locale(string variable, string value)
    {
        using var usual = fixture.Sandbox.Session();
        using var other = fixture.Sandbox.Session(environment: new Dictionary<string, string> { [variable] = value });
        foreach (var statement in new[] { "CONNECT TO NOSUCHDB", "LIST UTILITIES", $"GET DB CFG FOR {ClpFixture.Database}", $"CONNECT TO {ClpFixture.Database}" })
            Assert.Equal(usual.Db2(statement).Output, other.Db2(statement).Output);
        Assert.Equal("+1.50000000000000E+000", other.Db2("VALUES 1.5E0", options: ["-x"]).Ok().Output.Trim());
    }

    // [messages.md, CLP] DB21015E: db2bp did not start. The program that would be its host is not there.
    [Fact]
    public void A_back_end_that_does_not_start_gives_8_after_the_time_that_is_given_to_it()
    {
        using var session = fixture.Sandbox.Session();
        var environment = new Dictionary<string, string> { ["DB2EMU_PWSH_HOST"] = "/no/such/host", ["DB2BQTIME"] = "1", ["DB2BQTRY"] = "1" };
        session.Db2("ECHO x", environment: environment).Exits(8).Says("DB21015E");
        Assert.Equal("x\n", session.Db2("ECHO x").Ok().Output);
    }

    // [clp.md, 4.] Everything is written to stdout.
    [Fact]
    public void Nothing_is_written_to_standard_error()
    {
        using var session = fixture.Sandbox.Session();
        Assert.Equal("", session.Db2("CONNECT TO NOSUCHDB").Error);
    }

    [Fact]
    public void A_fault_switch_that_cannot_be_read_is_refused()
    {
        using var session = fixture.Sandbox.Session();
        foreach (var text in new[] { "explode", "hang-log@", "crash-log@many", "refuse:1", "refuse:1:SQL0000N", "die@many", "slow@0", "hang:" })
            session.Db2("LIST UTILITIES", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = text }).Refused("SQL2032N").Contains(text);
    }
}
