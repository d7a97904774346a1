namespace Db2Backup.Tests.Output;

/// <summary>LIST HISTORY. Values are our own; the shapes are those of the sources named.</summary>
public sealed class HistoryOutputTests
{
    // Shape: LIST HISTORY of Db2 9.7 to 11.5 on Linux, shared facts commands.md and public notes found by "Op Obj Timestamp+Sequence Type Dev".
    internal const string Backup = """

                            List History File for payroll

        Number of matching file entries = 1


         Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
         -- --- ------------------ ---- --- ------------ ------------ --------------
          B  D  20230714220501001   N    D  S0000118.LOG S0000119.LOG
         ----------------------------------------------------------------------------
          Contains 3 tablespace(s):

         00001 SYSCATSPACE
         00002 USERSPACE1
         00003 TBS_PAY
         ----------------------------------------------------------------------------
            Comment: DB2 BACKUP PAYROLL ONLINE
         Start Time: 20230714220501
           End Time: 20230714221147
             Status: A
         ----------------------------------------------------------------------------
          EID: 4711 Location: /db2/backup/payroll


        """;

    [Fact]
    public void A_backup_is_read_with_all_its_columns_and_rows()
    {
        var entry = Saved.One<Db2HistoryOutput>(Backup);
        Assert.Equal(("payroll", 'B', "Backup", 'D', "20230714220501", 1), (entry.Database, entry.Operation, entry.OperationName, entry.ObjectType, entry.Timestamp.ToString(), entry.Sequence));
        Assert.Equal(('N', BackupKind.Full, BackupMode.Online, 'D'), (entry.OperationType, entry.Kind, entry.Mode, entry.DeviceType));
        Assert.Equal(("S0000118.LOG", "S0000119.LOG", null), (entry.FirstLog.ToString(), entry.LastLog.ToString(), entry.BackupId));
        Assert.Equal(["SYSCATSPACE", "USERSPACE1", "TBS_PAY"], entry.TableSpaces);
        Assert.Equal(("DB2 BACKUP PAYROLL ONLINE", "20230714220501", "20230714221147", 'A'), (entry.Comment, entry.StartTime.ToString(), entry.EndTime.ToString(), entry.Status));
        Assert.Equal((4711L, "/db2/backup/payroll", null), (entry.EntryId, entry.Location, entry.Sqlca));
    }

    [Fact]
    public void Blank_lines_dropped_indentation_added_or_the_heading_cut_off_change_nothing()
    {
        var expected = Saved.One<Db2HistoryOutput>(Backup);
        var dropped = string.Join('\n', Backup.Split('\n').Where(l => l.Trim().Length > 0));
        var indented = string.Join('\n', Backup.Split('\n').Select(l => "\t" + l));
        var trimmed = string.Join("\r\n", Backup.Split('\n').Select(l => l.Trim()));
        var body = Backup[Backup.IndexOf(" Op Obj", StringComparison.Ordinal)..];
        foreach (var text in new[] { dropped, indented, trimmed, body })
        {
            var entry = Saved.One<Db2HistoryOutput>(text, "db2 list history backup all for payroll");
            Assert.Equal((expected.FirstLog, expected.LastLog, expected.OperationType, expected.DeviceType, expected.Location, expected.EntryId, expected.Status),
                (entry.FirstLog, entry.LastLog, entry.OperationType, entry.DeviceType, entry.Location, entry.EntryId, entry.Status));
            Assert.Equal(expected.TableSpaces, entry.TableSpaces);
        }
    }

    [Fact]
    public void Squeezed_blanks_leave_what_can_be_told_by_the_words()
    {
        var text = Backup.Replace("  B  D  20230714220501001   N    D  S0000118.LOG S0000119.LOG", "B D 20230714220501001 N D S0000118.LOG S0000119.LOG", StringComparison.Ordinal);
        var entry = Saved.One<Db2HistoryOutput>(text);
        Assert.Equal(('B', 'N', 'D', "S0000118.LOG", "S0000119.LOG"), (entry.Operation, entry.OperationType, entry.DeviceType, entry.FirstLog.ToString(), entry.LastLog.ToString()));
    }

    [Fact]
    public void Chinese_output_of_Windows_is_read_by_position_order_and_full_width_colons()
    {
        // Shape: Db2 10.5 on Windows, public notes in Chinese found by 列示 … 的历史记录文件.
        var entry = Saved.One<Db2HistoryOutput>("""

                                列示 lohn 的历史记录文件

            匹配的文件条目数 = 1


             Op Obj 时间戳记+序列     类型 设备 最早日志    当前日志     备份标识
             -- --- ------------------ ---- --- ------------ ------------ --------------
              B  D  20190301060000001   F    D  S0000003.LOG S0000003.LOG
             ----------------------------------------------------------------------------
              包含 2 表空间：

             00001 SYSCATSPACE
             00002 USERSPACE1
             ----------------------------------------------------------------------------
                Comment: DB2 BACKUP LOHN OFFLINE
             开始时间：20190301060000
               结束时间：20190301060412
                 状态：A
             ----------------------------------------------------------------------------
              EID：17 位置：e:\sicherung
            """);
        Assert.Equal(("lohn", 'B', 'F', 'D', "S0000003.LOG"), (entry.Database, entry.Operation, entry.OperationType, entry.DeviceType, entry.LastLog.ToString()));
        Assert.Equal(("20190301060000", "20190301060412", 'A', 17L, @"e:\sicherung"), (entry.StartTime.ToString(), entry.EndTime.ToString(), entry.Status, entry.EntryId, entry.Location));
        Assert.Equal(2, entry.TableSpaces.Count);
    }

    [Fact]
    public void Labels_of_any_language_are_read_by_their_order()
    {
        // Shape: as above with the labels of a German catalogue; only order and values may matter.
        var entry = Saved.One<Db2HistoryOutput>(Backup.Replace("List History File for payroll", "Protokolldatei für payroll auflisten", StringComparison.Ordinal)
            .Replace("Number of matching file entries", "Anzahl übereinstimmender Dateieinträge", StringComparison.Ordinal).Replace("Comment:", "Kommentar:", StringComparison.Ordinal)
            .Replace("Start Time:", "Startzeit:", StringComparison.Ordinal).Replace("End Time:", "Endzeit:", StringComparison.Ordinal).Replace("Location:", "Position:", StringComparison.Ordinal)
            .Replace("Contains 3 tablespace(s):", "Enthält 3 Tabellenbereich(e):", StringComparison.Ordinal));
        // The title's words could all be names; Db2's own comment tells the database.
        Assert.Equal(("PAYROLL", "DB2 BACKUP PAYROLL ONLINE", "20230714221147", 'A', "/db2/backup/payroll"), (entry.Database, entry.Comment, entry.EndTime.ToString(), entry.Status, entry.Location));
    }

    [Fact]
    public void An_archived_log_has_its_chain_in_the_column_of_the_current_log_and_may_lack_an_end()
    {
        // Shape: Db2 9.1, a comment in a public Perl script found by "X  D  20080305052538      P    D  S0001455.LOG C0000000".
        var entry = Saved.One<Db2HistoryOutput>("""
             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              X  D  20080411073002      P    D  S0002001.LOG C0000003
             ----------------------------------------------------------------------------

             ----------------------------------------------------------------------------
                Comment:
             Start Time: 20080411073002
               End Time:
                 Status: A
             ----------------------------------------------------------------------------
              EID: 2110 Location: /logs/track/NODE0000/S0002001.LOG
            """);
        Assert.Equal(('X', "ArchiveLog", null, 'P', 'D', "S0002001.LOG", null, 3), (entry.Operation, entry.OperationName, entry.Sequence, entry.OperationType, entry.DeviceType, entry.FirstLog.ToString(), entry.LastLog, entry.LogChain));
        Assert.Equal(("", null, 'A', "/logs/track/NODE0000/S0002001.LOG"), (entry.Comment, entry.EndTime, entry.Status, entry.Location));
    }

    [Fact]
    public void A_restore_a_reorg_and_a_load_have_other_columns_blank()
    {
        // Shapes: comments of a public Perl script (R), notes on 10.1 found by "list history reorg all for" (G), stagei/DedgeSrc DB2-Utility-Monitoring-Guide.md (L).
        var entries = Saved.All<Db2HistoryOutput>("""
             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              R  D  20080423081150000   F       S0000001.LOG S0000001.LOG 20080423074739
             ----------------------------------------------------------------------------
              Contains 1 tablespace(s):

             00001 SYSCATSPACE
             ----------------------------------------------------------------------------
                Comment: RESTORE ORDERS NO RF
             Start Time: 20080423081150
               End Time: 20080423081502
                 Status: A
             ----------------------------------------------------------------------------
              EID: 88

             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              G  T  20150811105238      F       S0000025.LOG S0000029.LOG
             ----------------------------------------------------------------------------
              Table:  "DB2INST1"."ORDERS"

             ----------------------------------------------------------------------------
                Comment: REORG
             Start Time: 20150811105238
               End Time: 20150811105239
                 Status: A
             ----------------------------------------------------------------------------
              EID: 127

             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              L  T  20250130133005001    R    S  S0000000.LOG S0000000.LOG
             ----------------------------------------------------------------------------
             "ANNA"."T1" resides in 1 tablespace(s):
             00001 USERSPACE1
             ----------------------------------------------------------------------------
             Comment: DB2 LOAD
             Start Time: 20250130133005
             End Time: 20250130133006
             Status: A
             ----------------------------------------------------------------------------
             EID: 3 Location: /home/db2inst1/in.del
            """);
        Assert.Equal(['R', 'G', 'L'], entries.Select(e => e.Operation!.Value));
        Assert.Equal(('F', null, "20080423074739", 88L, null), (entries[0].OperationType, entries[0].DeviceType, entries[0].BackupId, entries[0].EntryId, entries[0].Location));
        Assert.Equal(("\"DB2INST1\".\"ORDERS\"", 'F', null), (entries[1].Table, entries[1].OperationType, entries[1].DeviceType));
        Assert.Equal(("\"ANNA\".\"T1\"", "/home/db2inst1/in.del"), (entries[2].Table, entries[2].Location));
        Assert.Equal(["USERSPACE1"], entries[2].TableSpaces);
    }

    [Fact]
    public void A_dropped_table_has_its_id_and_its_DDL()
    {
        // Shape: 9.7 and 10.1, public notes found by "list history dropped table all for".
        var entry = Saved.One<Db2HistoryOutput>("""
             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              D  T  20160307161043                                        000000000000f6b800060004
             ----------------------------------------------------------------------------
              "LAGER   "."TEILE" resides in 1 tablespace(s):

             00001 LAGER
             ----------------------------------------------------------------------------
                Comment: DROP TABLE
             Start Time: 20160307161043
               End Time: 20160307161043
                 Status: A
             ----------------------------------------------------------------------------
              EID: 604

             DDL: CREATE TABLE "LAGER   "."TEILE" ( "ID" VARCHAR(10) , "NAME"
             VARCHAR(20) )  IN "LAGER" ;
             ----------------------------------------------------------------------------
            """);
        Assert.Equal(('D', "000000000000f6b800060004", "\"LAGER   \".\"TEILE\""), (entry.Operation, entry.BackupId, entry.Table));
        Assert.Equal("CREATE TABLE \"LAGER   \".\"TEILE\" ( \"ID\" VARCHAR(10) , \"NAME\" VARCHAR(20) )  IN \"LAGER\" ;", entry.Ddl);
    }

    [Fact]
    public void A_failed_backup_has_its_SQLCA()
    {
        // Shape of the SQLCA: db2diag.log of 11.5 in CynicDog/db2-lab-for-data-engineering.
        var entry = Saved.One<Db2HistoryOutput>(Backup.TrimEnd() + """


             SQLCA Information

             sqlcaid : SQLCA     sqlcabc: 136   sqlcode: -2036   sqlerrml: 12
             sqlerrmc: /db2/backups
             sqlerrp : sqlubMWR
             sqlerrd : (1) 0x00000000      (2) 0x00000000      (3) 0x00000000
                       (4) 0x00000000      (5) 0x00000000      (6) 0x00000000
             sqlwarn : (1)      (2)      (3)      (4)        (5)       (6)
                       (7)      (8)      (9)      (10)        (11)
             sqlstate: 58030
            """);
        Assert.Equal((-2036, "58030", "/db2/backups"), (entry.Sqlca!.SqlCode, entry.Sqlca.SqlState, entry.Sqlca.Tokens));
    }

    [Fact]
    public void A_report_that_announces_no_entry_gives_none_and_one_that_was_cut_says_so()
    {
        Assert.Empty(Saved.Read("                    List History File for payroll\n\nNumber of matching file entries = 0\n\n"));
        var cut = Assert.IsType<Db2HistoryOutput>(Assert.Single(Saved.Read(Backup.Replace("entries = 1", "entries = 4", StringComparison.Ordinal))));
        Assert.Contains("4 entries are announced, 1 are here", cut.Unread);
    }

    [Fact]
    public void What_does_not_fit_is_named_and_the_rest_is_read()
    {
        var text = Backup.Replace("  Contains 3 tablespace(s):", "  Something new of a later release", StringComparison.Ordinal);
        var entry = Assert.IsType<Db2HistoryOutput>(Assert.Single(Saved.Read(text)));
        Assert.Equal(["Something new of a later release"], entry.Unread);
        Assert.Equal(3, entry.TableSpaces.Count);
        var headless = Assert.IsType<Db2HistoryOutput>(Assert.Single(Saved.Read(Backup.Replace("20230714220501001", "2023071X220501001", StringComparison.Ordinal))));
        Assert.Null(headless.Timestamp);
        Assert.Contains(headless.Unread, u => u.Contains("2023071X220501001", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_location_that_a_terminal_broke_is_put_together()
    {
        var path = "/db2/backup/" + new string('x', 90);
        var line = "  EID: 4711 Location: " + path;
        var entry = Saved.One<Db2HistoryOutput>(Backup.Replace("  EID: 4711 Location: /db2/backup/payroll", line[..80] + "\n" + line[80..], StringComparison.Ordinal));
        Assert.Equal(path, entry.Location);
    }
}
