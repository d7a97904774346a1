using Db2Backup.Db2.Output;

namespace Db2Backup.Tests.Output;

/// <summary>
/// Shapes met in transcripts that people published, each named where it is used, and read wrongly at first. The texts are our own.
/// </summary>
public sealed class FoundOutputTests
{
    [Fact]
    public void A_table_without_rows_has_no_row_that_says_so()
    {
        // Shape: a DBA's notes on 9.7, blank lines lost: the number of rows stands right below the dashes.
        var output = Saved.Read("""
            [db2inst1@host ~]$ db2 list tables
            Table/View                      Schema          Type  Creation time
            ------------------------------- --------------- ----- --------------------------
              0 record(s) selected.
            [db2inst1@host ~]$ db2 "select name from t"
            NAME
            ----------
            ANNA
              1 record(s) selected.
            """);
        Assert.Equal(["ANNA"], Assert.IsType<Db2RowOutput>(Assert.Single(output)).Values);
    }

    [Fact]
    public void Warnings_among_the_rows_belong_to_the_table()
    {
        // Shape: zinal/Db2-Russian, a script's output of 11.5; SQL0445W stands before the row whose value was cut.
        var rows = Saved.All<Db2RowOutput>("""
            LVL         METRIC
            ----------- --------------------
            SQL0347W  The recursive common table expression "ANNA.R" may contain an
            infinite loop.  SQLSTATE=01605

                      1 WAIT_TIME
                      2 SECTION_TIME
            SQL0445W  Value "x" has been truncated.  SQLSTATE=01004

                      3 LOG_TIME

              3 record(s) selected with 2 warning messages printed.
            """);
        Assert.Equal(["1", "2", "3"], rows.Select(r => r.Values[0]));
        Assert.Equal(["SQL0347W", "SQL0445W"], rows[0].Messages.Select(m => m.Id));
        Assert.False(rows[0].HasError);
    }

    [Fact]
    public void A_heading_with_dashes_and_nothing_below_is_named_not_dropped()
    {
        var unread = Assert.IsType<Db2UnreadOutput>(Assert.Single(Saved.Read("Notes of today\n--------------\n\nnothing yet")));
        Assert.Contains("Notes of today", unread.Unread);
    }

    [Fact]
    public void A_history_without_the_number_of_entries_is_read_below_its_title()
    {
        // Shape: a DBA's notes on 9.7: LIST HISTORY DROPPED TABLE, one blank line and one row lost by the copy.
        var entry = Saved.One<Db2HistoryOutput>("""
                                List History File for orders
             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              D  T  20160307161043                                        000000000000f6b800060004
             ----------------------------------------------------------------------------
              "ANNA    "."T" resides in 1 tablespace(s):

             00001 DATA
             ----------------------------------------------------------------------------
                Comment: DROP TABLE
             Start Time: 20160307161043
               End Time: 20160307161043
                 Status: A
             ----------------------------------------------------------------------------
              EID: 604

             DDL: CREATE TABLE "ANNA    "."T" ( "ID" VARCHAR(10) )  IN "DATA" ;
             ----------------------------------------------------------------------------
            """);
        Assert.Equal(("orders", "\"ANNA    \".\"T\"", "000000000000f6b800060004"), (entry.Database, entry.Table, entry.BackupId));
        Assert.StartsWith("CREATE TABLE", entry.Ddl, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_LRIs_goes_on_in_the_next_line()
    {
        // Shape: documentation of a replication service for Db2 10.5 and later, db2flsn -lrirange.
        var log = Saved.One<Db2LogOfLsnOutput>("""
            $ db2flsn -db orders -lrirange 2
            S0000002.LOG: has LRI range 00000000000000010000000000002254000000000004F9A6 to
            000000000000000100000000000022CC000000000004FB13
            """);
        Assert.Equal(("S0000002.LOG", "00000000000000010000000000002254000000000004F9A6", "000000000000000100000000000022CC000000000004FB13"), (log.Log.ToString(), log.FirstLsn, log.LastLsn));
    }

    [Fact]
    public void What_grep_left_of_the_directory_is_a_directory_and_no_configuration()
    {
        // Shape: notes on a remote database of a container, 11.1; and grep -A 1 of 9.7.
        var entries = Saved.All<Db2DirectoryOutput>("""
             Database alias                       = ORDERS
             Database name                        = ORDERDB
             Node name                            = CONT
             Database release level               = 14.00
             Comment                              =
             Directory entry type                 = Remote
             Catalog database partition number    = -1
             Alternate server hostname            =
             Alternate server port number         =

            $ db2 list db directory | grep -i stock -A 1
             Database alias                       = STOCK
             Database name                        = STOCK
            """);
        Assert.Equal([("ORDERS", "ORDERDB", "CONT", "14.00"), ("STOCK", "STOCK", null, null)], entries.Select(e => (e.Alias, e.Name, e.NodeName, e.ReleaseLevel)));
        Assert.Equal([false, null], entries.Select(e => e.IsLocal));
    }

    [Fact]
    public void A_full_line_of_success_takes_no_other_line_with_it()
    {
        // Shape: sessions in Markdown and in comments: the fence, or a rule of stars, stands right below a line of 76 columns.
        var output = Saved.Read("""
            $ db2 update db cfg for orders using hadr_peer_window 7200
            DB20000I  The UPDATE DATABASE CONFIGURATION command completed successfully.
            ```
            $ db2 update db cfg for orders using logsecond 60
            DB20000I  The UPDATE DATABASE CONFIGURATION command completed successfully.
            Next comes the backup.
            """);
        Assert.All(output.OfType<Db2CommandOutput>(), o => Assert.EndsWith("successfully.", o.Messages[0].Text, StringComparison.Ordinal));
        Assert.Equal(["```", "Next comes the backup."], output.OfType<Db2UnreadOutput>().SelectMany(o => o.Unread));
    }

    [Fact]
    public void A_report_behind_a_finished_update_is_not_the_updates()
    {
        var output = Saved.Read("""
            $ db2 update db cfg for orders using logsecond 60
            DB20000I  The UPDATE DATABASE CONFIGURATION command completed successfully.

             Log file size (4KB)                         (LOGFILSIZ) = 1024
            """);
        Assert.Equal([typeof(Db2CommandOutput), typeof(Db2ConfigurationOutput)], output.Select(o => o.GetType()));
        Assert.Null(output[1].Statement);
        Assert.Empty(output[1].Messages);
    }

    [Fact]
    public void Messages_of_the_installer_hang()
    {
        // Shape: zinal/Db2-Russian, db2cptsa of 11.1.
        var message = Assert.Single(Saved.One<Db2CommandOutput>("""
            DBI1099I  The DB2 High Availability (HA) scripts for the IBM Tivoli
                  System Automation for Multiplatforms (SA MP) were successfully
                  installed in /usr/sbin/rsct/sapolicies/db2.
            """).Messages);
        Assert.EndsWith("(SA MP) were successfully installed in /usr/sbin/rsct/sapolicies/db2.", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_detail_of_the_instance_has_its_column_names_below_the_node_type()
    {
        // Shape: GET DBM CFG SHOW DETAIL of 9.7 as known to its users; values in two columns.
        var rows = Saved.All<Db2ConfigurationOutput>("""

                      Database Manager Configuration

                 Node type = Enterprise Server Edition with local and remote clients

             Description                                   Parameter   Current Value              Delayed Value
             -------------------------------------------------------------------------------------------------------------------------------
             Database manager configuration release level            = 0x0d00

             Max number of concurrently active databases     (NUMDB) = 8                          16
             Size of instance shared memory (4KB)  (INSTANCE_MEMORY) = AUTOMATIC(1234567)         AUTOMATIC(1234567)
            """);
        Assert.All(rows, r => Assert.True(r.IsManager));
        Assert.Equal(["Node type", "Database manager configuration release level", "NUMDB", "INSTANCE_MEMORY"], rows.Select(r => r.Parameter ?? r.Label));
        Assert.Equal(("8", "16", true), (rows[2].Value, rows[2].DelayedValue, rows[2].IsChanging));
    }

    [Fact]
    public void A_title_without_a_name_names_no_database()
    {
        var rows = Saved.All<Db2ConfigurationOutput>("""

                   Database Configuration for Database

             Description                                   Parameter   Current Value              Delayed Value
             -------------------------------------------------------------------------------------------------------------------------------
             Database territory                                      = US
             Path to log files                                       = /db2/log/                  /db2/newlog/
             Log file size (4KB)                         (LOGFILSIZ) = 1000                       2000
            """);
        Assert.All(rows, r => Assert.Null(r.Database));
        Assert.Equal(("/db2/log/", "/db2/newlog/"), (rows[1].Value, rows[1].DelayedValue));
    }

    [Theory]
    [InlineData(" Taille du fichier journal (4 Ko)            (LOGFILSIZ) = 1024", "4 Ko")]
    [InlineData(" 日志文件大小（4KB）                         (LOGFILSIZ) = 1024", "4KB")]
    [InlineData(" Размер файла журнала (4 КБ)                 (LOGFILSIZ) = 1024", "4 КБ")]
    public void Units_are_symbols_in_every_language(string row, string unit) => Assert.Equal(unit, Saved.One<Db2ConfigurationOutput>(row).Unit);

    [Fact]
    public void A_procedure_without_output_parameters_has_a_return_status()
    {
        // Shape: zinal/Db2-Russian, a script of 11.5.
        var call = Saved.One<Db2CallOutput>("$ db2 \"call monreport.reset()\"\n\n  Return Status = 0\n");
        Assert.Equal((0, 0), (call.ReturnStatus, call.Parameters.Count));
    }

    [Fact]
    public void A_member_whose_logs_are_wider_than_their_column_is_a_member()
    {
        // The table of a partitioned database; the widths of its columns are not known to be enough for two log names.
        var members = Saved.All<Db2RollforwardOutput>("""
                                             Rollforward Status

             Input database alias                   = ORDERS
             Number of members have returned status = 3

             Member ID    Rollforward status     Next log to be read   Log files processed    Last committed transaction
             ------------ ---------------------- --------------------- ---------------------- ------------------------------
             0            not pending                                  S0000000.LOG-S0000003.LOG 2013-11-05-15.04.54.000000 UTC
             1            DB  pending            S0000007.LOG          -                      2013-11-05-15.04.55.000000 UTC
             2            DB  working            S0000004.LOG          S0000000.LOG - S0000003.LOG 2013-11-05-15.04.56.000000 UTC
            """);
        Assert.Equal([(0, "not pending"), (1, "DB  pending"), (2, "DB  working")], members.Select(m => (m.Member!.Value, m.Status)));
        Assert.Equal([null, "S0000007.LOG", "S0000004.LOG"], members.Select(m => m.NextLog?.ToString()));
        Assert.Equal(["S0000003.LOG", null, "S0000003.LOG"], members.Select(m => m.LastLogProcessed?.ToString()));
        Assert.Equal([54, 55, 56], members.Select(m => m.LastCommitted!.Value.Second));
    }

    [Fact]
    public void A_warning_of_db2flsn_stands_with_its_answer_and_ranges_with_their_statement()
    {
        var output = Saved.Read("""
            $ db2flsn 000000BF0030
            Warning: the answer rests on the last known size of a log.
                     It is 23 4K pages, starting from log extent 2.

            Given LSN is contained in log file S0000002.LOG

            $ db2flsn -startlog S0000000.LOG -endlog S0000001.LOG -lsnrange
            S0000000.LOG: has LSN range 0000000003A98010 to 0000000003E80010
            S0000001.LOG: has LSN range 0000000003E80010 to 0000000004268010
            """).Cast<Db2LogOfLsnOutput>().ToList();
        Assert.Equal(["S0000002.LOG", "S0000000.LOG", "S0000001.LOG"], output.Select(o => o.Log.ToString()));
        Assert.Equal(("000000BF0030", 2), (output[0].Lsn, output[0].Unread.Count));
        Assert.All(output.Skip(1), o => Assert.Contains("-lsnrange", o.Statement, StringComparison.Ordinal));
    }

    [Fact]
    public void What_db2ckbkp_says_before_and_between_stands_with_the_image()
    {
        var image = Assert.IsType<Db2ImageOutput>(Assert.Single(Saved.Read("""
            $ db2ckbkp BAD.001

            =====================================
            No media header in this file
            [1] Buffers processed:  ##
            Some buffer is not what it should be

            Image Verification Complete - not successful.
            """)));
        Assert.False(image.IsVerified);
        Assert.Contains("No media header in this file", image.Unread);
        Assert.Contains("Some buffer is not what it should be", image.Unread);
    }

    [Fact]
    public void Lines_of_a_script_around_messages_are_no_part_of_them()
    {
        // Shape: schedulers and logging frameworks write their own line right below a full line that ends in SQLSTATE.
        var output = Saved.Read("""
            2024-01-31 12:00:00,123 INFO  [main] backup begins
            SQL1116N  A connection to "ORDERS" failed as it is pending.  SQLSTATE=57019
            2024-01-31 12:00:01,456 ERROR [main] backup ended with 4
            """);
        Assert.Equal(["SQL1116N"], output.SelectMany(o => o.Messages).Select(m => m.Id));
        Assert.Equal("57019", output.Single(o => o.Messages.Count > 0).Messages[0].SqlState);
        Assert.Equal(2, output.OfType<Db2UnreadOutput>().Sum(o => o.Unread.Count));
    }

    [Fact]
    public void A_report_of_another_kind_is_not_the_failed_commands()
    {
        var output = Saved.Read("""
            $ db2 backup db orders
            SQL1035N  The operation failed.  SQLSTATE=57019
             Log file size (4KB)                         (LOGFILSIZ) = 1024
            """);
        Assert.Equal([typeof(Db2BackupOutput), typeof(Db2ConfigurationOutput)], output.Select(o => o.GetType()));
        Assert.Equal([true, false], output.Select(o => o.HasError));
        Assert.Null(output[1].Statement);
    }

    [Fact]
    public void Notes_behind_output_parameters_are_no_part_of_them()
    {
        // Shape: a DBA's notes on 9.7, with remarks behind tabs and two dashes.
        var call = Saved.One<Db2CallOutput>("\n  Value of output parameters\n  --------------------------\n  Parameter Name  : DATABASESIZE\t\t--how large\n  Parameter Value : 101294080\t--bytes\n\n  Return Status = 0\n");
        Assert.Equal((101294080L, 0), (call.DatabaseSizeBytes, call.ReturnStatus));
    }

    [Fact]
    public void A_message_right_above_a_table_is_not_its_heading()
    {
        var output = Saved.Read("""
            $ db2 -tf two.sql
            SQL0513W  The SQL statement will modify an entire table.  SQLSTATE=01504
            NAME       AGE
            ---------- -----------
            ANNA                31
              1 record(s) selected.
            """);
        Assert.Equal(["SQL0513W"], output.SelectMany(o => o.Messages).Select(m => m.Id).Distinct());
        Assert.Equal(["NAME", "AGE"], output.OfType<Db2RowOutput>().Single().Columns);
    }

    [Fact]
    public void A_blank_line_within_an_SQLCA_ends_neither_it_nor_the_entry()
    {
        // Shape: LIST HISTORY below a failed backup; sqlerrmc begins with a digit, which is no number of an entry.
        var entry = Saved.One<Db2HistoryOutput>("""
             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              B  D  20230423101150001   N    O  S0000001.LOG S0000003.LOG
             ----------------------------------------------------------------------------
              Contains 1 tablespace(s):

             00001 SYSCATSPACE
             ----------------------------------------------------------------------------
                Comment: DB2 BACKUP ORDERS ONLINE, with a remark that is longer than the screen
             is wide
             Start Time: 20230423101150
               End Time: 20230423101151
                 Status: I
             ----------------------------------------------------------------------------
              EID: 35 Location:

             SQLCA Information

             sqlcaid : SQLCA     sqlcabc: 136   sqlcode: -2062   sqlerrml: 14

             sqlerrmc: 2 /opt/lib.so
             sqlerrp : sqluvtld
             sqlerrd : (1) 0                (2) 0                (3) 0
                       (4) 0                (5) 0                (6) 0
             sqlwarn : (1)      (2)      (3)      (4)        (5)       (6)
                       (7)      (8)      (9)      (10)       (11)
             sqlstate:
            """);
        Assert.Equal((35, -2062, "2 /opt/lib.so"), (entry.EntryId, entry.Sqlca!.SqlCode, entry.Sqlca.Tokens));
        Assert.EndsWith("than the screen is wide", entry.Comment, StringComparison.Ordinal);
    }
}
