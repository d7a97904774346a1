using Db2Backup.Emulator.Tests.Restore;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>BACKUP … INCREMENTAL [DELTA]. [images-and-logs.md, Full / incremental / delta; messages.md, SQL2426N]</summary>
public sealed class IncrementalBackupTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    private void RefusedWithReason(string name, string clauses, string reason) =>
        session.Db2($"BACKUP DATABASE {name} {clauses} TO {sandbox.Backups}").Refused("SQL2426N").Contains($"\"{reason}\"");

    // [messages.md, SQL2426N: reason 1 TRACKMOD is not on; commands.md, UPDATE DATABASE CONFIGURATION: TRACKMOD YES takes effect after reactivation]
    [Fact]
    public void Until_TRACKMOD_is_in_force_the_reason_is_1_then_2_until_a_full_backup_and_again_after_a_new_table_space()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 1);
        session.Connect(name);
        RefusedWithReason(name, "ONLINE INCREMENTAL", "1");
        session.Connect(name);
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD YES").Says("SQL1363W");
        RefusedWithReason(name, "ONLINE INCREMENTAL", "2"); // BACKUP ended the connection, so its own activated the database anew
        RefusedWithReason(name, "INCREMENTAL DELTA", "2");
        // It sets no BACKUP PENDING, and only a full backup helps.
        Assert.Equal(1, session.Rows(name));
        session.Backup(name, sandbox.Backups, "ONLINE");
        session.Backup(name, sandbox.Backups, "ONLINE INCREMENTAL DELTA");
        session.Connect(name);
        session.Db2("CREATE TABLESPACE TS9").Ok();
        session.Db2("CONNECT RESET").Ok();
        RefusedWithReason(name, "ONLINE INCREMENTAL", "2");
        session.Backup(name, sandbox.Backups);
        session.Backup(name, sandbox.Backups, "INCREMENTAL");
        // A table space with the id of one that was dropped is another one.
        session.Connect(name);
        session.Db2("DROP TABLESPACE TS9").Ok();
        session.Db2("CONNECT RESET").Ok();
        session.Connect(name);
        session.Db2("CREATE TABLESPACE TS10").Ok();
        session.Db2("CONNECT RESET").Ok();
        RefusedWithReason(name, "INCREMENTAL", "2");
    }

    // [images-and-logs.md, db2ckbkp: Backup Granularity 0, 16, 48; sql.md, codes: F, N, I, O, D, E]
    [Fact]
    public void Every_kind_tells_what_it_is_in_the_header_and_the_history_and_holds_what_changed_since_its_predecessor()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD YES").Ok();
        session.FillTable(name, 600);
        session.Connect(name);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL)").Ok();
        session.Db2("CONNECT RESET").Ok();
        var folder = sandbox.MakeFolder("kinds");
        string[] kinds = ["", "INCREMENTAL", "INCREMENTAL DELTA", "ONLINE", "ONLINE INCREMENTAL", "ONLINE INCREMENTAL DELTA"];
        (string Letter, string Granularity)[] told = [("F", "0"), ("I", "16"), ("D", "48"), ("N", "0"), ("O", "16"), ("E", "48")];
        var sizes = new List<long>();
        for (var i = 0; i < kinds.Length; i++)
        {
            session.AddRow(name, i);
            var timestamp = session.Backup(name, folder, kinds[i] + (kinds[i].StartsWith("ONLINE", StringComparison.Ordinal) ? " " : ""));
            var image = RestoreSteps.Image(folder, timestamp);
            sizes.Add(new FileInfo(image).Length);
            Assert.StartsWith(told[i].Granularity + " ", session.Run("db2ckbkp", "-H", image).Ok().Lines.First(l => l.Contains("Granularity", StringComparison.Ordinal)).Split("-- ")[1]);
            var listed = session.Db2($"LIST HISTORY BACKUP SINCE {timestamp} FOR {name}").Ok().Lines.First(l => l.StartsWith("  B  D  " + timestamp, StringComparison.Ordinal));
            Assert.Equal(told[i].Letter, listed[28..29]);
        }
        session.Run("db2ckbkp", RestoreSteps.Image(folder, session.Backup(name, folder, "INCREMENTAL DELTA"))).Ok();
        Assert.True(sizes[1] < sizes[0] / 3 && sizes[2] < sizes[0] / 3, $"a few pages changed, and the images have {string.Join(", ", sizes)} bytes");
    }

    // [commands.md, UPDATE DATABASE CONFIGURATION: TRACKMOD YES first needs a full backup]
    [Fact]
    public void What_changed_while_TRACKMOD_was_off_nobody_knows()
    {
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD YES").Ok();
        session.Backup(name, sandbox.Backups);
        session.Backup(name, sandbox.Backups, "INCREMENTAL"); // circular logging is no obstacle
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD NO").Ok();
        RefusedWithReason(name, "INCREMENTAL", "1");
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD YES").Ok();
        RefusedWithReason(name, "INCREMENTAL", "2");
    }

    // [images-and-logs.md, Full / incremental / delta: DELTA = since the last successful backup of any type]
    [Fact]
    public void A_backup_that_failed_is_nothing_to_build_on()
    {
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING TRACKMOD YES").Ok();
        session.CreateRows(name, 1);
        var full = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 2);
        sandbox.StartDb2($"BACKUP DATABASE {name} INCREMENTAL DELTA TO {sandbox.Backups} WITHOUT PROMPTING", environment: BackupSteps.Fault("diskfull@9000")).Wait().Refused("SQL2419N");
        session.AddRow(name, 3);
        var delta = session.Backup(name, sandbox.Backups, "INCREMENTAL DELTA");
        session.Restore(name, sandbox.Backups, delta).Exits(2);
        session.Restore(name, sandbox.Backups, full).Ok();
        session.Restore(name, sandbox.Backups, delta).Ok();
        Assert.Equal(3, session.Rows(name));
    }
}
