using Db2Backup.Errors;

namespace Db2Backup.Tests.Planning;

/// <summary>Which backup a restore begins from.</summary>
public sealed class BackupSelectionTests : PlanningFixture
{
    [Fact]
    public void The_newest_by_UTC_serves_the_end_of_the_backup_and_of_the_logs()
    {
        // The clock on the wall was set back between the two.
        var (older, newer) = (Manifest(2.5), Manifest(3) with { Timestamp = Db2Timestamp.Parse("20260301020000") });
        var name = new ImageName("SAMPLE", 0, "db2inst1", 0, null, newer.Timestamp, 1).ToString();
        newer = newer with { Files = [newer.Files[0] with { Name = name }] };
        foreach (var target in new[] { RecoveryTarget.EndOfBackup, RecoveryTarget.EndOfLogs })
            Assert.Equal(newer.Timestamp, Plan(target, [Backup(newer), Backup(older)], []).Backup.Timestamp);
    }

    [Fact]
    public void A_point_in_time_never_takes_a_backup_that_ends_after_it()
    {
        var (first, second) = (Backup(1, 1, 2), Backup(5, 7, 8));
        var logs = Logs(1, 12);
        Assert.Equal(first.Timestamp, Plan(RecoveryTarget.At(At(5.01)), [first, second], logs).Backup.Timestamp);
        Assert.Equal(second.Timestamp, Plan(RecoveryTarget.At(second.EndTime), [first, second], logs).Backup.Timestamp);
        Assert.Equal(first.Timestamp, Plan(RecoveryTarget.At(second.EndTime.AddTicks(-10)), [first, second], logs).Backup.Timestamp);
        // The same instant in another zone is the same target.
        Assert.Equal(second.Timestamp, Plan(RecoveryTarget.At(second.EndTime.ToOffset(TimeSpan.FromHours(-9))), [first, second], logs).Backup.Timestamp);
    }

    [Fact]
    public void A_time_before_every_backup_is_refused_with_the_earliest_that_can_be_reached()
    {
        var error = Refused(ErrorCode.TargetBeforeBackup, () => Plan(RecoveryTarget.At(At(1)), [Backup(5), Backup(9)], []));
        Assert.Contains("2026-03-01 05:05:00.000000 UTC", error.Message, StringComparison.Ordinal);
        Refused(ErrorCode.TargetBeforeBackup, () => Plan(RecoveryTarget.At(At(5.01)), [Backup(5)], [], Backup(5).Timestamp));
    }

    [Fact]
    public void The_minimum_recovery_time_counts_where_the_manifest_has_one()
    {
        var backup = Backup(Manifest(5) with { MinimumRecoveryTime = At(5.2) });
        Refused(ErrorCode.TargetBeforeBackup, () => Plan(RecoveryTarget.At(At(5.15)), [backup], []));
        Assert.Equal(backup, Plan(RecoveryTarget.At(At(5.2)), [backup], []).Backup);
    }

    [Fact]
    public void An_incomplete_backup_is_passed_over_and_refused_when_it_is_named()
    {
        var (whole, cut) = (Backup(1), Backup(5) with { Missing = ["a slice is missing"] });
        Assert.Equal(whole, Plan(RecoveryTarget.EndOfBackup, [whole, cut], []).Backup);
        Assert.Contains("a slice is missing", Refused(ErrorCode.NoBackupFits, () => Plan(RecoveryTarget.EndOfBackup, [whole, cut], [], cut.Timestamp)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_image_of_the_whole_database_is_never_taken_for_one()
    {
        var whole = Backup(1);
        foreach (var other in new[] { Manifest(5, type: 3), Manifest(6) with { Kind = BackupKind.Delta }, Manifest(7) with { Partitions = [0, 1] } })
        {
            Assert.Equal(whole, Plan(RecoveryTarget.EndOfBackup, [whole, Backup(other)], []).Backup);
            Refused(ErrorCode.NoBackupFits, () => Plan(RecoveryTarget.EndOfBackup, [whole, Backup(other)], [], other.Timestamp));
            Assert.Contains(other.Timestamp.ToString(), Refused(ErrorCode.NoBackupFits, () => Plan(RecoveryTarget.EndOfLogs, [Backup(other)], [])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Just_the_image_is_the_newest_offline_one()
    {
        var offline = Backup(Offline(2));
        var plan = Plan(RecoveryTarget.Image, [Backup(1), offline, Backup(5)], []);
        Assert.Equal((offline, false, false), (plan.Backup, plan.RollsForward, plan.ExtractsLogs));
        Refused(ErrorCode.ImageNeedsRollforward, () => Plan(RecoveryTarget.Image, [Backup(1)], []));
        Refused(ErrorCode.ImageNeedsRollforward, () => Plan(RecoveryTarget.Image, [Backup(1), offline], [], Backup(1).Timestamp));
    }

    [Fact]
    public void Digits_that_name_two_backups_are_refused_with_both()
    {
        var (first, second) = (Manifest(1), Manifest(2) with { Timestamp = Manifest(1).Timestamp, Files = Manifest(1).Files });
        var error = Refused(ErrorCode.NoBackupFits, () => Plan(RecoveryTarget.EndOfBackup, [Backup(first), Backup(second)], [], first.Timestamp));
        Assert.Contains("20260301T010000Z", error.Message, StringComparison.Ordinal);
        Assert.Contains("20260301T020000Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_is_known_by_its_alias_too_and_others_are_not_taken()
    {
        var other = Backup(Manifest(1, alias: "SAMP2"));
        Assert.Equal(other, Plan(RecoveryTarget.EndOfBackup, [other, Backup(Manifest(5, name: "OTHER"))], [], database: "samp2").Backup);
        Refused(ErrorCode.NoBackupFits, () => Plan(RecoveryTarget.EndOfBackup, [Backup(Manifest(5, name: "OTHER"))], []));
    }

    [Fact]
    public void Logs_cannot_follow_a_backup_of_a_circular_database()
    {
        var circular = Backup(Offline(1, recoverable: false));
        Refused(ErrorCode.LogsNotKept, () => Plan(RecoveryTarget.EndOfLogs, [circular], Logs(5, 6)));
        Refused(ErrorCode.LogsNotKept, () => Plan(RecoveryTarget.At(At(3)), [circular], Logs(5, 6)));
        Assert.False(Plan(RecoveryTarget.EndOfBackup, [circular], []).RollsForward);
    }

    [Fact]
    public void An_image_that_was_not_verified_is_told() =>
        Assert.Contains(Plan(RecoveryTarget.EndOfBackup, [Backup(Manifest(1) with { Verified = false })], []).Warnings, w => w.Contains("db2ckbkp", StringComparison.Ordinal));
}
