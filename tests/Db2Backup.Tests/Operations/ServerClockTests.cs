using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>The server's clock and zone are not this machine's. The test moves the clock of an instance of its own.</summary>
public sealed class ServerClockTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly RecordingHost host = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_age_of_a_backup_is_told_by_the_servers_clock()
    {
        var name = fixture.NewName();
        using (var session = fixture.Sandbox.Session())
        {
            session.Db2($"CREATE DATABASE {name}").Ok();
            session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
            session.Db2($"BACKUP DATABASE {name} TO /dev/null").Ok();
        }
        var db2 = await fixture.ProviderAsync(name);
        fixture.Sandbox.AdvanceClock(TimeSpan.FromHours(5));
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [fixture.Sandbox.Backups]), Token);
        Assert.True(image.StartTime > DateTimeOffset.Now.AddHours(4), $"{image.StartTime}");
        Assert.InRange(Assert.Single(await new InspectDatabases(db2, host, TimeProvider.System).RunAsync([name], withSize: false, Token)).LastBackupAge!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }
}
