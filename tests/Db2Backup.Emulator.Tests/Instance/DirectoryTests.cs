using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>LIST DATABASE DIRECTORY, CATALOG and UNCATALOG DATABASE [commands.md, LIST DATABASE DIRECTORY].</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly Db2Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Before_the_first_database_there_is_no_directory_and_after_the_last_it_is_empty()
    {
        using var session = sandbox.Session();
        session.Db2("LIST DB DIRECTORY").Refused("SQL1031N").Contains("SQLSTATE=58031");
        session.Db2("CREATE DB SAMPLE").Ok();
        session.Db2("LIST DB DIRECTORY").Ok();
        session.Db2("DROP DB SAMPLE").Ok();
        // [messages.md, SQL1057W: zero databases, not an error]
        session.Db2("LIST DATABASE DIRECTORY").Exits(2).Says("SQL1057W").Contains("SQLSTATE=01606");
    }

    [Fact]
    public void The_system_directory_has_an_entry_per_alias()
    {
        using var session = sandbox.Session();
        session.Db2("CREATE DB SAMPLE").Ok();
        // The alias can differ, and a database can have several.
        session.Db2("CATALOG DATABASE SAMPLE AS OTHER WITH \"a second name\"").Exits(2).Says("DB20000I").Says("DB21056W");

        var lines = session.Db2("LIST DATABASE DIRECTORY").Ok().Lines;

        Assert.Equal(
        [
            "", " System Database Directory", "", " Number of entries in the directory = 2", "",
            "Database 1 entry:", "",
            " Database alias                       = SAMPLE",
            " Database name                        = SAMPLE",
            $" Local database directory             = {sandbox.Home}",
            " Database release level               = 15.00",
            " Comment                              = ",
            " Directory entry type                 = Indirect",
            " Catalog database partition number    = 0",
            " Alternate server hostname            = ",
            " Alternate server port number         = ",
        ], lines.Take(16));
        Assert.Contains(" Database alias                       = OTHER", lines);
        Assert.Contains(" Comment                              = a second name", lines);
        session.Db2("CONNECT TO OTHER").Ok().Contains("Local database alias = OTHER");
        Assert.Contains(" Database directory                   = SQL00001",
            session.Db2($"LIST DATABASE DIRECTORY ON {sandbox.Home}").Ok().Lines);
    }

    [Fact]
    public void An_uncatalogued_database_can_be_catalogued_again_with_its_data()
    {
        using var session = sandbox.Session();
        session.Db2("CREATE DB SAMPLE").Ok();
        session.Db2("UPDATE DB CFG FOR SAMPLE USING LOGPRIMARY 7").Ok();
        session.Db2("UNCATALOG DATABASE SAMPLE").Says("DB20000I");
        session.Db2("CONNECT TO SAMPLE").Refused("SQL1013N");
        session.Db2("UNCATALOG DATABASE SAMPLE").Refused("SQL1013N");
        session.Db2($"CATALOG DATABASE SAMPLE ON {sandbox.Home}").Says("DB20000I");
        Assert.Equal("7", session.Db2("GET DB CFG FOR SAMPLE").Row("LOGPRIMARY"));
    }

    [Fact]
    public void What_is_not_there_cannot_be_catalogued()
    {
        using var session = sandbox.Session();
        session.Db2("CATALOG DATABASE NOSUCHDB").Refused("SQL1031N");
        session.Db2("CREATE DB SAMPLE").Ok();
        session.Db2("CATALOG DATABASE NOSUCHDB").Refused("SQL1013N");
        session.Db2("CATALOG DATABASE SAMPLE AS SAMPLE").Refused("SQL1005N");
        session.Db2("CATALOG DATABASE SAMPLE AS REMOTE AT NODE FAR").Refused("SQL1097N");
        session.Db2("LIST DB DIRECTORY ON /does/not/exist").Refused("SQL1031N");
    }
}
