using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>The two processes of the CLP [clp.md, 1. Two processes].</summary>
public sealed class BackEndTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void Children_of_one_parent_share_a_connection_and_others_do_not()
    {
        using var session = fixture.Connected();
        session.Db2("SELECT N FROM NUMBERS").Ok();
        using var other = sandbox.Session();
        other.Db2("SELECT N FROM NUMBERS").Refused("SQL1024N");
        // A shell in between is another parent; it must not exec its last command.
        session.Run("sh", "-c", "db2 'SELECT N FROM NUMBERS'; code=$?; db2 TERMINATE; exit $code").Refused("SQL1024N");
        session.Db2("SELECT N FROM NUMBERS").Ok();
    }

    [Fact]
    public void Its_first_argument_is_the_key_of_the_session()
    {
        using var session = fixture.Connected();
        var pid = sandbox.BackEndPid(session);
        var arguments = sandbox.Processes().Single(p => p.Pid == pid).Arguments;
        Assert.Matches($"^{session.Pid}A[0-9A-F]+$", arguments.SkipWhile(a => a != "db2bp").ElementAt(1));
    }

    [Fact]
    public void Two_front_ends_at_once_take_turns()
    {
        using var session = sandbox.Session();
        var result = session.Run("bash", "-c", """
            for i in 1 2 3 4 5 6; do db2 "ECHO $i" & done
            wait
            db2 terminate
            """).Ok();
        Assert.Equal(["1", "2", "3", "4", "5", "6"], result.Lines.Where(line => line.Length == 1).Order());
    }

    [Fact]
    public void A_front_end_that_meets_an_ending_back_end_starts_another()
    {
        using var session = sandbox.Session();
        var result = session.Run("bash", "-c", """
            for i in 1 2 3 4 5 6 7 8; do db2 TERMINATE & db2 "ECHO $i" & wait; done
            db2 TERMINATE
            """).Ok();
        Assert.Equal(8, result.Lines.Count(line => line.Length == 1));
        Assert.Equal(9, result.Ids.Count(id => id == "DB20000I"));
    }

    [Fact]
    public void It_ends_soon_after_its_parent()
    {
        using var session = sandbox.Session(environment: new Dictionary<string, string> { ["DB2RQTIME"] = "1" });
        session.Connect(ClpFixture.Database);
        var pid = sandbox.BackEndPid(session);
        session.Kill();
        Eventually.Holds(() => sandbox.Processes().All(p => p.Pid != pid), "the back end ends", Patience);
    }

    [Fact]
    public void Killed_its_unit_of_work_is_rolled_back()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE KILLED (N INTEGER)").Ok();
        session.Db2("INSERT INTO KILLED VALUES (1)", options: ["+c"]).Ok();
        sandbox.KillProcess(sandbox.BackEndPid(session));
        session.Connect(ClpFixture.Database);
        session.Db2("SELECT N FROM KILLED").Exits(1);
    }

    // [messages.md, CLP] DB21018E: system error, exit code 8
    [Fact]
    public void Killed_while_a_statement_runs_the_front_end_says_so_with_8()
    {
        using var session = fixture.Connected();
        var running = session.StartDb2("SELECT N FROM NUMBERS", environment: Hanging);
        WaitUntilItRuns();
        sandbox.KillProcess(sandbox.BackEndPid(session));
        running.Wait().Exits(8).Says("DB21018E");
    }

    [Fact]
    public void A_killed_front_end_leaves_it_with_its_connection()
    {
        using var session = fixture.Connected();
        var running = session.StartDb2("SELECT N FROM NUMBERS", environment: Hanging);
        WaitUntilItRuns();
        running.Kill();
        running.Wait();
        Assert.NotEqual(0, sandbox.BackEndPid(session));
        using var other = sandbox.Session();
        other.Db2("LIST APPLICATIONS").Ok().Contains("db2bp");
        sandbox.KillProcess(sandbox.BackEndPid(session)); // its statement would hang for ever
    }

    [Fact]
    public void Ctrl_C_stops_the_statement_and_keeps_the_connection()
    {
        using var session = fixture.Connected();
        var running = session.StartDb2("SELECT N FROM NUMBERS", environment: Hanging);
        WaitUntilItRuns();
        running.Interrupt();
        running.Wait().Refused("SQL0952N").Contains("SQLSTATE=57014");
        session.Db2("SELECT N FROM NUMBERS").Ok();
    }

    [Fact]
    public void Ctrl_C_ends_a_run_of_statements()
    {
        using var session = fixture.Connected();
        var running = session.StartDb2("", options: ["-tf", fixture.Write("long.sql", "SELECT N FROM NUMBERS;\nECHO never;\n")], environment: Hanging);
        WaitUntilItRuns();
        running.Interrupt();
        running.Wait().Refused("SQL0952N").DoesNotContain("never");
    }

    // [messages.md, Backup] SQL2001N
    [Fact]
    public void Ctrl_C_stops_a_utility_with_SQL2001N()
    {
        using var session = fixture.Connected();
        var running = session.StartDb2($"BACKUP DATABASE {ClpFixture.Database} TO {sandbox.Backups}",
            environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "hang:BACKUP DATABASE" });
        WaitUntilItRuns();
        running.Interrupt();
        running.Wait().Refused("SQL2001N");
    }

    [Fact]
    public void Ctrl_C_is_not_lost_however_early_it_comes()
    {
        using var session = fixture.Connected();
        for (var milliseconds = 60; milliseconds < 260; milliseconds += 25)
        {
            var running = session.StartDb2("SELECT N FROM NUMBERS", environment: Hanging);
            Thread.Sleep(milliseconds);
            running.Interrupt();
            // Before the program has begun to listen the signal ends it: 128 + SIGINT, as the shell tells it.
            var code = running.Wait().ExitCode;
            Assert.True(code is 4 or 130, $"exit code {code} after {milliseconds} ms");
        }
        session.Db2("SELECT N FROM NUMBERS").Ok();
    }

    // [commands.md, FORCE APPLICATION; messages.md, SQL1224N]
    [Fact]
    public void A_forced_application_gets_SQL1224N_once_and_is_not_connected_any_more()
    {
        using var session = fixture.Connected();
        using var operatorSession = sandbox.Session();
        var handle = Handle(operatorSession, session);
        operatorSession.Db2($"FORCE APPLICATION ({handle})").Ok().Says("DB21024I");
        Eventually.Holds(() => !operatorSession.Db2("LIST APPLICATIONS").Output.Contains($" {handle} ", StringComparison.Ordinal), "the application is gone", Patience);
        session.Db2("SELECT N FROM NUMBERS").Refused("SQL1224N").Contains("SQLSTATE=55032");
        session.Db2("SELECT N FROM NUMBERS").Refused("SQL1024N");
        session.Connect(ClpFixture.Database);
        session.Db2("SELECT N FROM NUMBERS").Ok();
    }

    [Fact]
    public void Forcing_ends_what_runs()
    {
        using var session = fixture.Connected();
        using var operatorSession = sandbox.Session();
        var handle = Handle(operatorSession, session);
        var running = session.StartDb2("SELECT N FROM NUMBERS", environment: Hanging);
        WaitUntilItRuns();
        operatorSession.Db2($"FORCE APPLICATION ({handle})").Ok();
        running.Wait().Refused("SQL1224N");
    }

    [Fact]
    public void Terminate_commits_what_is_open()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE KEPT (N INTEGER)").Ok();
        session.Db2("INSERT INTO KEPT VALUES (1)", options: ["+c"]).Ok();
        session.Db2("TERMINATE").Ok();
        session.Connect(ClpFixture.Database);
        session.Db2("SELECT N FROM KEPT").Ok();
    }

    private static Dictionary<string, string> Hanging => new() { ["DB2EMU_FAULT"] = "hang:SELECT" };

    private void WaitUntilItRuns()
    {
        using var other = sandbox.Session();
        Eventually.Holds(() => other.Db2("LIST APPLICATIONS SHOW DETAIL").Output.Contains("UOW Executing", StringComparison.Ordinal), "the statement runs", Patience);
    }

    /// <summary>The handle of the one application that comes when the session connects.</summary>
    private static string Handle(Db2Session watcher, Db2Session session)
    {
        session.Db2("CONNECT RESET").Ok();
        var before = Handles(watcher);
        session.Connect(ClpFixture.Database);
        return Handles(watcher).Except(before).Single();
    }

    private static List<string> Handles(Db2Session watcher) =>
        watcher.Db2("LIST APPLICATIONS").Lines.Where(line => line.Contains("*LOCAL", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]).ToList();
}
