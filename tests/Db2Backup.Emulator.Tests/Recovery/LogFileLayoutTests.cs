using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>Which log files a database has while it is written: their number, size, place. [images-and-logs.md, Log files]</summary>
public sealed class LogFileLayoutTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private const int Pages = 4;
    private const long FullFile = Pages * 4096 + 2 * 4096; // LOGFILSIZ pages and two for the header
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    // About 8 KB of log each.
    private static void Fill(Db2Session session, int statements)
    {
        var values = string.Join(", ", Enumerable.Range(1, 40).Select(i => $"({i}, '{new string('x', 150)}')"));
        for (var n = 0; n < statements; n++) session.Db2($"INSERT INTO T VALUES {values}").Ok();
    }

    [Fact]
    public void Full_logs_of_LOGFILSIZ_pages_are_closed_and_archived_in_the_layout_of_the_disk_method()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGFILSIZ {Pages} LOGPRIMARY 3").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (I INTEGER, FILLER VARCHAR(200))").Ok();
        Fill(session, 8);
        var folder = Path.Combine(sandbox.Archive, sandbox.InstanceName, name, "NODE0000", "LOGSTREAM0000", "C0000000");
        Eventually.Holds(() => Directory.Exists(folder) && Directory.GetFiles(folder, "S*.LOG").Length >= 3, "full logs are archived");
        var archived = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Enumerable.Range(0, archived.Count).Select(n => $"S{n:D7}.LOG"), archived.Select(Path.GetFileName));
        Assert.All(archived.Skip(1), file => Assert.Equal(FullFile, new FileInfo(file).Length));
        // [sql.md, codes: X archive log, 1 first method]
        var history = session.Db2($"LIST HISTORY ARCHIVE LOG ALL FOR {name}").Ok();
        Assert.True(history.Lines.Count(l => l.StartsWith("  X  D", StringComparison.Ordinal) && l[28] == '1') >= archived.Count - 1);
        // What is archived is not in the active path any more; the file that is written is.
        var active = session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files");
        Eventually.Holds(() => Directory.GetFiles(active, "S*.LOG").Length <= 3, "archived logs leave the active path");
    }

    // [images-and-logs.md, Log files: OFF is circular] The same files again and again, no history entry, nothing in an archive.
    [Fact]
    public void Circular_logging_writes_the_same_files_again_and_archives_nothing()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGFILSIZ {Pages} LOGPRIMARY 3 LOGSECOND 0").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (I INTEGER, FILLER VARCHAR(200))").Ok();
        var active = session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files");
        Fill(session, 12);
        var names = Directory.GetFiles(active, "S*.LOG").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Fill(session, 12);
        Assert.Equal(names, Directory.GetFiles(active, "S*.LOG").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.InRange(names.Count, 1, 3);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Archive, sandbox.InstanceName, name)));
        session.Db2($"LIST HISTORY ARCHIVE LOG ALL FOR {name}").Ok().Contains("Number of matching file entries = 0");
        // All of it survives a crash: what was written over was in the table spaces already.
        sandbox.KillEngine();
        sandbox.Start();
        session.Db2("TERMINATE");
        session.Connect(name);
        session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Contains("960");
    }

    // [images-and-logs.md, Log files: numbering restarts at 0 when recoverability is switched on or off]
    [Fact]
    public void Numbers_begin_again_when_archive_logging_goes_and_comes_back()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        for (var n = 0; n < 2; n++)
        {
            session.Db2($"ARCHIVE LOG FOR DATABASE {name}").Ok();
            session.Connect(name);
            session.Db2($"CREATE TABLE T{n} (A INT)").Ok();
            session.Db2("CONNECT RESET").Ok();
        }
        Assert.NotEqual("S0000000.LOG", session.Db2($"GET DB CFG FOR {name}").Row("First active log file"));
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 OFF").Ok();
        sandbox.MakeRecoverable(session, name);
        Assert.Equal("S0000000.LOG", session.Db2($"GET DB CFG FOR {name}").Row("First active log file"));
    }
}
