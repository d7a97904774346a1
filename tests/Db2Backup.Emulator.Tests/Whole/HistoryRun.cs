using System.Collections.Immutable;
using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>
/// Lives through one history on a database of its own and compares its rows with the oracle's after each recovery. Rows are of a
/// kilobyte, so that small log files fill.
/// Each step begins two seconds of the instance's clock after the one before, so that there is a moment between them.
/// </summary>
internal sealed class HistoryRun(Db2Sandbox sandbox, string database)
{
    private readonly Timeline timeline = new();
    private readonly Db2Session session = sandbox.Session();
    private readonly Db2Session other = sandbox.Session();
    private ImmutableSortedDictionary<int, int>? open;
    private int nextId = 1;
    private readonly HashSet<Db2Session> connected = [];

    /// <summary>Throws where the database and the oracle disagree, or a statement fails that must not.</summary>
    public void Live(IEnumerable<Step> steps)
    {
        try
        {
            session.Db2($"CREATE DATABASE {database}").Ok();
            Enter(session);
            session.Db2("CREATE TABLE T (ID INTEGER NOT NULL PRIMARY KEY, V INTEGER, FILLER VARCHAR(1000))").Ok();
            Leave(session);
            sandbox.MakeRecoverable(session, database);
            foreach (var step in steps)
            {
                Tick();
                Take(step);
            }
            CloseUnit(committed: true);
            Enter(session);
            Expect(session, timeline.Rows, "at the end");
        }
        finally
        {
            other.Dispose();
            session.Db2("CONNECT RESET");
            session.Db2($"DROP DATABASE {database}");
            session.Dispose();
        }
    }

    private void Take(Step step)
    {
        switch (step)
        {
            case Step.Commit commit:
                CloseUnit(committed: true);
                Enter(session);
                Note(Change(session, commit.Inserts, commit.Choice, timeline.Rows), wrote: true);
                break;
            case Step.Open unit when open is null:
                Enter(other);
                open = Change(other, unit.Inserts, 0, timeline.Rows, commit: false);
                break;
            case Step.Close close:
                CloseUnit(close.Committed);
                break;
            case Step.ArchiveLog:
                Leave(session);
                session.Db2($"ARCHIVE LOG FOR DATABASE {database}").Ok();
                break;
            case Step.LogSize size:
                session.Db2($"UPDATE DB CFG FOR {database} USING LOGFILSIZ {size.Pages}").Says("DB20000I");
                break;
            case Step.Backup backup:
                Backup(backup);
                break;
            case Step.Recover recover when timeline.Images.Count > 0:
                Recover(recover);
                break;
            case Step.RestoreAside aside when timeline.AllImages.Count > 0:
                RestoreAside(timeline.AllImages[aside.Image % timeline.AllImages.Count]);
                break;
            case Step.Crash:
                open = null; // its unit of work is never committed
                sandbox.KillEngine();
                Revive();
                Enter(session);
                Expect(session, timeline.Rows, "after crash recovery");
                break;
        }
    }

    private void Backup(Step.Backup backup)
    {
        if (!backup.Online)
        {
            CloseUnit(committed: true);
            Leave(other);
        }
        Leave(session);
        var folder = sandbox.MakeFolder("backups", database);
        var timestamp = session.Db2($"BACKUP DATABASE {database} {(backup.Online ? "ONLINE " : "")}TO {folder}" +
            $"{(backup.Compress ? " COMPRESS" : "")}{(backup.Online ? " INCLUDE LOGS" : "")}").Ok().Timestamp;
        timeline.AddImage(After(), timestamp, backup.Online, folder);
    }

    private void Recover(Step.Recover recover)
    {
        CloseUnit(committed: true);
        Leave(other);
        Leave(session);
        var image = timeline.Images[recover.Image % timeline.Images.Count];
        var reachable = timeline.Reachable(image);
        var target = recover.Target switch
        {
            Target.PointInTime when reachable.Count == 0 => Target.EndOfLogs,
            Target.EndOfBackup when !image.Online => Target.EndOfLogs, // [commands.md] the end of an *online* backup
            var wanted => wanted,
        };
        session.Db2($"RESTORE DATABASE {database} FROM {image.Folder} TAKEN AT {image.Timestamp} REPLACE EXISTING WITHOUT PROMPTING");
        session.Db2($"CONNECT TO {database}").Refused("SQL1117N");
        switch (target)
        {
            case Target.EndOfLogs:
                Rollforward("TO END OF LOGS AND STOP", recover.DiesAfter);
                break;
            case Target.EndOfBackup:
                Rollforward("TO END OF BACKUP AND STOP", recover.DiesAfter);
                timeline.CutAfter(image.Index);
                break;
            default:
                var index = reachable[recover.Moment % reachable.Count];
                Rollforward($"TO {timeline.At(index).Utc.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture)} USING UTC TIME AND STOP", recover.DiesAfter);
                timeline.CutAfter(index);
                break;
        }
        Enter(session);
        Expect(session, timeline.Rows, $"after recovery of {image.Timestamp} to {target}");
    }

    private void RestoreAside(Image image)
    {
        Leave(session);
        const string aside = "ASIDE";
        var logs = sandbox.MakeFolder("logtarget");
        session.Db2($"RESTORE DATABASE {database} FROM {image.Folder} TAKEN AT {image.Timestamp} INTO {aside}" +
            (image.Online ? $" LOGTARGET {logs}" : " WITHOUT ROLLING FORWARD")).Ok();
        if (image.Online)
            session.Db2($"ROLLFORWARD DATABASE {aside} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        session.Connect(aside);
        Expect(session, image.Rows, $"aside from {image.Timestamp} alone");
        session.Db2("CONNECT RESET").Ok();
        session.Db2($"DROP DATABASE {aside}").Ok();
        foreach (var file in Directory.GetFiles(logs)) File.Delete(file);
    }

    private void Rollforward(string how, int? diesAfter)
    {
        if (diesAfter is { } bytes)
        {
            var broken = session.Db2($"ROLLFORWARD DATABASE {database} {how}", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = $"crash-log@{bytes}" });
            if (broken.Succeeded) return; // the log is shorter
            Revive();
            session.Db2($"CONNECT TO {database}").Refused("SQL1117N");
        }
        session.Db2($"ROLLFORWARD DATABASE {database} {how}").Ok().Contains("not pending");
    }

    // The engine has been killed, and with it every connection.
    private void Revive()
    {
        Eventually.Holds(() => sandbox.EnginePid == 0, "the end of the engine");
        sandbox.Start();
        session.Db2("TERMINATE");
        other.Db2("TERMINATE");
        connected.Clear();
    }

    private void CloseUnit(bool committed)
    {
        if (open is null) return;
        other.Db2(committed ? "COMMIT" : "ROLLBACK", options: ["+c"]).Ok();
        Note(committed ? open : timeline.Rows, wrote: committed);
        open = null;
        Tick();
    }

    // One INSERT of several rows, and sometimes an UPDATE or a DELETE in the same unit of work.
    private ImmutableSortedDictionary<int, int> Change(Db2Session by, int inserts, int choice, ImmutableSortedDictionary<int, int> rows, bool commit = true)
    {
        var added = Enumerable.Range(nextId, inserts).ToList();
        nextId += inserts;
        var statements = new List<string> { $"INSERT INTO T VALUES {string.Join(", ", added.Select(id => $"({id}, {id * 10}, REPEAT('{id % 10}', 1000))"))};" };
        rows = rows.AddRange(added.Select(id => KeyValuePair.Create(id, id * 10)));
        var victim = rows.Keys.ElementAt(choice % rows.Count);
        switch (choice % 3)
        {
            case 1:
                statements.Add($"UPDATE T SET V = {choice % 1000} WHERE ID = {victim};");
                rows = rows.SetItem(victim, choice % 1000);
                break;
            case 2:
                statements.Add($"DELETE FROM T WHERE ID = {victim};");
                rows = rows.Remove(victim);
                break;
        }
        if (commit) statements.Add("COMMIT;");
        // One process for all of them.
        by.Db2("", stdin: string.Join('\n', statements) + "\n", options: ["+c", "-t", "+p"]).Ok();
        return rows;
    }

    private void Enter(Db2Session by)
    {
        if (connected.Add(by)) by.Connect(database);
    }

    private void Leave(Db2Session by)
    {
        if (connected.Remove(by)) by.Db2("CONNECT RESET").Ok();
    }

    private void Note(ImmutableSortedDictionary<int, int> rows, bool wrote) => timeline.Add(After(), rows, wrote);

    // A moment after all that has happened and, since Tick follows, before all that will.
    private DateTime After() => DateTime.UtcNow + sandbox.ClockOffset + TimeSpan.FromSeconds(1);

    private void Tick() => sandbox.AdvanceClock(TimeSpan.FromSeconds(2));

    private static void Expect(Db2Session by, ImmutableSortedDictionary<int, int> rows, string when)
    {
        var answer = by.Db2("SELECT ID, V FROM T ORDER BY ID", options: ["-x"]);
        var actual = answer.Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length == 2)
            .Select(w => $"{w[0]}={w[1]}");
        var expected = rows.Select(r => $"{r.Key}={r.Value}");
        Assert.True(expected.SequenceEqual(actual), $"{when}\nexpected {string.Join(' ', expected)}\nactual   {string.Join(' ', actual)}\n{answer}");
    }
}
