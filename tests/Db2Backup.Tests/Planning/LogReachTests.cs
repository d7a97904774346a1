using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>How far in time the logs of a plan reach, found out before anything is replaced.</summary>
public sealed class LogReachTests : PlanningFixture
{
    private static readonly Db2Instance Here = new() { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" };

    private static RecoveryPlan Measured(double hour, params StoredLog[] logs)
    {
        var plan = Plan(RecoveryTarget.At(At(hour)), [Backup(1)], logs);
        return LogReach.Measure(plan, plan.Logs.LastOrDefault());
    }

    [Fact]
    public void A_time_after_the_last_log_was_closed_is_refused_and_the_nearest_is_named()
    {
        var plan = Measured(3.5, Log(5, closed: 2), Log(6, closed: 3, covers: 2.5));
        Assert.Equal((At(3), At(2.5)), (plan.LogsEnd, plan.LogsCover));
        Assert.Contains(plan.Warnings, w => w.Contains("2026-03-01 03:00:00.000000 UTC", StringComparison.Ordinal));
        var error = Assert.IsType<Db2BackupException>(LogReach.Refuse(plan, hasOwnLogs: false));
        Assert.Equal(ErrorCode.TargetAfterLogs, error.Code);
        Assert.Contains("S0000006.LOG", error.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 02:30:00.000000 UTC", error.Message, StringComparison.Ordinal);
        // What Db2 finds by itself may reach further: never refuse what can be reached.
        Assert.Null(LogReach.Refuse(plan, hasOwnLogs: true));
    }

    [Fact]
    public void That_nothing_was_committed_later_moves_the_end()
    {
        var quiet = Measured(3.5, Log(5, closed: 2, covers: 1.5) with { CoversTime = At(4) });
        Assert.Equal((At(4), At(4)), (quiet.LogsEnd, quiet.LogsCover));
        Assert.Null(LogReach.Refuse(quiet, hasOwnLogs: false));
        Assert.NotNull(LogReach.Refuse(Measured(4.5, Log(5, closed: 2) with { CoversTime = At(4) }), hasOwnLogs: false));
        Assert.Equal(At(2), Measured(1.5, Log(5, closed: 2) with { CoversTime = At(1.75) }).LogsEnd);
    }

    [Theory]
    [InlineData(3), InlineData(2.95), InlineData(2)]
    public void A_time_up_to_the_end_of_the_last_log_is_not_refused(double hour)
    {
        var plan = Measured(hour, Log(5, closed: 2), Log(6, closed: 3));
        Assert.Null(LogReach.Refuse(plan, hasOwnLogs: false));
        Assert.Null(plan.LogsCover);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Without_a_log_the_end_of_the_backup_is_the_end()
    {
        Assert.Contains("no log after the backup", LogReach.Refuse(Measured(1.5), hasOwnLogs: false)!.Message, StringComparison.Ordinal);
        var atEnd = Plan(RecoveryTarget.At(Backup(1).EndTime), [Backup(1)], []);
        Assert.Null(LogReach.Refuse(LogReach.Measure(atEnd, null), hasOwnLogs: false));
    }

    [Fact]
    public void Without_a_description_the_time_in_the_store_counts_beyond_doubt_only()
    {
        var stored = Log(5) with { StoredTime = At(2) };
        Assert.Null(LogReach.Refuse(Measured(2.1, stored), hasOwnLogs: false));
        Assert.NotNull(LogReach.Refuse(Measured(2.5, stored), hasOwnLogs: false));
        Assert.Null(LogReach.Refuse(Measured(9, Log(5)), hasOwnLogs: false));
    }

    [Fact]
    public void Other_targets_take_what_there_is()
    {
        var plan = Plan(RecoveryTarget.EndOfLogs, [Backup(1)], [Log(5, closed: 2)]);
        Assert.Same(plan, LogReach.Measure(plan, plan.Logs[^1]));
        Assert.Null(LogReach.Refuse(plan with { LogsEnd = At(1) }, hasOwnLogs: false));
    }

    [Theory]
    // A copy reads nothing of its source.
    [InlineData("COPY", "host1", null, false, false)]
    [InlineData("SAMPLE", "host2", "TSM", true, false)]
    // A database that is there keeps its active logs.
    [InlineData("SAMPLE", "host1", "OFF", true, true)]
    [InlineData("SAMPLE", "host1", null, false, true)]
    [InlineData("SAMPLE", "host1", "TSM:class", false, true)]
    [InlineData("SAMPLE", "host1", "OFF", false, false)]
    [InlineData("SAMPLE", "host1", "DISK:/nowhere/at/all/", false, false)]
    public void Where_Db2_may_have_logs_of_its_own(string target, string source, string? method, bool exists, bool expected)
    {
        var plan = Plan(RecoveryTarget.EndOfLogs, [Backup(Manifest(1) with { HostName = source, LogArchiveMethod = method })], []) with { TargetDatabase = target };
        Assert.Equal(expected, OwnLogs.MayExist(plan, Here, exists ? Existing() : null));
    }

    [Fact]
    public void An_archive_folder_counts_while_it_has_a_folder_of_the_database()
    {
        using var folder = new TestKit.TemporaryFolder();
        var plan = Plan(RecoveryTarget.EndOfLogs, [Backup(Manifest(1) with { LogArchiveMethod = "DISK:" + folder.Path + "/" })], []) with { TargetDatabase = "SAMPLE" };
        Assert.False(OwnLogs.MayExist(plan, Here, null));
        folder.Folder("db2inst1", "SAMPLE");
        Assert.True(OwnLogs.MayExist(plan, Here, null));
    }

    internal static Db2Database Existing() => new()
    {
        Database = "SAMPLE", Name = "SAMPLE", InstanceInfo = Here, IsRecoverable = true, LogArchiveMethod = "OFF", LogPath = "/db2/logs/", TracksModifications = false,
        BackupPending = false, RollforwardPending = "NO", RestorePending = false, IsConsistent = true, HadrRole = "STANDARD", IsEncrypted = false,
    };
}
