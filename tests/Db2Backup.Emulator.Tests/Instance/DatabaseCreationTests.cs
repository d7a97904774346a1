using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>CREATE and DROP DATABASE [commands.md, CREATE / DROP DATABASE].</summary>
public sealed class DatabaseCreationTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void A_new_database_has_Db2s_folders_and_nothing_pending()
    {
        using var session = sandbox.Session();
        var name = fixture.NewName();
        var path = sandbox.MakeFolder("layout");

        session.Db2($"CREATE DATABASE {name} ON {path}").Ok().Contains("DB20000I  The CREATE DATABASE command completed successfully.");

        var node = Path.Combine(path, sandbox.InstanceName, "NODE0000");
        Assert.True(File.Exists(Path.Combine(node, "SQL00001", "SQLDBCONF")));
        // [images-and-logs.md, Log files: active path]
        Assert.True(Directory.Exists(Path.Combine(node, "SQL00001", "LOGSTREAM0000")));
        Assert.True(File.Exists(Path.Combine(node, name, "T0000000", "C0000000.CAT")));
        Assert.True(File.Exists(Path.Combine(node, name, "T0000002", "C0000000.LRG")));
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("NO", configuration.Row("Backup pending"));
        Assert.Equal("NO", configuration.Row("Rollforward pending"));
        Assert.Equal("NO", configuration.Row("Restore pending"));
        Assert.Equal("OFF", configuration.Row("LOGARCHMETH1"));
        Assert.Equal("", configuration.Row("First active log file"));
    }

    [Fact]
    public void Databases_on_one_path_get_folders_SQL00001_SQL00002_and_a_freed_one_is_used_again()
    {
        using var session = sandbox.Session();
        var path = sandbox.MakeFolder("tokens");
        var (first, second, third) = (fixture.NewName(), fixture.NewName(), fixture.NewName());
        session.Db2($"CREATE DB {first} ON {path}").Ok();
        session.Db2($"CREATE DB {second} ON {path}").Ok();
        var node = Path.Combine(path, sandbox.InstanceName, "NODE0000");
        Assert.True(Directory.Exists(Path.Combine(node, "SQL00002")));

        session.Db2($"DROP DB {first}").Ok();
        Assert.False(Directory.Exists(Path.Combine(node, "SQL00001")));
        session.Db2($"CREATE DB {third} ON {path}").Ok();

        Assert.True(Directory.Exists(Path.Combine(node, "SQL00001")));
    }

    [Fact]
    public void Storage_and_database_path_can_differ()
    {
        using var session = sandbox.Session();
        var name = fixture.NewName();
        var (storage, control) = (sandbox.MakeFolder("storage"), sandbox.MakeFolder("control"));

        session.Db2($"CREATE DATABASE {name} AUTOMATIC STORAGE YES ON {storage} DBPATH ON {control} USING CODESET UTF-8 TERRITORY DE COLLATE USING SYSTEM PAGESIZE 8 K").Ok();

        Assert.True(File.Exists(Path.Combine(storage, sandbox.InstanceName, "NODE0000", name, "T0000002", "C0000000.LRG")));
        Assert.True(File.Exists(Path.Combine(control, sandbox.InstanceName, "NODE0000", "SQL00001", "SQLDBCONF")));
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("8192", configuration.Row("Database page size"));
        Assert.Equal("DE", configuration.Row("Database territory"));
        session.Db2($"DROP DATABASE {name}").Ok();
        Assert.False(Directory.Exists(Path.Combine(storage, sandbox.InstanceName, "NODE0000", name)));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_with_SQL1005N()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"CREATE DATABASE {name}").Refused("SQL1005N").Contains($"\"{name}\"");
        // also while it is not catalogued: it is in the local directory
        session.Db2($"UNCATALOG DATABASE {name}");
        session.Db2($"CREATE DATABASE {name}").Refused("SQL1005N");
    }

    [Theory]
    [InlineData("ABCDEFGHI", "SQL1001N")]
    [InlineData("1ABC", "SQL1001N")]
    [InlineData("GOOD1 ALIAS TOOLONGALIAS", "SQL1000N")]
    [InlineData("GOOD2 ON /does/not/exist", "SQL1052N")]
    [InlineData("GOOD3 ON relative/path", "SQL1051N")]
    [InlineData("GOOD4 PAGESIZE 5000", "SQL0104N")]
    [InlineData("GOOD5 USING CODESET NONSENSE TERRITORY US", "SQL1205N")]
    [InlineData("GOOD6 ENCRYPT", "SQL1728N")]
    [InlineData("GOOD7 WITHOUT PROMPTING", "SQL0104N")]
    [InlineData("GOOD8 COLLATE USING CLDR181_LEN_S1", "SQL0104N")]
    public void What_cannot_be_created_is_refused_and_leaves_nothing(string statement, string id)
    {
        using var session = sandbox.Session();
        session.Db2($"CREATE DATABASE {statement}").Refused(id);
        session.Db2("LIST DATABASE DIRECTORY").DoesNotContain("GOOD");
    }

    [Fact]
    public void A_path_that_the_instance_owner_cannot_write_is_refused()
    {
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may write everywhere");
        using var session = sandbox.Session();
        var path = sandbox.MakeFolder("locked");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        session.Db2($"CREATE DATABASE NOWRITE ON {path}").Refused("SQL1051N");

        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    // [messages.md, SQL1034C: database damaged]
    [Fact]
    public void A_database_whose_files_are_damaged_says_SQL1034C_and_nothing_else_happens_to_it()
    {
        using var own = new Db2Sandbox();
        using var session = own.Session();
        session.Db2("CREATE DATABASE CONTROL").Ok();
        session.Db2("CREATE DATABASE ROWS").Ok();
        session.Connect("ROWS");
        session.Db2("CREATE TABLE T (A INT)").Ok();
        session.Db2("CONNECT RESET").Ok();
        own.Stop();
        var node = Path.Combine(own.Home, own.InstanceName, "NODE0000");
        File.WriteAllText(Path.Combine(node, "SQL00001", "SQLOGCTL.LFH.1"), "no control file");
        File.WriteAllText(Path.Combine(node, "ROWS", "T0000002", "C0000000.LRG"), new string('x', 8192));
        own.Start();
        session.Db2("TERMINATE").Ok();
        session.Db2("CONNECT TO CONTROL").Refused("SQL1034C").Contains("SQLSTATE=58031");
        session.Db2("GET DB CFG FOR CONTROL").Refused("SQL1034C");
        Assert.Equal("no control file", File.ReadAllText(Path.Combine(node, "SQL00001", "SQLOGCTL.LFH.1")));
        var connected = session.Db2("CONNECT TO ROWS");
        if (connected.Succeeded) session.Db2("SELECT A FROM T").Refused("SQL1034C");
        else connected.Refused("SQL1034C");
    }

    [Fact]
    public void Dropping_a_database_in_use_is_refused_with_SQL1035N()
    {
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        var name = fixture.NewDatabase(session);
        other.Connect(name);
        session.Db2($"DROP DATABASE {name}").Refused("SQL1035N");
        other.Db2("TERMINATE");
        session.Connect(name);
        session.Db2($"DROP DATABASE {name}").Refused("SQL1035N");
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"DROP DATABASE {name}").Ok().Contains("DB20000I  The DROP DATABASE command completed successfully.");
        session.Db2($"CONNECT TO {name}").Refused("SQL1013N");
    }

    [Fact]
    public void Dropping_deletes_data_and_history_but_neither_images_nor_archived_logs()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Connect(name);
        session.Db2("CREATE TABLE T (A INT)").Ok();
        session.Db2("CONNECT RESET").Ok();
        var image = Assert.Single(Directory.GetFiles(sandbox.Backups, name + ".*"));
        var archived = Path.Combine(sandbox.Archive, sandbox.InstanceName, name);
        Eventually.Holds(() => Directory.Exists(archived) && Directory.GetFiles(archived, "S*.LOG", SearchOption.AllDirectories).Length > 0, "a log is archived");

        session.Db2($"DROP DATABASE {name}").Ok();

        Assert.True(File.Exists(image));
        Assert.NotEmpty(Directory.GetFiles(archived, "S*.LOG", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(sandbox.Home, sandbox.InstanceName, "NODE0000", name)));
        // a new database of that name begins with an empty history
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Contains("Number of matching file entries = 0");
    }
}
