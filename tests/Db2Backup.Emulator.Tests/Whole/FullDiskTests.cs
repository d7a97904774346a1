using Db2Backup.Emulator.Tests.Sql;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>
/// A file system without room, and no fault switch: for images, a restored database, logs, the archive and the database itself.
/// [messages.md, SQL2419N, SQL2059W, SQL2544N, SQL1762N, SQL1004C]
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly Db2Sandbox sandbox = new();
    private readonly SmallFileSystem small;
    private readonly Db2Session session;

    public FullDiskTests()
    {
        try
        {
            small = new SmallFileSystem(sandbox, 400);
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }
        session = sandbox.Session();
    }

    public void Dispose()
    {
        session.Dispose();
        if (sandbox.EnginePid != 0) sandbox.KillEngine();
        small.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public void For_an_image_it_ends_or_asks_and_the_partial_file_does_not_verify()
    {
        Create("SOURCE");
        session.Db2($"BACKUP DATABASE SOURCE TO {small.Folder} WITHOUT PROMPTING").Refused("SQL2419N").Contains($"\"{small.Folder}\"");
        var partial = Assert.Single(Directory.GetFiles(small.Folder));
        session.Run("db2ckbkp", partial).Exits(1);
        File.Delete(partial);
        session.Db2($"BACKUP DATABASE SOURCE TO {small.Folder}", stdin: "t\n").Exits(4).Contains("SQL2059W").Contains("SQL2001N");
        session.Db2($"BACKUP DATABASE SOURCE TO {sandbox.Backups}").Ok();
    }

    [Fact]
    public void For_a_restored_database_it_leaves_it_restore_pending()
    {
        Create("SOURCE");
        var timestamp = session.Db2($"BACKUP DATABASE SOURCE TO {sandbox.Backups}").Ok().Timestamp;
        session.Db2($"RESTORE DATABASE SOURCE FROM {sandbox.Backups} TAKEN AT {timestamp} TO {small.Folder} INTO TARGET").Refused("SQL2544N");
        session.Db2("CONNECT TO TARGET").Refused("SQL1119N");
        session.Db2("DROP DATABASE TARGET").Ok();
        session.Connect("SOURCE");
    }

    [Fact]
    public void For_active_logs_nobody_connects_until_there_is_room()
    {
        Create("SOURCE");
        session.Db2($"UPDATE DB CFG FOR SOURCE USING NEWLOGPATH {small.Folder}").Ok();
        session.Db2("CONNECT TO SOURCE").Refused("SQL1762N");
        session.Db2("UPDATE DB CFG FOR SOURCE USING NEWLOGPATH NULL").Ok();
        session.Connect("SOURCE");
        Assert.Equal("1024", session.Value("SELECT COUNT(*) FROM T"));
    }

    // [images-and-logs.md, Log files: if nothing works logs stay in the active path; MON_GET_TRANSACTION_LOG tells]
    [Fact]
    public void For_the_archive_logs_wait_in_the_active_path_until_there_is_room()
    {
        Create("SOURCE");
        session.Db2($"UPDATE DB CFG FOR SOURCE USING LOGARCHMETH1 DISK:{small.Folder} NUMARCHRETRY 0 ARCHRETRYDELAY 1").Ok();
        session.Db2("BACKUP DATABASE SOURCE TO /dev/null").Ok();
        var filler = Path.Combine(small.Folder, "filler");
        File.WriteAllBytes(filler, new byte[380 * 1024]);
        session.Connect("SOURCE");
        session.Db2("UPDATE T SET FILLER = 'other'").Ok();
        session.Db2("ARCHIVE LOG FOR DATABASE SOURCE").Ok();
        Eventually.Holds(() => session.Value("SELECT ARCHIVE_METHOD1_STATUS FROM TABLE(MON_GET_TRANSACTION_LOG(-1)) AS L") == "0", "the archive fails");
        File.Delete(filler);
        Eventually.Holds(() => Directory.GetFiles(small.Folder, "S0000000.LOG", SearchOption.AllDirectories).Length == 1, "the log is archived", TimeSpan.FromSeconds(30));
    }

    // [messages.md, SQL1004C: not enough storage on file system]
    [Fact]
    public void For_a_new_database_there_is_none_and_nothing_of_it_is_left()
    {
        var before = Directory.GetFileSystemEntries(small.Folder, "*", SearchOption.AllDirectories);
        var filler = Path.Combine(small.Folder, "filler");
        File.WriteAllBytes(filler, new byte[370 * 1024]);
        session.Db2($"CREATE DATABASE NOROOM ON {small.Folder}").Refused("SQL1004C");
        session.Db2("LIST DATABASE DIRECTORY").DoesNotContain("NOROOM");
        File.Delete(filler);
        Assert.Empty(Directory.GetFiles(small.Folder, "*", SearchOption.AllDirectories).Except(before));
        session.Db2($"CREATE DATABASE NOROOM ON {small.Folder}").Ok();
    }

    // [sql messages of IBM Docs 11.5, SQL0968C: the file system is full] The statement is refused, the connection stays.
    [Fact]
    public void For_rows_the_statement_is_refused_and_those_before_it_stay()
    {
        session.Db2($"CREATE DATABASE TIGHT ON {small.Folder}").Ok();
        session.Db2($"UPDATE DB CFG FOR TIGHT USING NEWLOGPATH {sandbox.MakeFolder("logs")}").Ok();
        session.Connect("TIGHT");
        session.Db2("CREATE TABLE T (FILLER VARCHAR(1000))").Ok();
        session.Db2("INSERT INTO T VALUES ('kept')").Ok();
        session.Db2("INSERT INTO T WITH N (I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 2000) SELECT REPEAT('x', 1000) FROM N").Refused("SQL0968C");
        Assert.Equal("kept", session.Value("SELECT FILLER FROM T"));
    }

    // Not dressed up as a mistake of the program, and no committed row is lost.
    [Fact]
    public void For_the_database_itself_statements_are_refused_and_what_was_committed_stays()
    {
        session.Db2($"CREATE DATABASE TIGHT ON {small.Folder}").Ok();
        session.Db2("UPDATE DB CFG FOR TIGHT USING LOGFILSIZ 4 LOGPRIMARY 2 LOGSECOND 0").Ok();
        session.Connect("TIGHT");
        session.Db2("CREATE TABLE T (FILLER VARCHAR(1000))").Ok();
        session.Db2("INSERT INTO T VALUES ('kept')").Ok();
        session.Db2("CONNECT RESET").Ok();
        var filler = Path.Combine(small.Folder, "filler");
        using (var file = File.Create(filler)) Fill(file);
        var refusal = session.Db2("CONNECT TO TIGHT").Exits(4);
        Assert.Contains(refusal.Ids, id => id is "SQL1762N" or "SQL0968C");
        File.Delete(filler);
        session.Connect("TIGHT");
        Assert.Equal("kept", session.Value("SELECT FILLER FROM T"));
    }

    // A database of about a megabyte.
    private void Create(string name)
    {
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLE T (FILLER VARCHAR(1000))").Ok();
        session.Db2("INSERT INTO T VALUES (REPEAT('x', 1000))").Ok();
        for (var n = 0; n < 10; n++) session.Db2("INSERT INTO T SELECT FILLER FROM T").Ok();
        session.Db2("CONNECT RESET").Ok();
    }

    private static void Fill(FileStream file)
    {
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }
}
