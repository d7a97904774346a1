using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>Several processes at once on one database. [clp.md, 1. Two processes; images-and-logs.md, What INCLUDE LOGS holds]</summary>
public sealed class ConcurrencyTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void An_online_backup_while_three_sessions_write_holds_each_writers_rows_without_a_gap()
    {
        // [images-and-logs.md, What INCLUDE LOGS holds]: enough for TO END OF BACKUP, nothing more.
        using var session = sandbox.Session();
        var database = NewTable(session);
        var writers = Enumerable.Range(1, 3).Select(n => new Writer(sandbox, database, n)).ToList();
        string timestamp;
        int[] before, after, all;
        try
        {
            foreach (var writer in writers) writer.WaitFor(2);
            before = writers.Select(w => w.Confirmed).ToArray();
            timestamp = session.Db2($"BACKUP DATABASE {database} ONLINE TO {sandbox.Backups} INCLUDE LOGS").Ok().Timestamp;
            after = writers.Select(w => w.Confirmed).ToArray();
            foreach (var writer in writers) writer.WaitFor(after[writer.Number - 1] + 2);
            all = writers.Select(w => w.Stop()).ToArray();
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
        }

        var aside = fixture.NewName();
        var logs = sandbox.MakeFolder("logs-" + aside);
        session.Db2($"RESTORE DATABASE {database} FROM {sandbox.Backups} TAKEN AT {timestamp} INTO {aside} LOGTARGET {logs}").Ok();
        session.Db2($"ROLLFORWARD DATABASE {aside} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        session.Connect(aside);
        foreach (var writer in writers)
            // One more than known can be in: committed, its answer still on the way.
            Assert.InRange(writer.RowsIn(session), before[writer.Number - 1], after[writer.Number - 1] + 1);

        session.Db2("CONNECT RESET").Ok();
        session.Db2($"RESTORE DATABASE {database} FROM {sandbox.Backups} TAKEN AT {timestamp} REPLACE EXISTING WITHOUT PROMPTING");
        session.Db2($"ROLLFORWARD DATABASE {database} TO END OF LOGS AND STOP").Ok();
        session.Connect(database);
        foreach (var writer in writers)
            Assert.Equal(all[writer.Number - 1], writer.RowsIn(session));
        session.Db2("CONNECT RESET").Ok();
    }

    [Fact]
    public void Two_children_of_one_parent_share_a_connection_and_another_parents_child_does_not()
    {
        // [clp.md, Two processes]: the session key is the parent process id and the user id.
        using var session = sandbox.Session();
        using var other = sandbox.Session();
        var database = fixture.NewDatabase(session);
        session.Connect(database);
        session.Db2("VALUES 1").Ok();
        other.Db2("VALUES 1").Refused("SQL1024N");
        Assert.Equal(1, Applications(session, database));
        // The shell keeps its place as parent only when it does not exec its last command [clp.md].
        session.Run("bash", "-c", "db2 values 1; exit $?").Refused("SQL1024N");
        session.Db2("CONNECT RESET").Ok();
    }

    [Fact]
    public void Many_sessions_write_the_same_table_and_no_row_is_lost()
    {
        using var session = sandbox.Session();
        var database = NewTable(session);
        var writers = Enumerable.Range(1, 4).Select(n => new Writer(sandbox, database, n)).ToList();
        try
        {
            foreach (var writer in writers) writer.WaitFor(8);
            foreach (var writer in writers) writer.Stop();
            session.Connect(database);
            foreach (var writer in writers) Assert.Equal(writer.Confirmed, writer.RowsIn(session));
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
            session.Db2("CONNECT RESET");
        }
    }

    [Fact]
    public void Killing_a_writers_back_end_rolls_its_unit_of_work_back_and_frees_its_locks()
    {
        using var session = sandbox.Session();
        var database = NewTable(session);
        using (var writer = sandbox.Session())
        {
            writer.Connect(database);
            writer.Db2("INSERT INTO T VALUES (1, 1)", options: ["+c"]).Ok();
            writer.Db2("COMMIT", options: ["+c"]).Ok();
            writer.Db2("INSERT INTO T VALUES (1, 2)", options: ["+c"]).Ok();
            var backEnd = sandbox.BackEndPid(writer);
            Assert.NotEqual(0, backEnd);
            sandbox.KillProcess(backEnd);
        }

        session.Connect(database);
        // Waits for the lock the dead writer held until its unit of work is rolled back.
        session.Db2("INSERT INTO T VALUES (1, 3)").Ok();
        Assert.Equal("1 3", session.Db2("SELECT N FROM T ORDER BY N", options: ["-x"]).Ok().Text);
        Assert.Equal(1, Applications(session, database));
        session.Db2("CONNECT RESET").Ok();
    }

    private string NewTable(Db2Session session)
    {
        var database = fixture.NewRecoverableDatabase(session);
        session.Connect(database);
        session.Db2("CREATE TABLE T (WRITER INTEGER NOT NULL, N INTEGER NOT NULL)").Ok();
        session.Db2("CONNECT RESET").Ok();
        return database;
    }

    private static int Applications(Db2Session session, string database)
    {
        var answer = session.Db2($"LIST APPLICATIONS FOR DATABASE {database}");
        return answer.Lines.Count(l => l.Contains(' ' + database, StringComparison.Ordinal));
    }
}
