using System.Globalization;
using Db2Backup.Emulator.Tests.Backup;
using Db2Backup.Emulator.Tests.Restore;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>Backup, restore and rollforward of table spaces by themselves. [commands.md, BACKUP, RESTORE, ROLLFORWARD DATABASE; sql.md, state bits]</summary>
public sealed class TableSpaceRecoveryTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    /// <summary>Table A in table space TSA, table T in USERSPACE1, a row in each; not connected.</summary>
    private string Scene()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 1);
        Run(name, "CREATE TABLESPACE TSA", "CREATE TABLE A (I INTEGER NOT NULL) IN TSA", "INSERT INTO A VALUES (1)");
        return name;
    }

    private void Run(string name, params string[] statements)
    {
        session.Connect(name);
        foreach (var statement in statements) session.Db2(statement).Ok();
        session.Db2("CONNECT RESET").Ok();
    }

    private Db2Result Asked(string name, string statement)
    {
        session.Connect(name);
        var result = session.Db2(statement, options: ["-x"]);
        session.Db2("CONNECT RESET").Ok();
        return result;
    }

    private int RowsOfA(string name) => int.Parse(Asked(name, "SELECT COUNT(*) FROM A").Ok().Text, CultureInfo.InvariantCulture);

    private string BackUp(string name, string clauses = "TABLESPACE (TSA) ONLINE") => session.Backup(name, sandbox.Backups, clauses);

    private Db2Result Restore(string name, string timestamp, string clauses = "TABLESPACE (TSA) ONLINE") =>
        session.Db2($"RESTORE DATABASE {name} {clauses} FROM {sandbox.Backups} TAKEN AT {timestamp} WITHOUT PROMPTING");

    private Db2Result Rollforward(string name, string clauses) => session.Db2($"ROLLFORWARD DATABASE {name} {clauses}");

    private string StateOfA(string name) => Asked(name, "SELECT TBSP_STATE FROM TABLE(MON_GET_TABLESPACE('TSA', -2)) AS T").Ok().Text;

    // [images-and-logs.md, Image file names: type 3; sql.md, codes: object type P]
    [Fact]
    public void An_image_of_table_spaces_says_so_in_its_name_its_header_and_the_history()
    {
        var name = Scene();
        var image = RestoreSteps.Image(sandbox.Backups, BackUp(name), name);
        Assert.Contains($"{name}.3.", image, StringComparison.Ordinal);
        session.Run("db2ckbkp", "-H", image).Ok().Contains("3 (Table space-level)").Contains("0 (No)");
        session.Run("db2ckbkp", image).Ok();
        Assert.Contains(session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Lines, l => l.StartsWith("  B  P  ", StringComparison.Ordinal) && l[28] == 'N');
        session.Db2($"BACKUP DATABASE {name} TABLESPACE (NOSUCH) ONLINE TO {sandbox.Backups}").Refused("SQL2418N");
        session.Db2($"BACKUP DATABASE {name} TABLESPACE (TSA) ONLINE INCREMENTAL TO {sandbox.Backups}").Refused("SQL2032N");
        // It is no image of the database.
        session.Db2($"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {image[^18..^4]} WITHOUT PROMPTING").Refused("SQL2542N");
    }

    // [commands.md, RESTORE DATABASE: TABLESPACE … ONLINE; State table: usable, table space roll-forward pending; messages.md, SQL0290N, SQL4908N]
    [Fact]
    public void Restored_online_it_waits_for_its_rollforward_while_the_others_are_used_and_comes_back_with_every_row()
    {
        var name = Scene();
        var timestamp = BackUp(name, "ONLINE"); // of the whole database
        Run(name, "INSERT INTO A VALUES (2)");
        using var user = sandbox.Session();
        user.Connect(name);
        user.Db2("SELECT * FROM A").Ok(); // has the container open
        Restore(name, timestamp).Ok();
        user.Db2("SELECT * FROM A").Refused("SQL0290N");
        user.Db2("INSERT INTO A VALUES (3)").Refused("SQL0290N");
        user.Db2("INSERT INTO T VALUES (2)").Ok();
        user.Db2("LIST TABLESPACES").Ok().Contains("0x0080").Contains("Roll forward pending");
        Assert.Equal("ROLLFORWARD_PENDING", StateOfA(name));
        Assert.Equal("TABLESPACE", session.Db2($"GET DB CFG FOR {name}").Ok().Row("Rollforward pending"));
        Assert.Equal("TBS pending", Rollforward(name, "QUERY STATUS").Ok().Row("Rollforward status"));
        session.Db2($"BACKUP DATABASE {name} ONLINE TO {sandbox.Backups}").Refused("SQL0290N");
        Rollforward(name, "TO END OF LOGS TABLESPACE (USERSPACE1) ONLINE").Refused("SQL4908N");
        Rollforward(name, "TO END OF BACKUP TABLESPACE (TSA) ONLINE").Refused("SQL2032N");
        Rollforward(name, "STOP TABLESPACE (TSA) ONLINE").Refused("SQL1276N");
        Rollforward(name, "TO END OF LOGS TABLESPACE (TSA)").Refused("SQL1035N"); // offline wants the database alone
        // The engine dies: what recovers the others must not take part in what this one waits for.
        sandbox.KillEngine();
        user.Dispose();
        sandbox.Start();
        Run(name, "INSERT INTO T VALUES (3)");
        Assert.Equal("not pending", Rollforward(name, "TO END OF LOGS AND STOP TABLESPACE (TSA) ONLINE").Ok().Row("Rollforward status"));
        Assert.Equal("NORMAL", StateOfA(name));
        Assert.Equal(2, RowsOfA(name));
        Assert.Equal(3, session.Rows(name));
        Assert.Equal("NO", session.Db2($"GET DB CFG FOR {name}").Ok().Row("Rollforward pending"));
    }

    // [commands.md, ROLLFORWARD: after a point in time BACKUP PENDING; images-and-logs.md, Minimum recovery; messages.md, SQL1262N, SQL1266N, SQL1275N]
    [Fact]
    public void To_a_point_in_time_it_goes_not_before_its_minimum_recovery_time_and_is_backup_pending_then()
    {
        var name = Scene();
        var timestamp = BackUp(name);
        string before = Now();
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        Run(name, "CREATE TABLE B (I INTEGER NOT NULL) IN TSA", "INSERT INTO A VALUES (2)");
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        string between = Now();
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        Run(name, "INSERT INTO A VALUES (3)");
        Restore(name, timestamp, "TABLESPACE ONLINE").Ok();
        Rollforward(name, $"TO {before} TABLESPACE (TSA) ONLINE").Refused("SQL1275N"); // B was made later
        Rollforward(name, "TO 2099-01-01-00.00.00 TABLESPACE (TSA) ONLINE").Refused("SQL1262N");
        Assert.Equal("TBS working", Rollforward(name, $"TO {between} TABLESPACE (TSA) ONLINE").Ok().Row("Rollforward status"));
        Rollforward(name, "TO END OF LOGS TABLESPACE (TSA, USERSPACE1) ONLINE").Refused("SQL4908N");
        Rollforward(name, $"TO {before} TABLESPACE ONLINE").Refused("SQL1275N");
        Rollforward(name, "STOP TABLESPACE ONLINE").Ok();
        Assert.Equal("BACKUP_PENDING", StateOfA(name));
        Assert.Equal(2, RowsOfA(name));
        Asked(name, "INSERT INTO A VALUES (9)").Refused("SQL0290N");
        BackUp(name);
        Assert.Equal("NORMAL", StateOfA(name));
        Run(name, "INSERT INTO A VALUES (4)");
        Assert.Equal(3, RowsOfA(name));

        string Now() => (DateTime.UtcNow + sandbox.ClockOffset).ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);
    }

    // [messages.md, SQL2560N, SQL2549N; SQL1274N: the catalog goes to the end of the logs; commands.md, ROLLFORWARD: CANCEL: restore pending]
    [Fact]
    public void Only_the_database_it_is_of_takes_it_and_the_catalog_alone_and_to_the_end_of_the_logs()
    {
        var name = Scene();
        var whole = BackUp(name, "ONLINE");
        var other = Scene();
        session.Db2($"RESTORE DATABASE {name} TABLESPACE (TSA) ONLINE FROM {sandbox.Backups} TAKEN AT {whole} INTO {other}").Refused("SQL2560N");
        Restore(name, whole, "TABLESPACE (NOSUCH) ONLINE").Refused("SQL2549N");
        Restore(name, whole, "TABLESPACE (SYSCATSPACE) ONLINE").Refused("SQL1035N");
        Assert.Equal(1, RowsOfA(name));
        Run(name, "CREATE TABLE LATER (I INTEGER)");
        Restore(name, whole, "TABLESPACE (SYSCATSPACE)").Ok();
        session.Db2($"CONNECT TO {name}").Refused("SQL0290N");
        Rollforward(name, $"TO {DateTime.UtcNow:yyyy-MM-dd-HH.mm.ss} TABLESPACE (SYSCATSPACE)").Refused("SQL1274N");
        Rollforward(name, "TO END OF LOGS TABLESPACE (SYSCATSPACE)").Ok();
        Run(name, "INSERT INTO LATER VALUES (1)");

        // Half way: restore pending, and only another restore helps.
        sandbox.StartDb2($"RESTORE DATABASE {name} TABLESPACE (TSA) ONLINE FROM {sandbox.Backups} TAKEN AT {whole}", environment: BackupSteps.Fault("diskfull@3000")).Wait().Refused("SQL2544N");
        Assert.Equal("RESTORE_PENDING", StateOfA(name));
        Asked(name, "LIST TABLESPACES").Ok().Contains("0x0100");
        Rollforward(name, "TO END OF LOGS TABLESPACE (TSA) ONLINE").Refused("SQL4908N");
        Restore(name, whole).Ok();
        Rollforward(name, "CANCEL TABLESPACE (TSA) ONLINE").Says("SQL4975W");
        Assert.Equal("RESTORE_PENDING", StateOfA(name));
        Restore(name, whole).Ok();
        Rollforward(name, "TO END OF LOGS TABLESPACE ONLINE").Ok();
        Assert.Equal(1, RowsOfA(name));
    }
}
