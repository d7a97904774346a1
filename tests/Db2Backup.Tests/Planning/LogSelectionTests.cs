using Db2Backup.Errors;

namespace Db2Backup.Tests.Planning;

/// <summary>Which logs follow a backup.</summary>
public sealed class LogSelectionTests : PlanningFixture
{
    private static IEnumerable<string> Names(RecoveryPlan plan) => plan.Logs.Select(l => $"{l.Log.Chain}:{l.Log.Name.Number}");

    [Fact]
    public void An_image_with_logs_is_followed_by_the_next_log_and_one_without_by_its_first()
    {
        Assert.Equal(["0:5", "0:6"], Names(Plan(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4)], Logs(1, 6))));
        var without = Backup(Manifest(1, 3, 4) with { IncludesLogs = false });
        Assert.Equal(["0:3", "0:4", "0:5"], Names(Plan(RecoveryTarget.EndOfLogs, [without], Logs(1, 5))));
        Assert.Equal(["0:3", "0:4"], Names(Plan(RecoveryTarget.EndOfBackup, [without], Logs(1, 5))));
        Assert.Empty(Plan(RecoveryTarget.EndOfBackup, [Backup(1, 3, 4)], Logs(1, 5)).Logs);
        Assert.Equal(["0:4", "0:5"], Names(Plan(RecoveryTarget.EndOfLogs, [Backup(Offline(1, log: 4))], Logs(3, 5))));
    }

    [Fact]
    public void A_gap_is_refused_and_names_the_missing_log()
    {
        var error = Refused(ErrorCode.LogGap, () => Plan(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4)], [Log(5), Log(7)]));
        Assert.Contains("S0000006.LOG", error.Message, StringComparison.Ordinal);
        Refused(ErrorCode.LogGap, () => Plan(RecoveryTarget.At(At(3)), [Backup(1, 3, 4)], [Log(6)]));
        // Older logs have nothing to do with it.
        Assert.Empty(Plan(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4)], Logs(0, 2)).Logs);
        var without = Backup(Manifest(1, 3, 4) with { IncludesLogs = false });
        Refused(ErrorCode.LogGap, () => Plan(RecoveryTarget.EndOfBackup, [without], [Log(3)]));
        Refused(ErrorCode.LogGap, () => Plan(RecoveryTarget.EndOfBackup, [without], []));
    }

    [Fact]
    public void Each_log_comes_from_the_highest_chain_and_never_from_a_lower_one_again()
    {
        // Restored to a point within log 6: that one was cut and archived under the new chain.
        var logs = Logs(4, 9).Concat(Logs(6, 7, chain: 1)).ToList();
        Assert.Equal(["0:5", "1:6", "1:7"], Names(Plan(RecoveryTarget.EndOfLogs, [Backup(1, 3, 4)], logs)));
        var later = Backup(Manifest(5, 7, 7) with { LogChain = 1 });
        Assert.Equal(["1:8"], Names(Plan(RecoveryTarget.EndOfLogs, [later], [.. logs, Log(8, chain: 1)])));
    }

    [Fact]
    public void Two_logs_of_one_name_are_told_apart_by_the_time_they_were_closed()
    {
        // Logging was switched off and on at four o'clock: the numbers began at 0 again.
        StoredLog[] logs =
        [
            Log(0, digest: "a0", closed: 1), Log(1, digest: "a1", closed: 2), Log(2, digest: "a2", closed: 3),
            Log(0, digest: "b0", closed: 5), Log(1, digest: "b1", closed: 6), Log(2, digest: "b2", closed: 7),
        ];
        Assert.Equal(["a1", "a2"], Plan(RecoveryTarget.EndOfLogs, [Backup(0.5, 0, 0)], logs).Logs.Select(l => l.DigestPrefix));
        Assert.Equal(["b1", "b2"], Plan(RecoveryTarget.EndOfLogs, [Backup(4.5, 0, 0)], logs).Logs.Select(l => l.DigestPrefix));
    }

    [Fact]
    public void Where_nothing_tells_them_apart_they_are_refused()
    {
        var backup = Backup(0.5, 0, 0);
        Refused(ErrorCode.LogAmbiguous, () => Plan(RecoveryTarget.EndOfLogs, [backup], [Log(1, digest: "a1"), Log(1, digest: "b1")]));
        Refused(ErrorCode.LogAmbiguous, () => Plan(RecoveryTarget.EndOfLogs, [backup], [Log(1, digest: "a1", closed: 2), Log(1, digest: "b1")]));
        Refused(ErrorCode.LogAmbiguous, () => Plan(RecoveryTarget.EndOfLogs, [backup], [Log(1, digest: "a1", closed: 2), Log(1, digest: "b1", closed: 2)]));
        Refused(ErrorCode.LogAmbiguous, () => Plan(RecoveryTarget.EndOfLogs, [backup], [Log(1, digest: "a1", closed: 0.1), Log(1, digest: "b1", closed: 0.2)]));
        // The same log twice, compressed in two ways, is one.
        Assert.Single(Plan(RecoveryTarget.EndOfLogs, [backup], [Log(1, digest: "a1"), Log(1, digest: "a1") with { Key = "other" }]).Logs);
    }

    [Fact]
    public void That_the_store_has_no_log_after_the_backup_is_told() =>
        Assert.Contains(Plan(RecoveryTarget.EndOfLogs, [Backup(1)], []).Warnings, w => w.Contains("no log after the backup", StringComparison.Ordinal));
}
