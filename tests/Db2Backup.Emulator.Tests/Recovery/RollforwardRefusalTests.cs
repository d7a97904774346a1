using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>What ROLLFORWARD refuses, and that it can be done right afterwards. [messages.md, Rollforward]</summary>
public sealed class RollforwardRefusalTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly RecoveryScene scene = new(fixture);

    public void Dispose() => scene.Dispose();

    [Fact]
    public void A_database_that_is_not_pending_gets_SQL1261N_and_a_circular_one_SQL1260N()
    {
        scene.Rollforward("TO END OF LOGS AND STOP").Refused("SQL1261N");
        var circular = fixture.NewDatabase(scene.Session);
        scene.Session.Db2($"ROLLFORWARD DATABASE {circular} STOP").Refused("SQL1260N");
        scene.Session.Db2("ROLLFORWARD DATABASE NOSUCHDB STOP").Refused("SQL1013N");
    }

    [Fact]
    public void A_time_that_is_none_or_has_not_come_gets_SQL1262N()
    {
        scene.Restore(scene.BackupOnline());
        foreach (var target in new[] { "2024-01-31", "2024-13-31-12.00.00", "tomorrow", "9999-01-01-00.00.00" })
            scene.Rollforward($"TO {target}").Refused("SQL1262N");
        Assert.Equal("DB  pending", scene.Rollforward("QUERY STATUS").Row("Rollforward status"));
    }

    [Fact]
    public void A_time_before_the_end_of_the_backup_gets_SQL1275N_whose_token_is_enough()
    {
        var before = scene.Insert(1);
        var image = scene.BackupOnline();
        scene.Insert(2);
        scene.Restore(image);
        var refusal = scene.Rollforward($"TO {RecoveryScene.Isotime(before)} AND STOP").Refused("SQL1275N");
        var token = refusal.Text.Split('"')[1];
        Assert.EndsWith(" UTC", token, StringComparison.Ordinal);
        Assert.Equal("DB  pending", scene.Rollforward("QUERY STATUS").Row("Rollforward status"));
        scene.Rollforward($"TO {token[..^4]} AND STOP").Ok();
        Assert.Equal([1], scene.Rows());
    }

    [Fact]
    public void STOP_before_the_end_of_the_backup_gets_SQL1276N()
    {
        var image = scene.BackupOnline();
        scene.Restore(image);
        scene.Rollforward("STOP").Refused("SQL1276N");
        scene.Rollforward("TO END OF BACKUP AND STOP").Ok();
    }

    [Fact]
    public void A_time_beyond_the_logs_gets_SQL4970N_and_STOP_ends_where_they_end()
    {
        var image = scene.BackupOnline();
        var last = scene.Insert(1);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(last)} AND STOP").Refused("SQL4970N").Contains("halted on log file \"S");
        Assert.Equal("DB  working", scene.Rollforward("QUERY STATUS").Row("Rollforward status"));
        scene.Rollforward("STOP").Ok();
        Assert.Equal([1], scene.Rows());
    }

    [Fact]
    public void A_missing_log_that_the_image_needs_gets_SQL1273N_until_it_is_supplied()
    {
        var image = scene.BackupOnline();
        var needed = scene.Archived(0)[^1];
        scene.Restore(image);
        var hidden = scene.Hide(Path.Combine(scene.ArchiveOf(0), needed));
        scene.Rollforward("TO END OF BACKUP AND STOP").Refused("SQL1273N").Contains($"\"{needed}\"");
        scene.Rollforward("TO END OF LOGS AND STOP").Refused("SQL1273N").Contains($"\"{needed}\"");
        scene.Rollforward("STOP").Refused("SQL1276N");
        var overflow = fixture.Sandbox.MakeFolder("overflow", scene.Name);
        File.Copy(hidden, Path.Combine(overflow, needed));
        scene.Rollforward($"TO END OF BACKUP AND STOP OVERFLOW LOG PATH ('{overflow}')").Ok();
        Assert.Empty(scene.Rows());
    }

    [Fact]
    public void A_gap_in_the_logs_gets_SQL4970N_and_STOP_ends_before_it()
    {
        var image = scene.BackupOnline();
        scene.Insert(1);
        scene.Insert(2);
        scene.Insert(3);
        var middle = scene.Archived(0)[^2];
        var hidden = scene.Hide(Path.Combine(scene.ArchiveOf(0), middle));
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS AND STOP").Refused("SQL4970N").Contains($"\"{middle}\"");
        File.Move(hidden, Path.Combine(scene.ArchiveOf(0), middle));
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal([1, 2, 3], scene.Rows());
    }

    [Fact]
    public void Logs_that_are_not_the_right_ones_are_told_apart()
    {
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        scene.Insert(2);
        scene.Insert(3);
        scene.Insert(4);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(first)} AND STOP").Ok();
        var later = scene.BackupOnline();
        scene.Restore(later);
        var needed = scene.Archived(1)[^1];
        var overflow = fixture.Sandbox.MakeFolder("overflow", scene.Name);
        var path = Path.Combine(overflow, needed);
        var rollforward = $"TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({overflow}) NORETRIEVE";

        // A file of that number from the chain that was left: SQL1265N.
        File.Copy(Path.Combine(scene.ArchiveOf(0), needed), path);
        scene.Rollforward(rollforward).Refused("SQL1265N").Contains($"\"{needed}\"");
        using var other = new RecoveryScene(fixture);
        for (var row = 0; !other.Archived(0).Contains(needed); row++) other.Insert(row);
        File.Copy(Path.Combine(other.ArchiveOf(0), needed), path, overwrite: true);
        scene.Rollforward(rollforward).Refused("SQL1264N").Contains($"\"{other.Name}\"");
        File.WriteAllText(path, "no log");
        scene.Rollforward(rollforward).Refused("SQL1263N");
        File.Copy(Path.Combine(scene.ArchiveOf(1), needed), path, overwrite: true);
        scene.Rollforward(rollforward).Ok();
        Assert.Equal([1], scene.Rows());
    }

    [Fact]
    public void An_archive_that_cannot_be_reached_gets_SQL1268N_and_NORETRIEVE_does_without_it()
    {
        // [images-and-logs.md, What INCLUDE LOGS holds]: END OF LOGS asks the archive for one more log.
        scene.Insert(1);
        var image = scene.BackupOnline();
        var logs = fixture.Sandbox.MakeFolder("logtarget", scene.Name);
        scene.Restore(image, $"LOGTARGET {logs}");
        scene.Session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.MakeFolder("elsewhere", scene.Name)}");
        Directory.Delete(Path.Combine(fixture.Sandbox.Folder, "elsewhere", scene.Name));
        scene.Rollforward($"TO END OF LOGS AND STOP OVERFLOW LOG PATH ({logs})").Refused("SQL1268N").Contains("\"SQL1042\"");
        scene.Rollforward($"TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        Assert.Equal([1], scene.Rows());
    }

    // [clp.md, 6. Environment: files are opened by the engine] What its owner may not read is told, not taken for absent.
    [Fact]
    public void Logs_that_the_instance_owner_may_not_read_are_refused_and_not_taken_for_the_end()
    {
        Assert.SkipUnless(fixture.Sandbox.User.IsBoundByPermissions, "root may read everything");
        var image = scene.BackupOnline();
        scene.Insert(1);
        scene.Insert(2);
        scene.Restore(image);
        var overflow = fixture.Sandbox.MakeFolder("overflow", scene.Name);
        File.SetUnixFileMode(overflow, UnixFileMode.None);
        scene.Rollforward($"TO END OF LOGS AND STOP OVERFLOW LOG PATH ({overflow})").Refused("SQL4910N");

        // The last log: nothing comes after it that would miss it.
        var last = Path.Combine(scene.ArchiveOf(0), scene.Archived(0)[^1]);
        File.SetUnixFileMode(last, UnixFileMode.None);
        scene.Rollforward("TO END OF LOGS AND STOP").Refused("SQL1268N").Contains($"\"{Path.GetFileName(last)}\"");
        File.SetUnixFileMode(last, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.SetUnixFileMode(scene.ArchiveOf(0), UnixFileMode.None);
        scene.Rollforward("TO END OF LOGS AND STOP").Refused("SQL1268N");
        File.SetUnixFileMode(scene.ArchiveOf(0), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.NotEqual("not pending", scene.Rollforward("QUERY STATUS").Row("Rollforward status"));
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal([1, 2], scene.Rows());
    }

    // [messages.md, SQL4910N: absolute existing path; SQL4908N: no table space waits for a rollforward of its own]
    [Fact]
    public void What_cannot_be_done_is_refused_and_the_rollforward_waits_on()
    {
        scene.Restore(scene.BackupOnline());
        scene.Rollforward("TO END OF LOGS OVERFLOW LOG PATH (relative)").Refused("SQL4910N");
        scene.Rollforward("TO END OF LOGS OVERFLOW LOG PATH (/no/such/folder)").Refused("SQL4910N");
        scene.Rollforward("TO END OF LOGS AND STOP TABLESPACE (USERSPACE1)").Refused("SQL4908N");
        scene.Rollforward("TO END OF LOGS TABLESPACE ONLINE").Refused("SQL4908N");
        Assert.Equal("DB  pending", scene.Rollforward("QUERY STATUS").Row("Rollforward status"));
    }
}
