using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>BACKUP DATABASE offline. [commands.md, BACKUP DATABASE; State table]</summary>
public sealed class OfflineBackupTests(InstanceFixture instance) : IClassFixture<InstanceFixture>
{
    private Db2Sandbox Sandbox => instance.Sandbox;

    // [clp.md, What output looks like: no DB20000I; blank line, the sentence, blank line]
    [Fact]
    public void Success_is_a_sentence_with_the_timestamp_between_two_blank_lines()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var backup = session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok();
        Assert.Matches(@"^\nBackup successful\. The timestamp for this backup image is : \d{14}\n\n$", backup.Output);
        var file = Assert.Single(BackupSteps.ImagesIn(Sandbox.Backups, database));
        Assert.Equal($"{database}.0.db2inst1.DBPART000.{backup.Timestamp}.001", Path.GetFileName(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    // [images-and-logs.md: the timestamps are unique and increasing]
    [Fact]
    public void Two_backups_within_a_second_have_rising_timestamps()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var first = session.Db2($"BACKUP DB {database} TO {Sandbox.Backups}").Ok().Timestamp;
        var second = session.Db2($"BACKUP DB {database} TO {Sandbox.Backups}").Ok().Timestamp;
        Assert.True(string.CompareOrdinal(second, first) > 0);
        Assert.Equal(2, BackupSteps.ImagesIn(Sandbox.Backups, database).Count);
    }

    // [BACKUP-115: the same path three times gives three files]
    [Fact]
    public void A_folder_named_three_times_gets_three_files_that_are_one_image()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.FillTable(database, 400);
        var folder = Sandbox.MakeFolder("three");
        session.Db2($"BACKUP DATABASE {database} TO {folder}, {folder}, {folder} WITH 4 BUFFERS BUFFER 8 PARALLELISM 2").Ok();
        var files = BackupSteps.ImagesIn(folder, database);
        Assert.Equal([".001", ".002", ".003"], files.Select(Path.GetExtension));
        session.Run("db2ckbkp", [.. files]).Ok().Contains("Image Verification Complete - successful.");
        Assert.Equal(3, session.BackupsInHistory(database));
    }

    // [commands.md: default is the current directory of the client]
    [Fact]
    public void Without_TO_the_image_goes_to_the_clients_directory()
    {
        var folder = Sandbox.MakeFolder("here");
        using var session = Sandbox.Session(folder);
        var database = instance.NewDatabase(session);
        session.Db2($"BACKUP DATABASE {database}").Ok();
        Assert.Single(BackupSteps.ImagesIn(folder, database));
    }

    [Fact]
    public void A_compressed_image_is_smaller_and_says_so()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.FillTable(database, 400);
        var plain = Sandbox.MakeFolder("plain");
        var packed = Sandbox.MakeFolder("packed");
        session.Db2($"BACKUP DATABASE {database} TO {plain}").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {packed} COMPRESS").Ok();
        var file = BackupSteps.ImagesIn(packed, database)[0];
        Assert.True(new FileInfo(file).Length * 3 < new FileInfo(BackupSteps.ImagesIn(plain, database)[0]).Length);
        session.Run("db2ckbkp", "-H", file).Ok().Contains("Compression -- 1");
    }

    // [commands.md: the session's own connection is dropped, and it is not connected afterwards]
    [Fact]
    public void The_sessions_own_connection_is_no_obstacle_and_is_gone_afterwards()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Connect(database);
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok();
        session.Db2("COMMIT").Exits(4);
        session.Db2("SELECT 1 FROM SYSIBM.SYSDUMMY1").Refused("SQL1024N");
    }

    // [messages.md, SQL1035N]
    [Fact]
    public void Somebody_elses_connection_or_an_activation_refuses_it_with_SQL1035N()
    {
        using var session = Sandbox.Session();
        using var other = Sandbox.Session();
        var database = instance.NewDatabase(session);
        other.Connect(database);
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Refused("SQL1035N");
        other.Db2("TERMINATE").Ok();
        session.Db2($"ACTIVATE DATABASE {database}").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Refused("SQL1035N");
        session.Db2($"DEACTIVATE DATABASE {database}").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok();
        Assert.Equal(1, session.BackupsInHistory(database));
    }

    [Fact]
    public void While_it_runs_nobody_can_connect()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} TO {Sandbox.Backups}", environment: BackupSteps.Fault("hang@4096"));
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Output.Contains(database, StringComparison.Ordinal), "the backup runs");
        session.Db2($"CONNECT TO {database}").Refused("SQL1035N");
        running.Interrupt();
        running.Wait().Refused("SQL2001N");
        session.Connect(database);
    }

    // [images-and-logs.md: /dev/null is accepted, ends backup pending, writes a history entry N, and there is no image]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_offline_backup_ends_BACKUP_PENDING_even_to_the_null_device(bool toNull)
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {database} USING LOGARCHMETH1 DISK:{Sandbox.Archive}");
        session.Db2($"CONNECT TO {database}").Refused("SQL1116N");
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {Sandbox.Backups}").Refused("SQL2413N");
        session.Db2($"BACKUP DATABASE {database} TO {(toNull ? "/dev/null" : Sandbox.Backups)}").Ok();
        session.Connect(database);
        Assert.Equal(toNull ? 0 : 1, BackupSteps.ImagesIn(Sandbox.Backups, database).Count);
        var entry = session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Lines.Single(l => l.StartsWith("  B  D", StringComparison.Ordinal));
        Assert.Equal('F', entry[28]);
        Assert.Equal(toNull ? 'N' : 'D', entry[33]);
    }

    // [commands.md, LIST HISTORY: shape of an entry]
    [Fact]
    public void The_history_names_logs_table_spaces_comment_and_folder()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var timestamp = session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok().Timestamp;
        session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Ok()
            .Contains($"B D {timestamp}001 F D S0000000.LOG S0000000.LOG")
            .Contains("Contains 2 tablespace(s):").Contains("00001 SYSCATSPACE").Contains("00002 USERSPACE1")
            .Contains($"Comment: DB2 BACKUP {database} OFFLINE").Contains($"Location: {Sandbox.Backups}");
    }

    // [commands.md: rows of a DPF backup; here the only partition is 0]
    [Fact]
    public void ON_ALL_DBPARTITIONNUMS_answers_with_a_table_of_partitions()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Db2($"BACKUP DATABASE {database} ON ALL DBPARTITIONNUMS TO {Sandbox.Backups}").Ok()
            .Contains("Part Result").Contains("0000 DB20000I").Contains("Backup successful.");
        session.Db2($"BACKUP DATABASE {database} ON ALL DBPARTITIONNUMS TO /nowhere").Refused("SQL2429N").Contains("0000 SQL2036N");
    }

    [Fact]
    public void Rows_come_back_from_the_image()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.FillTable(database, 250);
        var timestamp = session.Db2($"BACKUP DATABASE {database} TO {Sandbox.Backups}").Ok().Timestamp;
        session.Connect(database);
        session.Db2("DELETE FROM FILL").Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"RESTORE DATABASE {database} FROM {Sandbox.Backups} TAKEN AT {timestamp} WITHOUT PROMPTING").Exits(2);
        session.Connect(database);
        session.Db2("SELECT COUNT(*) FROM FILL", options: ["-x"]).Ok().Contains("250");
    }
}
