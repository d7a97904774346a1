using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.Tests.Planning.Oracle;

namespace Db2Backup.Tests.Planning;

/// <summary>
/// The planner against random lives of a database: what a plan brings back, done as it says by something that knows nothing of planning, is
/// what was committed by the time that was asked for, and where it says no there is no way, as a search through all ways shows.
/// </summary>
public sealed class RecoveryOracleTests
{
    private const int Histories = 10_000, Parts = 2;

    private sealed record Case(int Seed, OracleHistory History, RecoveryMaterial Material, bool HasTwoHosts, string Host, bool IsTold);

    private sealed class Counts
    {
        public int Plans, Refusals, Uncertain, Chains, Branched, Partitioned, Ambiguous;
    }

    [Theory]
    [InlineData(0), InlineData(1)]
    public void Every_plan_brings_back_what_was_committed_and_every_no_is_one(int part)
    {
        var counts = new Counts();
        for (var seed = part; seed < Histories; seed += Parts)
        {
            var life = Make(seed);
            var random = new Random(seed);
            for (var i = 0; i < 3; i++) CheckTime(life, RandomTime(random, life.History), counts);
            CheckEndOfLogs(life, counts);
            CheckEndOfBackup(life, counts);
        }
        // The lives are worth living through.
        Assert.True(counts.Plans > Histories / 2 && counts.Refusals > Histories / 4, $"{counts.Plans} plans, {counts.Refusals} refusals");
        Assert.True(counts.Chains > Histories / 20 && counts.Branched > Histories / 100 && counts.Partitioned > Histories / 20, $"{counts.Chains} chains, {counts.Branched} over log chains, {counts.Partitioned} of partitions");
    }

    private static Case Make(int seed)
    {
        var random = new Random(seed);
        var hasTwo = random.Next(7) == 0;
        var one = new OracleHistory(random, "host1", describes: hasTwo || random.Next(2) == 0);
        var other = hasTwo ? new OracleHistory(random, "host2", describes: true) : null;
        var isTold = random.Next(10) < 7;
        return new Case(seed, one, new RecoveryMaterial(
            [.. one.Images.Concat(other?.Images ?? []).Select(i => i.Backup)], [.. one.Stored.Concat(other?.Stored ?? [])])
        {
            Branches = isTold ? [.. one.Branches.Concat(other?.Branches ?? [])] : null,
        }, hasTwo, "host1", isTold);
    }

    private static DateTimeOffset RandomTime(Random random, OracleHistory history)
    {
        // The moments at which something happens are worth more than those between.
        var moments = history.Images.SelectMany(i => new[] { i.Backup.StartTime, i.Backup.EndTime })
            .Concat(history.Branches.Select(b => b.Time)).Concat(history.Partitions[0].Logs.Select(l => l.Closed!.Value)).ToList();
        return random.Next(3) == 0 && moments.Count > 0
            ? moments[random.Next(moments.Count)].AddTicks(random.Next(3) - 1)
            : history.Begin.AddMinutes(-5) + ((history.End - history.Begin + TimeSpan.FromMinutes(10)) * random.NextDouble());
    }

    private static RecoveryDecision Decide(Case life, RecoveryTarget target) => RecoveryPlanner.Decide(
        new RecoveryRequest("SAMPLE", "SAMPLE", target) { AnyImage = true, OwnLogs = false, Hosts = life.HasTwoHosts ? [life.Host] : [] }, life.Material);

    private static void CheckTime(Case life, DateTimeOffset time, Counts counts)
    {
        var decision = Decide(life, RecoveryTarget.At(time));
        if (decision.Plan is { } plan)
        {
            Count(plan, counts);
            var states = Execute(life, plan);
            if (plan.IsCertain) Assert.True(states is not null && states.SequenceEqual(life.History.At(time)), Told(life, plan, "brings back something else"));
            else Assert.True(states is null || states.SequenceEqual(life.History.At(time)), Told(life, plan, "ends well and wrong"));
            return;
        }
        counts.Refusals++;
        if (decision.Refusal!.Code == ErrorCode.LogAmbiguous) counts.Ambiguous++;
        if (!life.IsTold) return;
        Assert.NotEqual(ErrorCode.LogAmbiguous, decision.Refusal.Code);
        Assert.False(new OracleSearch(life.History).CanReach(time), $"seed {life.Seed}: {time:O} can be reached, and {decision.Refusal}\n{life.History}");
        foreach (var near in new[] { decision.NearestBefore, decision.NearestAfter }.OfType<DateTimeOffset>())
        {
            var nearest = Decide(life, RecoveryTarget.At(near)).Plan;
            Assert.True(nearest is not null && Execute(life, nearest)?.SequenceEqual(life.History.At(near)) == true, $"seed {life.Seed}: {near:O} is named as near to {time:O}, and cannot be reached\n{Decide(life, RecoveryTarget.At(near)).Refusal}\n{life.History}");
        }
    }

    private static void CheckEndOfLogs(Case life, Counts counts)
    {
        var decision = Decide(life, RecoveryTarget.EndOfLogs);
        if (decision.Plan is not { } plan)
        {
            counts.Refusals++;
            if (life.IsTold) Assert.False(new OracleSearch(life.History).CanReachNewest(), $"seed {life.Seed}: the newest state can be reached, and {decision.Refusal}");
            return;
        }
        Count(plan, counts);
        var states = Execute(life, plan);
        if (states is null)
        {
            Assert.False(plan.IsCertain, Told(life, plan, "is refused"));
            return;
        }
        if (!life.IsTold) return;
        for (var p = 0; p < states.Count; p++)
        {
            var partition = life.History.Partitions[p];
            var way = partition.WayTo(DateTimeOffset.MaxValue);
            var reached = partition.Logs.Where(l => l.Stored is not null && way.Contains(l)).Select(l => l.Closed!.Value).Append(plan.Backup.EndTime).Max();
            Assert.True(states[p] == Row.AsOf(partition.State, reached), Told(life, plan, "is not the newest state"));
        }
    }

    private static void CheckEndOfBackup(Case life, Counts counts)
    {
        var decision = Decide(life, RecoveryTarget.EndOfBackup);
        if (decision.Plan is { } plan)
        {
            Count(plan, counts);
            Assert.True(Execute(life, plan)?.SequenceEqual(life.History.Images.Single(i => i.Backup == plan.Backup).End) == true, Told(life, plan, "is not the end of its backup"));
        }
        else Assert.False(life.IsTold && new OracleSearch(life.History).CanReachAnyEnd(), $"seed {life.Seed}: a backup can be restored, and {decision.Refusal}");
    }

    private static IReadOnlyList<Row?>? Execute(Case life, RecoveryPlan plan)
    {
        var images = plan.Restores.Select(r => life.History.Images.Single(i => ReferenceEquals(i.Backup, r.Backup))).ToList();
        var logs = life.History.Partitions.Select(p => (IReadOnlyList<Log>)plan.Logs.Select(l => p.Logs.FirstOrDefault(o => ReferenceEquals(o.Stored, l))).OfType<Log>().ToList()).ToList();
        Assert.Equal(plan.Logs.Count, logs.Sum(l => l.Count));
        return OracleRestore.Run(images, logs, plan.ExtractsLogs, plan.Target);
    }

    private static void Count(RecoveryPlan plan, Counts counts)
    {
        counts.Plans++;
        if (!plan.IsCertain) counts.Uncertain++;
        if (plan.EarlierImages.Count > 0) counts.Chains++;
        if (plan.Logs.Any(l => l.Log.Chain != plan.Backup.Manifest.LogChain)) counts.Branched++;
        if (plan.Backup.Manifest.Partitions.Count > 1) counts.Partitioned++;
    }

    private static string Told(Case life, RecoveryPlan plan, string what) => $"seed {life.Seed}: a plan {what}\n{plan.Script}";
}
