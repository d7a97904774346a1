using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>
/// Fault switches at statements [docs/EMULATOR.md, Faults]. Those inside an image are tested with the backup, those inside the log
/// with the rollforward.
/// </summary>
public sealed class FaultTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Theory]
    [InlineData("refuse:BACKUP DATABASE:SQL2025N", "BACKUP DB SAMPLE")]
    [InlineData("refuse:backup db:SQL2025N", "BACKUP DATABASE SAMPLE")]
    [InlineData("hang:7;refuse:GET DB CFG:SQL2025N", "get database configuration for sample")]
    public void A_statement_that_begins_with_the_words_is_refused(string fault, string statement)
    {
        using var session = sandbox.Session();
        session.Db2(statement, environment: Fault(fault)).Refused("SQL2025N");
    }

    [Fact]
    public void The_nth_statement_of_a_session_is_refused()
    {
        using var session = fixture.Connected();
        session.Db2("VALUES 2", environment: Fault("refuse:3:SQL0964C")).Ok();
        session.Db2("VALUES 3", environment: Fault("refuse:3:SQL0964C")).Refused("SQL0964C");
        session.Db2("VALUES 4", environment: Fault("refuse:3:SQL0964C")).Ok();
    }

    [Fact]
    public void The_back_end_dies()
    {
        using var session = fixture.Connected();
        session.Db2("VALUES 1", environment: Fault("die:VALUES")).Exits(8).Says("DB21018E");
        Assert.Equal(0, sandbox.BackEndPid(session));
        session.Db2("VALUES 1").Refused("SQL1024N");
    }

    // [clp.md, 2.] Code 8 stops the run at once.
    [Fact]
    public void A_run_of_statements_ends_with_the_back_end()
    {
        using var session = fixture.Connected();
        var file = fixture.Write("dies.sql", "ECHO first;\nVALUES 2;\nECHO never;\n");
        session.Db2("", options: ["-tf", file], environment: Fault("die:VALUES 2")).Exits(8).Contains("first").Says("DB21018E").DoesNotContain("never");
    }

    [Fact]
    public void The_engine_dies()
    {
        using var own = new Db2Sandbox();
        using var session = own.Session();
        session.Db2("CREATE DATABASE CRASH").Ok();
        session.Connect("CRASH");
        session.Db2("VALUES 1", environment: Fault("crash:VALUES")).Refused("SQL1224N");
        Eventually.Holds(() => own.EnginePid == 0, "the engine is gone");
        session.Db2("VALUES 1").Refused("SQL1032N");
        own.Start();
        session.Connect("CRASH");
        session.Db2("VALUES 1").Ok();
    }

    [Fact]
    public void Switches_in_the_file_of_the_instance_count_from_the_next_statement_of_a_session_on()
    {
        using var own = new Db2Sandbox();
        using var session = own.Session();
        session.Db2("LIST DATABASE DIRECTORY").Refused("SQL1031N");
        own.WriteFaults("refuse:LIST DATABASE DIRECTORY:SQL2025N");
        session.Db2("LIST DATABASE DIRECTORY").Refused("SQL2025N");
        session.Db2("LIST DATABASE DIRECTORY", environment: Fault("refuse:LIST DATABASE DIRECTORY:SQL0964C")).Refused("SQL0964C");
        own.WriteFaults("die:LIST DATABASE DIRECTORY");
        session.Db2("LIST DATABASE DIRECTORY").Exits(8).Says("DB21018E");
        own.WriteFaults(null);
        session.Db2("LIST DATABASE DIRECTORY").Refused("SQL1031N");
    }

    private static Dictionary<string, string> Fault(string text) => new() { ["DB2EMU_FAULT"] = text };
}
