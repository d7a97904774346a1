using Db2Backup.Db2.Output;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Output;

/// <summary>BAR statistics of db2diag.log and db2pd -barstats. Values are our own; the shapes are those of 9.7 to 12.1 in public documentation.</summary>
public sealed class BarStatisticsTests
{
    private static string Record(string body, string zone = "-240", string database = "SAMPLE", string function = "sqluxLogDataStats") => $"""
        2026-03-01-12.30.30.012922{zone} E15775E1464           LEVEL: Info
        PID     : 15882                TID : 46913126656320  KTID : 16001
        PROC    : db2sysc
        INSTANCE: db2inst1             NODE : 000            DB   : {database}
        APPHDL  : 0-18                 APPID: *LOCAL.db2inst1.260301163000
        AUTHID  : DB2INST1             HOSTNAME: host1
        EDUID   : 49                   EDUNAME: db2agent (SAMPLE)
        FUNCTION: DB2 UDB, database utilities, {function}, probe:377
        MESSAGE : whatever it says
        DATA #1 : String, 951 bytes

        {body}
        """;

    internal const string Old = """
        Number of buffers = 4
        Buffer size       = 16781312 (4097 4kB pages)

        BM#     Total      I/O      MsgQ      WaitQ     Buffers    kBytes
        ---  --------  --------  --------  --------    --------  --------
        000     60.30      0.20      0.00     60.10           4       640
        001     60.30     54.50      1.00      1.33           9    139536
        ---  --------  --------  --------  --------    --------  --------
        TOT    120.60     54.70      1.00     61.43          13    140176

        MC#     Total      I/O      MsgQ      WaitQ     Buffers    kBytes
        ---  --------  --------  --------  --------    --------  --------
        000     60.36      0.34     58.94      0.00           9    114748
        ---  --------  --------  --------  --------    --------  --------
        TOT     60.36      0.34     58.94      0.00          15    114748
        """;

    internal const string Compressed = """
        Parallelism       = 2
        Number of buffers = 10
        Buffer size       = 16781312 (4097 4kB pages)
                                                                                       Compr
        BM#    Total      I/O      Compr     MsgQ      WaitQ      Buffers   kBytes    kBytes
        ---  --------  --------  --------  --------  --------    --------  --------  --------
        000     83.37      2.11     76.22      0.00      4.97           5    184320    197102        28
        001     83.10     10.40     62.15      0.00     10.14          30   1828864   1829138       274
        ---  --------  --------  --------  --------  --------    --------  --------  --------
        TOT    166.47     12.51    138.37      0.00     15.11          35   2013184   2026240

        MC#    Total      I/O                MsgQ      WaitQ      Buffers   kBytes
        ---  --------  --------            --------  --------    --------  --------
        000     84.07     12.71               70.65      0.00          94   1491344
        ---  --------  --------            --------  --------    --------  --------
        TOT     84.07     12.71               70.65      0.00          94   1491344
        """;

    internal const string New = """
        Parallelism       = 2
        Number of buffers = 4
        Buffer size       = 1576960 (385 4kB pages)
                                                                                                      Log
        BM#     Total       I/O      MsgQ     WaitQ  Throttle  LogPhase   Buffers    kBytes    kBytes
        ---  --------  --------  --------  --------  --------  --------  --------  --------  --------
        000   1:00:20   0:10:00   0:48:00   0:01:00   0:00:10   0:01:00        19     24672         0
        001   1:00:20   0:09:00   0:49:00   0:01:00   0:00:10   0:01:00         6      8960       128
        ---  --------  --------  --------  --------  --------  --------  --------  --------  --------
        TOT         -         -         -         -         -         -        25     33632       128

        MC#     Total       I/O      MsgQ     WaitQ   Buffers    kBytes
        ---  --------  --------  --------  --------  --------  --------
        000   1:00:21   0:55:00   0:05:00   0:00:00        25     33700
        ---  --------  --------  --------  --------  --------  --------
        TOT         -         -         -         -        25     33700
        """;

    [Fact]
    public void The_layout_of_older_releases_is_read_with_its_time_and_its_place()
    {
        var read = Saved.One<Db2BarStatisticsOutput>(Record(Old));
        Assert.Equal((new DateTimeOffset(2026, 3, 1, 12, 30, 30, TimeSpan.FromHours(-4)).AddTicks(129220), "db2inst1", "SAMPLE", 0, null, 4, 16781312L),
            (read.Time!.Value, read.Instance, read.Database, read.Member, read.IsRestore, read.Buffers, read.BufferBytes));
        Assert.Equal((2, 1), (read.Manipulators.Count, read.Controllers.Count));
        var reader = read.Manipulators[1];
        Assert.Equal((1, 60.30, 54.50, 1.00, 1.33, 9L, 139536L << 10), (reader.Number, reader.Total!.Value.TotalSeconds, reader.InputOutput!.Value.TotalSeconds, reader.MessageQueue!.Value.TotalSeconds, reader.WaitQueue!.Value.TotalSeconds, reader.Buffers!.Value, reader.Bytes!.Value));
        Assert.Equal((null, null, null), (reader.Compression, reader.Throttle, reader.LogBytes));
        // One reads, the others have nothing to do.
        Assert.Equal(Db2BackupLimit.OneTableSpace, Db2Limit.Sum(read).LimitedBy);
        // To the unit that is printed: what Db2 has written at the least.
        Assert.Equal((114748L - 1) << 10, Db2Limit.Sum(read).WrittenBytes);
    }

    [Fact]
    public void Compression_has_columns_of_its_own()
    {
        var read = Saved.One<Db2BarStatisticsOutput>(Record(Compressed));
        Assert.Equal((76.22, 184320L << 10, 197102L << 10), (read.Manipulators[0].Compression!.Value.TotalSeconds, read.Manipulators[0].Bytes!.Value, read.Manipulators[0].CompressedBytes!.Value));
        Assert.Equal((12.71, 70.65, 1491344L << 10), (read.Controllers[0].InputOutput!.Value.TotalSeconds, read.Controllers[0].MessageQueue!.Value.TotalSeconds, read.Controllers[0].Bytes!.Value));
        Assert.Equal(Db2BackupLimit.Compression, Db2Limit.Sum(read).LimitedBy);
    }

    [Fact]
    public void The_layout_of_12_1_has_hours_and_what_was_held_back_and_logs()
    {
        var read = Saved.One<Db2BarStatisticsOutput>(Record(New, "+060"));
        var reader = read.Manipulators[1];
        Assert.Equal((new TimeSpan(1, 0, 20), TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), 8960L << 10, 128L << 10),
            (reader.Total, reader.InputOutput, reader.Throttle, reader.LogPhase, reader.Bytes, reader.LogBytes!.Value));
        Assert.Equal((TimeSpan.FromMinutes(55), null), (read.Controllers[0].InputOutput, read.Controllers[0].Throttle));
        Assert.Equal(Db2BackupLimit.Writer, Db2Limit.Sum(read).LimitedBy);
    }

    [Fact]
    public void What_db2pd_prints_of_a_backup_that_runs_is_read_with_its_table_spaces()
    {
        var read = Saved.One<Db2BarStatisticsOutput>($"""
            Database Member 0 -- Database SAMPLE -- Active -- Up 0 days 00:10:00 -- Date 2026-03-01-12.00.00.123456

            Printing out Backup Runtime Statistics at 2026-03-01-12.00.00.396789:


            Backup Related EDUs:
            ---------------------------------------------------------------------
                       Backup agent ID: 994
                       BM 0 (EDU ID): db2bm.994.0 (1131)
                       MC 0 (EDU ID): db2med.994.0 (1132)

            Table Spaces to be Backed Up (appTblSpace):
            ---------------------------------------------------------------------
                  numEntry: 2

                    Table Spaces:

                          tblSpaceName: SYSCATSPACE
                            tblSpaceID: 0
                    tblSpaceTotalPages: 16380
                              pageSize: 8192

                          tblSpaceName: USERSPACE1
                            tblSpaceID: 2
                    tblSpaceTotalPages: 16384000
                              pageSize: 8192

            {Old}
            """, "db2pd -db sample -barstats 994");
        Assert.Equal((false, 994L, "SAMPLE", "20260301120000", 2), (read.IsRestore!.Value, read.AgentId!.Value, read.Database, read.LocalTime.ToString(), read.Manipulators.Count));
        Assert.Equal([new Db2BarTableSpace("SYSCATSPACE", 0, 16380, 8192), new("USERSPACE1", 2, 16384000, 8192)], read.TableSpaces);
    }

    [Fact]
    public void Only_the_record_of_this_backup_is_its_statistics()
    {
        var at = new DateTimeOffset(2026, 3, 1, 16, 30, 30, TimeSpan.Zero);
        var text = string.Join("\n\n", Record(Old), Record(New, "-000"), Record(Compressed, database: "OTHER"), Record(Compressed, function: "sqlubcka"));
        var all = BarStatisticsParser.Parse(text);
        // The last is of another function: without its head it is of nobody.
        Assert.Equal(["SAMPLE", "SAMPLE", "OTHER", null], all.Select(s => s.Database));
        Assert.Equal(54.7, Db2Limit.Find(all, "DB2INST1", "sample", at.AddMinutes(-1), at.AddSeconds(1))!.ReadSeconds);
        Assert.Null(Db2Limit.Find(all, "db2inst2", "SAMPLE", at.AddMinutes(-1), at.AddSeconds(1)));
        Assert.Null(Db2Limit.Find(all, "db2inst1", "SAMPLE", at.AddMinutes(1), at.AddMinutes(2)));
    }

    [Theory]
    [InlineData(0.2, 9, 0, 9, 0.5, Db2BackupLimit.Reader)]
    [InlineData(0.2, 1, 8, 0.5, 9, Db2BackupLimit.Writer)]
    [InlineData(4, 1, 8, 4, 3, Db2BackupLimit.Buffers)]
    [InlineData(4, 3, 3, 4, 3, null)]
    public void The_verdict_follows_the_numbers(double idle, double read, double forBuffer, double forData, double write, Db2BackupLimit? limit)
    {
        var numbers = new Db2BackupStatistics
        {
            Readers = 1, Writers = 1, ReaderSeconds = 10, ReadSeconds = read, WaitedForBufferSeconds = forBuffer, IdleSeconds = idle, BusiestReaderSeconds = read,
            WriterSeconds = 10, WriteSeconds = write, WaitedForDataSeconds = forData,
        };
        Assert.Equal(limit, numbers.LimitedBy);
        // Too short to tell.
        Assert.Null((numbers with { ReaderSeconds = 0.5 }).LimitedBy);
    }
}
