using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>RESTORE into a database that does not exist yet. [commands.md, RESTORE DATABASE]</summary>
public sealed class NewDatabaseTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    private (string Name, string Command) Scene()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 5 LOGSECOND 3");
        var timestamp = session.Backup(name, sandbox.Backups);
        return (name, $"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp}");
    }

    private string DatabasePath(string name)
    {
        var lines = session.Db2("LIST DB DIRECTORY").Ok().Lines;
        var at = lines.ToList().FindIndex(l => l.Contains("Database alias", StringComparison.Ordinal) && l.EndsWith(name, StringComparison.Ordinal));
        return lines.Skip(at).First(l => l.Contains("Local database directory", StringComparison.Ordinal)).Split('=')[1].Trim();
    }

    [Fact]
    public void INTO_a_new_name_creates_the_database_without_a_question()
    {
        var (name, command) = Scene();
        var target = fixture.NewName();
        session.Db2($"{command} INTO {target}").Ok().Says("DB20000I").DoesNotContain("SQL25");
        Assert.Equal(3, session.Rows(target));
        session.AddRow(target, 4);
        Assert.Equal(3, session.Rows(name));
        Assert.Equal(Path.Combine(sandbox.Home), DatabasePath(target));
    }

    [Fact]
    public void A_dropped_database_comes_back_with_the_configuration_and_the_history_of_the_image()
    {
        var (name, _) = Scene();
        // A second image knows of the first.
        var timestamp = session.Backup(name, sandbox.Backups);
        session.Db2($"DROP DATABASE {name}").Ok();
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp}").Ok();
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("5", configuration.Row("LOGPRIMARY"));
        Assert.Equal("3", configuration.Row("LOGSECOND"));
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("Number of matching file entries = 2").Contains($"{timestamp}");
        Assert.Equal(3, session.Rows(name));
    }

    [Theory]
    [InlineData("TO {0}")]
    [InlineData("ON {0}")]
    [InlineData("DBPATH ON {0}")]
    [InlineData("ON {1} DBPATH ON {0}")]
    public void TO_ON_and_DBPATH_ON_say_where_it_is_created(string place)
    {
        var (_, command) = Scene();
        var target = fixture.NewName();
        var path = sandbox.MakeFolder("path-" + target);
        var storage = sandbox.MakeFolder("storage-" + target);
        session.Db2($"{command} {string.Format(null, place, path, storage)} INTO {target}").Ok();
        Assert.Equal(path, DatabasePath(target));
        Assert.True(Directory.Exists(Path.Combine(path, sandbox.InstanceName, "NODE0000", "SQL00001")));
        Assert.Equal(3, session.Rows(target));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_refused_with_SQL1051N_and_leaves_no_database()
    {
        var (_, command) = Scene();
        var target = fixture.NewName();
        session.Db2($"{command} TO {sandbox.Folder}/nowhere INTO {target}").Refused("SQL1051N");
        session.Db2($"{command} ON {sandbox.Home}, {sandbox.Folder}/nowhere INTO {target}").Refused("SQL1051N");
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
    }

    [Fact]
    public void A_path_that_the_instance_may_not_write_is_refused_and_leaves_no_database()
    {
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may write everywhere");
        var (_, command) = Scene();
        var target = fixture.NewName();
        var path = sandbox.MakeFolder("locked-" + target);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        session.Db2($"{command} TO {path} INTO {target}").Refused("SQL2512N");
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    public void A_recoverable_database_brings_its_log_archiving_along()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        var target = fixture.NewName();
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp} INTO {target}").Ok();
        Assert.Contains(sandbox.Archive, session.Db2($"GET DB CFG FOR {target}").Ok().Row("LOGARCHMETH1"), StringComparison.Ordinal);
        session.Db2($"CONNECT TO {target}").Refused("SQL1117N");
    }

    // [commands.md, RESTORE DATABASE] The order is the documented one.
    [Fact]
    public void Every_clause_in_its_order_is_taken()
    {
        var (name, command) = Scene();
        var target = fixture.NewName();
        sandbox.WriteUsers($"{sandbox.InstanceName}:secret\n");
        var (path, storage, logs) = (sandbox.MakeFolder("path-" + target), sandbox.MakeFolder("storage-" + target), sandbox.MakeFolder("logs-" + target));
        session.Db2(command.Replace($"DATABASE {name}", $"DATABASE {name} USER {sandbox.InstanceName} USING secret", StringComparison.Ordinal)
            + $" ON {storage} DBPATH ON {path} INTO {target} NEWLOGPATH {logs} WITH 4 BUFFERS BUFFER 64 REPLACE HISTORY FILE REPLACE EXISTING"
            + " PARALLELISM 2 NO ENCRYPT WITHOUT ROLLING FORWARD WITHOUT PROMPTING").Ok();
        Assert.Equal(path, DatabasePath(target));
        Assert.Equal(3, session.Rows(target));
    }

    [Fact]
    public void NEWLOGPATH_DEFAULT_puts_the_log_below_the_database()
    {
        var name = fixture.NewDatabase(session);
        var logs = sandbox.MakeFolder("logs-" + name);
        session.Db2($"UPDATE DB CFG FOR {name} USING NEWLOGPATH {logs}").Ok();
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        session.Db2($"DROP DATABASE {name}").Ok();
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp} NEWLOGPATH DEFAULT").Ok();
        session.AddRow(name, 4);
        Assert.Contains("/NODE0000/SQL", session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files"), StringComparison.Ordinal);
    }

    // [commands.md, RESTORE DATABASE: NEWLOGPATH]
    [Fact]
    public void NEWLOGPATH_moves_the_active_log()
    {
        var (_, command) = Scene();
        var target = fixture.NewName();
        var logs = sandbox.MakeFolder("logs-" + target);
        session.Db2($"{command} INTO {target} NEWLOGPATH {logs}").Ok();
        session.AddRow(target, 4);
        Assert.StartsWith(logs, session.Db2($"GET DB CFG FOR {target}").Ok().Row("Path to log files"), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(logs, "NODE0000", "LOGSTREAM0000"), "S*.LOG"));
        session.Db2($"{command} INTO {fixture.NewName()} NEWLOGPATH {sandbox.Folder}/nowhere").Refused("SQL5099N");
    }

    [Fact]
    public void A_database_restored_beside_its_source_does_not_write_into_the_sources_log_path()
    {
        var name = fixture.NewDatabase(session);
        var logs = sandbox.MakeFolder("logs-" + name);
        session.Db2($"UPDATE DB CFG FOR {name} USING NEWLOGPATH {logs}");
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        var target = fixture.NewName();
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp} INTO {target}").Ok();
        Assert.DoesNotContain(logs, session.Db2($"GET DB CFG FOR {target}").Ok().Row("Path to log files"), StringComparison.Ordinal);
        session.AddRow(target, 4);
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void A_name_that_no_database_can_have_is_refused()
    {
        var (_, command) = Scene();
        session.Db2(command + " INTO TOOLONGNAME").Refused("SQL1001N");
        session.Db2(command + " INTO 1ST").Refused("SQL1001N");
    }

    [Fact]
    public void A_database_that_lies_there_uncatalogued_is_not_overwritten()
    {
        var (name, command) = Scene();
        session.Db2($"UNCATALOG DATABASE {name}").Says("DB20000I");
        session.Db2(command).Refused("SQL1005N");
        session.Db2($"CATALOG DATABASE {name} ON {sandbox.Home}").Says("DB20000I");
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void Of_two_restores_into_the_same_new_database_at_once_at_most_one_creates_it()
    {
        var (_, command) = Scene();
        var target = fixture.NewName();
        var other = sandbox.StartDb2($"{command} INTO {target}");
        var mine = session.Db2($"{command} INTO {target}");
        var theirs = other.Wait();
        Assert.Contains(true, (bool[])[mine.Succeeded, theirs.Succeeded]);
        // The other came at the same time, during the first, or after it.
        foreach (var refused in new[] { mine, theirs }.Where(r => !r.Succeeded))
            Assert.True(new[] { "SQL1005N", "SQL1035N", "SQL2001N" }.Any(id => refused.Text.Contains(id, StringComparison.Ordinal)), refused.ToString());
        Assert.Equal(3, session.Rows(target));
        Assert.Single(session.Db2("LIST DB DIRECTORY").Ok().Lines, l => l.Contains("Database alias", StringComparison.Ordinal) && l.EndsWith(target, StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_that_another_database_uses_is_not_overwritten()
    {
        var name = fixture.NewDatabase(session);
        var container = Path.Combine(sandbox.MakeFolder("c-" + name), "container");
        session.Connect(name);
        session.Db2($"CREATE TABLESPACE OWN MANAGED BY DATABASE USING (FILE '{container}' 2000)").Ok();
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL) IN OWN").Ok();
        session.Db2("INSERT INTO T VALUES (1), (2), (3)").Ok();
        session.Db2("CONNECT RESET").Ok();
        var command = $"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {session.Backup(name, sandbox.Backups)} WITHOUT PROMPTING";
        var target = fixture.NewName();
        session.Db2($"{command} INTO {target}".Replace(" WITHOUT PROMPTING", "", StringComparison.Ordinal)).Refused("SQL0294N");
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
        session.AddRow(name, 4);
        session.Db2(command).Exits(2); // over itself
        Assert.Equal(3, session.Rows(name));
    }
}
