using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>Getting the logs out of an image. [images-and-logs.md, What INCLUDE LOGS holds]</summary>
public sealed class LogTargetTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    /// <summary>A recoverable database with 3 rows, an online image of them, then a 4th row.</summary>
    private (string Name, string Command, string Target) Scene(string logs = "INCLUDE LOGS")
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Db2($"BACKUP DATABASE {name} ONLINE TO {sandbox.Backups} {logs}").Ok().Timestamp;
        session.AddRow(name, 4);
        return (name, $"RESTORE DATABASE {name} {{0}} FROM {sandbox.Backups} TAKEN AT {timestamp} {{1}}", sandbox.MakeFolder("logs-" + name));
    }

    private static string Text(string command, string scope, string clauses) => string.Format(null, command, scope, clauses);

    [Fact]
    public void LOGTARGET_gets_the_logs_and_the_image_with_them_alone_is_recovered_to_the_end_of_backup()
    {
        var (name, command, target) = Scene();
        session.Db2($"DROP DATABASE {name}").Ok();
        Directory.Delete(Path.Combine(sandbox.Archive, sandbox.InstanceName, name), recursive: true);
        session.Db2(Text(command, "", $"LOGTARGET {target}")).Ok();
        Assert.NotEmpty(Directory.GetFiles(target, "S*.LOG"));
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({target}) NORETRIEVE").Ok();
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void Without_LOGTARGET_no_logs_come_out()
    {
        var (name, command, _) = Scene();
        session.Db2($"DROP DATABASE {name}").Ok();
        Directory.Delete(Path.Combine(sandbox.Archive, sandbox.InstanceName, name), recursive: true);
        session.Db2(Text(command, "", "")).Ok();
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF BACKUP AND STOP").Exits(4);
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
    }

    [Fact]
    public void A_log_target_that_cannot_be_used_is_refused_before_data()
    {
        var (name, command, target) = Scene();
        foreach (var bad in new[] { target + "/nowhere", "logs", "/dev/null" })
            session.Db2(Text(command, "", $"LOGTARGET {bad} REPLACE EXISTING")).Refused("SQL2581N");
        Assert.Equal(4, session.Rows(name));
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may write everywhere");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        session.Db2(Text(command, "", $"LOGTARGET {target} REPLACE EXISTING")).Refused("SQL2581N");
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void A_log_of_the_same_name_in_the_log_target_is_refused_before_data_and_stays()
    {
        var (name, command, target) = Scene();
        session.Db2(Text(command, "LOGS", $"LOGTARGET {target}")).Ok();
        var log = Directory.GetFiles(target, "S*.LOG")[0];
        File.WriteAllText(log, "precious");
        session.Db2(Text(command, "", $"LOGTARGET {target} WITHOUT PROMPTING")).Refused("SQL2581N");
        Assert.Equal("precious", File.ReadAllText(log));
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void Other_logs_in_the_log_target_are_asked_about()
    {
        var (name, command, target) = Scene();
        var other = Path.Combine(target, "S0009999.LOG");
        File.WriteAllText(other, "of an earlier restore");
        session.Db2(Text(command, "LOGS", $"LOGTARGET {target}"), stdin: "n\n").Declined().Contains("SQL2580W");
        Assert.Equal([other], Directory.GetFiles(target));
        session.Db2(Text(command, "LOGS", $"LOGTARGET {target} WITHOUT PROMPTING")).Exits(2).Contains("warning \"2580\"");
        Assert.True(Directory.GetFiles(target).Length > 1);
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void An_image_without_logs_and_a_log_target_are_refused_before_data()
    {
        var (name, command, target) = Scene("EXCLUDE LOGS");
        session.Db2(Text(command, "", $"LOGTARGET {target} REPLACE EXISTING")).Refused("SQL2581N");
        session.Db2(Text(command, "LOGS", $"LOGTARGET {target}")).Refused("SQL2565N");
        Assert.Equal(4, session.Rows(name));
        Assert.Empty(Directory.GetFiles(target));
    }

    [Fact]
    public void RESTORE_LOGS_needs_no_database_and_touches_none()
    {
        var (name, command, target) = Scene();
        session.Db2(Text(command, "LOGS", $"LOGTARGET {target}")).Ok().Says("DB20000I").DoesNotContain("SQL25");
        Assert.NotEmpty(Directory.GetFiles(target, "S*.LOG"));
        Assert.Equal(4, session.Rows(name));
        session.Db2($"DROP DATABASE {name}").Ok();
        var second = sandbox.MakeFolder("second-" + name);
        session.Db2(Text(command, "LOGS", $"LOGTARGET {second}")).Ok();
        Assert.Equal(Directory.GetFiles(target).Select(Path.GetFileName).Order(), Directory.GetFiles(second).Select(Path.GetFileName).Order());
        session.Db2("LIST DB DIRECTORY").DoesNotContain(name);
    }

    [Fact]
    public void RESTORE_LOGS_without_LOGTARGET_is_refused()
    {
        var (_, command, _) = Scene();
        session.Db2(Text(command, "LOGS", "")).Refused("SQL2032N");
    }
}
