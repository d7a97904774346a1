using System.Text.RegularExpressions;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>ROLLFORWARD DATABASE to its goals. [commands.md, ROLLFORWARD DATABASE; images-and-logs.md, Minimum recovery]</summary>
public sealed partial class RollforwardTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly RecoveryScene scene = new(fixture);

    public void Dispose() => scene.Dispose();

    [Fact]
    public void END_OF_LOGS_brings_every_committed_row_back()
    {
        scene.Insert(1);
        var image = scene.BackupOnline();
        scene.Insert(2, 3);
        scene.ArchiveLog();
        scene.Insert(4);
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS ON ALL DBPARTITIONNUMS AND STOP").Ok().Contains("not pending").Says("DB20000I");
        Assert.Equal([1, 2, 3, 4], scene.Rows());
        Assert.Empty(scene.Archived(1));
    }

    [Fact]
    public void END_OF_BACKUP_brings_back_what_was_committed_when_the_backup_ended()
    {
        scene.Insert(1);
        var image = scene.BackupOnline();
        scene.Insert(2);
        scene.Restore(image);
        scene.Rollforward("TO END OF BACKUP AND COMPLETE").Ok();
        Assert.Equal([1], scene.Rows());
    }

    [Fact]
    public void The_report_has_the_shape_of_11_5()
    {
        scene.Insert(1);
        var image = scene.BackupOnline();
        scene.Insert(2);
        scene.Restore(image);
        scene.Session.Db2($"ROLLFORWARD DB {scene.Name.ToLowerInvariant()} QUERY STATUS").Ok().Contains("DB  pending");
        var report = scene.Session.Db2($"ROLLFORWARD DB {scene.Name.ToLowerInvariant()} TO END OF LOGS AND STOP").Ok();
        string[] shape =
        [
            "",
            new string(' ', 33) + "Rollforward Status",
            "",
            " Input database alias                   = " + scene.Name.ToLowerInvariant(),
            " Number of members have returned status = 1",
            "",
            " Member ID                              = 0",
            " Rollforward status                     = not pending",
            " Next log file to be read               = S0000000.LOG",
            " Log files processed                    = S0000000.LOG - S0000000.LOG",
            " Last committed transaction             = 0000-00-00-00.00.00.000000 UTC",
            "",
            "DB20000I  The ROLLFORWARD command completed successfully.",
            "",
        ];
        Assert.Equal(shape, report.Lines.Select(l => l.Contains("S00", StringComparison.Ordinal) || l.Contains(" UTC", StringComparison.Ordinal) ? Digits().Replace(l, "0") : l));
    }

    [Fact]
    public void QUERY_STATUS_works_on_a_usable_database_and_ends_without_DB20000I()
    {
        var report = scene.Rollforward("QUERY STATUS").Ok();
        Assert.Equal("not pending", report.Row("Rollforward status"));
        Assert.Equal("-", report.Row("Log files processed"));
        Assert.Equal("1970-01-01-00.00.00.000000 UTC", report.Row("Last committed transaction"));
        Assert.Empty(report.Ids);
    }

    [Fact]
    public void A_point_in_time_takes_what_was_committed_at_or_before_it()
    {
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        scene.Insert(2);
        scene.ArchiveLog();
        var third = scene.Insert(3);
        scene.Insert(4);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(first)} USING UTC TIME AND STOP").Ok();
        Assert.Equal([1], scene.Rows());

        // The logs of the chain that was left are still there for the image: through an overflow path. [images-and-logs.md, Log chains]
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(third)} AND STOP OVERFLOW LOG PATH ({scene.ArchiveOf(0)}) NORETRIEVE").Ok();
        Assert.Equal([1, 2, 3], scene.Rows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // something is committed under the new chain
    public void END_OF_LOGS_follows_the_highest_chain(bool used)
    {
        // [images-and-logs.md, Log chains]
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        scene.Insert(2);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(first)} AND STOP").Ok();
        if (used) scene.Insert(7);
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal(used ? [1, 7] : [1], scene.Rows());

        // Left again before the branch: a third chain, and nothing of the others.
        scene.Restore(image);
        scene.Rollforward("TO END OF BACKUP AND STOP").Ok();
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Empty(scene.Rows());
    }

    [Fact]
    public void Local_time_is_understood_and_shown_when_asked_for()
    {
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        scene.Insert(2);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(first.ToLocalTime())} USING LOCAL TIME AND STOP").Ok().Contains(" Local");
        Assert.Equal([1], scene.Rows());
    }

    [Fact]
    public void Without_STOP_the_database_stays_pending_and_can_go_further_but_not_back()
    {
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        var second = scene.Insert(2);
        scene.Insert(3);
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(second)}").Ok().Contains("DB  working");
        scene.Session.Db2($"CONNECT TO {scene.Name}").Refused("SQL1117N");
        scene.Rollforward($"TO {RecoveryScene.Isotime(first)}").Refused("SQL1266N");
        Assert.Equal("DB  working", scene.Rollforward("QUERY STATUS").Ok().Row("Rollforward status"));
        scene.Rollforward($"TO {RecoveryScene.Isotime(second)}").Ok();
        scene.Rollforward("TO END OF LOGS").Ok();
        scene.Rollforward("COMPLETE").Ok().Contains("not pending");
        Assert.Equal([1, 2, 3], scene.Rows());
    }

    [Fact]
    public void A_unit_of_work_open_at_a_partial_stop_is_whole_when_the_rollforward_goes_on()
    {
        var image = scene.BackupOnline();
        scene.Insert(1);
        using var other = fixture.Sandbox.Session();
        other.Connect(scene.Name);
        other.Db2("INSERT INTO T VALUES (2)", options: ["+c"]).Ok();
        fixture.Sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        scene.ArchiveLog();
        var between = DateTime.UtcNow + fixture.Sandbox.ClockOffset;
        fixture.Sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        other.Db2("INSERT INTO T VALUES (3)", options: ["+c"]).Ok();
        other.Db2("COMMIT").Ok();
        other.Db2("CONNECT RESET").Ok();
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(between)}").Ok();
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal([1, 2, 3], scene.Rows());
    }

    [Fact]
    public void STOP_drops_a_unit_of_work_that_is_not_finished()
    {
        var image = scene.BackupOnline();
        scene.Insert(1);
        using var other = fixture.Sandbox.Session();
        other.Connect(scene.Name);
        other.Db2("INSERT INTO T VALUES (2)", options: ["+c"]).Ok();
        fixture.Sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        var between = DateTime.UtcNow + fixture.Sandbox.ClockOffset;
        fixture.Sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        other.Db2("COMMIT").Ok();
        other.Db2("CONNECT RESET").Ok();
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(between)} AND STOP").Ok();
        Assert.Equal([1], scene.Rows());
        scene.Insert(5);
        Assert.Equal([1, 5], scene.Rows());
    }

    [Fact]
    public void An_offline_image_needs_no_logs_at_all()
    {
        scene.Insert(1);
        var image = scene.BackupOffline();
        scene.Insert(2);
        scene.Restore(image);
        scene.Session.Db2($"CONNECT TO {scene.Name}").Refused("SQL1117N");
        scene.Rollforward("STOP").Ok();
        Assert.Equal([1], scene.Rows());
        // Short of the end of the logs: a new chain. [images-and-logs.md, Log chains]
        scene.Insert(3);
        Assert.NotEmpty(scene.Archived(1));
    }

    [Fact]
    public void CANCEL_leaves_the_database_restore_pending()
    {
        var image = scene.BackupOnline();
        scene.Restore(image);
        scene.Rollforward("TO END OF BACKUP").Ok();
        scene.Rollforward("CANCEL").Exits(2).Says("SQL4975W");
        scene.Session.Db2($"CONNECT TO {scene.Name}").Refused("SQL1119N");
        scene.Rollforward("STOP").Refused("SQL1119N");
        scene.Restore(image);
        scene.Rollforward("TO END OF BACKUP AND STOP").Ok();
        Assert.Empty(scene.Rows());
    }

    [Fact]
    public void A_rollforward_leaves_an_entry_in_the_history()
    {
        // [sql.md, codes: F rollforward with E end of logs, P point in time]
        var image = scene.BackupOnline();
        var first = scene.Insert(1);
        scene.Insert(2);
        scene.Restore(image);
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        scene.Restore(image);
        scene.Rollforward($"TO {RecoveryScene.Isotime(first)} AND STOP").Ok();
        var history = scene.Session.Db2($"LIST HISTORY ROLLFORWARD ALL FOR {scene.Name}").Ok();
        Assert.Equal(["E", "P"], history.Lines.Where(l => l.StartsWith("  F  D", StringComparison.Ordinal)).Select(l => l[28..29]));
    }

    [Fact]
    public void The_session_is_not_connected_afterwards()
    {
        // [clp.md, Two processes]: ROLLFORWARD drops the session's own connection.
        var image = scene.BackupOnline();
        scene.Restore(image);
        scene.Rollforward("TO END OF BACKUP AND STOP").Ok();
        scene.Session.Db2("SELECT I FROM T").Exits(4).Contains("SQL1024N");
    }

    [GeneratedRegex("[0-9]")]
    private static partial Regex Digits();
}
