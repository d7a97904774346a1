using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>How far a restore to a point in time can get, known before the first byte of the target is replaced.</summary>
public sealed class PointInTimeTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task A_time_after_the_last_shipped_log_is_refused_and_the_database_that_is_there_stays_as_it_is()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        await scene.ShipLogsAsync();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy);
        Assert.Equal(11, scene.Count(copy));

        scene.Insert(101);
        var lost = await RecoveryScene.MomentAsync();
        var plan = await scene.PlanAsync(RecoveryTarget.At(lost), copy);
        Assert.True(plan.LogsEnd < lost && plan.LogsCover <= plan.LogsEnd, $"{plan.LogsCover} {plan.LogsEnd} {lost}");
        Assert.Contains(plan.Warnings, w => w.Contains("after the end of the logs", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => scene.RestoreAsync(plan, o => o with { Overwrite = true, Force = true }));
        Assert.Equal(ErrorCode.TargetAfterLogs, error.Code);
        Assert.Contains($"{plan.LogsCover!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, scene.Count(copy));
        Assert.Equal(["archive-" + copy], Directory.EnumerateFileSystemEntries(scene.Work(copy)).Select(Path.GetFileName));

        // The time that is named can be reached.
        var result = await scene.RestoreAsync(RecoveryTarget.At(plan.LogsCover.Value), copy, o => o with { Overwrite = true, Force = true });
        Assert.True(result.LastCommitted <= plan.LogsCover);
        Assert.Equal(11, scene.Count(copy));
    }

    [Fact]
    public async Task A_time_at_which_nothing_happened_before_the_logs_end_is_reached()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        var quiet = await RecoveryScene.MomentAsync();
        await scene.ShipLogsAsync();
        scene.Insert(101);
        scene.Lose();
        var copy = fixture.NewName();
        var result = await scene.RestoreAsync(RecoveryTarget.At(quiet), copy);
        Assert.Equal(11, scene.Count(copy));
        Assert.True(result.LastCommitted <= quiet);
        Assert.Contains(result.Checks, c => c.Contains("later than asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_knows_what_the_logs_cover_a_halted_rollforward_stays_an_error_and_can_go_on()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        var quiet = await RecoveryScene.MomentAsync();
        await scene.ShipLogsAsync();
        foreach (var key in scene.Memory.Keys.Where(k => k.Contains("/logs/", StringComparison.Ordinal) && k.EndsWith(".json", StringComparison.Ordinal)))
            await scene.Memory.DeleteAsync(key, TestContext.Current.CancellationToken);
        var copy = fixture.NewName();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => scene.RestoreAsync(RecoveryTarget.At(quiet), copy));
        Assert.Equal("SQL4970N", error.ErrorId);
        Assert.Contains(scene.Host.Warnings, w => w.Contains("Invoke-Db2Rollforward", StringComparison.Ordinal));
        var logs = Directory.GetDirectories(scene.Work(copy), "restore-*").Select(f => Path.Combine(f, "logs")).Single();
        using var session = fixture.Sandbox.Session();
        session.Db2($"ROLLFORWARD DATABASE {copy} TO END OF LOGS AND COMPLETE OVERFLOW LOG PATH ('{logs}') NORETRIEVE").Ok();
        Assert.Equal(11, scene.Count(copy));
    }

    [Fact]
    public async Task What_only_the_database_itself_still_has_is_never_refused()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        await scene.ShipLogsAsync();
        scene.Insert(100);
        var between = await RecoveryScene.MomentAsync();
        scene.Insert(101);
        // Its active log has the row, and nothing else has.
        Assert.True((await scene.PlanAsync(RecoveryTarget.At(between))).LogsEnd < between);
        await scene.RestoreAsync(RecoveryTarget.At(between), scene.Name, o => o with { Overwrite = true, Force = true });
        Assert.Equal(11, scene.Count());
    }

    [Fact]
    public async Task What_only_the_archive_of_the_lost_database_still_has_is_never_refused()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        var between = await RecoveryScene.MomentAsync();
        scene.Insert(101);
        using (var session = fixture.Sandbox.Session())
        {
            session.Db2($"ARCHIVE LOG FOR DATABASE {scene.Name}").Ok();
            Eventually.Holds(() => Directory.EnumerateFiles(fixture.Sandbox.Archive, "*.LOG", SearchOption.AllDirectories).Count(f => f.Contains($"/{scene.Name}/", StringComparison.Ordinal)) > 1, "the log is archived");
            session.Db2($"DROP DATABASE {scene.Name}").Ok();
        }
        await scene.RestoreAsync(RecoveryTarget.At(between), scene.Name);
        Assert.Equal(11, scene.Count());
    }
}
