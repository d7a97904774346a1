using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>A rollforward that is watched, stopped or loses its engine half way. [commands.md, LIST UTILITIES, ROLLFORWARD DATABASE]</summary>
public sealed class RunningRollforwardTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly RecoveryScene scene = new(fixture);
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    public void Dispose() => scene.Dispose();

    /// <summary>Rolls forward over rows 1 to 3 and stands still after so many bytes of the log.</summary>
    private RunningCommand Standing(int bytes = 1)
    {
        var image = scene.BackupOnline();
        scene.Insert(1, 2, 3);
        scene.Restore(image);
        var running = sandbox.StartDb2($"ROLLFORWARD DATABASE {scene.Name} TO END OF LOGS AND STOP",
            environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = $"hang-log@{bytes}" });
        Eventually.Holds(() => scene.Session.Db2("LIST UTILITIES").Output.Contains(scene.Name, StringComparison.Ordinal), "the rollforward stands");
        return running;
    }

    private void GoesOn()
    {
        Assert.Contains(scene.Rollforward("QUERY STATUS").Ok().Row("Rollforward status"), (string[])["DB  pending", "DB  working"]);
        scene.Session.Db2($"CONNECT TO {scene.Name}").Refused("SQL1117N");
        scene.Rollforward("TO END OF LOGS AND STOP").Ok();
        Assert.Equal([1, 2, 3], scene.Rows());
    }

    [Fact]
    public void LIST_UTILITIES_shows_it_with_its_phase_and_the_database_is_closed_to_others()
    {
        var running = Standing();
        var listed = scene.Session.Db2("LIST UTILITIES SHOW DETAIL").Ok();
        Assert.Equal("ROLLFORWARD RECOVERY", listed.Row("Type"));
        Assert.Equal(scene.Name, listed.Row("Database Name"));
        Assert.Equal("1", listed.Row("Phase Number"));
        Assert.Contains("      Description                = Forward", listed.Lines);
        Assert.True(long.Parse(listed.Row("Completed Work").Split(' ')[0], CultureInfo.InvariantCulture) > 0);
        // [commands.md: two rollforwards cannot run at the same time]
        scene.Rollforward("TO END OF LOGS").Refused("SQL1035N");
        Assert.Contains(scene.Session.Db2($"CONNECT TO {scene.Name}").Exits(4).Ids[0], (string[])["SQL1035N", "SQL1117N"]);
        running.Interrupt();
        running.Wait();
        scene.Session.Db2("LIST UTILITIES").Says("SQL1611W");
    }

    // [messages.md, SQL2001N: interrupted]
    [Fact]
    public void Ctrl_C_stops_it_and_it_can_go_on()
    {
        var running = Standing();
        running.Interrupt();
        running.Wait().Refused("SQL2001N").DoesNotContain("DB20000I");
        GoesOn();
    }

    // [messages.md, SQL1224N]
    [Fact]
    public void Forcing_its_application_stops_it_and_it_can_go_on()
    {
        var running = Standing();
        var line = scene.Session.Db2("LIST APPLICATIONS").Ok().Lines.Single(l => l.Contains(scene.Name, StringComparison.Ordinal));
        scene.Session.Db2($"FORCE APPLICATION ({line[24..34].Trim()})").Ok();
        running.Wait().Exits(4).DoesNotContain("DB20000I");
        Eventually.Holds(() => scene.Session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the utility is gone");
        GoesOn();
    }

    [Fact]
    public void When_its_back_end_is_killed_it_ends_and_can_go_on()
    {
        var image = scene.BackupOnline();
        scene.Insert(1, 2, 3);
        scene.Restore(image);
        using var client = sandbox.Session();
        client.Db2("LIST DATABASE DIRECTORY").Ok();
        var running = client.StartDb2($"ROLLFORWARD DATABASE {scene.Name} TO END OF LOGS AND STOP",
            environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "hang-log@1" });
        Eventually.Holds(() => scene.Session.Db2("LIST UTILITIES").ExitCode == 0, "the rollforward stands");
        sandbox.KillProcess(sandbox.BackEndPid(client));
        running.Wait().Exits(8);
        Eventually.Holds(() => scene.Session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the utility is gone");
        GoesOn();
    }

    // [docs/EMULATOR.md, Faults: crash-log]
    [Fact]
    public void The_engine_may_die_in_it_and_it_goes_on_afterwards()
    {
        var image = scene.BackupOnline();
        scene.Insert(1, 2, 3);
        scene.Restore(image);
        scene.Session.Db2($"ROLLFORWARD DATABASE {scene.Name} TO END OF LOGS AND STOP",
            environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "crash-log@200" }).Exits(4).DoesNotContain("DB20000I");
        Eventually.Holds(() => sandbox.EnginePid == 0, "the engine is gone");
        sandbox.Start();
        scene.Session.Db2("TERMINATE");
        GoesOn();
    }
}
