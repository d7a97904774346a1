using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>Clauses of ROLLFORWARD DATABASE that are none, before any database is looked for. [commands.md, ROLLFORWARD DATABASE]</summary>
public sealed class RollforwardGrammarTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    [Theory]
    [InlineData("TO END OF TIME")]
    [InlineData("TO END OF LOGS ON DBPARTITIONNUM (0)")]
    [InlineData("TO END OF LOGS ON ALL DBPARTITIONNUMS EXCEPT DBPARTITIONNUM (0)")]
    [InlineData("TO END OF LOGS AND PRAY")]
    [InlineData("TO END OF LOGS OVERFLOW LOG PATH /no/brackets")]
    [InlineData("TO END OF LOGS RECOVER DROPPED TABLE 0000 TO /tmp")]
    [InlineData("STOP NOW")]
    [InlineData("QUERY")]
    public void Unknown_clauses_are_refused(string clauses)
    {
        using var session = fixture.Sandbox.Session();
        session.Db2($"ROLLFORWARD DATABASE SAMPLE {clauses}").Refused("SQL0104N");
    }
}
