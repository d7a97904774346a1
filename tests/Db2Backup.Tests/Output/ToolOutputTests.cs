namespace Db2Backup.Tests.Output;

/// <summary>db2level, db2licm, db2ckbkp, db2ckrst, db2flsn, CALL, SELECT. Values are our own; the shapes are those of the sources named.</summary>
public sealed class ToolOutputTests
{
    [Theory]
    // 10.5 to 12.1 on Linux, wrapped and not.
    [InlineData("DB21085I  This instance or install (instance name, where applicable: \n\"db2inst1\") uses \"64\" bits and DB2 code release \"SQL11013\" with level \nidentifier \"0204010F\".\nInformational tokens are \"DB2 v11.1.3.3\", \"s1807091300\", \"DYN1807091300AMD64\", \nand Fix Pack \"3b\".\nProduct is installed at \"/opt/ibm/db2/V11.1\".\n", "db2inst1", "SQL11013", "0204010F", "11.1.3.3", "DYN1807091300AMD64", "3b", "/opt/ibm/db2/V11.1")]
    [InlineData("DB21085I  Instance \"db2v97i\" uses \"64\" bits and DB2 code release \"SQL10010\" with level identifier \"0201010E\".\nInformational tokens are \"DB2 v10.1.0.0\", \"s120403\", \"LINUXAMD64101\", and FixPack \"0\".\nProduct is installed at \"/opt/ibm/db2/V10.1\".\n", "db2v97i", "SQL10010", "0201010E", "10.1.0.0", "LINUXAMD64101", "0", "/opt/ibm/db2/V10.1")]
    // 8.2 on Windows: one sentence, the fix pack value broken off.
    [InlineData("DB21085I  Instance \"DB2\" uses \"32\" bits and DB2 code release \"SQL08020\" with \nlevel identifier \"03010106\" and informational tokens \"DB2 v8.1.7.445\", \n\"s040812\", \"WR21342\", and FixPak \n\"7\".\nProduct is installed at \"C:\\IBM\\SQLLIB\".\n", "DB2", "SQL08020", "03010106", "8.1.7.445", "WR21342", "7", @"C:\IBM\SQLLIB")]
    // Another language: the tokens have forms of their own.
    [InlineData("DB21085I  实例或安装（实例名，如适用：\"DB2\"）使用 \"64\" 位和 DB2 代码发行版 \"SQL10055\"，级别标识为 \"0606010E\"。\n参考标记为 \"DB2 v10.5.500.107\"、\"s141128\"、\"IP23626\" 和修订包 \"5\"。\n产品安装于 \"C:\\PROGRA~1\\IBM\\SQLLIB\"，DB2 副本名为 \"DB2COPY1\"。\n", "DB2", "SQL10055", "0606010E", "10.5.500.107", "IP23626", "5", @"C:\PROGRA~1\IBM\SQLLIB")]
    public void The_level_is_read_from_its_tokens(string text, string instance, string release, string identifier, string version, string ptf, string fixPack, string path)
    {
        var level = Assert.IsType<Db2LevelOutput>(Assert.Single(Saved.Read(text)));
        Assert.Equal((instance, release, identifier, new Version(version), ptf, fixPack, path), (level.Instance, level.CodeRelease, level.LevelIdentifier, level.Version!, level.Ptf, level.FixPack, level.InstallPath));
        // What has no place, such as the name of a copy, is named.
        Assert.Equal(text.Contains("DB2COPY1", StringComparison.Ordinal) ? ["DB2COPY1"] : [], level.Unread);
    }

    [Fact]
    public void Licences_are_read_product_by_product()
    {
        // Shape: 9.7, RedHatInsights/insights-core-like parsers found by "Product identifier:"; 10.1 and later without features.
        var licences = Saved.All<Db2LicenseOutput>("""
            Product name:                     "DB2 Enterprise Server Edition"
            License type:                     "CPU Option"
            Expiry date:                      "Permanent"
            Product identifier:               "db2ese"
            Version information:              "9.7"
            Enforcement policy:               "Soft Stop"
            Features:
            DB2 Performance Optimization ESE: "Not licensed"
            DB2 Storage Optimization:         "Licensed"

            Product name:                     "DB2 Express-C"
            Expiry date:                      "02/23/2016 (Try & Buy)"
            Product identifier:               "db2expc"
            Version information:              "10.1"
            Max number of CPUs:               "2"
            Max amount of memory (GB):        "4"
            """);
        Assert.Equal(("DB2 Enterprise Server Edition", "db2ese", "9.7", "CPU Option", "Permanent", "Soft Stop"), (licences[0].Product, licences[0].Identifier, licences[0].Version, licences[0].LicenseType, licences[0].ExpiryDate, licences[0].Enforcement));
        Assert.Equal("Licensed", licences[0].Features["DB2 Storage Optimization"]);
        Assert.Equal(("db2expc", "02/23/2016 (Try & Buy)", "4"), (licences[1].Identifier, licences[1].ExpiryDate, licences[1].Other["Max amount of memory (GB)"]));
        var old = Saved.One<Db2LicenseOutput>("Product Name                            = \"DB2 Enterprise Server Edition\"\nProduct Identifier                      = \"DB2ESE\"\nVersion Information                     = \"8.2\"\nExpiry Date                             = \"Permanent\"\nNumber Of Entitled Users                = \"5\"\n");
        Assert.Equal(("DB2ESE", "8.2", "5"), (old.Identifier, old.Version, old.Other["Number Of Entitled Users"]));
        var chinese = Saved.One<Db2LicenseOutput>("产品名：                         \"DB2 Advanced Enterprise Server Edition\"\n许可证类型：                     \"CPU 选项\"\n到期日期：                       \"永久\"\n产品标识：                       \"db2aese\"\n版本信息：                       \"10.5\"\n");
        Assert.Equal(("db2aese", "10.5", "永久"), (chinese.Identifier, chinese.Version, chinese.Other["到期日期"]));
    }

    // Shape: 11.1 on Linux, public notes found by "MEDIA HEADER REACHED".
    internal const string Header = """

        =====================
        MEDIA HEADER REACHED:
        =====================
        	Server Database Name           -- ORDERS
        	Server Database Alias          -- ORDERS
        	Client Database Alias          -- ORDERS
        	Timestamp                      -- 20230822140451
        	Database Partition Number      -- 0
        	Instance                       -- db2inst1
        	Database Configuration Type    -- 0 (Non-shared data)
        	Sequence Number                -- 1
        	Release ID                     -- 0x1500 (DB2 v11.5.8.0)
        	AL version                     -- V:11 R:5 M:8 F:0 I:0 SB:0
        	Database Seed                  -- 0x6abd4ee0
        	DB Comment's Codepage (Volume) -- 0
        	DB Comment (Volume)            --
        	Authentication Value           -- 255 (Not specified)
        	Backup Mode                    -- 1 (Online)
        	Includes Logs                  -- 1 (Yes)
        	Compression                    -- 0 (No compression)
        	Backup Type                    -- 0 (Database-level)
        	Backup Granularity             -- 48 (Delta)
        	Status Flags                   -- 0x1
                                              Consistent on this member
        	DB Codeset                     -- UTF-8
        	LogPath                        -- /db2/orders/NODE0000/SQL00001/LOGSTREAM0000/
        	Backup Buffer Size             -- 2101248 (513 4K pages)
        	Number of Sessions             -- 2
        	Platform                       -- 0x1E (Linux-x86-64)
        	Encrypt Info Flags             -- 0x1

         The proper image file name would be:
        ORDERS.0.db2inst1.DBPART000.20230822140451.001


        [1] Buffers processed:  #############

        Image Verification Complete - successful.
        """;

    [Fact]
    public void The_header_of_an_image_and_its_verification_are_read()
    {
        var image = Saved.One<Db2ImageOutput>(Header);
        Assert.Equal(("ORDERS", "20230822140451", "db2inst1", 1, "0x1500", "6ABD4EE0"), (image.DatabaseAlias, image.Timestamp.ToString(), image.Instance, image.Sequence, image.ReleaseId, image.DatabaseSeed));
        Assert.Equal((BackupMode.Online, true, false, BackupKind.Delta, 0, 2101248L, 2, true), (image.Mode, image.IncludesLogs, image.IsCompressed, image.Kind, image.BackupType, image.BufferSizeBytes, image.Sessions, image.IsEncrypted));
        Assert.Equal(("ORDERS.0.db2inst1.DBPART000.20230822140451.001", true, "successful."), (image.ProperFileName, image.IsVerified, image.Verification));
        Assert.Equal("0x1; Consistent on this member", image.Header["Status Flags"]);
        // The tool's own exit code outweighs its words.
        Assert.False(Assert.IsType<Db2ImageOutput>(Assert.Single(Saved.Read(Header, null, 20))).IsVerified);
    }

    [Fact]
    public void The_header_of_9_7_has_other_labels_and_bare_codes()
    {
        // Shape: 9.7 on AIX, public notes found by "Backup Gran.".
        var image = Saved.One<Db2ImageOutput>("""
            =====================
            MEDIA HEADER REACHED:
            =====================
            		Server Database Name           -- ORDERS
            		Server Database Alias          -- ORDERS
            		Timestamp                      -- 20121219160402
            		Release ID                     -- D00
            		Database Seed                  -- 74F893BC
            		Authentication Value           -- -1
            		Backup Mode                    -- 0
            		Includes Logs                  -- 0
            		Compression                    -- 0
            		Backup Type                    -- 3
            		Backup Gran.                   -- 16
            		Status Flags                   -- 21
            		Platform                       -- 14
            """);
        Assert.Equal(("D00", BackupMode.Offline, BackupKind.Incremental, 3, "14", null, null), (image.ReleaseId, image.Mode, image.Kind, image.BackupType, image.Platform, image.IsVerified, image.IsEncrypted));
    }

    [Fact]
    public void A_verification_that_fails_is_never_a_success()
    {
        var bare = Saved.One<Db2ImageOutput>("[1] Buffers processed:    #############\nImage Verification Complete - successful.\n");
        Assert.Equal((true, null), (bare.IsVerified, bare.DatabaseAlias));
        var errors = Saved.One<Db2ImageOutput>("[1] Buffers processed:    ####\nERROR! Incorrect object identifier\nERROR! Checksum mismatch in object 7\nImage Verification Complete - ERRORS DETECTED: 2\n");
        Assert.Equal((false, 2), (errors.IsVerified, errors.Errors.Count));
        var odd = Saved.One<Db2ImageOutput>("[1] Buffers processed:    ####\nERROR! Checksum mismatch\nImage Verification Complete - successful.\n");
        Assert.False(odd.IsVerified);
    }

    [Fact]
    public void A_code_that_is_not_known_is_named()
    {
        var image = Assert.IsType<Db2ImageOutput>(Assert.Single(Saved.Read(Header.Replace("-- 48 (Delta)", "-- 7 (Novel)", StringComparison.Ordinal))));
        Assert.Null(image.Kind);
        Assert.Equal(["Backup Granularity -- 7 (Novel)"], image.Unread);
    }

    [Fact]
    public void The_order_of_a_restore_is_read_step_by_step()
    {
        // Shape: 9.7 to 11.1, public notes found by "Suggested restore order"; older releases begin with db2, table spaces may take several lines.
        var steps = Saved.All<Db2RestoreStepOutput>("""

            Suggested restore order of images using timestamp 20230822144533 for
            database orders.
            ====================================================================
             restore db orders incremental taken at 20230822144533
             db2 restore db orders tablespace ( syscatspace, userspace1 ) incremental
             taken at 20230822140415
             restore db orders incremental taken at 20230822144533
            ====================================================================
            """);
        Assert.Equal([(1, "20230822144533"), (2, "20230822140415"), (3, "20230822144533")], steps.Select(s => (s.Step, s.Timestamp.ToString()!)));
        Assert.All(steps, s => Assert.Equal(("orders", "20230822144533", true), (s.Database, s.Target.ToString(), s.IsIncremental)));
        Assert.Equal(["syscatspace", "userspace1"], steps[1].TableSpaces);
    }

    [Theory]
    [InlineData("Given LSN is in log file S0000001.LOG\n", null)]
    [InlineData("Given LSN is contained in log file S0000001.LOG\n", null)]
    [InlineData("S0000001.LOG\n", "db2flsn -q -db orders 0000000000040393")]
    public void The_log_of_an_LSN_is_read(string text, string? statement)
    {
        var log = Saved.One<Db2LogOfLsnOutput>(text, statement);
        Assert.Equal(("S0000001.LOG", statement is null ? null : "0000000000040393"), (log.Log.ToString(), log.Lsn));
    }

    [Fact]
    public void The_size_of_a_database_is_read_in_bytes()
    {
        // Shape: 9.7 to 11.5, many posts; Chinese labels with full-width colons.
        foreach (var text in new[]
        {
            "\n  Value of output parameters\n  --------------------------\n  Parameter Name  : SNAPSHOTTIMESTAMP\n  Parameter Value : 2016-02-23-21.13.33.779759\n\n  Parameter Name  : DATABASESIZE\n  Parameter Value : 2873561088\n\n  Parameter Name  : DATABASECAPACITY\n  Parameter Value : 182417186816\n\n  Return Status = 0\n",
            "  输出参数的值\n  --------------------------\n  参数名：  SNAPSHOTTIMESTAMP\n  参数值： 2016-02-23-21.13.33.779759\n  参数名：  DATABASESIZE\n  参数值： 2873561088\n  参数名：  DATABASECAPACITY\n  参数值： 182417186816\n  返回状态 = 0\n",
        })
        {
            var size = Saved.One<Db2CallOutput>(text);
            Assert.Equal(("20160223211333", 2873561088L, 182417186816L, 0), (size.SnapshotTime.ToString(), size.DatabaseSizeBytes, size.DatabaseCapacityBytes, size.ReturnStatus));
        }
    }

    [Fact]
    public void Rows_of_a_query_are_read_by_the_dashes()
    {
        var rows = Saved.All<Db2RowOutput>("""

            ID          NAME                 SINCE
            ----------- -------------------- ----------
                  51369 Anna Larsson         2020-01-01
                      7 -                    -
                     -1 a - b                2021-12-31

              3 record(s) selected.

            """);
        Assert.Equal(["ID", "NAME", "SINCE"], rows[0].Columns);
        Assert.Equal(["51369", "Anna Larsson", "2020-01-01"], rows[0].Values);
        Assert.Equal(["7", null, null], rows[1].Values);
        Assert.Equal(["-1", "a - b", "2021-12-31"], rows[2].Values);
        Assert.Equal([1, 2, 3], rows.Select(r => r.Row));
    }

    [Theory]
    [InlineData("  2 レコードが選択されました。")]
    [InlineData("  2 条记录已选择。")]
    [InlineData("2 post(er) er valgt.")]
    [InlineData("  2 Satz/Sätze ausgewählt.")]
    public void The_number_of_rows_is_known_in_every_language(string closing)
    {
        Assert.Equal(2, Saved.All<Db2RowOutput>($"1\n-----------\n          5\n          6\n\n{closing}\n").Count);
        if (closing.StartsWith(' ')) Assert.Equal(2, Saved.All<Db2RowOutput>($"1\n-----------\n          5\n          6\n{closing}\n").Count);
    }

    [Fact]
    public void Wide_letters_and_tables_broken_by_a_terminal_keep_their_columns()
    {
        // In UTF-8 the CLP pads by bytes, in a code page of two bytes a letter by columns.
        var bytes = Saved.All<Db2RowOutput>("NAME         N\n------------ -----------\n北京                 1\nOslo                   2\n");
        Assert.Equal([("北京", "1"), ("Oslo", "2")], bytes.Select(r => (r.Values[0]!, r.Values[1]!)));
        var columns = Saved.All<Db2RowOutput>("NAME         N\n------------ -----------\n北京                   1\nOslo                   2\n");
        Assert.Equal([("北京", "1"), ("Oslo", "2")], columns.Select(r => (r.Values[0]!, r.Values[1]!)));
        string[] wide = ["A".PadRight(60) + " B".PadRight(41) + " C", new string('-', 60) + " " + new string('-', 40) + " " + new string('-', 11), "x y".PadRight(61) + "zz".PadRight(41) + "          5"];
        var broken = string.Join('\n', wide.SelectMany(l => new[] { l[..Math.Min(80, l.Length)], l.Length > 80 ? l[80..] : "" }));
        var row = Saved.One<Db2RowOutput>(broken);
        Assert.Equal(["x y", "zz", "5"], row.Values);
    }

    [Fact]
    public void A_row_that_does_not_fit_is_named()
    {
        var rows = Saved.Read("A    B\n---- ----\n1    2\nxxxxxxxxx y z\n3    4\n");
        Assert.Equal([0, 1, 0], rows.Select(r => r.Unread.Count));
    }

    [Fact]
    public void An_error_that_ends_the_rows_belongs_to_them()
    {
        // Shape: 9.7, public notes found by SQL0668N.
        var output = Saved.Read("EMPNO  FIRSTNME\n------ ------------\n000010 ANNA\nSQL0668N  Operation not allowed for reason code \"1\" on table \n\"ANNA.SUMMARY\".  SQLSTATE=57016\n");
        var row = Assert.IsType<Db2RowOutput>(Assert.Single(output));
        Assert.Equal((true, "SQL0668N"), (row.HasError, row.Messages[0].Id));
    }
}
