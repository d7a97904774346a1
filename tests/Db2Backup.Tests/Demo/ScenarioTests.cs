using Db2Backup.Demo;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Demo;

public sealed class ScenarioTests
{
    [Fact]
    public async Task The_demo_proves_the_whole_cycle_and_leaves_nothing_behind()
    {
        // A store that somebody named; ./build.sh demo has one of its own when nobody did.
        using var store = new TemporaryFolder();
        var told = new StringWriter();
        await new Scenario(EmulatorProgram.ReadableBy(InstanceUser.Current), rows: 2_000, told, store.Path).RunAsync(TestContext.Current.CancellationToken);
        var text = told.ToString();
        Assert.Contains($"{store.Path}/db2backup-demo-", text, StringComparison.Ordinal);
        Assert.Contains("objects of this run were removed", text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path));
        Assert.Contains("Proven in", text, StringComparison.Ordinal);
        var folder = text.Split("in ").Select(part => part.Split([' ', '\n'])[0]).First(word => word.Contains("db2sandbox-", StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder), $"{folder} is still there");
    }
}
