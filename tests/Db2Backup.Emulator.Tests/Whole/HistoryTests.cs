using System.Diagnostics;
using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>
/// The promise everything else leans on: whatever was committed, backed up, switched, crashed and recovered before, a
/// recovery gives exactly the rows committed by its target. [commands.md, State table; images-and-logs.md, Log chains, Minimum recovery]
/// </summary>
public sealed class HistoryTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    /// <summary>Set to a number, only that history is lived through, again.</summary>
    private const string SeedVariable = "DB2BACKUP_SEED";

    /// <summary>For how many seconds new histories are begun.</summary>
    private const string SecondsVariable = "DB2BACKUP_HISTORY_SECONDS";
    private const int UsualSeconds = 45;

    private static readonly TimeSpan ShrinkBudget = TimeSpan.FromSeconds(90);

    [Fact]
    public void Recovery_to_any_target_in_a_random_history_gives_exactly_the_rows_committed_by_then()
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        var budget = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable(SecondsVariable) is { } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : UsualSeconds);
        var clock = Stopwatch.StartNew();
        var lived = 0;
        do
        {
            var seed = first + lived++;
            var history = RandomHistory.Of(seed);
            if (Failure(history) is not { } failure) continue;
            var (shortest, why) = Shrink(history, failure);
            Assert.Fail($"history of seed {seed} (again with {SeedVariable}={seed}), shortened to\n  {string.Join("\n  ", shortest)}\n{why}");
        }
        while (given is null && clock.Elapsed < budget);
        TestContext.Current.SendDiagnosticMessage($"{lived} histories, from seed {first}");
    }

    private string? Failure(IReadOnlyList<Step> history)
    {
        try
        {
            new HistoryRun(fixture.Sandbox, fixture.NewName()).Live(history);
            return null;
        }
        catch (Exception e) when (e is TestKitException or Xunit.Sdk.XunitException)
        {
            return e.Message;
        }
    }

    // Leaves out one step after the other as long as the rest still fails.
    private (IReadOnlyList<Step> Steps, string Why) Shrink(IReadOnlyList<Step> history, string failure)
    {
        var clock = Stopwatch.StartNew();
        var steps = history.ToList();
        for (var i = steps.Count - 1; i >= 0 && clock.Elapsed < ShrinkBudget; i--)
        {
            var fewer = steps.Where((_, index) => index != i).ToList();
            if (Failure(fewer) is not { } still) continue;
            steps = fewer;
            failure = still;
        }
        return (steps, failure);
    }
}
