using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>LIST TABLESPACES and LIST TABLESPACE CONTAINERS [commands.md, LIST TABLESPACES].</summary>
public sealed class TableSpaceListTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void The_list_has_a_block_per_table_space()
    {
        using var session = sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        Assert.Equal(
        [
            "", "           Tablespaces for Current Database", "",
            " Tablespace ID                        = 0",
            " Name                                 = SYSCATSPACE",
            " Type                                 = Database managed space",
            " Contents                             = All permanent data. Regular table space.",
            " State                                = 0x0000",
            "   Detailed explanation:",
            "     Normal",
            "",
            " Tablespace ID                        = 1",
            " Name                                 = TEMPSPACE1",
            " Type                                 = System managed space",
            " Contents                             = System Temporary data",
        ], session.Db2("LIST TABLESPACES").Ok().Lines.Take(15));
    }

    [Fact]
    public void SHOW_DETAIL_adds_pages_and_the_minimum_recovery_time_once_there_is_one()
    {
        using var session = sandbox.Session();
        var name = fixture.NewRecoverableDatabase(session);
        session.Connect(name);
        session.Db2("LIST TABLESPACES SHOW DETAIL").Ok().Contains("Page size (bytes) = 4096").Contains("Free pages = Not applicable").DoesNotContain("Minimum recovery time");
        session.Db2("CREATE TABLE T (A INT)").Ok();
        var minimum = session.Db2("LIST TABLESPACES SHOW DETAIL").Ok().Row("Minimum recovery time");
        Assert.Matches(@"^\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.000000$", minimum);
    }

    [Fact]
    public void Containers_are_files_that_exist()
    {
        using var session = sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        var containers = session.Db2("LIST TABLESPACE CONTAINERS FOR 2 SHOW DETAIL").Ok();
        Assert.Equal("File", containers.Row("Type"));
        Assert.True(File.Exists(containers.Row("Name")));
        session.Db2("LIST TABLESPACE CONTAINERS FOR 99").Exits(4);
    }

    [Fact]
    public void Both_need_a_connection()
    {
        using var session = sandbox.Session();
        session.Db2("LIST TABLESPACES").Refused("SQL1024N");
        session.Db2("LIST TABLESPACE CONTAINERS FOR 0").Refused("SQL1024N");
    }
}
