namespace Db2Backup.Tests.Output;

/// <summary>BACKUP, RESTORE, ROLLFORWARD, RECOVER. Values are our own; the shapes are those of the sources named.</summary>
public sealed class RecoveryOutputTests
{
    [Theory]
    // English, all releases: IBM Docs 11.5 BACKUP DATABASE, and many posts.
    [InlineData("\nBackup successful. The timestamp for this backup image is : 20240131120000\n\n")]
    // Chinese, Db2 8 to 10.5 on Windows: public notes found by 此备份映像的时间戳记.
    [InlineData("备份成功。此备份映像的时间戳记是：20240131120000\n")]
    // Japanese, 10.1 on AIX: public notes found by バックアップ・イメージのタイム・スタンプ.
    [InlineData("\nバックアップは成功しました。 このバックアップ・イメージのタイム・スタンプは\n20240131120000 です。\n")]
    // Norwegian puts the timestamp on a line of its own (shared facts, clp.md §4).
    [InlineData("Sikkerhetskopieringen er utført. Tidsmerket for denne sikkerhetskopien er:\n20240131120000\n")]
    // German and French, as the sentence is built there.
    [InlineData("Die Sicherung war erfolgreich. Die Zeitmarke für dieses Backup-Image lautet : 20240131120000\n")]
    [InlineData("La sauvegarde a abouti. L'horodatage de cette image de sauvegarde est : 20240131120000.\n")]
    public void The_timestamp_of_a_backup_is_found_in_every_language(string text)
    {
        var backup = Saved.One<Db2BackupOutput>(text);
        Assert.Equal("20240131120000", backup.Timestamp.ToString());
        var told = Saved.One<Db2BackupOutput>(text, "backup db sample online to /b include logs");
        Assert.Equal(("SAMPLE", "20240131120000", false), (told.Database, told.Timestamp.ToString(), told.HasError));
    }

    [Theory]
    [InlineData("- Timestamp: `20260323130621`")]
    [InlineData("SAMPLE.0.db2inst1.DBPART000.20240131120000.001")]
    [InlineData("Start: 20240131120000")]
    [InlineData("/backup/of/the/database/of/production 20240131120000")]
    public void Fourteen_digits_elsewhere_are_no_backup(string text) => Assert.DoesNotContain(Saved.Read(text), o => o is Db2BackupOutput);

    [Fact]
    public void A_backup_of_several_partitions_has_a_result_for_each()
    {
        // Shape: IBM Docs, BACKUP DATABASE ON ALL DBPARTITIONNUMS, example 1.
        var backup = Saved.One<Db2BackupOutput>("""
            $ db2 backup db orders on all dbpartitionnums tablespace(T1)
            Part  Result
            ----  ------------------------------------------------------------------------
            0000  DB20000I  The BACKUP DATABASE command completed successfully.
            0001  SQL2430W  The database backup succeeded, but the following table spaces
                  do not exist on this database partition: "T1".

            Backup successful. The timestamp for this backup image is :
                                                               20240908010203
            """);
        Assert.Equal(("ORDERS", "20240908010203", false), (backup.Database, backup.Timestamp.ToString(), backup.HasError));
        Assert.Equal([(0, "DB20000I"), (1, "SQL2430W")], backup.Partitions.Select(p => (p.Partition, p.Messages[0].Id)));
        Assert.EndsWith("on this database partition: \"T1\".", backup.Partitions[1].Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, backup.Messages.Count);
    }

    [Fact]
    public void A_backup_that_failed_on_one_partition_has_an_error_and_no_timestamp()
    {
        // Shape: IBM Docs, BACKUP DATABASE ON ALL DBPARTITIONNUMS, example 2; single blanks as in the page's text.
        var backup = Saved.One<Db2BackupOutput>("""
            Part Result
            ---- ------
            0000 SQL2001N The utility was interrupted. The output data may be incomplete.
            0001 SQL2419N The target disk "/backups" has become full.

            SQL2429N  The database backup failed.  The following database partitions returned
            errors: "1".
            """);
        Assert.True(backup.HasError);
        Assert.Null(backup.Timestamp);
        Assert.All(backup.Partitions, p => Assert.True(p.HasError));
    }

    [Fact]
    public void A_refused_backup_is_a_backup_when_the_statement_says_so()
    {
        // Shape: SQL1035N of 9.x and of 10.x, 11.x.
        var old = Saved.One<Db2BackupOutput>("SQL1035N  The database is currently in use.  SQLSTATE=57019\n", "db2 backup db orders");
        Assert.Equal((true, "SQL1035N", -1035, "57019", null), (old.HasError, old.Messages[0].Id, old.Messages[0].SqlCode, old.Messages[0].SqlState, old.Timestamp));
        var other = Saved.One<Db2CommandOutput>("SQL1035N  The operation failed because the specified database cannot be \nconnected to in the mode requested.  SQLSTATE=57019\n");
        Assert.Equal("The operation failed because the specified database cannot be connected to in the mode requested.", other.Messages[0].Text);
    }

    [Fact]
    public void A_restore_tells_its_warning_its_question_and_the_answer()
    {
        // Shape: 9.5 and later on Linux and Windows, many posts.
        var restore = Saved.One<Db2RestoreOutput>("""
            SQL2539W  The specified name of the backup image to restore is the same as the
            name of the target database.  Restoring to an existing database that is the
            same as the backup image database will cause the current database to be
            overwritten by the backup version.
            Do you want to continue ? (y/n) y
            DB20000I  The RESTORE DATABASE command completed successfully.
            """);
        Assert.Equal((true, false, null), (restore.IsDone, restore.HasError, restore.SuppressedWarning));
        Assert.Equal(new Db2Prompt("SQL2539W", "Do you want to continue ?", "y/n", "y"), Assert.Single(restore.Prompts));
        Assert.Equal("SQL2539W", Assert.Single(restore.Warnings).Id);
    }

    [Fact]
    public void A_question_whose_answer_was_piped_in_has_the_result_on_its_line()
    {
        var restore = Saved.One<Db2RestoreOutput>("SQL2539W  The specified name of the backup image to restore is the same as the \nname of the target database.\nDo you want to continue ? (y/n) DB20000I  The RESTORE DATABASE command completed successfully.\n");
        Assert.True(restore.IsDone);
        Assert.Null(Assert.Single(restore.Prompts).Answer);
        Assert.Equal(["SQL2539W", "DB20000I"], restore.Messages.Select(m => m.Id));
    }

    [Fact]
    public void Chinese_questions_and_lines_broken_by_a_console_are_read()
    {
        // Shape: Db2 10.5 on Windows; the console leaves a blank line behind a full line of wide letters.
        var restore = Saved.One<Db2RestoreOutput>("""
            D:\IBM\SQLLIB\BIN>db2 restore db lohn from d:\ taken at 20190301060000
            SQL2539W  要复原的备份映像的指定名称与目标数据库的名称相同。复原到与备份映像数据

            库相同的现有数据库时，会导致备份版本覆盖当前数据库。
            想要继续吗？（y/n） y
            DB20000I  RESTORE DATABASE 命令成功完成。
            """);
        Assert.Equal(("LOHN", true, "y"), (restore.Database, restore.IsDone, restore.Prompts[0].Answer));
        Assert.EndsWith("备份映像数据库相同的现有数据库时，会导致备份版本覆盖当前数据库。", restore.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_prompting_the_suppressed_warning_is_told()
    {
        // Shape: 9.7, IBM developerWorks, "using recovery related commands in DB2 LUW".
        var restore = Saved.One<Db2RestoreOutput>("SQL2540W  Restore is successful, however a warning \"2539\" was encountered \nduring Database Restore while processing in No Interrupt mode.\n");
        Assert.Equal((true, 2539, false), (restore.IsDone, restore.SuppressedWarning, restore.HasError));
    }

    [Theory]
    [InlineData("SQL1277W  A redirected restore operation is being performed.  During a table \nspace restore, only table spaces being restored can have their paths \nreconfigured.\nDB20000I  The RESTORE DATABASE command completed successfully.\n")]
    // Db2 8.2 on Windows, Chinese: public notes found by SQL1277N.
    [InlineData("SQL1277N  复原已检测到一个或多个表空间容器是不可访问的，或者已将它们的状态设置为\n\n“必须定义存储器”。\nDB20000I  RESTORE DATABASE 命令成功完成。\n")]
    public void A_redirected_restore_is_no_failure_in_any_release(string text)
    {
        var restore = Saved.One<Db2RestoreOutput>(text);
        Assert.Equal((true, false), (restore.IsRedirected, restore.HasError));
        Assert.Equal(2, restore.Messages.Count);
    }

    // Shape: 10.5 to 12.1, many posts.
    internal const string Rollforward = """

                                             Rollforward Status

         Input database alias                   = orders
         Number of members have returned status = 1

         Member ID                              = 0
         Rollforward status                     = DB  working
         Next log file to be read               = S0000270.LOG
         Log files processed                    = S0000266.LOG - S0000269.LOG
         Last committed transaction             = 2021-02-21-01.13.04.000000 Local

        DB20000I  The ROLLFORWARD command completed successfully.
        """;

    [Fact]
    public void A_rollforward_in_local_time_has_a_local_time_and_no_instant()
    {
        var member = Saved.One<Db2RollforwardOutput>(Rollforward);
        Assert.Equal(("orders", 0, "DB  working", true), (member.Database, member.Member, member.Status, member.IsPending));
        Assert.Equal(("S0000270.LOG", "S0000266.LOG", "S0000269.LOG"), (member.NextLog.ToString(), member.FirstLogProcessed.ToString(), member.LastLogProcessed.ToString()));
        Assert.Equal((null, "20210221011304", "2021-02-21-01.13.04.000000 Local"), (member.LastCommitted, member.LastCommittedLocal.ToString(), member.LastCommittedText));
        Assert.Equal("DB20000I", Assert.Single(member.Messages).Id);
    }

    [Theory]
    [InlineData("2016-03-07-08.10.43.000000 UTC", "2016-03-07T08:10:43Z", null)]
    // Up to 9.1 no zone is printed.
    [InlineData("2006-03-07-08.10.43.000000", null, "20060307081043")]
    // None known.
    [InlineData("1970-01-01-00.00.00.000000 UTC", null, null)]
    [InlineData("", null, null)]
    public void Only_a_time_with_its_zone_is_an_instant(string printed, string? instant, string? local)
    {
        var member = Saved.One<Db2RollforwardOutput>(Rollforward.Replace("2021-02-21-01.13.04.000000 Local", printed, StringComparison.Ordinal));
        Assert.Equal(instant is null ? null : DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), member.LastCommitted);
        Assert.Equal(local, member.LastCommittedLocal?.ToString());
    }

    [Fact]
    public void Old_labels_and_translated_ones_are_read_by_order()
    {
        // Shape up to 10.1: IBM developerWorks; the translated one has what the facts say of other languages.
        var old = Saved.One<Db2RollforwardOutput>("""
                                             Rollforward Status

            Input database alias                   = sample
            Number of nodes have returned status   = 1

            Node number                            = 0
            Rollforward status                     = TBS pending
            Next log file to be read               =
            Log files processed                    =  -
            Last committed transaction             = 1970-01-01-00.00.00.000000 UTC
            """);
        Assert.Equal((0, "TBS pending", true, null, null, null), (old.Member, old.Status, old.IsPending, old.NextLog, old.FirstLogProcessed, old.LastCommitted));
        var chinese = Saved.One<Db2RollforwardOutput>("""
                                             前滚状态

             输入数据库别名                         = 订单
             已返回状态的成员数                     = 1

             成员标识                               = 2
             前滚状态                               = 未暂挂
             下一个要读取的日志文件                 =
             已处理的日志文件                       = S0000031.LOG - S0000032.LOG
             上次落实的事务                         = 2021-04-10-16.34.03.000000 UTC
            """.Replace("订单", "ORDERS", StringComparison.Ordinal));
        Assert.Equal(("ORDERS", 2, "未暂挂", null, "S0000032.LOG"), (chinese.Database, chinese.Member, chinese.Status, chinese.IsPending, chinese.LastLogProcessed.ToString()));
        Assert.NotNull(chinese.LastCommitted);
    }

    [Fact]
    public void Each_member_of_a_partitioned_database_is_an_entry()
    {
        var block = Rollforward[Rollforward.IndexOf(" Member ID", StringComparison.Ordinal)..Rollforward.IndexOf("DB20000I", StringComparison.Ordinal)];
        var text = Rollforward.Replace("status = 1", "status = 3", StringComparison.Ordinal)
            .Replace("DB20000I", block.Replace("= 0\n", "= 1\n", StringComparison.Ordinal) + block.Replace("= 0\n", "= 2\n", StringComparison.Ordinal) + "DB20000I", StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], Saved.All<Db2RollforwardOutput>(text).Select(m => m.Member!.Value));
        var dropped = string.Join('\n', text.Split('\n').Where(l => l.Trim().Length > 0));
        Assert.Equal([0, 1, 2], Saved.All<Db2RollforwardOutput>(dropped).Select(m => m.Member!.Value));
        var cut = Assert.IsType<Db2RollforwardOutput>(Assert.Single(Saved.Read(Rollforward.Replace("status = 1", "status = 4", StringComparison.Ordinal))));
        Assert.Contains("4 members are announced, 1 are here", cut.Unread);
    }

    [Fact]
    public void Members_in_a_table_are_read_by_its_columns()
    {
        // Shape: ROLLFORWARD on several partitions up to Db2 9, IBM Command Reference.
        var members = Saved.All<Db2RollforwardOutput>("""
                                             Rollforward Status

             Input database alias                   = orders
             Number of nodes have returned status   = 2

             Node number  Rollforward        Next log     Log files processed        Last committed transaction
                          status             to be read
             -----------  -----------------  ------------ -------------------------  --------------------------
                       0  not pending                     S0000001.LOG-S0000012.LOG  2001-05-06-14.44.51.000000
                       1  DB  working        S0000014.LOG S0000001.LOG-S0000013.LOG  2001-05-06-14.44.52.000000
            """);
        Assert.Equal([(0, false, null, "S0000012.LOG"), (1, true, "S0000014.LOG", "S0000013.LOG")], members.Select(m => (m.Member!.Value, m.IsPending!.Value, m.NextLog?.ToString(), m.LastLogProcessed.ToString())));
    }

    [Fact]
    public void Recover_is_told_from_rollforward_by_its_message()
    {
        var member = Saved.One<Db2RollforwardOutput>(Rollforward.Replace("The ROLLFORWARD command", "The RECOVER DATABASE command", StringComparison.Ordinal));
        Assert.Equal((Db2Report.Recover, true), (member.Report, member.IsRecover));
    }

    [Fact]
    public void A_rollforward_that_stops_or_warns_is_still_one()
    {
        var stopped = Saved.One<Db2RollforwardOutput>("SQL1268N  Roll-forward recovery stopped due to error \"SQL1042\" while retrieving \nlog file \"S0000012.LOG\" for database \"ORDERS\" on node \"0\".\n");
        Assert.Equal((true, null), (stopped.HasError, stopped.Member));
        Assert.Equal(["SQL1042", "S0000012.LOG", "ORDERS", "0"], stopped.Messages[0].Tokens);
        var offline = Saved.One<Db2RollforwardOutput>("SQL1271W  Database \"TMPDB\" is recovered but one or more table spaces are \noff-line on node(s) \"0\".\n");
        Assert.False(offline.HasError);
    }
}
