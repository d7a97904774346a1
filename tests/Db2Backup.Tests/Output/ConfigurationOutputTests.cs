namespace Db2Backup.Tests.Output;

/// <summary>GET DB CFG, GET DBM CFG, LIST DATABASE DIRECTORY, CONNECT. Values are our own; the shapes are those of the sources named.</summary>
public sealed class ConfigurationOutputTests
{
    // Shape: 11.5 on Linux, CynicDog/db2-lab-for-data-engineering.
    internal const string Database = """

               Database Configuration for Database ORDERS

         Database configuration release level                    = 0x1500
         Database release level                                  = 0x1500

         Update to database level pending                        = NO (0x0)
         Database country/region code                            = 1
         Alternate collating sequence              (ALT_COLLATE) =

         Backup pending                                          = NO

         All committed transactions have been written to disk    = YES
         Rollforward pending                                     = DATABASE
         Restore pending                                         = NO

         Package cache size (4KB)                   (PCKCACHESZ) = AUTOMATIC((MAXAPPLS*8))
         Sort heap thres for shared sorts (4KB) (SHEAPTHRES_SHR) = AUTOMATIC(5000)
         Path to log files                                       = /db2/orders/NODE0000/SQL00001/LOGSTREAM0000/
         First active log file                                   = S0000118.LOG
         Percent max primary log space by transaction  (MAX_LOG) = 0
         Num. of active log files for 1 active UOW(NUM_LOG_SPAN) = 0

         First log archive method                 (LOGARCHMETH1) = DISK:/db2/archive/
         Index re-creation time and redo index build  (INDEXREC) = SYSTEM (RESTART)
         Monitor Collect Settings
         Request metrics                       (MON_REQ_METRICS) = BASE
           UOW events with package list        (MON_UOW_PKGLIST) = OFF
         CPU share behavior (hard/soft)     (WLM_CPU_SHARE_MODE) = HARD
         Maximum allowable CPU utilization (%)   (WLM_CPU_LIMIT) = 0
        """;

    [Fact]
    public void Every_row_is_an_entry_with_its_parameter_or_none()
    {
        var rows = Saved.All<Db2ConfigurationOutput>(Database);
        Assert.Equal(21, rows.Count);
        Assert.All(rows, r => Assert.Equal((Db2Report.DatabaseConfiguration, "ORDERS", null), (r.Report, r.Database, r.DelayedValue)));
        Assert.Equal("AUTOMATIC((MAXAPPLS*8))", Of(rows, "PCKCACHESZ").Value);
        Assert.True(Of(rows, "PCKCACHESZ").IsAutomatic);
        Assert.Equal(("Sort heap thres for shared sorts", "4KB", "AUTOMATIC(5000)"), (Of(rows, "SHEAPTHRES_SHR").Label, Of(rows, "SHEAPTHRES_SHR").Unit, Of(rows, "SHEAPTHRES_SHR").Value));
        Assert.Equal(("0", ""), (Of(rows, "NUM_LOG_SPAN").Value, Of(rows, "ALT_COLLATE").Value));
        Assert.Equal("SYSTEM (RESTART)", Of(rows, "INDEXREC").Value);
        Assert.Equal(("CPU share behavior (hard/soft)", null), (Of(rows, "WLM_CPU_SHARE_MODE").Label, Of(rows, "WLM_CPU_SHARE_MODE").Unit));
        Assert.Equal("%", Of(rows, "WLM_CPU_LIMIT").Unit);
        Assert.Equal("DATABASE", rows.Single(r => r.Label == "Rollforward pending" && r.IsInformational).Value);
        Assert.Equal("S0000118.LOG", rows.Single(r => r.Label == "First active log file").Value);
    }

    private static Db2ConfigurationOutput Of(IEnumerable<Db2ConfigurationOutput> rows, string parameter) => rows.Single(r => r.Parameter == parameter);

    [Fact]
    public void Rows_that_grep_left_are_read_without_a_title()
    {
        // Shape: 10.1, public notes found by "Log retain for recovery status"; the output of db2 get db cfg | grep -i log.
        var rows = Saved.All<Db2ConfigurationOutput>("""
            [db2inst1@hadr01 ~]$ db2 get db cfg for orders |grep -i log
             Log retain for recovery status                          = NO
             User exit for logging status                            = YES
             Log buffer size (4KB)                        (LOGBUFSZ) = 256
             Path to log files                                       = /db2/log/orders/NODE0000/LOGSTREAM0000/
            """);
        Assert.Equal([null, null, "LOGBUFSZ", null], rows.Select(r => r.Parameter));
        Assert.All(rows, r => Assert.Equal("ORDERS", r.Database));
        Assert.Equal(4, Saved.All<Db2ConfigurationOutput>("Backup pending = NO\nRestore pending = NO\nRollforward pending = NO\nPath to log files = /x\n").Count);
    }

    [Fact]
    public void Norwegian_and_other_languages_are_read_by_the_names_in_parentheses()
    {
        // Shape: Db2 12.1 on Windows in Norwegian, stagei/DedgeSrc; German and Chinese titles have the name at the end or alone.
        var norwegian = Saved.One<Db2ConfigurationOutput>("""
            E:\opt>db2 get database configuration for LONN   | findstr "LOGARCHMETH1"
            Loggarkiveringsmetode 1                  (LOGARCHMETH1) = DISK:E:\Logger\
            """);
        Assert.Equal(("LONN", "LOGARCHMETH1", "Loggarkiveringsmetode 1", @"DISK:E:\Logger\"), (norwegian.Database, norwegian.Parameter, norwegian.Label, norwegian.Value));
        foreach (var title in new[] { "Datenbankkonfiguration für Datenbank LOHN", "数据库 LOHN 的数据库配置", "データベース LOHN のデータベース構成", "Configuración de base de datos para base de datos LOHN" })
        {
            var rows = Saved.All<Db2ConfigurationOutput>($"\n       {title}\n\n Freigabestufe                                           = 0x1500\n Größe (4KB)                                 (LOGFILSIZ) = 1024\n Pfad (Failover)                          (FAILARCHPATH) = /a b/c\n");
            Assert.Equal(3, rows.Count);
            Assert.All(rows, r => Assert.Equal("LOHN", r.Database));
            Assert.Equal(("Größe", "4KB", "1024"), (rows[1].Label, rows[1].Unit, rows[1].Value));
            Assert.Equal(("Pfad (Failover)", "/a b/c"), (rows[2].Label, rows[2].Value));
        }
    }

    [Fact]
    public void The_configuration_of_the_instance_is_told_by_its_parameters()
    {
        // Shape: 11.5, RedHatInsights/insights-core.
        var rows = Saved.All<Db2ConfigurationOutput>("""

                      Database Manager Configuration

                 Node type = Enterprise Server Edition with local and remote clients

             Database manager configuration release level            = 0x1500

             CPU speed (millisec/instruction)             (CPUSPEED) = 3.306409e-07
             Diagnostic data directory path               (DIAGPATH) = /home/db/sqllib/db2dump/ $m
             Current member resolved DIAGPATH                        = /home/db/sqllib/db2dump/DIAG0000/

             Default database monitor switches
               Buffer pool                         (DFT_MON_BUFPOOL) = OFF
            """);
        Assert.Equal(6, rows.Count);
        Assert.All(rows, r => Assert.Equal((Db2Report.ManagerConfiguration, null), (r.Report, r.Database)));
        Assert.Equal(("3.306409e-07", "millisec/instruction"), (Of(rows, "CPUSPEED").Value, Of(rows, "CPUSPEED").Unit));
        // A Spanish title ends in a word that could be a name: it is none, for the parameters are those of an instance.
        var spanish = Saved.One<Db2ConfigurationOutput>("\n          Configuración del gestor de bases de datos\n\n Nivel de notificación                     (NOTIFYLEVEL) = 3\n");
        Assert.Equal((true, null), (spanish.IsManager, spanish.Database));
    }

    [Fact]
    public void Show_detail_has_current_and_delayed_values()
    {
        // Shape of the rows: 9.7 on AIX, public notes found by "get db cfg for sample show detail".
        var rows = Saved.All<Db2ConfigurationOutput>("""

                   Database Configuration for Database orders

             Description                                   Parameter   Current Value              Delayed Value
             ---------------------------------------------------------------------------------------------------------------
             Database release level                                  = 0x0d00

             Backup pending                                          = NO

             Log file size (4KB)                         (LOGFILSIZ) = 1024                       2048
             Changed path to log files                  (NEWLOGPATH) =
             Mirror log path                         (MIRRORLOGPATH) =                            /db2/mirror/
             First log archive method                 (LOGARCHMETH1) = DISK:/db2/archive/orders/01/ DISK:/db2/archive/orders/02/
             Index re-creation time and redo index build  (INDEXREC) = SYSTEM (RESTART)           SYSTEM (RESTART)
             Max storage for lock list (4KB)              (LOCKLIST) = AUTOMATIC(4096)            AUTOMATIC(4096)
            """);
        Assert.Equal(("1024", "2048", true), (Of(rows, "LOGFILSIZ").Value, Of(rows, "LOGFILSIZ").DelayedValue, Of(rows, "LOGFILSIZ").IsChanging));
        Assert.Equal(("", ""), (Of(rows, "NEWLOGPATH").Value, Of(rows, "NEWLOGPATH").DelayedValue));
        Assert.Equal(("", "/db2/mirror/"), (Of(rows, "MIRRORLOGPATH").Value, Of(rows, "MIRRORLOGPATH").DelayedValue));
        Assert.Equal(("DISK:/db2/archive/orders/01/", "DISK:/db2/archive/orders/02/"), (Of(rows, "LOGARCHMETH1").Value, Of(rows, "LOGARCHMETH1").DelayedValue));
        Assert.Equal(("SYSTEM (RESTART)", "SYSTEM (RESTART)", false), (Of(rows, "INDEXREC").Value, Of(rows, "INDEXREC").DelayedValue, Of(rows, "INDEXREC").IsChanging));
        Assert.Equal(("NO", null), (rows.Single(r => r.Label == "Backup pending").Value, rows.Single(r => r.Label == "Backup pending").DelayedValue));
        // What grep left has no heading: the columns tell.
        var left = Saved.All<Db2ConfigurationOutput>(" Max storage for lock list (4KB)              (LOCKLIST) = 1024                       1024                      \n Percent. of lock lists per application       (MAXLOCKS) = 20                         22   \n");
        Assert.Equal([("1024", "1024"), ("20", "22")], left.Select(r => (r.Value, r.DelayedValue!)));
    }

    [Fact]
    public void A_delayed_value_that_cannot_be_told_apart_is_named()
    {
        var row = Assert.IsType<Db2ConfigurationOutput>(Assert.Single(Saved.Read(" Index re-creation time and redo index build  (INDEXREC) = SYSTEM (RESTART) SYSTEM (RESTART) x\n", "get db cfg for orders show detail")));
        Assert.Equal((null, "SYSTEM (RESTART) SYSTEM (RESTART) x"), (row.DelayedValue, row.Value));
        Assert.Single(row.Unread);
    }

    [Fact]
    public void Texts_out_of_Markdown_and_mail_are_read()
    {
        // Shapes: a mailing list's archive found by "First active log file =", with \_ and > ; and Markdown's \=.
        var rows = Saved.All<Db2ConfigurationOutput>("> Number of secondary log files (LOGSECOND) = 16\n>\n> First active log file =\n>\n> Block log on disk full (BLK\\_LOG\\_DSK\\_FUL) = NO\n>\n> Mirror log path (MIRRORLOGPATH) \\= /m\n");
        Assert.Equal(["LOGSECOND", null, "BLK_LOG_DSK_FUL", "MIRRORLOGPATH"], rows.Select(r => r.Parameter));
        Assert.Equal("/m", rows[3].Value);
    }

    // Shape: 9.7 and later, IBM Docs and public notes found by "System Database Directory".
    internal const string Directory = """

         System Database Directory

         Number of entries in the directory = 2

        Database 1 entry:

         Database alias                       = ORDERS
         Database name                        = ORDERS
         Local database directory             = /db2/orders
         Database release level               = 15.00
         Comment                              = live
         Directory entry type                 = Indirect
         Catalog database partition number    = 0
         Alternate server hostname            = standby.example.org
         Alternate server port number         = 60010

        Database 2 entry:

         Database alias                       = FAR
         Database name                        = ORDERS
         Node name                            = NODE3
         Database release level               = d.00
         Comment                              =
         Directory entry type                 = Remote
         Authentication                       = KERBEROS
         Principal name                       = db2/host.example.org@EXAMPLE.ORG
         Catalog database partition number    = -1
         Alternate server hostname            =
         Alternate server port number         =

        """;

    [Fact]
    public void The_directory_has_local_and_remote_entries()
    {
        var entries = Saved.All<Db2DirectoryOutput>(Directory);
        Assert.Equal(("ORDERS", "ORDERS", "/db2/orders", "15.00", "live", true, 0), (entries[0].Alias, entries[0].Name, entries[0].LocalDirectory, entries[0].ReleaseLevel, entries[0].Comment, entries[0].IsLocal, entries[0].CatalogPartition));
        Assert.Equal(("standby.example.org", "60010"), (entries[0].AlternateServer, entries[0].AlternatePort));
        Assert.Equal(("FAR", "NODE3", null, false, "KERBEROS", "db2/host.example.org@EXAMPLE.ORG", -1), (entries[1].Alias, entries[1].NodeName, entries[1].LocalDirectory, entries[1].IsLocal, entries[1].Authentication, entries[1].Principal, entries[1].CatalogPartition));
        Assert.Null(entries[1].AlternateServer);
    }

    [Fact]
    public void The_directory_in_another_language_is_read_by_the_order_of_its_rows()
    {
        // Shapes: Db2 8.2 and 10.5 on Windows in Chinese; Db2 12.1 in Norwegian with a principal, stagei/DedgeSrc.
        var chinese = Saved.One<Db2DirectoryOutput>("""
             系统数据库目录

             目录中的条目数 = 1

            数据库 1 条目：

             数据库别名                      = LOHN
             数据库名称                      = LOHN
             数据库驱动器                    = C:\DB2
             数据库发行版级别                = a.00
             注释                            =
             目录条目类型                    = 间接
             目录数据库分区号                = 0
             备用服务器主机名                =
             备用服务器端口号                =
            """);
        Assert.Equal(("LOHN", @"C:\DB2", "a.00", "间接", true, 0), (chinese.Alias, chinese.LocalDirectory, chinese.ReleaseLevel, chinese.EntryType, chinese.IsLocal, chinese.CatalogPartition));
        var norwegian = Saved.One<Db2DirectoryOutput>("""
            Database 3-post:

             Databasealias                        = FJERN
             Databasenavn                         = LONN
             Nodenavn                             = NODE3
             Versjonsnivå                         = 16.00
             Kommentar                            =
             Katalogposttype                      = Fjern
             Autentisering                        = KERBEROS
             Prinsipalnavn                        = db2/vert.eksempel.no@EKSEMPEL.NO
             Partisjonsnummer for katalog         = -1
             Alternativ tjener                    =
             Portnummer                           =
            """);
        Assert.Equal(("FJERN", "NODE3", false, "KERBEROS", "db2/vert.eksempel.no@EKSEMPEL.NO", -1), (norwegian.Alias, norwegian.NodeName, norwegian.IsLocal, norwegian.Authentication, norwegian.Principal, norwegian.CatalogPartition));
    }

    [Theory]
    [InlineData("   Database Connection Information\n\n Database server        = DB2/LINUXX8664 11.5.8.0\n SQL authorization ID   = DB2INST1\n Local database alias   = ORDERS\n", "DB2/LINUXX8664", "11.5.8.0")]
    [InlineData("   数据库连接信息\n\n 数据库服务器         = DB2/NT64 10.5.5\n SQL 授权标识         = DB2INST1\n 本地数据库别名       = ORDERS\n", "DB2/NT64", "10.5.5")]
    [InlineData("   Tilkoblingsopplysninger for databasen\n Databasetjener               = DB2/NT64 9.7.1\n Autorisasjons-ID for SQL     = DB2INST1\n Lokalt databasealias         = ORDERS\n", "DB2/NT64", "9.7.1")]
    [InlineData("\tデータベース・サーバー = DB2/AIX64 10.1.5\n\tSQL 許可 ID = DB2INST1\n\tローカル・データベース別名 = ORDERS\n", "DB2/AIX64", "10.1.5")]
    public void A_connection_tells_server_user_and_database(string text, string server, string version)
    {
        var connection = Saved.One<Db2ConnectionOutput>(text);
        Assert.Equal((server, version, "DB2INST1", "ORDERS"), (connection.Server, connection.Version, connection.AuthId, connection.Database));
    }
}
