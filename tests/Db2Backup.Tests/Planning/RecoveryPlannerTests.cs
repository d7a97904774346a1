using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>What a plan says of itself, and what is said where there is none. Whether plans are right at all is shown by RecoveryOracleTests.</summary>
public sealed class RecoveryPlannerTests : PlanningFixture
{
    private static BackupManifest Change(double hour, BackupKind kind, BackupManifest on, int log) => Manifest(hour, log, log) with { Kind = kind, Predecessor = on.Timestamp };

    private static RecoveryDecision Decide(RecoveryTarget target, IReadOnlyList<PublishedBackup> backups, IReadOnlyList<StoredLog> logs, params string[] hosts) =>
        RecoveryPlanner.Decide(new("SAMPLE", "SAMPLE", target) { AnyImage = true, OwnLogs = false, Hosts = hosts }, new(backups, logs));

    [Fact]
    public void A_delta_is_restored_with_the_target_first_and_last_and_every_image_between()
    {
        var full = Manifest(1, 1, 1);
        var incremental = Change(2, BackupKind.Incremental, full, 2);
        var delta = Change(3, BackupKind.Delta, incremental, 3);
        var last = Change(4, BackupKind.Delta, delta, 4);
        PublishedBackup[] backups = [Backup(full), Backup(Change(1.5, BackupKind.Delta, full, 2)), Backup(incremental), Backup(delta), Backup(last)];
        var plan = Decide(RecoveryTarget.EndOfBackup, backups, []).Plan!;
        Assert.Equal([(last.Timestamp, RestorePurpose.Definition), (full.Timestamp, RestorePurpose.Base), (incremental.Timestamp, RestorePurpose.Change), (delta.Timestamp, RestorePurpose.Change), (last.Timestamp, RestorePurpose.Final)],
            plan.Restores.Select(r => (r.Backup.Timestamp, r.Purpose)));
        Assert.Equal((false, false, 400, 500), (plan.IsSingleImage, plan.CanBeAutomatic, plan.FetchBytes, plan.NeededBytes));
        // What Restore-Db2Database asks for is a full backup still.
        Assert.Equal(full.Timestamp, Plan(RecoveryTarget.EndOfBackup, backups, []).Backup.Timestamp);

        var broken = Decide(RecoveryTarget.EndOfBackup, [Backup(incremental), Backup(delta)], []);
        Assert.Equal((ErrorCode.RestoreChainBroken, 2), (broken.Refusal!.Code, broken.Obstacles.Count));
        Assert.Contains(full.Timestamp.ToString(), broken.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_backups_whose_digits_a_clock_change_repeats_a_delta_builds_upon_the_later_one()
    {
        var (first, delta) = (Manifest(1, 1, 1), Change(2.5, BackupKind.Delta, Manifest(1), 3));
        var second = Manifest(2, 2, 2) with { Timestamp = first.Timestamp, Files = first.Files, StartTime = At(2).ToOffset(TimeSpan.FromHours(-1)) };
        var plan = Decide(RecoveryTarget.EndOfBackup, [Backup(delta), Backup(first), Backup(second)], []).Plan!;
        Assert.Equal((delta.Timestamp, At(2)), (plan.Backup.Timestamp, Assert.Single(plan.EarlierImages).StartTime));
        Assert.Equal(ErrorCode.TargetBeforeBackup, RecoveryPlanner.Decide(new("SAMPLE", "SAMPLE", RecoveryTarget.At(At(2.5))) { AnyImage = true, Timestamp = delta.Timestamp }, new([Backup(delta), Backup(first)], [])).Refusal!.Code);
    }

    [Fact]
    public void A_time_that_cannot_be_reached_comes_with_the_nearest_before_and_after()
    {
        PublishedBackup[] backups = [Backup(1, 3, 4), Backup(9, 9, 9)];
        StoredLog[] logs = [Log(5, closed: 2, covers: 2), Log(7, closed: 4, covers: 4), Log(10, closed: 10, covers: 10)];
        var decision = Decide(RecoveryTarget.At(At(3)), backups, logs);
        Assert.Equal((ErrorCode.LogGap, At(2), Backup(9).EndTime), (decision.Refusal!.Code, decision.NearestBefore, decision.NearestAfter));
        var error = Refused(ErrorCode.LogGap, () => RecoveryPlanner.Plan(new("SAMPLE", "SAMPLE", RecoveryTarget.At(At(3))), decision));
        Assert.Contains("2026-03-01 02:00:00.000000 UTC", error.Message, StringComparison.Ordinal);
        Assert.Contains("S0000006.LOG", error.Message, StringComparison.Ordinal);
        Assert.Same(decision, error.Data[nameof(RecoveryDecision)]);
        Assert.Equal(backups[0], Decide(RecoveryTarget.At(At(2)), backups, logs).Plan!.Backup);
        Assert.Equal(ErrorCode.TargetAfterLogs, Decide(RecoveryTarget.At(At(10.01)), backups, logs).Refusal!.Code);
    }

    [Fact]
    public void Windows_end_where_a_log_is_missing_the_logs_end_or_a_restore_went_back()
    {
        PublishedBackup[] backups = [Backup(1, 3, 4), Backup(9, 9, 9), Backup(Manifest(13, 11, 11) with { LogChain = 1 })];
        StoredLog[] logs = [Log(5, closed: 2, covers: 2), Log(7, closed: 4, covers: 4), Log(10, closed: 10, covers: 10), Log(11, closed: 11, covers: 11), Log(11, chain: 1, closed: 13.5, covers: 13.5), Log(12, chain: 1, closed: 14, covers: 14)];
        var material = new RecoveryMaterial(backups, logs) { Branches = [new LogBranch(1, new LogFileName(11), 0, At(12))] };
        var ranges = RangeSearch.Find(material, [], anyImage: true).Ranges;
        Assert.Equal([(backups[0].EndTime, At(2), ErrorCode.LogGap), (backups[1].EndTime, At(11), ErrorCode.TargetAfterLogs), (At(12), At(14), ErrorCode.TargetAfterLogs)], ranges.Select(r => (r.From, r.To, r.BrokenBy)));
        Assert.All(ranges, r => Assert.NotNull(RecoveryPlanner.Decide(new("SAMPLE", "SAMPLE", RecoveryTarget.At(r.To)) { AnyImage = true, OwnLogs = false }, material).Plan));
    }

    [Fact]
    public void Backups_of_two_hosts_are_not_mixed_unless_they_are_said_to_be_one()
    {
        var (here, there) = (Manifest(1, 3, 4), Manifest(2, 3, 4) with { HostName = "host2" });
        PublishedBackup[] backups = [Backup(here), Backup(there)];
        var followed = Log(5, closed: 3, covers: 3, digest: "b000000000000000");
        followed = followed with { Description = followed.Description! with { HostName = "host2" } };
        Assert.Equal(ErrorCode.SourceAmbiguous, Decide(RecoveryTarget.EndOfLogs, backups, [followed]).Refusal!.Code);
        var own = Decide(RecoveryTarget.EndOfLogs, backups, [followed], "HOST1").Plan!;
        Assert.Empty(own.Logs);
        Assert.Contains(own.Warnings, w => w.Contains("host2", StringComparison.Ordinal));
        Assert.Single(Decide(RecoveryTarget.EndOfLogs, backups, [followed], "host2").Plan!.Logs);
        // A takeover: the primary was backed up, and the logs are the standby's.
        Assert.Single(Decide(RecoveryTarget.EndOfLogs, [backups[0]], [followed], "host1", "host2").Plan!.Logs);
        Assert.Equal(ErrorCode.NoBackupFits, Decide(RecoveryTarget.EndOfLogs, backups, [], "host3").Refusal!.Code);
    }

    [Fact]
    public void The_script_has_the_statements_and_UTC_and_the_warnings()
    {
        var plan = Decide(RecoveryTarget.At(new DateTimeOffset(2026, 3, 1, 3, 30, 0, TimeSpan.FromHours(1))), [Backup(Manifest(1) with { PublishBytesPerSecond = 10, BackupBytesPerSecond = 5 })], [Log(5, closed: 3, covers: 3)]).Plan!;
        var statements = plan.Script.Split('\n').Where(l => l.Length > 0 && !l.StartsWith("--", StringComparison.Ordinal)).ToList();
        Assert.Equal(
        [
            "RESTORE DATABASE SAMPLE FROM <folder of the images> TAKEN AT 20260301010000 LOGTARGET <empty folder for logs> WITHOUT PROMPTING;",
            "ROLLFORWARD DATABASE SAMPLE TO 2026-03-01-02.30.00.000000 USING UTC TIME AND COMPLETE OVERFLOW LOG PATH (<empty folder for logs>) NORETRIEVE;",
        ], statements);
        Assert.Equal(["NODE0000/LOGSTREAM0000/C0000000/S0000003.LOG to S0000004.LOG, of the image", "NODE0000/LOGSTREAM0000/C0000000/S0000005.LOG to S0000005.LOG, of the store"], plan.LogSources.Select(l => l.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(31), true), (plan.EstimatedTime, plan.IsCertain));
        Assert.All(plan.Script.TrimEnd('\n').Split('\n'), line => Assert.True(line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal) || line.EndsWith(';'), line));
    }

    [Fact]
    public void A_load_after_the_backup_is_told_and_whether_its_copy_is_wanted()
    {
        BackupHistoryEntry Entry(char operation, string at, string location = "") => new()
        {
            Database = "SAMPLE", Operation = operation, ObjectType = 'T', OperationType = 'I', Timestamp = Db2Timestamp.Parse(at), Location = location,
        };
        var material = new RecoveryMaterial([Backup(1)], [Log(5, closed: 3, covers: 3)]) { History = [Entry('L', "20260301003000"), Entry('L', "20260301013000"), Entry('C', "20260301013000", "/copies"), Entry('L', "20260301020000"), Entry('L', "20260301025900")] };
        var warnings = RecoveryPlanner.Decide(new("SAMPLE", "SAMPLE", RecoveryTarget.At(At(2.5))), material).Plan!.Warnings;
        Assert.Equal(2, warnings.Count);
        Assert.Contains("/copies", warnings[0], StringComparison.Ordinal);
        Assert.Contains("20260301020000", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_records_a_restore_the_order_of_log_chains_is_not_called_certain()
    {
        var logs = Logs(5, 9).Concat([Log(6, chain: 1), Log(7, chain: 1)]).ToList();
        var plan = Decide(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4)], logs).Plan!;
        Assert.False(plan.IsCertain);
        Assert.Contains(plan.Warnings, w => w.Contains("C0000001", StringComparison.Ordinal));
        var told = RecoveryPlanner.Decide(new("SAMPLE", "SAMPLE", RecoveryTarget.EndOfLogs) { AnyImage = true }, new([Backup(1, 3, 4)], logs) { Branches = [new LogBranch(1, new LogFileName(6), 0, At(5))] });
        Assert.True(told.Plan!.IsCertain);
        Assert.Equal([5, 6, 7], told.Plan.Logs.Select(l => l.Log.Name.Number));
        // A backup that was given up is not the newest state, however new it is.
        var abandoned = Decide(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4), Backup(3, 8, 8)], logs);
        Assert.Equal(Backup(1, 3, 4).Timestamp, abandoned.Plan!.Backup.Timestamp);
        Assert.Equal(ErrorCode.BackupAbandoned, Assert.Single(abandoned.Obstacles).Code);
    }
}
