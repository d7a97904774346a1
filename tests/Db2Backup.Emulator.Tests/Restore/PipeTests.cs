using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>RESTORE from named pipes: one pass, whichever side comes first. [images-and-logs.md, Named pipes (FIFO)]</summary>
public sealed class PipeTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    private string[] Pipes(string name, int count)
    {
        var pipes = Enumerable.Range(1, count).Select(i => Path.Combine(sandbox.Backups, $"pipe-{name}-{i}")).ToArray();
        session.Run("mkfifo", pipes).Ok();
        return pipes;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_backup_into_pipes_is_restored_by_their_reader(int count)
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var target = fixture.NewName();
        var list = string.Join(", ", Pipes(name, count));
        var restore = sandbox.StartDb2($"RESTORE DATABASE {name} FROM {list} INTO {target}");
        session.Db2($"BACKUP DATABASE {name} ONLINE TO {list} INCLUDE LOGS").Ok();
        restore.Wait().Ok();
        session.Db2($"CONNECT TO {target}").Refused("SQL1117N");
        session.Db2($"LIST HISTORY BACKUP ALL FOR {target}").Ok();
        session.Db2($"ROLLFORWARD DATABASE {target} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({ArchiveOf(name)}) NORETRIEVE").Ok();
        Assert.Equal(3, session.Rows(target));
    }

    [Fact]
    public void LOGTARGET_works_from_a_pipe()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var image = RestoreSteps.Image(sandbox.Backups, session.BackupOnline(name, sandbox.Backups), name);
        var (target, logs, pipe) = (fixture.NewName(), sandbox.MakeFolder("logs-" + name), Pipes(name, 1)[0]);
        var restore = sandbox.StartDb2($"RESTORE DATABASE {name} FROM {pipe} INTO {target} LOGTARGET {logs}");
        session.Run("dd", $"if={image}", $"of={pipe}", "bs=64k").Ok();
        restore.Wait().Ok();
        session.Db2($"ROLLFORWARD DATABASE {target} TO END OF BACKUP AND STOP OVERFLOW LOG PATH ({logs}) NORETRIEVE").Ok();
        Assert.Equal(3, session.Rows(target));
    }

    [Fact]
    public void Another_image_in_the_pipe_than_the_one_asked_for_is_refused_with_SQL2532N()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        var (target, pipe) = (fixture.NewName(), Pipes(name, 1)[0]);
        var restore = sandbox.StartDb2($"RESTORE DATABASE {name} FROM {pipe} TAKEN AT 19991231235959 INTO {target}");
        session.Run("dd", $"if={RestoreSteps.Image(sandbox.Backups, timestamp, name)}", $"of={pipe}", "bs=64k");
        restore.Wait().Refused("SQL2532N").Contains(timestamp);
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
    }

    [Fact]
    public void A_writer_that_dies_leaves_the_database_restore_pending()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var image = RestoreSteps.Image(sandbox.Backups, session.Backup(name, sandbox.Backups), name);
        var (target, pipe) = (fixture.NewName(), Pipes(name, 1)[0]);
        var restore = sandbox.StartDb2($"RESTORE DATABASE {name} FROM {pipe} INTO {target}");
        var half = new FileInfo(image).Length / 2;
        session.Run("bash", "-c", $"head -c {half} '{image}' > '{pipe}'").Ok();
        restore.Wait().Refused("SQL2538N");
        session.Db2($"CONNECT TO {target}").Refused("SQL1119N");
    }

    [Fact]
    public void A_restore_that_waits_for_a_writer_can_be_interrupted_and_leaves_nothing()
    {
        var name = fixture.NewDatabase(session);
        var target = fixture.NewName();
        var restore = sandbox.StartDb2($"RESTORE DATABASE {name} FROM {Pipes(name, 1)[0]} INTO {target}");
        Thread.Sleep(500); // there is nothing to see of a restore that waits
        restore.Interrupt();
        restore.Wait().Refused("SQL2001N");
        session.Db2("LIST DB DIRECTORY").Ok().DoesNotContain(target);
        session.Db2("LIST UTILITIES").Says("SQL1611W");
    }

    private string ArchiveOf(string name) =>
        Path.Combine(sandbox.Archive, sandbox.InstanceName, name, "NODE0000", "LOGSTREAM0000", "C0000000");
}
