using Db2Backup.Pipeline;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>Whether an image is streamed into RESTORE or saved first.</summary>
public sealed class RestoreWayTests : PlanningFixture
{
    [Fact]
    public void An_image_whose_logs_are_all_in_the_store_is_streamed_into_a_new_database_with_them_in_place_of_its_own()
    {
        var plan = PlanFor([Log(3), Log(4), Log(5)], RecoveryTarget.EndOfLogs);
        Assert.Equal([5], plan.Logs.Select(l => l.Log.Name.Number));
        var way = RestoreWay.Choose(plan, targetExists: false, noPipes: null, freeBytes: null, saveFirst: false);
        Assert.Equal(RestoreWayKind.Streamed, way.Kind);
        var applied = way.Apply(plan);
        Assert.False(applied.ExtractsLogs);
        Assert.Equal([3, 4, 5], applied.Logs.Select(l => l.Log.Name.Number));
    }

    [Fact]
    public void To_the_end_of_the_backup_only_its_own_logs_are_taken() =>
        Assert.Equal([3, 4], PlanFor([Log(3), Log(4), Log(5)], RecoveryTarget.EndOfBackup).LogsOfAll!.Select(l => l.Log.Name.Number));

    [Theory]
    [InlineData(4, 5), InlineData(3, 5), InlineData(5, 6)]
    public void A_log_of_its_own_that_is_missing_in_the_store_has_to_be_extracted_from_a_saved_image(params int[] logs)
    {
        var plan = PlanFor([.. logs.Select(n => Log(n))], RecoveryTarget.EndOfBackup);
        Assert.Null(plan.LogsOfAll);
        var way = RestoreWay.Choose(plan, false, null, null, false);
        Assert.Equal(RestoreWayKind.Saved, way.Kind);
        Assert.Same(plan, way.Apply(plan));
    }

    [Theory]
    [InlineData(0L, nameof(RestoreWayKind.VerifiedThenStreamed)), InlineData(long.MaxValue, nameof(RestoreWayKind.Saved)), InlineData(null, nameof(RestoreWayKind.Saved))]
    public void Over_a_database_that_is_there_nothing_flows_unverified(long? free, string kind) =>
        Assert.Equal(kind, RestoreWay.Choose(PlanFor([Log(3), Log(4)], RecoveryTarget.EndOfBackup), targetExists: true, null, free, false).Kind.ToString());

    [Fact]
    public void Who_asks_for_it_or_has_no_pipes_gets_it_saved_and_is_told_why()
    {
        var plan = PlanFor([Log(3), Log(4)], RecoveryTarget.EndOfBackup);
        Assert.Contains("asked for", RestoreWay.Choose(plan, false, null, null, saveFirst: true).ToString(), StringComparison.Ordinal);
        Assert.Contains("on the network", RestoreWay.Choose(plan, false, "it lies on the network", null, false).ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(10), InlineData(64), InlineData(65), InlineData(1000)]
    public async Task The_end_is_held_back_until_it_is_released(int length)
    {
        var (bytes, sent) = (new byte[length], new MemoryStream());
        new Random(length).NextBytes(bytes);
        await using var held = new HeldBackStream(sent, 64);
        for (var at = 0; at < length; at += 7) await held.WriteAsync(bytes.AsMemory(at, Math.Min(7, length - at)), TestContext.Current.CancellationToken);
        Assert.Equal(Math.Max(0, length - 64), sent.Length);
        await held.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(bytes, sent.ToArray());
    }

    private static RecoveryPlan PlanFor(IReadOnlyList<StoredLog> logs, RecoveryTarget target) =>
        RecoveryPlanner.Plan(new RecoveryRequest("SAMPLE", "COPY", target), [Backup(hour: 12, firstLog: 3, lastLog: 4)], logs);
}
