using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>LIST UTILITIES, and applications while a utility has the database alone [commands.md, LIST UTILITIES].</summary>
public sealed class UtilityListTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private static readonly Dictionary<string, string> Stuck = new() { ["DB2EMU_FAULT"] = "hang@6000" };

    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void A_running_backup_is_listed_with_its_progress()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var backup = sandbox.StartDb2($"BACKUP DATABASE {name} TO {sandbox.Backups} UTIL_IMPACT_PRIORITY 40", environment: Stuck);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").ExitCode == 0, "the backup is listed");

        var lines = session.Db2("LIST UTILITIES SHOW DETAIL").Ok().Lines;

        Assert.Equal("", lines[0]);
        Assert.Matches(@"^ID                               = \d+$", lines[1]);
        Assert.Equal(
        [
            "Type                             = BACKUP",
            $"Database Name                    = {name}",
            "Member Number                    = 0",
            "Description                      = offline db",
        ], lines.Skip(2).Take(4));
        Assert.Matches(@"^Start Time                       = \d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{6}$", lines[6]);
        Assert.Equal(
        [
            "State                            = Executing",
            "Invocation Type                  = User",
            "Throttling:",
            "   Priority                      = 40",
            "Progress Monitoring:",
        ], lines.Skip(7).Take(5));
        Assert.Matches(@"^   Estimated Percentage Complete = \d+$", lines[12]);
        Assert.Matches(@"^      Total Work                 = \d+ bytes$", lines[13]);
        Assert.Matches(@"^      Completed Work             = \d+ bytes$", lines[14]);
        backup.Interrupt();
        backup.Wait();
        session.Db2("LIST UTILITIES").Exits(2).Says("SQL1611W");
    }

    [Fact]
    public void During_an_offline_backup_nobody_gets_in_and_the_backups_handle_can_be_forced()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var backup = sandbox.StartDb2($"BACKUP DATABASE {name} TO {sandbox.Backups}", environment: Stuck);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").ExitCode == 0, "the backup runs");

        session.Db2($"CONNECT TO {name}").Refused("SQL1035N");
        session.Db2($"ACTIVATE DATABASE {name}").Refused("SQL1035N");
        session.Db2($"DROP DATABASE {name}").Refused("SQL1035N");
        var row = session.Db2($"LIST APPLICATIONS FOR DATABASE {name}").Ok().Lines[4];
        session.Db2($"FORCE APPLICATION ({row[24..34].Trim()})").Ok();

        backup.Wait().Exits(4);
        session.Connect(name);
    }

    [Fact]
    public void An_online_backup_of_an_inactive_database_activates_it_for_the_time()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        var backup = sandbox.StartDb2($"BACKUP DATABASE {name} ONLINE TO {sandbox.Backups}", environment: Stuck);
        Eventually.Holds(() => session.Db2("LIST UTILITIES").ExitCode == 0, "the backup runs");
        session.Db2("LIST ACTIVE DATABASES").Ok().Contains(name);
        session.Connect(name);
        session.Db2("CONNECT RESET").Ok();
        backup.Interrupt();
        backup.Wait().Exits(4);
        Eventually.Holds(() => session.Db2($"DEACTIVATE DATABASE {name}").Ids.Contains("SQL1496W"), "the database is inactive again");
        session.Db2($"BACKUP DATABASE {name} ONLINE TO {sandbox.Backups}").Ok();
    }
}
