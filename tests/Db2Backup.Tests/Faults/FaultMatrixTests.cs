namespace Db2Backup.Tests.Faults;

/// <summary>The matrix is complete because it is made from the enums: a new step without cells fails here.</summary>
public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_fault_at_every_step_of_every_operation_has_a_cell()
    {
        var cells = FaultTable.All().Select(c => (c.Step, c.Fault, Cell: FaultTable.Find(c.Step, c.Fault))).ToList();
        Assert.Empty(cells.Where(c => c.Cell is null).Select(c => $"{c.Step.GetType().Name}.{c.Step} x {c.Fault}"));
        foreach (var operation in cells.GroupBy(c => c.Step.GetType().Name)) output.WriteLine(Line(operation.Key, operation.Select(c => c.Cell!)));
        var total = Line("all", cells.Select(c => c.Cell!));
        output.WriteLine(total);
        TestContext.Current.SendDiagnosticMessage(total);
        Assert.All(cells.Select(c => c.Cell).OfType<Cell.Fails>(), c => Assert.NotEmpty(c.Ids));
        Assert.All(cells.Select(c => c.Cell).OfType<Cell.Harmless>(), c => Assert.NotEmpty(c.Reason));
    }

    private static string Line(string name, IEnumerable<Cell> cells)
    {
        var list = cells.ToList();
        return $"{name}: {list.Count} cells, {list.Count(c => c is Cell.Fails)} fail with an id, {list.Count(c => c is Cell.Harmless)} succeed truly, {list.Count(c => c is Cell.Impossible)} cannot occur";
    }
}
