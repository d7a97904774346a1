using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>What BACKUP DATABASE accepts and refuses before it writes a byte. [commands.md, BACKUP DATABASE]</summary>
public sealed class BackupGrammarTests : IClassFixture<InstanceFixture>
{
    private const string Untouched = "GRAMMAR";
    private readonly InstanceFixture instance;
    private readonly string folder;

    public BackupGrammarTests(InstanceFixture instance)
    {
        this.instance = instance;
        folder = Sandbox.MakeFolder("grammar");
    }

    private Db2Sandbox Sandbox => instance.Sandbox;

    // The clause order is the documented one.
    [Theory]
    [InlineData("TO {0} ONLINE")]
    [InlineData("COMPRESS TO {0}")]
    [InlineData("TO {0} PARALLELISM 2 WITH 2 BUFFERS")]
    [InlineData("TO {0} BUFFER 16 WITH 2 BUFFERS")]
    [InlineData("TO {0} COMPRESS PARALLELISM 2")]
    [InlineData("TO {0} WITHOUT PROMPTING INCLUDE LOGS")]
    [InlineData("TO {0} INCLUDE LOGS UTIL_IMPACT_PRIORITY 10")]
    [InlineData("TO {0} INCREMENTAL")]
    [InlineData("TO {0} COMPRESS ENCRYPT")]
    [InlineData("TO {0} NONSENSE")]
    [InlineData("TO")]
    [InlineData("WITH BUFFERS")]
    [InlineData("WITHOUT")]
    public void Clauses_out_of_order_or_unknown_are_SQL0104N(string clauses) => Refused(clauses, "SQL0104N");

    [Theory]
    [InlineData("TO {0} BUFFER 7", "SQL2032N")]
    [InlineData("TO {0} WITH 0 BUFFERS", "SQL2032N")]
    [InlineData("TO {0} PARALLELISM 0", "SQL2032N")]
    [InlineData("TO {0} UTIL_IMPACT_PRIORITY 101", "SQL2032N")]
    [InlineData("TO {0} WITH 1000 BUFFERS BUFFER 100000", "SQL2009C")]
    [InlineData("TO {0} INCLUDE LOGS", "SQL2032N")]
    [InlineData("ON DBPARTITIONNUM (1) TO {0}", "SQL2032N")]
    [InlineData("TABLESPACE (USERSPACE1) TO {0}", "SQL2421N")]
    [InlineData("NO TABLESPACE TO {0}", "SQL2032N")]
    [InlineData("INCREMENTAL TO {0}", "SQL2426N")]
    [InlineData("INCREMENTAL DELTA TO {0}", "SQL2426N")]
    [InlineData("USE TSM", "SQL2037N")]
    [InlineData("USE XBSA OPEN 2 SESSIONS", "SQL2071N")]
    [InlineData("USE SNAPSHOT", "SQL2071N")]
    [InlineData("LOAD libvendor.so", "SQL2071N")]
    [InlineData("TO {0} DEDUP_DEVICE", "SQL2032N")]
    [InlineData("TO {0} ENCRYPT", "SQL2032N")]
    [InlineData("TO {0} COMPRESS COMPRLIB libx.so", "SQL2071N")]
    public void What_cannot_be_done_is_refused_by_name(string clauses, string id) => Refused(clauses, id);

    // [messages.md, SQL2036N: relative path, missing directory, a file; clp.md, Quoting]
    [Theory]
    [InlineData("../logs")]
    [InlineData("/nowhere/at/all")]
    [InlineData("/etc/hostname")]
    [InlineData("/dev/zero")]
    [InlineData("DB2REMOTE://alias//path")]
    public void A_target_that_is_no_directory_pipe_or_null_device_is_SQL2036N(string path)
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Db2($"BACKUP DATABASE {database} TO {path}").Refused("SQL2036N").Contains($"\"{path}\"");
        session.Db2($"BACKUP DATABASE {database} TO {folder}, {path}").Refused("SQL2036N");
        Assert.Empty(BackupSteps.ImagesIn(folder, database));
        // The failure is in the history, with its SQLCODE. [sql.md: a failed backup can leave an entry]
        Assert.Equal(2, session.BackupsInHistory(database));
        session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Contains("sqlcode: -2036");
    }

    // [clp.md, Environment: files are opened by the engine, so the instance owner's rights count]
    [Fact]
    public void A_directory_the_instance_owner_cannot_write_is_SQL2036N()
    {
        if (!Sandbox.User.IsBoundByPermissions) return;
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var closed = Sandbox.MakeFolder("closed");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        session.Db2($"BACKUP DATABASE {database} TO {closed}").Refused("SQL2036N");
        Assert.Empty(Directory.GetFiles(closed));
    }

    [Fact]
    public void A_path_with_blanks_may_be_quoted()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var blanks = Sandbox.MakeFolder("my backup");
        session.Db2($"BACKUP DATABASE {database} TO '{blanks}'").Ok();
        Assert.Single(BackupSteps.ImagesIn(blanks, database));
    }

    [Fact]
    public void All_clauses_in_order_are_accepted()
    {
        using var session = Sandbox.Session();
        var database = instance.NewRecoverableDatabase(session);
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {folder}, {folder} WITH 4 BUFFERS BUFFER 64 PARALLELISM 2 COMPRESS UTIL_IMPACT_PRIORITY 20 INCLUDE LOGS WITHOUT PROMPTING").Ok();
        session.Run("db2ckbkp", [.. BackupSteps.ImagesIn(folder, database)]).Ok();
    }

    // Every backup goes through the library that ENCRLIB names. [images-and-logs.md, Encryption and compression]
    [Fact]
    public void With_ENCRLIB_configured_no_image_is_written_that_is_not_encrypted()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {database} USING ENCRLIB libdb2encr.so").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {folder}").Refused("SQL2071N").Contains("\"libdb2encr.so\"");
        Assert.Empty(BackupSteps.ImagesIn(folder, database));
        session.Db2($"UPDATE DB CFG FOR {database} USING ENCRLIB NULL").Ok();
        session.Db2($"BACKUP DATABASE {database} TO {folder}").Ok();
    }

    [Fact]
    public void An_unknown_alias_is_SQL1013N()
    {
        using var session = Sandbox.Session();
        session.Db2($"BACKUP DATABASE NOSUCHDB TO {folder}").Refused("SQL1013N");
    }

    // [messages.md, SQL30082N, SQL1092N]
    [Fact]
    public void USER_needs_the_right_password_and_authority()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        Sandbox.WriteUsers("db2inst1:secret\nreader:word\n");
        session.Db2($"BACKUP DATABASE {database} USER db2inst1 USING wrong TO {folder}").Refused("SQL30082N");
        session.Db2($"BACKUP DATABASE {database} USER reader USING word TO {folder}").Refused("SQL1092N");
        session.Db2($"BACKUP DATABASE {database} USER db2inst1 USING secret TO {folder}").Ok();
        Assert.Single(BackupSteps.ImagesIn(folder, database));
        session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").DoesNotContain("secret");
    }

    private void Refused(string clauses, string id)
    {
        using var session = Sandbox.Session();
        // One database for all: nothing happens to it.
        if (!Directory.Exists(Path.Combine(Sandbox.Home, Sandbox.InstanceName, "NODE0000", Untouched))) session.Db2($"CREATE DATABASE {Untouched}").Ok();
        session.Db2($"BACKUP DATABASE {Untouched} {string.Format(System.Globalization.CultureInfo.InvariantCulture, clauses, folder)}").Refused(id);
        Assert.Empty(BackupSteps.ImagesIn(folder, Untouched));
        session.Connect(Untouched);
    }
}
