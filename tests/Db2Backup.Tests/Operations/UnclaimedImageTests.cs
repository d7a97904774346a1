using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>Images that nobody has confirmed: of a run that was killed, and of somebody else who backs up at the same time.</summary>
public sealed class UnclaimedImageTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly RecordingHost host = new();
    private TestKit.Db2Sandbox Sandbox => fixture.Sandbox;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_runs_of_one_database_at_once_are_refused_and_the_refused_one_touches_nothing_of_the_other()
    {
        var (db2, database) = await NewDatabaseAsync();
        using (var first = BackupMark.Enter(database, [Sandbox.Backups], [], host, TimeProvider.System))
        {
            Assert.Null(first.Left);
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => BackUpAsync(db2, database));
            Assert.Equal(ErrorCode.BackupRunning, error.Code);
            Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        }
        Assert.True((await BackUpAsync(db2, database)).Verified);
        Assert.Empty(host.Warnings);
    }

    [Fact]
    public async Task The_lock_of_one_database_does_not_hold_another_and_leaves_no_note()
    {
        var (_, one) = await NewDatabaseAsync();
        var (db2, two) = await NewDatabaseAsync();
        using (BackupMark.Enter(one, [], [], host, TimeProvider.System)) Assert.True((await BackUpAsync(db2, two)).Verified);
        Assert.False(File.Exists(BackupMark.NoteOf(one)) || File.Exists(BackupMark.NoteOf(two)));
    }

    [Fact]
    public async Task What_a_killed_run_left_is_told_and_its_partial_image_removed_but_never_one_that_Db2_finished()
    {
        var (db2, database) = await NewDatabaseAsync();
        var finished = (await BackUpAsync(db2, database)).Path[0];
        var partial = Path.Combine(Path.GetDirectoryName(finished)!, new ImageName(database.Database, 0, database.Instance, 0, null, Db2Timestamp.Parse("20300101000000"), 1).ToString());
        await File.WriteAllTextAsync(partial, "the beginning of an image", Token);
        var old = Path.Combine(Path.GetDirectoryName(finished)!, new ImageName(database.Database, 0, database.Instance, 0, null, Db2Timestamp.Parse("20200101000000"), 1).ToString());
        await File.WriteAllTextAsync(old, "kept by somebody for some reason", Token);
        LeaveMark(database, before: [old]);

        var image = await BackUpAsync(db2, database);
        Assert.True(image.Verified);
        Assert.Contains(host.Warnings, w => w.Contains("ended abnormally", StringComparison.Ordinal) && w.Contains("process 1 of somebody", StringComparison.Ordinal));
        Assert.Contains(host.Warnings, w => w.Contains(finished, StringComparison.Ordinal) && w.Contains("stays", StringComparison.Ordinal));
        Assert.False(File.Exists(partial));
        Assert.True(File.Exists(finished) && File.Exists(old));

        host.Warnings.Clear();
        await BackUpAsync(db2, database);
        Assert.Empty(host.Warnings);
    }

    /// <summary>The switch is done when Db2 ends its backup, whoever is still there to see it.</summary>
    [Fact]
    public async Task The_image_of_a_killed_switch_to_archive_logging_is_told_by_the_next_call_though_that_one_has_nothing_to_do()
    {
        var (db2, database) = await NewDatabaseAsync();
        var image = (await BackUpAsync(db2, database)).Path[0];
        var note = LeaveMark(database, before: []);
        var result = await new EnableArchiveLogging(db2, host, TimeProvider.System).RunAsync(new(database.Database, Sandbox.Archive, null), Token);
        Assert.False(result.Changed);
        Assert.Contains(host.Warnings, w => w.Contains(image, StringComparison.Ordinal));
        Assert.False(File.Exists(note));
        Assert.True(File.Exists(image));
    }

    /// <summary>A scheduled plain BACKUP into the same folder, while a run of ours is refused by Db2.</summary>
    [Fact]
    public async Task An_image_that_somebody_else_finished_meanwhile_is_not_taken_for_the_debris_of_a_failed_run()
    {
        var (db2, database) = await NewDatabaseAsync();
        var folder = Path.Combine(Sandbox.Backups, database.Database);
        host.OnStep = step =>
        {
            if (step is not OnlineBackupStep.RunBackup) return;
            host.OnStep = null;
            host.OnVerbose = message =>
            {
                // Just before ours is sent, and after it was looked what lies in the folder.
                if (!message.StartsWith("db2 BACKUP", StringComparison.Ordinal)) return;
                host.OnVerbose = null;
                using var session = Sandbox.Session();
                session.Db2($"BACKUP DATABASE {database.Database} ONLINE TO {folder}").Ok();
            };
        };
        var refusing = new ClpConnector(db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:BACKUP DATABASE:SQL2025N" });
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => BackUpAsync(refusing, database));
        Assert.Equal("SQL2025N", error.ErrorId);
        var image = Assert.Single(ImageFolder.Find([folder], database.Database));
        Assert.Contains(host.Warnings, w => w.Contains(image.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mark_that_was_cut_when_its_process_was_killed_is_none()
    {
        var database = new Db2Database
        {
            Database = "CUT", Name = "CUT", InstanceInfo = new Db2Instance { Instance = "db2inst1", HostName = "host", Transport = Db2Transport.Clp, Level = "", Home = fixture.Sandbox.Home },
            IsRecoverable = true, LogArchiveMethod = "", LogPath = "", TracksModifications = false, BackupPending = false, RollforwardPending = "NO", RestorePending = false,
            IsConsistent = true, HadrRole = "STANDARD", IsEncrypted = false,
        };
        var path = LeaveMark(database, before: []);
        File.WriteAllText(path, File.ReadAllText(path)[..20]);
        using (var mark = BackupMark.Enter(database, [], [], host, TimeProvider.System)) Assert.Null(mark.Left);
        Assert.False(File.Exists(path));
    }

    /// <summary>As a process leaves it that was killed: written, and locked by nobody.</summary>
    private string LeaveMark(Db2Database database, IReadOnlyList<string> before)
    {
        var note = BackupMark.NoteOf(database);
        string text;
        using (BackupMark.Enter(database, [Path.Combine(Sandbox.Backups, database.Database)], before, host, TimeProvider.System))
        {
            text = File.ReadAllText(note);
        }
        File.WriteAllText(note, text.Replace($"process {Environment.ProcessId} of {Environment.UserName}", "process 1 of somebody", StringComparison.Ordinal));
        return note;
    }

    private Task<BackupImage> BackUpAsync(ClpConnector db2, Db2Database database) =>
        new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(database.Database, [Sandbox.Backups]), Token);

    private async Task<(ClpConnector, Db2Database)> NewDatabaseAsync()
    {
        var name = fixture.NewName();
        using (var session = Sandbox.Session())
        {
            session.Db2($"CREATE DATABASE {name}").Ok();
            session.Db2("TERMINATE");
        }
        var db2 = await fixture.ConnectorAsync();
        var enabled = await new EnableArchiveLogging(db2, new RecordingHost(), TimeProvider.System).RunAsync(new(name, Sandbox.Archive, Sandbox.MakeFolder("initial-" + name)), Token);
        return (db2, enabled.DatabaseInfo);
    }
}
