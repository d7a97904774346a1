using Db2Backup.Emulator.Tests.Backup;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>One database and its chain: full (3 rows), delta (4), incremental (5), delta (6), delta online (7), all in one folder.</summary>
public sealed class ChainFixture : IDisposable
{
    public ChainFixture()
    {
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {Name}").Ok();
        Sandbox.MakeRecoverable(session, Name);
        session.Db2($"UPDATE DB CFG FOR {Name} USING TRACKMOD YES").Ok();
        session.CreateRows(Name, 3);
        string[] kinds = ["", "INCREMENTAL DELTA", "INCREMENTAL", "ONLINE INCREMENTAL DELTA", "ONLINE INCREMENTAL DELTA"];
        var folder = Sandbox.MakeFolder("chain");
        for (var i = 0; i < kinds.Length; i++)
        {
            if (i > 0) session.AddRow(Name, 3 + i);
            Images.Add(session.Backup(Name, folder, kinds[i]));
        }
        session.AddRow(Name, 8);
        Folder = folder;
    }

    public Db2Sandbox Sandbox { get; } = new();
    public string Name => "CHAIN";
    public string Folder { get; }
    public List<string> Images { get; } = [];

    public void Dispose() => Sandbox.Dispose();
}

/// <summary>RESTORE … INCREMENTAL, image by image and AUTOMATIC. [images-and-logs.md, Full / incremental / delta; messages.md, Restore]</summary>
public sealed class IncrementalRestoreTests(ChainFixture fixture) : IClassFixture<ChainFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();
    private readonly string name = fixture.Name;
    private readonly IReadOnlyList<string> images = fixture.Images;

    public void Dispose() => session.Dispose();

    private Db2Result Step(int image) => session.Restore(name, fixture.Folder, images[image]);

    private Db2Result Automatic(int image, string clauses = "") =>
        session.Db2($"RESTORE DATABASE {name} INCREMENTAL AUTOMATIC FROM {fixture.Folder} TAKEN AT {images[image]} {clauses} WITHOUT PROMPTING");

    private int RowsAtEndOfBackup()
    {
        session.Db2($"CONNECT TO {name}").Refused("SQL1117N");
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF BACKUP AND STOP").Ok();
        return session.Rows(name);
    }

    private void Abort() => session.Db2($"RESTORE DATABASE {name} INCREMENTAL ABORT").Ok();

    // [images-and-logs.md: manual order: target, full, incremental, deltas, target; messages.md, SQL2572N to SQL2576N]
    [Fact]
    public void By_hand_the_target_comes_first_and_last_and_every_other_order_is_refused()
    {
        session.Db2($"RESTORE DATABASE {name} FROM {fixture.Folder} TAKEN AT {images[3]} WITHOUT PROMPTING").Refused("SQL2573N");
        Assert.InRange(session.Rows(name), 3, 8); // nothing was touched
        Step(3).Exits(2).Contains("\"2539\"");
        Assert.Equal("YES", session.Db2($"GET DB CFG FOR {name}").Ok().Row("Restore pending"));
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        session.Db2($"ROLLFORWARD DATABASE {name} TO END OF LOGS").Refused("SQL1119N");
        Step(2).Refused("SQL2572N").Contains($"\"{images[0]}\"");
        session.Db2($"RESTORE DATABASE {name} FROM {fixture.Folder} TAKEN AT {images[0]} WITHOUT PROMPTING").Refused("SQL2576N");
        Step(4).Refused("SQL2574N");
        Step(0).Ok();
        Step(0).Refused("SQL2575N");
        // The target builds on the incremental image: without it rows would be missing.
        Step(3).Refused("SQL2572N").Contains($"\"{images[2]}\"");
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        Step(2).Ok();
        Step(1).Refused("SQL2575N"); // what the incremental one made needless
        Step(3).Ok();
        Assert.Equal(6, RowsAtEndOfBackup());
    }

    [Fact]
    public void AUTOMATIC_finds_the_others_by_the_history_and_goes_on_to_the_end_of_the_logs()
    {
        Automatic(4).Exits(2).Contains("\"2539\"");
        Assert.Equal(7, RowsAtEndOfBackup());
        Automatic(1).Exits(2);
        Assert.Equal(4, RowsAtEndOfBackup());
        Automatic(0).Exits(2); // a full image needs no other
        Assert.Equal(3, RowsAtEndOfBackup());
        // After a restore the changes since the image are not known. [images-and-logs.md: no incremental before a new full]
        session.Db2($"BACKUP DATABASE {name} INCREMENTAL TO {sandbox.Backups}").Refused("SQL2426N").Contains("\"2\"");
    }

    // [images-and-logs.md: all files must be where the history says or in FROM; a failed chain leaves the database restore pending, ABORT frees it]
    [Fact]
    public void AUTOMATIC_without_one_of_the_images_leaves_the_database_restore_pending_until_ABORT()
    {
        var image = RestoreSteps.Image(fixture.Folder, images[2]);
        File.Move(image, image + ".away");
        try
        {
            Automatic(3).Refused("SQL2542N");
        }
        finally
        {
            File.Move(image + ".away", image);
        }
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        Automatic(3).Refused("SQL2571N").Contains("\"2\"");
        session.Db2($"RESTORE DATABASE {name} FROM {fixture.Folder} TAKEN AT {images[0]} WITHOUT PROMPTING").Refused("SQL2576N");
        Abort();
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        Automatic(3).Exits(2);
        Assert.Equal(6, RowsAtEndOfBackup());
    }

    // [messages.md, SQL2571N: reason 3; images-and-logs.md: after DROP DATABASE the history is lost: first RESTORE … HISTORY FILE, or manual]
    [Fact]
    public void AUTOMATIC_into_a_database_without_history_cannot_proceed_until_the_history_is_restored()
    {
        var restore = $"RESTORE DATABASE {name} INCREMENTAL AUTOMATIC FROM {fixture.Folder} TAKEN AT {images[3]} INTO OTHER WITHOUT PROMPTING";
        session.Db2(restore).Refused("SQL2571N").Contains("\"3\"");
        session.Db2("CONNECT TO OTHER").Refused("SQL1119N");
        session.Db2("RESTORE DATABASE OTHER INCREMENTAL ABORT").Ok();
        session.Db2("DROP DATABASE OTHER").Ok();
        session.Db2($"RESTORE DATABASE {name} HISTORY FILE FROM {fixture.Folder} TAKEN AT {images[3]} INTO OTHER").Ok();
        session.Db2(restore).Exits(2);
        session.Db2($"ROLLFORWARD DATABASE OTHER TO END OF LOGS AND STOP OVERFLOW LOG PATH ({ArchiveOf(name)}) NORETRIEVE").Ok();
        Assert.Equal(8, session.Rows("OTHER"));
        session.Db2("RESTORE DATABASE NOWHERE INCREMENTAL ABORT").Refused("SQL1013N");
        session.Db2("RESTORE DATABASE OTHER HISTORY FILE INCREMENTAL FROM /tmp").Refused("SQL2032N");
    }

    // [commands.md, State table: a RESTORE that failed leaves the database restore pending]
    [Fact]
    public void A_step_that_breaks_off_makes_its_table_spaces_begin_again_with_the_full_image()
    {
        Step(1).Exits(2);
        Step(0).Ok();
        sandbox.StartDb2($"RESTORE DATABASE {name} INCREMENTAL FROM {fixture.Folder} TAKEN AT {images[1]} WITHOUT PROMPTING", environment: BackupSteps.Fault("diskfull@3000"))
            .Wait().Refused("SQL2544N");
        session.Db2($"CONNECT TO {name}").Refused("SQL1119N");
        Step(1).Refused("SQL2572N").Contains($"\"{images[0]}\"");
        Step(0).Ok();
        Step(1).Ok();
        Assert.Equal(4, RowsAtEndOfBackup());
    }

    // [images-and-logs.md, db2ckrst: target is first and last]
    [Fact]
    public void db2ckrst_suggests_target_full_the_others_and_the_target_again()
    {
        string[] expected = [images[3], images[0], images[2], images[3]];
        var printed = session.Run("db2ckrst", "-d", name, "-t", images[3]).Ok();
        Assert.Equal(expected.Select(t => $" restore db {name} incremental taken at {t}"), printed.Lines.Where(l => l.StartsWith(" restore", StringComparison.Ordinal)));
    }

    private string ArchiveOf(string database) =>
        Directory.GetFiles(Path.Combine(sandbox.Archive, sandbox.InstanceName, database), "S*.LOG", SearchOption.AllDirectories)
            .Select(f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal).First();
}
