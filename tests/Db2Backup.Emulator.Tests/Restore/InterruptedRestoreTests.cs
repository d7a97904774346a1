using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>A restore that is watched, stopped or killed half way. [commands.md, LIST UTILITIES, State table]</summary>
public sealed class InterruptedRestoreTests : IDisposable
{
    private readonly Db2Sandbox sandbox = new();
    private readonly Db2Session session;
    private readonly string pipe;
    private readonly string image;

    /// <summary>A database D with 3 rows and a pipe that gives half of its image.</summary>
    public InterruptedRestoreTests()
    {
        session = sandbox.Session();
        session.Db2("CREATE DATABASE D").Ok();
        session.CreateRows("D", 3);
        image = RestoreSteps.Image(sandbox.Backups, session.Backup("D", sandbox.Backups));
        pipe = Path.Combine(sandbox.Backups, "pipe");
        session.Run("mkfifo", pipe).Ok();
    }

    public void Dispose()
    {
        session.Dispose();
        sandbox.Dispose();
    }

    /// <summary>A restore over D that got half of the image and waits for the rest; the writer keeps the pipe open.</summary>
    private (RunningCommand Restore, Db2Session Writer) HalfWay()
    {
        var restore = sandbox.StartDb2($"RESTORE DATABASE D FROM {pipe} WITHOUT PROMPTING");
        var writer = sandbox.Session();
        var half = new FileInfo(image).Length / 2;
        writer.Begin(["bash", "-c", $"exec 3>'{pipe}'; head -c {half} '{image}' >&3; exec sleep 60"]);
        Eventually.Holds(() => session.Db2("LIST UTILITIES SHOW DETAIL").Output.Contains("RESTORE", StringComparison.Ordinal), "the restore in LIST UTILITIES");
        return (restore, writer);
    }

    [Fact]
    public void LIST_UTILITIES_shows_the_restore_with_an_unknown_total_and_the_database_is_closed_to_others()
    {
        var (restore, writer) = HalfWay();
        var listed = session.Db2("LIST UTILITIES SHOW DETAIL").Ok();
        Assert.Equal("RESTORE", listed.Row("Type"));
        Assert.Equal("D", listed.Row("Database Name"));
        listed.Contains("UNKNOWN");
        Assert.Contains(session.Db2("CONNECT TO D").Exits(4).Ids[0], (string[])["SQL1035N", "SQL1119N"]);
        writer.Dispose();
        restore.Wait().Exits(4);
        session.Db2("LIST UTILITIES").Says("SQL1611W");
    }

    [Fact]
    public void Ctrl_C_stops_it_and_the_database_is_restore_pending()
    {
        var (restore, writer) = HalfWay();
        restore.Interrupt();
        restore.Wait().Refused("SQL2001N");
        RequireRestorePendingUntilRestored();
        writer.Dispose();
    }

    [Fact]
    public void Forcing_its_application_stops_it_and_the_database_is_restore_pending()
    {
        var (restore, writer) = HalfWay();
        session.Db2("FORCE APPLICATION ALL");
        restore.Wait().Exits(4);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the end of the utility");
        RequireRestorePendingUntilRestored();
        writer.Dispose();
    }

    [Fact]
    public void Killing_the_engine_leaves_the_database_restore_pending()
    {
        var (restore, writer) = HalfWay();
        sandbox.KillEngine();
        Assert.True(restore.Wait().ExitCode >= 4);
        writer.Dispose();
        sandbox.Start();
        RequireRestorePendingUntilRestored();
    }

    /// <summary>The switches that act at a byte do so in the target too: its containers are half written.</summary>
    [Theory, InlineData("diskfull@20000", "SQL2544N"), InlineData("hang@20000", "SQL2001N"), InlineData("die@20000", "DB21018E"), InlineData("crash@20000", "SQL1224N")]
    public void A_fault_in_the_middle_ends_it_and_the_database_is_restore_pending(string fault, string id)
    {
        var restore = sandbox.StartDb2($"RESTORE DATABASE D FROM {sandbox.Backups} WITHOUT PROMPTING", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = fault });
        if (fault.StartsWith("hang", StringComparison.Ordinal))
        {
            Eventually.Holds(() => session.Db2("LIST UTILITIES SHOW DETAIL").Output.Contains("RESTORE", StringComparison.Ordinal), "the restore in LIST UTILITIES");
            restore.Interrupt();
        }
        // A killed back end is a system error, 8; everything else a refusal. [clp.md, Exit codes]
        restore.Wait().Exits(id == "DB21018E" ? 8 : 4).Says(id);
        if (sandbox.EnginePid == 0) sandbox.Start();
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Ids.Contains("SQL1611W"), "the end of the utility");
        RequireRestorePendingUntilRestored();
    }

    private void RequireRestorePendingUntilRestored()
    {
        session.Db2("CONNECT TO D").Refused("SQL1119N");
        session.Db2($"RESTORE DATABASE D FROM {sandbox.Backups} WITHOUT PROMPTING").Exits(2).Contains("\"2539\"");
        Assert.Equal(3, session.Rows("D"));
    }
}
