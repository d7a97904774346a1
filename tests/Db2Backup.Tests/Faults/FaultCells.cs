using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Faults;

/// <summary>The cells of one operation that can be tried, and the proof that the others cannot occur.</summary>
public abstract class FaultCells
{
    private readonly FaultScene scene;
    private readonly Type steps;

    /// <param name="steps">The operation's enum.</param>
    private protected FaultCells(FaultScene scene, Type steps) => (this.scene, this.steps) = (scene, steps);

    private protected static TheoryData<string, Fault> CellsOf(Type steps)
    {
        var data = new TheoryData<string, Fault>();
        foreach (var (step, fault) in FaultTable.All().Where(c => c.Step.GetType() == steps && FaultTable.Find(c.Step, c.Fault) is (Cell.Fails or Cell.Harmless)))
            data.Add(step.ToString(), fault);
        return data;
    }

    private protected Task ProveAsync(string step, Fault fault)
    {
        var at = (Enum)Enum.Parse(steps, step);
        return new FaultProof(scene, at).RunAsync(FaultTable.Find(at, fault)!);
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
