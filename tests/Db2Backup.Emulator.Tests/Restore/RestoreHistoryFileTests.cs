using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>RESTORE … HISTORY FILE brings the history of the image and nothing else. [images-and-logs.md, History file]</summary>
public sealed class RestoreHistoryFileTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    /// <summary>A database with 3 rows and two images; the second knows of the first. Then a 4th row.</summary>
    private (string Name, string First, string Command) Scene()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var first = session.Backup(name, sandbox.Backups);
        var second = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 4);
        return (name, first, $"RESTORE DATABASE {name} HISTORY FILE FROM {sandbox.Backups} TAKEN AT {second}");
    }

    [Fact]
    public void The_data_of_an_existing_database_stays()
    {
        var (name, first, command) = Scene();
        session.Db2(command).Ok().Says("DB20000I");
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok().Contains("Number of matching file entries = 1").Contains(first);
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void A_lost_history_comes_back_before_the_database_does()
    {
        var (name, first, command) = Scene();
        session.Db2($"DROP DATABASE {name}").Ok();
        session.Db2(command).Ok();
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok().Contains(first);
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {first} WITHOUT PROMPTING").Exits(2);
        Assert.Equal(3, session.Rows(name));
        session.Db2($"LIST HISTORY ALL FOR {name}").Ok().Contains("Number of matching file entries = 2");
    }

    [Fact]
    public void A_database_in_use_is_refused_with_SQL1035N()
    {
        var (name, _, command) = Scene();
        using var other = sandbox.Session();
        other.Connect(name);
        session.Db2(command).Refused("SQL1035N");
    }

    [Fact]
    public void Clauses_for_data_are_refused()
    {
        var (_, _, command) = Scene();
        session.Db2(command + " LOGTARGET /tmp").Refused("SQL2032N");
        session.Db2(command + " WITHOUT ROLLING FORWARD").Refused("SQL2032N");
        session.Db2(command + " NEWLOGPATH DEFAULT").Refused("SQL2032N");
    }
}
