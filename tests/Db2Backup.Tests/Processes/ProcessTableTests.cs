using System.Diagnostics;
using Db2Backup.Processes;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Processes;

public sealed class ProcessTableTests
{
    /// <summary>The name stands in parentheses in /proc/N/stat, and may hold what the fields after it look like [proc(5)].</summary>
    [Theory]
    [InlineData("sleep")]
    [InlineData("a) R 1 (b")]
    public async Task A_child_is_found_whatever_its_name(string name)
    {
        using var folder = new TemporaryFolder("d2ps-");
        var program = folder.Combine(name);
        File.Copy("/bin/sleep", program);
        using var child = Process.Start(new ProcessStartInfo(program) { ArgumentList = { "60" } })!;
        try
        {
            Assert.Contains(child.Id, await ProcessTable.ChildrenAsync(Environment.ProcessId, TestContext.Current.CancellationToken));
            Assert.DoesNotContain(child.Id, await ProcessTable.ChildrenAsync(child.Id, TestContext.Current.CancellationToken));
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Assert.DoesNotContain(child.Id, await ProcessTable.ChildrenAsync(Environment.ProcessId, TestContext.Current.CancellationToken));
    }
}
