using Db2Backup.Db2;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Faults;

/// <summary>That the U switch is in force where a run asks for it, and only there: on every way that tests talk to an instance.</summary>
public sealed class UnknownIdsTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    // SQL5130N, a value out of range, is one of the ids that nobody could confirm.
    private const string Change = "LOGPRIMARY 99999";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_switch_reaches_sessions_of_tests_and_of_the_engine_over_both_transports()
    {
        var expected = UnknownIds.InForce ? "SQL95130N" : "SQL5130N";
        var name = fixture.NewName();
        using var session = fixture.Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING {Change}").Refused(expected);
        foreach (var transport in Enum.GetValues<Db2Transport>())
        {
            var db2 = await fixture.ConnectAsync(transport, name);
            await using var own = await db2.OpenAsync(null, Token);
            var reply = await own.RunAsync(Statements.UpdateConfiguration(name, ("LOGPRIMARY", ConfigurationValue.Number(99999))), Token);
            Assert.Equal(expected, Assert.Single(reply.Messages).Id);
        }
    }
}
