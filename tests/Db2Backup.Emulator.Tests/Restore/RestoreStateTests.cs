using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>In which state a restore leaves the database, also when it fails or is killed. [commands.md, State table]</summary>
public sealed class RestoreStateTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    private string Restore(string name, string timestamp, string clauses = "WITHOUT PROMPTING") =>
        $"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp} {clauses}";

    private string Pending(string name, string what) => session.Db2($"GET DB CFG FOR {name}").Ok().Row(what + " pending");

    [Fact]
    public void An_image_of_a_circular_database_is_usable_at_once()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        session.Db2(Restore(name, timestamp)).Exits(2);
        Assert.Equal(3, session.Rows(name));
        Assert.Equal("NO", Pending(name, "Restore"));
        Assert.Equal("NO", Pending(name, "Rollforward"));
    }

    [Fact]
    public void An_online_image_leaves_the_database_roll_forward_pending_with_its_rows_after_the_rollforward()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.BackupOnline(name, sandbox.Backups);
        session.AddRow(name, 4);
        session.Db2(Restore(name, timestamp)).Exits(2);
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
        session.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1117N");
        Assert.Equal("DATABASE", Pending(name, "Rollforward"));
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF BACKUP AND STOP").Ok();
        Assert.Equal(3, session.Rows(name));
    }

    // [commands.md, BACKUP DATABASE: not in pending rollforward state; messages.md, SQL2406N]
    [Theory]
    [InlineData("")]
    [InlineData("ONLINE ")]
    public void While_it_is_roll_forward_pending_it_cannot_be_backed_up(string mode)
    {
        var name = fixture.NewRecoverableDatabase(session);
        var timestamp = session.Backup(name, sandbox.Backups, "ONLINE");
        session.Db2(Restore(name, timestamp)).Exits(2);
        session.Db2($"BACKUP DATABASE {name} {mode}TO {sandbox.Backups}").Refused("SQL2406N");
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
    }

    [Fact]
    public void An_offline_image_of_a_recoverable_database_leaves_it_roll_forward_pending_too()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 4);
        session.Db2(Restore(name, timestamp)).Exits(2);
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF LOGS AND STOP").Ok();
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void WITHOUT_ROLLING_FORWARD_makes_an_offline_image_usable_at_once_and_begins_a_new_log_chain()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 4);
        session.Db2(Restore(name, timestamp, "WITHOUT ROLLING FORWARD WITHOUT PROMPTING")).Exits(2);
        Assert.Equal(3, session.Rows(name));
        session.AddRow(name, 5);
        session.Db2($"ARCHIVE LOG FOR DATABASE {name}").Ok();
        var chain = Path.Combine(sandbox.Archive, sandbox.InstanceName, name, "NODE0000", "LOGSTREAM0000", "C0000001");
        Eventually.Holds(() => Directory.Exists(chain) && Directory.GetFiles(chain, "S*.LOG").Length > 0, "a log in the new chain");

        // What the new chain holds is reached from its own backup, and the way of the old chain is left.
        var later = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 6);
        session.Db2(Restore(name, later)).Exits(2);
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF LOGS AND STOP").Ok();
        Assert.Equal(5, session.Rows(name));
    }

    [Fact]
    public void WITHOUT_ROLLING_FORWARD_is_refused_for_an_online_image_before_the_target_is_touched()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.BackupOnline(name, sandbox.Backups);
        session.Db2(Restore(name, timestamp, "WITHOUT ROLLING FORWARD WITHOUT PROMPTING")).Refused("SQL2537N");
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void A_damaged_image_leaves_the_database_restore_pending_until_another_is_restored()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var good = session.Backup(name, sandbox.Backups);
        var bad = session.Backup(name, sandbox.Backups);
        RestoreSteps.Flip(RestoreSteps.Image(sandbox.Backups, bad, name), -5000);
        session.Db2(Restore(name, bad)).Refused("SQL2054N");
        RequireRestorePending(name);
        session.Db2(Restore(name, good)).Exits(2);
        Assert.Equal(3, session.Rows(name));
        // [commands.md, LIST HISTORY: failed operations add an SQLCA block]
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("sqlcode: -2054");
    }

    [Fact]
    public void A_cut_image_leaves_a_new_database_restore_pending_and_it_can_be_dropped()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        var image = RestoreSteps.Image(sandbox.Backups, timestamp, name);
        RestoreSteps.Cut(image, new FileInfo(image).Length - 1);
        var target = fixture.NewName();
        session.Db2(Restore(name, timestamp, $"INTO {target} WITHOUT PROMPTING")).Refused("SQL2538N");
        RequireRestorePending(target);
        session.Db2($"DROP DATABASE {target}").Ok();
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
        Assert.Equal(3, session.Rows(name));
    }

    private void RequireRestorePending(string name)
    {
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        session.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1119N");
        session.Db2($"ROLLFORWARD DATABASE {name} STOP").Refused("SQL1119N");
        Assert.Equal("YES", Pending(name, "Restore"));
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok(); // works while pending
    }
}
