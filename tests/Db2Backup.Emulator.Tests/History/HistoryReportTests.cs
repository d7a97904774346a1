using Db2Backup.Emulator.History;

namespace Db2Backup.Emulator.Tests.History;

/// <summary>The shape of LIST HISTORY, column by column. [commands.md, LIST HISTORY]</summary>
public sealed class HistoryReportTests
{
    private static readonly HistoryEntry Backup = new()
    {
        Eid = 2, Operation = 'B', OperationType = 'F', StartTime = "20240131120000", EndTime = "20240131120010", Sequence = 1,
        DeviceType = 'D', EarliestLog = "S0000000.LOG", CurrentLog = "S0000000.LOG",
        TableSpaces = ["SYSCATSPACE", "USERSPACE1", "SYSTOOLSPACE"], Comment = "DB2 BACKUP SAMPLE OFFLINE", Location = "/path",
    };

    [Fact]
    public void A_backup_is_printed_as_in_real_output()
    {
        const string expected = """

                                List History File for sample

            Number of matching file entries = 1


             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              B  D  20240131120000001   F    D  S0000000.LOG S0000000.LOG
             ----------------------------------------------------------------------------
              Contains 3 tablespace(s):

             00001 SYSCATSPACE
             00002 USERSPACE1
             00003 SYSTOOLSPACE
             ----------------------------------------------------------------------------
                Comment: DB2 BACKUP SAMPLE OFFLINE
             Start Time: 20240131120000
               End Time: 20240131120010
                 Status: A
             ----------------------------------------------------------------------------
              EID: 2 Location: /path


            """;
        Assert.Equal(expected, HistoryReport.Of("sample", [Backup]));
    }

    [Fact]
    public void The_columns_of_the_first_line_are_where_tools_look_for_them()
    {
        var line = FirstLine(Backup with { Operation = 'R', Sequence = 0, BackupId = "20240130110000" });
        Assert.Equal("R", line[2..3]);
        Assert.Equal("D", line[5..6]);
        Assert.Equal("20240131120000", line[8..22]);
        Assert.Equal("000", line[22..25]); // seen for a restore
        Assert.Equal("F", line[28..29]);
        Assert.Equal("D", line[33..34]);
        Assert.Equal("S0000000.LOG", line[36..48]);
        Assert.Equal("S0000000.LOG", line[49..61]);
        Assert.Equal("20240130110000", line[62..]);
    }

    [Theory]
    [InlineData('F')]
    [InlineData('X')]
    [InlineData('D')]
    [InlineData('G')]
    public void Operations_without_files_have_no_sequence(char operation) =>
        Assert.Equal("   ", FirstLine(Backup with { Operation = operation })[22..25]);

    [Fact]
    public void An_archived_log_shows_its_chain_in_the_column_of_the_current_log() =>
        Assert.Equal("  X  D  20240131120000      1    D  S0000003.LOG C0000001",
            FirstLine(Backup with { Operation = 'X', OperationType = '1', EarliestLog = "S0000003.LOG", CurrentLog = "C0000001", TableSpaces = [] }));

    [Fact]
    public void A_failed_operation_shows_its_SQLCA()
    {
        var report = HistoryReport.Of("sample", [Backup with { SqlCode = -2036, SqlErrmc = "/nowhere" }]);
        Assert.Contains("\n SQLCA Information\n\n sqlcaid : SQLCA     sqlcabc: 136   sqlcode: -2036   sqlerrml: 8\n sqlerrmc: /nowhere\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLCA", HistoryReport.Of("sample", [Backup]), StringComparison.Ordinal);
    }

    [Fact]
    public void No_entries_are_counted_as_none() =>
        Assert.Equal("\n                    List History File for x\n\nNumber of matching file entries = 0\n\n", HistoryReport.Of("x", []));

    private static string FirstLine(HistoryEntry entry) => HistoryReport.Of("sample", [entry]).Split('\n')[8];
}
