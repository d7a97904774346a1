using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>Statements from a file, from standard input, and how they are told apart [clp.md, 3. Options, 7. Quoting].</summary>
public sealed class BatchTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void A_file_runs_statement_by_statement_and_echoes_them_with_v()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("echo.sql", "-- a comment\nVALUES 1;\n\nSELECT N\n  FROM NUMBERS\n  WHERE N = 1;\n");
        Assert.Equal("""
            VALUES 1

            1          
            -----------
                      1

              1 record(s) selected.


            SELECT N   FROM NUMBERS   WHERE N = 1

            N          
            -----------
                      1

              1 record(s) selected.



            """, session.Db2("", options: ["-tvf", file]).Ok().Output);
    }

    // [clp.md, 3.: -x drops headings and the count]. The blank line between two answers stays.
    [Fact]
    public void Data_only_keeps_the_blank_line_between_two_answers()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("data.sql", "VALUES 1;\nVALUES 2;\n");
        Assert.Equal("          1\n\n          2\n\n", session.Db2("", options: ["-txf", file]).Ok().Output);
    }

    [Fact]
    public void Without_t_each_line_is_a_statement_and_a_backslash_goes_on()
    {
        using var session = sandbox.Session();
        var file = fixture.Write("lines.sql", "ECHO one\nECHO two \\\nand three\n-- ECHO never\nECHO four;\n");
        Assert.Equal(["one", "two  and three", "four;"], Printed(session.Db2("", options: ["-f", file])));
    }

    [Fact]
    public void Another_terminator_may_be_chosen()
    {
        using var session = sandbox.Session();
        var file = fixture.Write("at.sql", "ECHO one;\nand one@\nECHO two@\n");
        Assert.Equal(["one; and one", "two"], Printed(session.Db2("", options: ["-td@", "-f", file])));
    }

    [Fact]
    public void A_terminator_inside_quotes_ends_nothing()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("quotes.sql", "VALUES 'a;\nb';\n");
        Assert.Contains("a; b", session.Db2("", options: ["-txf", file]).Ok().Output, StringComparison.Ordinal);
        // -q keeps the line feed, -n takes it out.
        Assert.Contains("a;\nb", session.Db2("", options: ["-tqxf", file]).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("a;b", session.Db2("", options: ["-tnxf", file]).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_without_its_terminator_does_not_run()
    {
        using var session = sandbox.Session();
        session.Db2("", options: ["-tf", fixture.Write("open.sql", "ECHO one;\nECHO two")]).Exits(4).Says("DB21007E").Contains("one").DoesNotContain("two");
    }

    [Fact]
    public void Statements_come_from_standard_input_too()
    {
        using var session = sandbox.Session();
        Assert.Equal("one\ntwo\n", session.Db2("", stdin: "ECHO one\nECHO two\n", options: ["+p"]).Ok().Output);
        Assert.Equal("one\ntwo\n", session.Db2("", stdin: "ECHO one;\nECHO\ntwo;\n", options: ["+p", "-t"]).Ok().Output);
        session.Db2("", stdin: "ECHO one\n").Ok().Contains("db2 => one");
    }

    [Fact]
    public void Quit_ends_the_run_and_keeps_the_session()
    {
        using var session = fixture.Connected();
        session.Db2("", stdin: "ECHO one\nQUIT\nECHO two\n", options: ["+p"]).Ok()
            .Contains("DB20000I  The QUIT command completed successfully.").DoesNotContain("two");
        session.Db2("SELECT N FROM NUMBERS").Ok();
    }

    [Fact]
    public void Terminate_ends_the_run_and_the_session()
    {
        using var session = fixture.Connected();
        Assert.Equal("one\n\nDB20000I  The TERMINATE command completed successfully.\n\n",
            session.Db2("", options: ["-tf", fixture.Write("end.sql", "ECHO one;\nTERMINATE;\nECHO two;\n")]).Ok().Output);
        session.Db2("SELECT N FROM NUMBERS").Refused("SQL1024N");
    }

    // [clp.md, 7.] ! runs an operating-system command
    [Fact]
    public void An_exclamation_mark_runs_a_shell_command_in_the_callers_folder()
    {
        using var session = sandbox.Session(workingDirectory: sandbox.Backups);
        Assert.Equal(sandbox.Backups + "\n", session.Db2("!pwd").Ok().Output);
        Assert.Equal("a\n\nb\n\nc\n\n", session.Db2("", options: ["-f", fixture.Write("shell.sql", "ECHO a\n!echo b\nECHO c\n")]).Ok().Output);
    }

    // [clp.md, 3.: -v echoes] What was said before is seen while a statement still runs.
    [Fact]
    public void Answers_are_shown_before_the_next_statement_begins()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("hangs.sql", "ECHO first;\nVALUES 2;\n");
        var shown = Path.Combine(sandbox.MakeFolder("files"), "shown");
        var running = session.Begin(["env", "DB2EMU_FAULT=hang:VALUES 2", "bash", "-c", $"exec db2 -tvf {file} > {shown}"]);
        Eventually.Holds(() => File.Exists(shown) && File.ReadAllText(shown).Contains("VALUES 2\n", StringComparison.Ordinal), "the echo of the statement that runs");
        Assert.Contains("first\n", File.ReadAllText(shown), StringComparison.Ordinal);
        running.Interrupt();
        running.Wait().Exits(4);
    }

    // [clp.md, 4.] Help whose first line looks like a message.
    [Fact]
    public void Help_for_a_message_begins_with_the_message_and_is_no_failure()
    {
        using var session = sandbox.Session();
        Assert.StartsWith("SQL1116N  ", session.Db2("? SQL1116N").Ok().Output, StringComparison.Ordinal);
        session.Db2("? SQL1116").Ok().Says("SQL1116N");
        session.Db2("? NOSUCHTOPIC").Exits(4).Says("DB21102E").Contains("\"NOSUCHTOPIC\"");
    }

    // [clp.md, 4.; commands.md] ? alone lists the commands, ? with the first words of commands shows their syntax.
    [Fact]
    public void Help_for_a_command_is_its_syntax()
    {
        using var session = sandbox.Session();
        session.Db2("? backup").Ok().Contains("BACKUP DATABASE database-alias").Contains("WITHOUT PROMPTING").DoesNotContain("RESTORE DATABASE source");
        session.Db2("? LIST DB DIRECTORY").Ok().Contains("LIST DATABASE DIRECTORY [ON path]").DoesNotContain("LIST TABLES");
        session.Db2("? LIST").Ok().Contains("LIST TABLES").Contains("LIST UTILITIES");
        session.Db2("?").Ok().Contains("ROLLFORWARD DATABASE").Contains("? SQL1116N");
    }

    // [clp.md, 3.] One command string is one statement.
    [Fact]
    public void Several_statements_in_one_argument_are_refused()
    {
        using var session = fixture.Connected();
        session.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1; SELECT 2 FROM SYSIBM.SYSDUMMY1").Refused("SQL0104N");
    }

    private static string[] Printed(Db2Result result) => result.Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
