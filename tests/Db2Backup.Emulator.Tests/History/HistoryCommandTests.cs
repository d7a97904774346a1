using System.Globalization;
using Db2Backup.Emulator.Tests.Restore;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.History;

/// <summary>LIST HISTORY, PRUNE HISTORY, PRUNE LOGFILE and UPDATE HISTORY as commands. [commands.md]</summary>
public sealed class HistoryCommandTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    private int Count(string name, string what = "ALL") =>
        int.Parse(session.Db2($"LIST HISTORY {what} FOR {name}").Ok().Row("Number of matching file entries"), CultureInfo.InvariantCulture);

    /// <summary>A recoverable database with several full backups, each of which archives logs. Not connected.</summary>
    private (string Name, List<string> Timestamps) Scene(int backups = 3)
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 1);
        var timestamps = new List<string>();
        for (var i = 0; i < backups; i++)
        {
            session.AddRow(name, 10 + i);
            sandbox.AdvanceClock(TimeSpan.FromSeconds(2)); // logs and images of one second would belong together
            timestamps.Add(session.BackupOnline(name, sandbox.Backups));
        }
        return (name, timestamps);
    }

    private string[] Archived(string name) =>
        Directory.GetFiles(Path.Combine(sandbox.Archive, sandbox.InstanceName, name), "S*.LOG", SearchOption.AllDirectories);

    [Fact]
    public void A_new_database_has_no_entries()
    {
        var name = fixture.NewDatabase(session);
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok().Contains($"List History File for {name}").Contains("Number of matching file entries = 0");
    }

    [Fact]
    public void It_is_listed_without_a_connection_also_while_the_database_is_pending()
    {
        var (name, timestamps) = Scene(1);
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamps[0]} WITHOUT PROMPTING").Exits(2);
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
        // The offline backup that made it recoverable, the online one, the restore.
        var listed = session.Db2($"LIST HISTORY BACKUP ALL FOR DATABASE {name}").Ok().Contains("Number of matching file entries = 3");
        var restore = Assert.Single(listed.Lines, l => l.StartsWith("  R  D  ", StringComparison.Ordinal));
        Assert.Equal("000   N", restore[22..29]);
        Assert.Equal(timestamps[0], restore[62..]);
    }

    [Fact]
    public void Kinds_of_entries_can_be_asked_for()
    {
        var (name, timestamps) = Scene(2);
        Assert.Equal(3, Count(name, "BACKUP ALL"));
        Assert.Equal(1, Count(name, $"BACKUP SINCE {timestamps[1]}"));
        Assert.Equal(3, Count(name, $"BACKUP SINCE {timestamps[1][..4]}"));
        Assert.Equal(Archived(name).Length, Count(name, "ARCHIVE LOG ALL"));
        Assert.Equal(3, Count(name, "BACKUP CONTAINING USERSPACE1"));
        Assert.Equal(0, Count(name, "CONTAINING NOWHERE"));
        foreach (var kind in new[] { "ROLLFORWARD", "DROPPED TABLE", "LOAD", "CREATE TABLESPACE", "RENAME TABLESPACE", "ALTER TABLESPACE", "REORG" })
            Assert.Equal(0, Count(name, kind + " ALL"));
        Assert.Equal(Count(name, "BACKUP ALL") + Count(name, "ARCHIVE LOG ALL"), Count(name));
    }

    [Fact]
    public void An_unknown_database_is_refused_with_SQL1013N_and_a_wrong_word_with_SQL0104N()
    {
        session.Db2("LIST HISTORY ALL FOR NOWHERE").Refused("SQL1013N");
        session.Db2("LIST HISTORY EVERYTHING FOR NOWHERE").Refused("SQL0104N");
        session.Db2("LIST HISTORY BACKUP SINCE lately FOR NOWHERE").Refused("SQL2032N");
    }

    [Fact]
    public void PRUNE_needs_a_connection()
    {
        session.Db2("PRUNE HISTORY 2011").Refused("SQL1024N");
        session.Db2("PRUNE LOGFILE PRIOR TO S0000001.LOG").Refused("SQL1024N");
        session.Db2("UPDATE HISTORY EID 1 WITH STATUS D").Refused("SQL1024N");
    }

    [Fact]
    public void A_prefix_means_the_beginning_of_that_time()
    {
        var (name, timestamps) = Scene(2);
        session.Connect(name);
        // January 1st of this year: everything is later.
        session.Db2($"PRUNE HISTORY {timestamps[0][..4]}").Ok().Contains("DB20000I The PRUNE command completed successfully.");
        Assert.Equal(3, Count(name, "BACKUP ALL"));
        session.Db2("PRUNE HISTORY 20").Refused("SQL2032N");
    }

    [Fact]
    public void Entries_up_to_a_time_go_and_the_most_recent_restore_set_stays_unless_forced()
    {
        var (name, timestamps) = Scene(3);
        session.Connect(name);
        session.Db2($"PRUNE HISTORY {timestamps[0]}").Ok();
        Assert.Equal(2, Count(name, "BACKUP ALL"));
        session.Db2("PRUNE HISTORY 2099").Ok();
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("Number of matching file entries = 1").Contains(timestamps[2]);
        session.Db2("PRUNE HISTORY 2099 WITH FORCE OPTION").Ok();
        Assert.Equal(0, Count(name));
    }

    [Fact]
    public void Without_AND_DELETE_the_archived_logs_stay()
    {
        var (name, _) = Scene(2);
        session.Connect(name);
        var before = Archived(name);
        session.Db2("PRUNE HISTORY 2099 WITH FORCE OPTION").Ok();
        Assert.Equal(before, Archived(name));
    }

    [Fact]
    public void AND_DELETE_removes_archived_logs_but_images_only_with_AUTO_DEL_REC_OBJ()
    {
        var (name, timestamps) = Scene(2);
        session.Connect(name);
        var before = Archived(name).Length;
        session.Db2("PRUNE HISTORY 2099 AND DELETE").Ok();
        var kept = Archived(name).Length;
        Assert.True(kept < before, "no archived log was deleted");
        Assert.True(kept > 0, "the logs of the most recent restore set were deleted");
        Assert.Equal(3, Directory.GetFiles(sandbox.Backups, name + ".*").Length);

        session.Db2($"UPDATE DB CFG FOR {name} USING AUTO_DEL_REC_OBJ ON");
        session.Db2("PRUNE HISTORY 2099 WITH FORCE OPTION AND DELETE").Ok();
        // The entries of the first two images went before the parameter was set; logs in use stay with their entries.
        Assert.Equal(2, Directory.GetFiles(sandbox.Backups, name + ".*").Length);
        Assert.Empty(Directory.GetFiles(sandbox.Backups, $"{name}.*.{timestamps[1]}.*"));
    }

    [Fact]
    public void The_restore_set_that_stays_can_still_be_restored()
    {
        var (name, timestamps) = Scene(2);
        session.AddRow(name, 20);
        session.Connect(name);
        session.Db2("PRUNE HISTORY 2099 AND DELETE").Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamps[1]} WITHOUT PROMPTING").Exits(2);
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF LOGS AND STOP").Ok();
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void UPDATE_HISTORY_changes_status_comment_and_location_by_EID_or_object_part()
    {
        var (name, timestamps) = Scene(1);
        session.Connect(name);
        session.Db2("UPDATE HISTORY EID 1 WITH STATUS D").Ok().Contains("DB20000I The UPDATE HISTORY command completed successfully.");
        session.Db2($"UPDATE HISTORY FOR {timestamps[0]}001 WITH COMMENT 'kept for the audit'").Ok();
        session.Db2($"UPDATE HISTORY FOR {timestamps[0]}001 WITH LOCATION /tape DEVICE TYPE T").Ok();
        var listed = session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok();
        listed.Contains("Status: D").Contains("Comment: kept for the audit").Contains("Location: /tape");
        Assert.Equal("T", Assert.Single(listed.Lines, l => l.Contains(timestamps[0] + "001", StringComparison.Ordinal))[33..34]);
        session.Db2("UPDATE HISTORY EID 4711 WITH STATUS D").Refused("SQL2032N");
        session.Db2("UPDATE HISTORY EID 1 WITH STATUS Z").Refused("SQL2032N");
        session.Db2("UPDATE HISTORY EID 1 WITH COLOUR red").Refused("SQL0104N");
    }

    [Fact]
    public void An_entry_marked_do_not_delete_is_not_pruned()
    {
        var (name, _) = Scene(2);
        session.Connect(name);
        session.Db2("UPDATE HISTORY EID 1 WITH STATUS X").Ok();
        session.Db2("PRUNE HISTORY 2099 WITH FORCE OPTION").Ok();
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok().Contains("Number of matching file entries = 1").Contains("EID: 1 ");
    }

    // [images-and-logs.md, History file: NUM_DB_BACKUPS, REC_HIS_RETENTN]
    [Fact]
    public void A_backup_prunes_what_is_both_too_many_and_too_old()
    {
        var (name, _) = Scene(2);
        session.Db2($"UPDATE DB CFG FOR {name} USING NUM_DB_BACKUPS 2 REC_HIS_RETENTN 5");
        session.BackupOnline(name, sandbox.Backups);
        // Four full backups, of which two may stay; but none is old.
        var listed = session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("Number of matching file entries = 4");
        Assert.Equal(2, listed.Lines.Count(l => l.TrimEnd() == "     Status: E"));
        sandbox.AdvanceClock(TimeSpan.FromDays(6));
        session.BackupOnline(name, sandbox.Backups);
        // The three expired ones are too old now; the fourth is old, and stays as one of the two.
        Assert.Equal(2, Count(name, "BACKUP ALL"));
        Assert.Equal(5, Directory.GetFiles(sandbox.Backups, name + ".*").Length);
    }

    [Fact]
    public void PRUNE_LOGFILE_deletes_older_files_from_the_active_log_path_only()
    {
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 LOGRETAIN");
        session.Backup(name, sandbox.Backups);
        session.CreateRows(name, 2);
        session.AddRow(name, 3);
        session.AddRow(name, 4);
        var folder = session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files");
        session.Connect(name);
        var newest = Directory.GetFiles(folder, "S*.LOG").Select(Path.GetFileName).Order().Last()!;
        Assert.True(Directory.GetFiles(folder, "S*.LOG").Length > 2);
        session.Db2($"PRUNE LOGFILE PRIOR TO {newest}").Ok();
        Assert.Equal([newest], Directory.GetFiles(folder, "S*.LOG").Select(Path.GetFileName));
        session.Db2("PRUNE LOGFILE PRIOR TO S9999999.LOG").Ok(); // the active one stays
        Assert.Single(Directory.GetFiles(folder, "S*.LOG"));
        session.Db2("PRUNE LOGFILE PRIOR TO everything").Refused("SQL2032N");
    }

    // [images-and-logs.md, db2ckrst]
    [Fact]
    public void db2ckrst_suggests_the_restore_order_from_the_history()
    {
        var (name, timestamps) = Scene(1);
        session.Run("db2ckrst", "-d", name, "-t", timestamps[0], "-r", "database").Ok()
            .Contains($"Suggested restore order of images using timestamp {timestamps[0]} for database {name}.")
            .Contains($"restore db {name} taken at {timestamps[0]}");
        Assert.NotEqual(0, session.Run("db2ckrst", "-d", name, "-t", "19991231235959").ExitCode);
        Assert.NotEqual(0, session.Run("db2ckrst", "-d", "NOWHERE", "-t", timestamps[0]).Says("SQL1013N").ExitCode);
        Assert.NotEqual(0, session.Run("db2ckrst", "-t", timestamps[0]).ExitCode);
    }

    [Fact]
    public void A_failed_backup_leaves_an_entry_with_its_SQLCA()
    {
        var (name, _) = Scene(1);
        session.Db2($"BACKUP DATABASE {name} ONLINE TO {sandbox.Backups}",
            environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "diskfull@1000" }).Exits(4);
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("SQLCA Information").Contains("sqlcode: -");
    }
}
