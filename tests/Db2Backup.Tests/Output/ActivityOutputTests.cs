namespace Db2Backup.Tests.Output;

/// <summary>Table spaces, containers, applications, utilities, db2pd. Values are our own; the shapes are those of the sources named.</summary>
public sealed class ActivityOutputTests
{
    // Shape: 9.7 on AIX and 10.x on Windows, public notes found by "Tablespaces for Current Database" and "Tablespace Containers for Tablespace".
    internal const string TableSpaces = """

                   Tablespaces for Current Database

         Tablespace ID                        = 0
         Name                                 = SYSCATSPACE
         Type                                 = Database managed space
         Contents                             = All permanent data. Regular table space.
         State                                = 0x0000
           Detailed explanation:
             Normal
         Total pages                          = 32768
         Useable pages                        = 32764
         Used pages                           = 28112
         Free pages                           = 4652
         High water mark (pages)              = 28112
         Page size (bytes)                    = 8192
         Extent size (pages)                  = 4
         Prefetch size (pages)                = 4
         Number of containers                 = 1
         Minimum recovery time                = 2022-11-15-08.16.03.000000

         Tablespace ID                        = 1
         Name                                 = TEMPSPACE1
         Type                                 = System managed space
         Contents                             = System Temporary data
         State                                = 0x0080
           Detailed explanation:
             Roll forward pending
         Total pages                          = 1
         Useable pages                        = 1
         Used pages                           = 1
         Free pages                           = Not applicable
         High water mark (pages)              = Not applicable
         Page size (bytes)                    = 8192
         Extent size (pages)                  = 32
         Prefetch size (pages)                = 32
         Number of containers                 = 1

        """;

    [Fact]
    public void Table_spaces_have_states_and_with_show_detail_pages()
    {
        var spaces = Saved.All<Db2TableSpaceOutput>(TableSpaces);
        Assert.Equal((0, "SYSCATSPACE", 0L, 32768L, 32764L, 28112L, 4652L), (spaces[0].Id, spaces[0].Name, spaces[0].State, spaces[0].TotalPages, spaces[0].UseablePages, spaces[0].UsedPages, spaces[0].FreePages));
        Assert.Equal((8192, 4L, 4L, 1, new DateTimeOffset(2022, 11, 15, 8, 16, 3, TimeSpan.Zero)), (spaces[0].PageSizeBytes, spaces[0].ExtentSizePages, spaces[0].PrefetchSizePages, spaces[0].Containers, spaces[0].MinimumRecoveryTime));
        Assert.Equal((0x80L, null, null, 32L, null), (spaces[1].State, spaces[1].FreePages, spaces[1].HighWaterMarkPages, spaces[1].PrefetchSizePages, spaces[1].MinimumRecoveryTime));
        Assert.Equal(["Roll forward pending"], spaces[1].StateText);
        var dropped = Saved.All<Db2TableSpaceOutput>(string.Join("\r\n", TableSpaces.Split('\n').Where(l => l.Trim().Length > 0).Select(l => l.Trim())));
        Assert.Equal(spaces.Select(s => (s.Id, s.TotalPages, s.State)), dropped.Select(s => (s.Id, s.TotalPages, s.State)));
    }

    [Fact]
    public void Several_states_and_a_message_behind_the_list_are_read_in_Chinese()
    {
        // Shape: Db2 8.2 on Windows in Chinese, within a redirected restore.
        var spaces = Saved.All<Db2TableSpaceOutput>("""
                       当前数据库的表空间

             表空间标识                        = 0
             名称                              = SYSCATSPACE
             类型                              = 系统管理空间
             内容                              = 任何数据
             状态                              = 0x2000100
               详细解释：
                 复原暂挂
                 可以定义存储器

             表空间标识                        = 2
             名称                              = USERSPACE1
             类型                              = 系统管理空间
             内容                              = 任何数据
             状态                              = 0x2000100
               详细解释：
                 复原暂挂
                 可以定义存储器

            SQL1350N  应用程序未处于正确状态而不能处理此请求。原因码 = "3"。
            """);
        Assert.Equal([(0, 0x2000100L, 2), (2, 0x2000100L, 2)], spaces.Select(s => (s.Id!.Value, s.State!.Value, s.StateText.Count)));
        Assert.All(spaces, s => Assert.Equal("SQL1350N", Assert.Single(s.Messages).Id));
    }

    [Fact]
    public void Containers_belong_to_the_table_space_of_the_title()
    {
        var containers = Saved.All<Db2ContainerOutput>("""

                        Tablespace Containers for Tablespace 10

             Container ID                         = 0
             Name                                 = c:\sms\one
             Type                                 = Path

             Container ID                         = 1
             Name                                 = /db2/two
             Type                                 = File
             Total pages                          = 2048
             Useable pages                        = 2016
             Accessible                           = Yes

            """);
        Assert.Equal((10, 0, @"c:\sms\one", "Path", null), (containers[0].TableSpaceId, containers[0].Id, containers[0].Name, containers[0].Type, containers[0].TotalPages));
        Assert.Equal((10, 1, "/db2/two", 2048L, 2016L, true), (containers[1].TableSpaceId, containers[1].Id, containers[1].Name, containers[1].TotalPages, containers[1].UseablePages, containers[1].IsAccessible));
    }

    // Shape: 9.x to 12.1, many posts.
    internal const string Applications = """

        Auth Id  Application    Appl.      Application Id                                                 DB       # of
                 Name           Handle                                                                    Name    Agents
        -------- -------------- ---------- -------------------------------------------------------------- -------- -----
        PAYUSER  db2jcc_applica 7024       10.1.10.33.42486.220423180658                                  PAYROLL  1
        ADMINIS> db2 bp.exe     35         *LOCAL.DB2.221025215921                                        ORDERS   12

        """;

    [Fact]
    public void Applications_are_read_by_their_columns()
    {
        var applications = Saved.All<Db2ApplicationOutput>(Applications);
        Assert.Equal(("PAYUSER", "db2jcc_applica", 7024L, "10.1.10.33.42486.220423180658", "PAYROLL", 1),
            (applications[0].AuthId, applications[0].Application, applications[0].Handle, applications[0].ApplicationId, applications[0].Database, applications[0].Agents));
        Assert.Equal(("ADMINIS>", "db2 bp.exe", "ORDERS", 12), (applications[1].AuthId, applications[1].Application, applications[1].Database, applications[1].Agents));
    }

    [Fact]
    public void A_terminal_of_80_columns_and_translated_headings_change_nothing()
    {
        var broken = string.Join('\n', Applications.Split('\n').SelectMany(l => l.Length <= 80 ? [l] : new[] { l[..80], l[80..] }));
        Assert.Equal(Saved.All<Db2ApplicationOutput>(Applications).Select(a => (a.Handle, a.Database, a.Agents)), Saved.All<Db2ApplicationOutput>(broken).Select(a => (a.Handle, a.Database, a.Agents)));
        var chinese = Applications.Replace("Auth Id  Application    Appl. ", "授权标识 应用程序       应用程序", StringComparison.Ordinal).Replace("Name           Handle", "名称           句柄  ", StringComparison.Ordinal);
        Assert.Equal([7024L, 35L], Saved.All<Db2ApplicationOutput>(chinese).Select(a => a.Handle!.Value));
    }

    [Fact]
    public void Show_detail_squeezed_by_tr_is_read_by_words()
    {
        // Shape: 9.7 on AIX, public notes found by "list applications show detail | tr -s".
        var text = "CONNECT Auth Id Application Name Appl. Application Id Seq# Number of Coordinating DB Coordinator Status Status Change Time DB Name DB Path\n Handle Agents partition number pid/thread\n"
            + string.Join(' ', new[] { 128, 20, 10, 62, 5, 10, 16, 15, 30, 26, 8, 20 }.Select(n => new string('-', n)))
            + "\ndb2inst1 db2bp 43086 *LOCAL.db2inst1.121218083621 00001 1 0 9815 Lock-wait 12/18/2012 17:36:35.261233 ORDERS /db/db2inst1/NODE0000/SQL00002/\n"
            + "db2inst1 db2bp 43087 *LOCAL.db2inst1.121218083622 00001 1 0 9816 Lock-wait Not_Collected ORDERS /db/db2inst1/NODE0000/SQL00002/\n";
        var output = Saved.Read(text);
        // Date and time are two words, so that row has one too many: it is named, and not guessed at.
        Assert.Single(output[0].Unread);
        var second = Assert.IsType<Db2ApplicationOutput>(output[1]);
        Assert.Equal((43087L, "ORDERS", "Lock-wait", 9816L, "00001"), (second.Handle, second.Database, second.Status, second.CoordinatorPid, second.Sequence));
    }

    [Fact]
    public void Show_detail_is_read_by_its_columns()
    {
        int[] widths = [128, 20, 10, 62, 5, 10, 16, 15, 30, 26, 8, 20];
        string Row(params string[] values) => string.Join(' ', values.Select((v, i) => v.PadRight(widths[i])));
        var text = Row("CONNECT Auth Id", "Application Name", "Appl.", "Application Id", "Seq#", "Number of", "Coordinating DB", "Coordinator", "Status", "Status Change Time", "DB Name", "DB Path") + "\n"
            + Row("", "", "Handle", "", "", "Agents", "partition number", "pid/thread", "", "", "", "") + "\n" + string.Join(' ', widths.Select(n => new string('-', n))) + "\n"
            + Row("ANNA", "db2bp", "43086", "*LOCAL.db2inst1.121218083621", "00001", "1", "0", "9815", "UOW Waiting", "12/18/2012 17:36:35.261233", "ORDERS", "/db/db2inst1/NODE0000/SQL00002/") + "\n";
        var application = Saved.One<Db2ApplicationOutput>(text);
        Assert.Equal(("ANNA", "UOW Waiting", "20121218173635", "ORDERS", "/db/db2inst1/NODE0000/SQL00002/"), (application.AuthId, application.Status, application.StatusChangeTime.ToString(), application.Database, application.DatabasePath));
    }

    // Shapes: 10.5 (IBM developerWorks), 9.7 without a member (IBM Docs r0011550), phases (IBM Docs t0060259).
    internal const string Utilities = """
        ID                               = 81
        Type                             = BACKUP
        Database Name                    = ORDERS
        Member Number                    = 0
        Description                      = online db
        Start Time                       = 02/28/2018 16:20:08.523339
        State                            = Executing
        Invocation Type                  = User
        Throttling:
           Priority                      = 50
        Progress Monitoring:
           Estimated Percentage Complete = 28
              Total Work                 = 1187160686 bytes
              Completed Work             = 337194070 bytes
              Start Time                 = 02/28/2018 16:20:08.523349

        ID                               = 7
        Type                             = ROLLFORWARD RECOVERY
        Database Name                    = PAYROLL
        Description                      = Database Rollforward Recovery
        Start Time                       = 01/11/2012 16:56:53.770404
        State                            = Executing
        Invocation Type                  = User
        Progress Monitoring:
           Estimated Percentage Complete = 50
           Phase Number                  = 1
              Description                = Forward
              Total Work                 = 928236 bytes
              Completed Work             = 928236 bytes
              Start Time                 = 01/11/2012 16:56:53.770492

           Phase Number [Current]        = 2
              Description                = Backward
              Total Work                 = UNKNOWN
              Completed Work             = 12 bytes
              Start Time                 = 01/11/2012 16:56:56.886036

        """;

    [Fact]
    public void Utilities_tell_phases_work_and_throttling()
    {
        var utilities = Saved.All<Db2UtilityOutput>(Utilities);
        Assert.Equal((81L, "BACKUP", "ORDERS", 0, "online db", "20180228162008", 50, 28), (utilities[0].Id, utilities[0].Type, utilities[0].Database, utilities[0].Member, utilities[0].Description, utilities[0].StartTime.ToString(), utilities[0].Priority, utilities[0].PercentComplete));
        Assert.Equal((1187160686L, 337194070L, "bytes", 0), (utilities[0].TotalWork, utilities[0].CompletedWork, utilities[0].WorkUnit, utilities[0].Phases.Count));
        Assert.Equal((7L, null, "Database Rollforward Recovery", "20120111165653", 50), (utilities[1].Id, utilities[1].Member, utilities[1].Description, utilities[1].StartTime.ToString(), utilities[1].PercentComplete));
        Assert.Equal([(1, false, "Forward", 928236L), (2, true, "Backward", null)], utilities[1].Phases.Select(p => (p.Number!.Value, p.IsCurrent, p.Description!, p.TotalWork)));
        Assert.Equal((null, 12L), (utilities[1].TotalWork, utilities[1].CompletedWork));
        // A copy without indentation and blank lines.
        var flat = Saved.All<Db2UtilityOutput>(string.Join('\n', Utilities.Split('\n').Where(l => l.Trim().Length > 0).Select(l => l.Trim())));
        Assert.Equal(utilities.Select(u => (u.Id, u.CompletedWork, u.Phases.Count)), flat.Select(u => (u.Id, u.CompletedWork, u.Phases.Count)));
    }

    [Fact]
    public void Utilities_in_another_language_are_read_by_order_and_an_open_date_is_named()
    {
        // Labels as in stagei/DedgeSrc (Norwegian: Beregnet prosentdel fullført); the date follows the locale: 31.01.2024 12.00.00 there.
        var text = Utilities[..Utilities.IndexOf("ID                               = 7", StringComparison.Ordinal)]
            .Replace("Database Name   ", "Databasenavn    ", StringComparison.Ordinal).Replace("Member Number   ", "Medlemsnummer   ", StringComparison.Ordinal)
            .Replace("Estimated Percentage Complete", "Beregnet prosentdel fullført ", StringComparison.Ordinal).Replace("Throttling:", "Regulering:", StringComparison.Ordinal)
            .Replace("Progress Monitoring:", "Fremdriftsovervåking:", StringComparison.Ordinal).Replace("Total Work    ", "Totalt arbeid ", StringComparison.Ordinal).Replace("Completed Work  ", "Fullført arbeid ", StringComparison.Ordinal);
        var norwegian = Saved.One<Db2UtilityOutput>(text.Replace("02/28/2018 16:20:08.523339", "28.02.2018 16.20.08", StringComparison.Ordinal));
        Assert.Equal(("20180228162008", 50, 28, 337194070L), (norwegian.StartTime.ToString(), norwegian.Priority, norwegian.PercentComplete, norwegian.CompletedWork));
        var open = Assert.IsType<Db2UtilityOutput>(Assert.Single(Saved.Read(text.Replace("02/28/2018", "02/03/2018", StringComparison.Ordinal))));
        Assert.Null(open.StartTime);
        Assert.Equal("02/03/2018 16:20:08.523339", open.StartTimeText);
        Assert.Single(open.Unread);
    }

    [Fact]
    public void Db2pd_tells_the_logs_and_their_archiving()
    {
        // Shape: 11.5, CynicDog/db2-lab-for-data-engineering; up to 9.7 "Database Partition", and no StartLSO.
        var logs = Saved.One<Db2LogsOutput>("""

            Database Member 0 -- Database ORDERS -- Active -- Up 3 days 00:05:08 -- Date 2025-09-01-04.33.33.910169

            Logs:
            Current Log Number            118
            Pages Written                 71
            Cur Commit Disk Log Reads     0
            Method 1 Archive Status       Success
            Method 1 Next Log to Archive  118
            Method 1 First Failure        n/a
            Method 2 Archive Status       n/a
            Method 2 Next Log to Archive  n/a
            Method 2 First Failure        n/a
            Extraction Throttle Reason    n/a
            Log Chain ID                  2
            Current LSO                   53279365
            Current LSN                   0x000000000004809A

            Address            StartLSN         StartLSO             State      Size       Pages      Filename
            0x00007FFF771FF630 0000000000047ABD 52988001             0x00000000 1024       1024       S0000118.LOG
            0x00007FFF772007D0 0000000000000000 57161825             0x00000000 1024       1024       S0000119.LOG
            """);
        Assert.Equal(("ORDERS", 0, "Active", "20250901043333", "S0000118.LOG", 71L), (logs.Database, logs.Member, logs.State, logs.Time.ToString(), logs.CurrentLog.ToString(), logs.PagesWritten));
        Assert.Equal(("Success", "S0000118.LOG", null, "n/a", 2, 53279365L), (logs.Method1Status, logs.Method1NextLog.ToString(), logs.Method1FirstFailure, logs.Method2Status, logs.LogChain, logs.CurrentLso));
        Assert.Equal([new Db2ActiveLog(new LogFileName(118), "0x00000000", 1024, 1024, "0000000000047ABD", 52988001), new Db2ActiveLog(new LogFileName(119), "0x00000000", 1024, 1024, "0000000000000000", 57161825)], logs.Files);
        var old = Saved.One<Db2LogsOutput>("""
            Database Partition 0 -- Database ORDERS -- Active -- Up 0 days 00:59:08

            Logs:
            Current Log Number            12
            Pages Written                 4
            Method 1 Archive Status       Failure
            Method 1 Next Log to Archive  9
            Method 1 First Failure        9

            Address            StartLSN       State      Size       Pages      Filename
            0x0700000030E2A3B8 0x000007D80000 0x00000000 1000       1000       S0000012.LOG
            """);
        Assert.Equal(("S0000009.LOG", "S0000009.LOG", "Failure", 1), (old.Method1NextLog.ToString(), old.Method1FirstFailure.ToString(), old.Method1Status, old.Files.Count));
    }

    [Fact]
    public void Db2pd_tells_utilities_and_their_progress()
    {
        // Shape: 10.5, IBM developerWorks "db2pd -utilities" (headings), also broken by a terminal.
        var utilities = Saved.All<Db2UtilityOutput>("""
            Database Member 0 -- Active -- Up 0 days 20:11:37 -- Date 2018-03-08-10.40.23.994613

            Utilities:
            Address            ID         Type                   State      Invoker    Priority   StartTime           DBName   NumPhases  CurPhase   Description
            0x00000002019ADE80 12         BACKUP                 0          0          0          Thu Mar  8 10:39:02 ORDERS   1          1          online db

            Progress:
            Address            ID         PhaseNum   CompletedWork                TotalWork                    StartTime           Description
            0x00000002019AE228 12         1          41267200 bytes               167772160 bytes              Thu Mar  8 10:39:02 n/a
            """);
        var utility = Assert.Single(utilities);
        Assert.Equal((12L, "BACKUP", "ORDERS", "online db", 41267200L, 167772160L, "bytes"), (utility.Id, utility.Type, utility.Database, utility.Description, utility.CompletedWork, utility.TotalWork, utility.WorkUnit));
        Assert.Equal(("Thu Mar  8 10:39:02", null, null), (utility.StartTimeText, utility.StartTime, utility.Priority));
    }
}
