using Db2Backup.Demo;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Demo;

public sealed class ScenarioTests
{
    [Fact]
    public async Task The_demo_proves_the_whole_cycle_and_leaves_nothing_behind()
    {
        var told = new StringWriter();
        await new Scenario(EmulatorProgram.ReadableBy(InstanceUser.Current), rows: 2_000, told).RunAsync(TestContext.Current.CancellationToken);
        var text = told.ToString();
        Assert.Contains("Proven in", text, StringComparison.Ordinal);
        var folder = text.Split("in ").Select(part => part.Split([' ', '\n'])[0]).First(word => word.Contains("db2sandbox-", StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder), $"{folder} is still there");
    }
}
