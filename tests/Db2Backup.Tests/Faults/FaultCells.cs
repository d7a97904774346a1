using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Faults;

/// <summary>The cells of one operation that can be tried, and the proof that the others cannot occur.</summary>
public abstract class FaultCells
{
    private readonly FaultScene scene;
    private readonly Type steps;
    private readonly ITestOutputHelper output;

    /// <param name="steps">The operation's enum.</param>
    private protected FaultCells(FaultScene scene, Type steps, ITestOutputHelper output)
    {
        (this.scene, this.steps, this.output) = (scene, steps, output);
        scene.SaidAtFirst ??= UnknownIds.SaidBy(GetType().FullName!);
    }

    private protected static TheoryData<string, Fault> CellsOf(Type steps)
    {
        var data = new TheoryData<string, Fault>();
        var again = UnknownIds.Noted(NotedCells);
        foreach (var (step, fault) in FaultTable.All().Where(c => c.Step.GetType() == steps && FaultTable.Find(c.Step, c.Fault) is (Cell.Fails or Cell.Harmless)))
            if (again is null || again.Contains(NameOf(step, fault))) data.Add(step.ToString(), fault);
        return data;
    }

    private protected async Task ProveAsync(string step, Fault fault)
    {
        var at = (Enum)Enum.Parse(steps, step);
        var proof = new FaultProof(scene, at);
        await proof.RunAsync(FaultTable.Find(at, fault)!);
        if (scene.SaidAtFirst > 0 || proof.HeardUnconfirmed) UnknownIds.Note(NotedCells, NameOf(at, fault));
    }

    // Of hundreds of cells only those run again under the U switch that it can change.
    private const string NotedCells = "cells";

    private static string NameOf(Enum step, Fault fault) => $"{step.GetType().Name}.{step} {fault}";

    /// <summary>
    /// The matrix lets one statement of each step fail. Here every other one does, as a run without faults sends them: a connection in
    /// the middle of a quiesce, the state that is read before or after. It is refused; with DB2TEST_FULL=1 the back end dies of it too,
    /// which takes minutes.
    /// </summary>
    [Theory, MemberData(nameof(FaultsOfStatements))]
    public async Task Every_statement_of_every_step_may_fail(Fault fault)
    {
        await scene.PrepareAsync();
        var statements = await StatementsAsync();
        var told = new List<string>();
        var tried = new HashSet<Enum>();
        foreach (var (step, words) in statements)
        {
            if (IsOfTheMatrix(step, words) && tried.Add(step)) continue;
            var cell = new Cell.FailsOrHarmless(new Injection.At(words, fault), FaultTable.Refusal, FaultTable.Death, FaultTable.LostState);
            try
            {
                told.Add($"{step}: {words}: {await new FaultProof(scene, step).RunAsync(cell) ?? "succeeds"}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new TestKitException($"{step}, {fault} at {words}: {e}");
            }
        }
        output.WriteLine($"{told.Count} statements of {steps.Name} x {fault}:\n{string.Join('\n', told)}");
        Assert.NotEmpty(told);
    }

    public static TheoryData<Fault> FaultsOfStatements() =>
        Environment.GetEnvironmentVariable("DB2TEST_FULL") == "1" ? [Fault.Db2Refuses, Fault.ClientDies] : [Fault.Db2Refuses];

    private static bool IsOfTheMatrix(Enum step, string words) =>
        FaultTable.Find(step, Fault.Db2Refuses) is Cell.Fails { Injection: Injection.Switch(var chosen) } && words.StartsWith(chosen.Split(':')[1], StringComparison.Ordinal);

    /// <summary>The first words of each statement; the database's name, which is another in each run, as a word of its own.</summary>
    private async Task<IReadOnlyList<(Enum Step, string Words)>> StatementsAsync()
    {
        const int words = 4;
        var seen = new List<(Enum, string)>();
        Enum? current = null;
        var host = new RecordingHost { OnStep = step => current = step.GetType() == steps ? step : current };
        host.OnVerbose = detail =>
        {
            if (current is not null && detail.StartsWith("db2 ", StringComparison.Ordinal))
                seen.Add((current, string.Join(' ', detail["db2 ".Length..].Split(' ').Take(words).Select(w => w == scene.Database ? Injection.At.Database : w).Where(w => !w.StartsWith('\'')))));
        };
        await scene.ProveAsync(await scene.RunAsync(host, TimeProvider.System, TestContext.Current.CancellationToken));
        return seen.Distinct().ToList();
    }

    [Fact]
    public async Task A_fault_that_cannot_occur_has_a_reason_that_holds()
    {
        await scene.PrepareAsync();
        var host = new RecordingHost();
        var seen = new Dictionary<Enum, StepSeen>();
        Enum? current = null;
        var files = Look();
        scene.Store?.TakeCalls();
        host.OnStep = announced => { if (announced.GetType() == steps) { Close(); current = announced; } };
        await scene.ProveAsync(await scene.RunAsync(host, TimeProvider.System, TestContext.Current.CancellationToken));
        Close();
        // Every step was done in this run, or its cells would prove nothing.
        Assert.Equal(All(), seen.Keys.Order());
        foreach (var step in All())
            foreach (var fault in Enum.GetValues<Fault>())
                if (FaultTable.Find(step, fault) is Cell.Impossible(var why)) Assert.True(Holds(why, seen[step]), $"{step} x {fault}: {why} does not hold");

        IEnumerable<Enum> All() => Enum.GetValues(steps).Cast<Enum>();

        void Close()
        {
            var statements = host.Details.Count(d => d.StartsWith("db2 ", StringComparison.Ordinal));
            host.Details.Clear();
            var now = Look();
            if (current is { } step) seen[step] = new StepSeen(statements, scene.Store?.TakeCalls() ?? [], now.Except(files).Any());
            else scene.Store?.TakeCalls();
            files = now;
        }
    }

    private sealed record StepSeen(int Statements, IReadOnlyList<StoreCall> Calls, bool Wrote);

    private static bool Holds(Why why, StepSeen seen) => why switch
    {
        Why.NoStatement => seen.Statements == 0,
        Why.NoDb2 => seen.Statements == 0,
        Why.NoStoreCall => seen.Calls.Count == 0,
        Why.StoresNothing => !seen.Calls.Any(StoreSwitch.NeedsRoom),
        Why.WritesNothing => seen is { Statements: 0, Wrote: false },
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };

    private IReadOnlyList<string> Look() => scene.Files().Select(f => $"{f} {new FileInfo(f).Length}").ToList();
}
