using System.Text;
using Db2Backup.Db2.Output;

namespace Db2Backup.Tests.Output;

/// <summary>Several commands in one text, with their prompts, as terminals, scripts, mails and browsers leave them.</summary>
public sealed class TranscriptTests
{
    // Shapes: shells and consoles of public transcripts; SLES, Red Hat, AIX with ksh, Windows, the CLP's own prompt, a C shell.
    private static readonly string[] Prompts =
        ["[db2inst1@host ~]$ db2 ", "db2inst1@host:~> db2 ", "db2inst1:/dbhome/db2inst1$ db2 ", "$ db2 ", "# db2 ", "C:\\>db2 ", "D:\\Program Files\\IBM\\SQLLIB\\BIN>db2 ", "PS C:\\> db2 ", ">> db2 ", "host01:db2cai 2> db2 ", "db2 => ", "db2 ", "~/sqllib/bin/db2 ", "+ db2 ", "++ db2 ", "(ANNA@INST, ANNA@ORDERS) "];

    private static string Session(string prompt) => $"""
        {prompt}connect to orders

           Database Connection Information

         Database server        = DB2/LINUXX8664 11.5.8.0
         SQL authorization ID   = DB2INST1
         Local database alias   = ORDERS

        {prompt}backup db orders online to /backup include logs

        Backup successful. The timestamp for this backup image is : 20240131120000

        {prompt}get db cfg for orders
         Log file size (4KB)                         (LOGFILSIZ) = 1024
        {prompt}terminate
        DB20000I  The TERMINATE command completed successfully.
        {prompt}rollforward db orders complete
        SQL1261N  Database "ORDERS" is not in a roll-forward pending state so it does not
        need to be rolled forward on node(s) "0".
        """;

    public static TheoryData<string> EveryPrompt => [.. Prompts];

    [Theory]
    [MemberData(nameof(EveryPrompt))]
    public void Every_prompt_is_known_and_what_was_typed_is_the_statement(string prompt)
    {
        var output = Saved.Read(Session(prompt));
        Assert.Equal([typeof(Db2ConnectionOutput), typeof(Db2BackupOutput), typeof(Db2ConfigurationOutput), typeof(Db2CommandOutput), typeof(Db2RollforwardOutput)], output.Select(o => o.GetType()));
        Assert.Equal(("ORDERS", "ORDERS", "ORDERS"), (((Db2ConnectionOutput)output[0]).Database, ((Db2BackupOutput)output[1]).Database, ((Db2ConfigurationOutput)output[2]).Database));
        Assert.All(output, o => Assert.Empty(o.Unread));
        Assert.EndsWith("backup db orders online to /backup include logs", output[1].Statement, StringComparison.Ordinal);
        Assert.Equal([false, false, false, false, true], output.Select(o => o.HasError));
        Assert.Equal(("DB20000I", "SQL1261N"), (output[3].Messages[0].Id, output[4].Messages[0].Id));
    }

    [Fact]
    public void Statements_echoed_by_v_are_known()
    {
        // Shape: db2 -tvf, 9.7 on Windows, stagei/DedgeSrc; and 10.x on Linux.
        var output = Saved.Read("""
            CONNECT TO orders

               Database Connection Information

             Database server        = DB2/NT64 9.7.1
             SQL authorization ID   = ANNA
             Local database alias   = ORDERS


            SELECT TABNAME,
                   CARD
            FROM SYSCAT.TABLES

            TABNAME              CARD
            -------------------- --------------------
            ORDERS                                 12

              1 record(s) selected.


            call get_dbsize_info(?,?,?,-1)

              Value of output parameters
              --------------------------
              Parameter Name  : DATABASESIZE
              Parameter Value : 2873561088

              Return Status = 0

            TERMINATE
            DB20000I  The TERMINATE command completed successfully.
            """);
        Assert.Equal([typeof(Db2ConnectionOutput), typeof(Db2RowOutput), typeof(Db2CallOutput), typeof(Db2CommandOutput)], output.Select(o => o.GetType()));
        Assert.Equal(["CONNECT TO orders", "SELECT TABNAME, CARD FROM SYSCAT.TABLES", "call get_dbsize_info(?,?,?,-1)", "TERMINATE"], output.Select(o => o.Statement!));
    }

    [Fact]
    public void Reports_without_any_prompt_between_them_are_told_apart()
    {
        var text = string.Concat(HistoryOutputTests.Backup, RecoveryOutputTests.Rollforward, "\n", ConfigurationOutputTests.Directory, ActivityOutputTests.TableSpaces, ActivityOutputTests.Applications,
            ActivityOutputTests.Utilities, ToolOutputTests.Header, "\n", ConfigurationOutputTests.Database);
        Db2Report[] expected = [Db2Report.History, Db2Report.Rollforward, Db2Report.Directory, Db2Report.TableSpaces, Db2Report.Applications, Db2Report.Utilities, Db2Report.ImageCheck, Db2Report.DatabaseConfiguration];
        foreach (var variant in new[] { text, text.Replace("\n", "\r\n", StringComparison.Ordinal), string.Join('\n', text.Split('\n').Where(l => l.Trim().Length > 0)), "\uFEFF" + text })
        {
            var output = Saved.Read(variant);
            Assert.Equal(expected, output.Select(o => o.Report).Distinct());
            Assert.All(output, o => Assert.Empty(o.Unread));
            // The success of the rollforward belongs to it and to nothing else.
            Assert.Equal([Db2Report.Rollforward], output.Where(o => o.Messages.Count > 0).Select(o => o.Report).Distinct());
        }
    }

    [Fact]
    public void A_text_with_a_blank_line_after_every_line_is_read_like_one_without()
    {
        // Shape: a public note found by "db2 rollforward db auth to end of logs and stop", pasted through a word processor.
        var text = Session("[db2inst1@host ~]$ db2 ");
        var spaced = string.Join(" \n\n", text.Split('\n'));
        Assert.Equal(Saved.Read(text).Select(o => (o.GetType(), o.Messages.Count, o.Statement)), Saved.Read(spaced).Select(o => (o.GetType(), o.Messages.Count, o.Statement)));
    }

    [Fact]
    public void Messages_of_several_commands_stay_apart_and_those_of_one_together()
    {
        // Shape: public transcripts of HADR set-ups.
        var output = Saved.Read("""
            DB20000I  The UPDATE DATABASE CONFIGURATION command completed successfully.
            SQL1363W  Database must be deactivated and reactivated before the changes to
            one or more of the configuration parameters will be effective.
            DB20000I  The TERMINATE command completed successfully.
            DB20000I  The FORCE APPLICATION command completed successfully.
            DB21024I  This command is asynchronous and may not be effective immediately.

            DB21034E  The command was processed as an SQL statement because it was not a
            valid Command Line Processor command.  During SQL processing it returned:
            SQL1024N  A database connection does not exist.  SQLSTATE=08003
            05/20/2022 10:35:53     0   0   SQL1064N  DB2STOP processing was successful.
            SQL1064N  DB2STOP processing was successful.
            """);
        Assert.Equal([["DB20000I", "SQL1363W"], ["DB20000I"], ["DB20000I", "DB21024I"], ["DB21034E", "SQL1024N"], ["SQL1064N", "SQL1064N"]], output.Select(o => o.Messages.Select(m => m.Id).ToArray()));
        Assert.Equal([false, false, false, true, false], output.Select(o => o.HasError));
        Assert.Equal("08003", output[3].Messages[1].SqlState);
    }

    [Fact]
    public void Lines_of_a_log_file_keep_their_messages()
    {
        // Shape: Db2 12.1 on Windows in Norwegian, stagei/DedgeSrc, broken letters included.
        var output = Saved.Read("[17:21:05] [4324] [Handler.231] [ERROR] SQL1024N  Det finnes ingen databasetilkobling.  SQLSTATE=08003\n2026-02-28 16:36:44|host|INFO|Db2|240|DB20000I  Kommandoen CREATE DATABASE er fullf\uFFFDrt.\n");
        Assert.Equal(["SQL1024N", "DB20000I"], output.SelectMany(o => o.Messages).Select(m => m.Id));
        Assert.Equal(("08003", "Det finnes ingen databasetilkobling."), (output[0].Messages[0].SqlState, output[0].Messages[0].Text));
    }

    [Fact]
    public void Help_on_a_message_is_no_failure()
    {
        var output = Saved.Read("$ db2 \"? SQL1116N\"\nSQL1116N  A connection to or activation of database \"<name>\" cannot be\n      made because of BACKUP PENDING.\n");
        Assert.False(output[0].HasError);
    }

    [Fact]
    public void What_is_no_report_is_named_line_by_line_and_nothing_is_dropped()
    {
        var output = Saved.Read("Dear colleague,\nplease look at this:\n\n" + ToolOutputTests.Header.Trim() + "\n\n-rw------- 1 db2inst1 db2iadm1 12288 Aug  7 15:02 S0000022.LOG\nThanks\n");
        Assert.Equal([typeof(Db2UnreadOutput), typeof(Db2ImageOutput), typeof(Db2UnreadOutput)], output.Select(o => o.GetType()));
        Assert.Equal(["Dear colleague,", "please look at this:"], output[0].Unread);
        Assert.Equal(["-rw------- 1 db2inst1 db2iadm1 12288 Aug  7 15:02 S0000022.LOG", "Thanks"], output[2].Unread);
    }

    [Fact]
    public void Colours_of_a_terminal_and_the_marks_of_db2_all_are_taken_off()
    {
        var output = Saved.Read("\u001b[1mDB20000I\u001b[0m  The TERMINATE command completed successfully.\nhost1: db2 terminate completed ok\n\nDB20000I  The TERMINATE command completed successfully.\nhost2: db2 terminate completed ok\n");
        Assert.Equal([1, 1], output.Select(o => o.Messages.Count));
        Assert.All(output, o => Assert.Empty(o.Unread));
    }

    [Fact]
    public void The_given_statement_and_exit_code_are_told_and_count()
    {
        var restore = Assert.IsType<Db2RestoreOutput>(Assert.Single(OutputReader.Read("SQL2542N  No match for a database image file was found based on the source \ndatabase alias \"ORDERS\" and timestamp \"\" provided.\n", "restore db orders from /b into shop", 4)));
        Assert.Equal(("SHOP", 4, true, false, "restore db orders from /b into shop"), (restore.Database, restore.ExitCode, restore.HasError, restore.IsDone, restore.Statement));
        Assert.True(Assert.Single(OutputReader.Read("something\n", null, 8)).HasError);
        Assert.Empty(OutputReader.Read("", "list history all for orders"));
        Assert.Empty(OutputReader.Read(" \n\n"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("iso-8859-1")]
    public void A_file_is_decoded_by_its_mark_or_as_what_it_can_be(string name)
    {
        const string text = "SQL1024N  Für diese Datenbank besteht keine Verbindung.  SQLSTATE=08003\nÆ Ø å\n";
        var encoding = Encoding.GetEncoding(name);
        Assert.Equal(text, OutputFile.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], null));
        if (name is "utf-16" or "utf-16BE") Assert.Equal(text, OutputFile.Decode(encoding.GetBytes(text), null));
        Assert.Equal(text, OutputFile.Decode(encoding.GetBytes(text), encoding));
    }

    [Fact]
    public void A_code_page_that_nobody_told_keeps_ids_digits_and_columns()
    {
        // The bytes of GBK: two for each letter, as many as columns.
        byte[] gbk = [.. Encoding.ASCII.GetBytes("DB20000I  RESTORE DATABASE "), 0xC3, 0xFC, 0xC1, 0xEE, 0xB3, 0xC9, 0xB9, 0xA6, 0xCD, 0xEA, 0xB3, 0xC9, 0xA1, 0xA3, (byte)'\n'];
        Assert.Equal(Db2Report.Restore, Assert.Single(Saved.Read(OutputFile.Decode(gbk, null))).Report);
    }
}
