using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>The options of the CLP, and where they come from [clp.md, 3. Options].</summary>
public sealed class OptionTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void DB2OPTIONS_comes_first_and_flags_lie_over_it()
    {
        using var session = fixture.Connected();
        var variable = new Dictionary<string, string> { ["DB2OPTIONS"] = "-x -v" };
        Assert.Equal("VALUES 1\n          1\n", session.Db2("VALUES 1", environment: variable).Ok().Output);
        Assert.Equal("          1\n", session.Db2("VALUES 1", options: ["+v"], environment: variable).Ok().Output);
        Assert.Equal("          1\n", session.Db2("VALUES 1", options: ["-v-"], environment: variable).Ok().Output);
    }

    [Fact]
    public void What_UPDATE_COMMAND_OPTIONS_sets_stays_until_TERMINATE()
    {
        using var session = fixture.Connected();
        session.Db2("UPDATE COMMAND OPTIONS USING V ON").Ok().Says("DB20000I");
        Assert.Equal("ECHO a\na\n", session.Db2("ECHO a").Ok().Output);
        Assert.Equal("a\n", session.Db2("ECHO a", options: ["+v"]).Ok().Output);
        session.Db2("TERMINATE").Ok();
        Assert.Equal("a\n", session.Db2("ECHO a").Ok().Output);
    }

    [Fact]
    public void What_a_file_sets_ends_with_the_file()
    {
        using var session = sandbox.Session(workingDirectory: sandbox.MakeFolder("redirect"));
        // The first lines of a generated redirect script [commands.md, RESTORE DATABASE, GENERATE SCRIPT].
        var file = fixture.Write("redirect.clp", "UPDATE COMMAND OPTIONS USING S ON Z ON SAMPLE_NODE0000.out V ON;\nECHO a;\nCONNECT TO NOSUCHDB;\nECHO b;\n");
        session.Db2("", options: ["-tf", file]).Exits(4).Contains("ECHO a a").DoesNotContain("b\n");
        Assert.Contains("SQL1013N", File.ReadAllText(Path.Combine(sandbox.Folder, "redirect", "SAMPLE_NODE0000.out")), StringComparison.Ordinal);
        Assert.Equal("c\n", session.Db2("ECHO c").Ok().Output);
    }

    [Fact]
    public void Settings_are_listed()
    {
        using var session = sandbox.Session();
        var listed = session.Db2("LIST COMMAND OPTIONS", options: ["-x", "+c", "-td@"]).Ok();
        Assert.Contains("   -a    Display SQLCA                             OFF", listed.Lines);
        Assert.Contains("   -c    Auto-Commit                               OFF", listed.Lines);
        Assert.Contains("   -x    Suppress printing of column headings      ON", listed.Lines);
        session.Db2("UPDATE COMMAND OPTIONS USING J ON").Exits(4).Says("DB21004E");
        session.Db2("UPDATE COMMAND OPTIONS V ON").Exits(4).Says("SQL0104N");
    }

    [Fact]
    public void Without_autocommit_a_change_waits_for_COMMIT()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE WAITS (N INTEGER)").Ok();
        session.Db2("INSERT INTO WAITS VALUES (1)", options: ["+c"]).Ok();
        session.Db2("ROLLBACK").Ok();
        session.Db2("SELECT N FROM WAITS").Exits(1);
        session.Db2("INSERT INTO WAITS VALUES (2)", options: ["+c"]).Ok();
        session.Db2("COMMIT").Ok();
        session.Db2("SELECT N FROM WAITS").Ok();
    }

    [Fact]
    public void Output_off_prints_nothing_and_keeps_the_exit_code()
    {
        using var session = fixture.Connected();
        Assert.Equal("", session.Db2("SELECT N FROM NUMBERS", options: ["+o"]).Ok().Output);
        Assert.Equal("", session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["+o"]).Exits(4).Output);
    }

    [Fact]
    public void Results_go_to_the_file_of_r_and_everything_to_the_file_of_z()
    {
        using var session = fixture.Connected();
        var (report, all, log) = (fixture.Write("r.out", ""), fixture.Write("z.out", ""), fixture.Write("l.out", ""));
        string[] options = ["-r", report, "-z", all, "-l", log];
        var shown = session.Db2("SELECT N FROM NUMBERS", options: options).Ok().Output;
        shown += session.Db2("SELECT N FROM NO_SUCH_TABLE", options: options).Exits(4).Output;
        Assert.Equal(shown, File.ReadAllText(all));
        Assert.DoesNotContain("SQL0204N", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Contains("3 record(s) selected.", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Equal("SELECT N FROM NUMBERS\nSELECT N FROM NO_SUCH_TABLE\n", File.ReadAllText(log));
        session.Db2("ECHO a", options: ["-z", "/no/such/folder/file"]).Exits(8).Says("DB21005E");
    }

    // [clp.md, 4.] -a adds a block SQLCA … sqlcode: … sqlerrmc: … sqlstate:
    [Fact]
    public void The_SQLCA_is_printed_on_request()
    {
        using var session = fixture.Connected();
        var result = session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["-a"]).Refused("SQL0204N");
        result.Contains("SQLCA Information").Contains("sqlcode: -204").Contains("sqlerrmc: DB2INST1.NO_SUCH_TABLE").Contains("sqlstate: 42704");
        session.Db2("VALUES 1", options: ["-a"]).Ok().Contains("sqlcode: 0").Contains("sqlstate: 00000");
    }

    [Fact]
    public void SQLCODE_or_SQLSTATE_alone_may_be_printed()
    {
        using var session = fixture.Connected();
        Assert.EndsWith("\n-204\n", session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["-ec"]).Exits(4).Output, StringComparison.Ordinal);
        Assert.EndsWith("\n42704\n", session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["-es"]).Exits(4).Output, StringComparison.Ordinal);
        Assert.EndsWith("\n0\n", session.Db2("VALUES 1", options: ["-ec"]).Ok().Output, StringComparison.Ordinal);
    }
}
