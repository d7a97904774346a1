using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Tests.Logging;

/// <summary>The log of a recoverable database: files, records, what a kill leaves. [images-and-logs.md, Log files]</summary>
public sealed class LogManagerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_file_has_LOGFILSIZ_pages_and_two_for_its_header()
    {
        using var scene = LogScene.Recoverable();
        using var log = scene.Open();
        Assert.Equal(4 * 4096 + 8192, new FileInfo(Path.Combine(scene.Active, "S0000000.LOG")).Length);
    }

    [Fact]
    public void Records_larger_than_a_file_come_back_whole()
    {
        using var scene = LogScene.Recoverable();
        using var log = scene.Open();
        for (byte n = 0; n < 40; n++) log.Commit(n, 1000 + 400 * n % 60_000);
        log.Commit(40, 50_000);
        Assert.Equal(Enumerable.Range(0, 41), scene.Records().Committed());
    }

    [Fact]
    public void Full_files_are_archived_in_order_and_leave_the_active_path()
    {
        using var scene = LogScene.Recoverable();
        using var log = scene.Open();
        for (byte n = 0; n < 60; n++) log.Commit(n, 1000);
        Assert.True(log.WaitForArchive(Patience));
        Assert.Equal([LogFolders.NameOf(log.CurrentLog)], scene.ActiveFiles());
        for (var number = 0; number < log.CurrentLog; number++) Assert.True(File.Exists(scene.ArchivedPath(number)));
        var entries = scene.Database.History.All();
        Assert.Equal(log.CurrentLog, entries.Count(e => e is { Operation: 'X', OperationType: '1', CurrentLog: "C0000000" }));
    }

    [Fact]
    public void A_closed_file_is_cut_to_whole_pages()
    {
        using var scene = LogScene.Recoverable();
        using var log = scene.Open();
        log.Commit(1, 5000);
        Assert.Equal(0, log.Switch('N'));
        Assert.True(log.WaitForArchive(Patience));
        Assert.Equal(8192 + 2 * 4096, new FileInfo(scene.ArchivedPath(0)).Length);
        Assert.Contains(scene.Database.History.All(), e => e is { Operation: 'X', OperationType: 'N', EarliestLog: "S0000000.LOG" });
        Assert.Null(log.Switch('N'));
    }

    [Fact]
    public void Closing_truncates_and_archives_only_a_file_that_holds_something()
    {
        using var scene = LogScene.Recoverable();
        scene.Open().Close();
        Assert.Equal(0, scene.Database.State.CurrentLog);
        var log = scene.Open();
        log.Commit(1);
        log.Close();
        Assert.Equal(1, scene.Database.State.CurrentLog);
        Assert.Equal(["S0000001.LOG"], scene.ActiveFiles());
        Assert.True(File.Exists(scene.ArchivedPath(0)));
    }

    [Fact]
    public void LOGRETAIN_keeps_the_files_in_the_active_path()
    {
        using var scene = new LogScene(("logarchmeth1", "LOGRETAIN"));
        using var log = scene.Open();
        for (byte n = 0; n < 40; n++) log.Commit(n, 1000);
        Assert.True(log.WaitForArchive(Patience));
        Assert.Equal(log.CurrentLog + 1, scene.ActiveFiles().Count);
        Assert.DoesNotContain(scene.Database.History.All(), e => e.Operation == 'X');
    }

    [Fact]
    public void A_unit_of_work_that_spans_too_many_files_gets_SQL0964C_and_can_still_be_rolled_back()
    {
        using var scene = LogScene.Recoverable();
        using var log = scene.Open();
        var first = log.Append(LogRecordType.Statement, 0, new byte[1000]);
        Db2Exception? full = null;
        for (var n = 0; n < 200 && full is null; n++)
            full = Record.Exception(() => log.Append(LogRecordType.Statement, first.Transaction, new byte[1000])) as Db2Exception;
        Assert.Equal("SQL0964C", full!.Db2Message.Definition.Id);
        Assert.True(log.UsedBytes <= log.AvailableBytes);
        Assert.InRange(log.CurrentLog, 3, 4); // LOGPRIMARY 3 + LOGSECOND 2
        Assert.Equal(0, log.FirstActiveLog);
        log.Append(LogRecordType.Abort, first.Transaction, []);
        Assert.Equal(log.CurrentLog, log.FirstActiveLog);
        log.Commit(1);
    }

    [Fact]
    public void With_infinite_logging_files_of_an_open_unit_of_work_leave_the_active_path()
    {
        using var scene = LogScene.Recoverable(("logsecond", "-1"));
        using var log = scene.Open();
        var first = log.Append(LogRecordType.Statement, 0, new byte[1000]);
        for (var n = 0; n < 100; n++) log.Append(LogRecordType.Statement, first.Transaction, new byte[1000]);
        Assert.True(log.WaitForArchive(Patience));
        Assert.Null(log.AvailableBytes);
        Assert.Equal(3, scene.ActiveFiles().Count); // LOGPRIMARY
        Assert.Equal(0, log.FirstActiveLog);
        Assert.Equal(101, scene.Records().Count);
    }

    [Fact]
    public void A_killed_engine_finds_every_record_that_was_written()
    {
        using var scene = LogScene.Recoverable();
        var log = scene.Open();
        for (byte n = 0; n < 100; n++)
        {
            log.Commit(n, 700);
            if (n % 7 == 0) log.Switch('1');
            if (n % 9 == 0) log = scene.OpenAfterKill(log);
        }
        var lso = log.CurrentLso;
        using var last = scene.OpenAfterKill(log);
        Assert.Equal(lso, last.CurrentLso);
        Assert.Equal(Enumerable.Range(0, 100), scene.Records().Committed());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(500)]
    public void A_record_that_was_cut_off_never_was_and_the_log_goes_on_before_it(int bytesLost)
    {
        using var scene = LogScene.Recoverable();
        var log = scene.Open();
        log.Commit(1);
        var end = log.CurrentLso;
        log.Append(LogRecordType.Statement, 0, Filled(1000));
        var path = Path.Combine(scene.Active, "S0000000.LOG");
        var start = LogFileHeader.Read(path)!.StartLso;
        var torn = log.CurrentLso - bytesLost;
        log.Dispose();
        Zero(path, 8192 + torn - start, bytesLost);
        using var after = scene.OpenAfterKill(log);
        Assert.Equal(end, after.CurrentLso);
        after.Commit(2);
        Assert.Equal([1, 2], scene.Records().Committed());
    }

    [Fact]
    public void A_record_whose_rest_is_missing_in_the_next_file_never_was_and_that_file_goes()
    {
        using var scene = LogScene.Recoverable();
        var log = scene.Open();
        log.Commit(1);
        var end = log.CurrentLso;
        var before = File.ReadAllBytes(Path.Combine(scene.Active, "S0000000.LOG"));
        var state = File.ReadAllBytes(scene.Database.Paths.ControlFile);
        log.Append(LogRecordType.Statement, 0, Filled(20_000));
        log.WaitForArchive(Patience);
        log.Dispose();
        // Killed after the first part was written and the next file made, before the rest: neither closed nor archived.
        var first = File.ReadAllBytes(scene.ArchivedPath(0));
        before.AsSpan(0, 8192).CopyTo(first);
        File.WriteAllBytes(Path.Combine(scene.Active, "S0000000.LOG"), first);
        File.WriteAllBytes(scene.Database.Paths.ControlFile, state);
        File.Delete(scene.ArchivedPath(0));
        Zero(Path.Combine(scene.Active, "S0000001.LOG"), 8192, 4 * 4096);
        using var after = scene.OpenAfterKill(log);
        Assert.Equal(end, after.CurrentLso);
        Assert.Equal(["S0000000.LOG"], scene.ActiveFiles());
        after.Commit(2, 20_000);
        Assert.Equal([1, 2], scene.Records().Committed());
    }

    [Fact]
    public void An_old_control_file_does_not_hide_later_files()
    {
        using var scene = LogScene.Recoverable();
        var log = scene.Open();
        log.Commit(0);
        var state = File.ReadAllBytes(scene.Database.Paths.ControlFile);
        scene.Set(("logarchmeth1", "DISK:" + scene.Folder + "/nowhere")); // keeps the files where they are
        for (byte n = 1; n < 40; n++) log.Commit(n, 1000);
        var lso = log.CurrentLso;
        log.Dispose();
        File.WriteAllBytes(scene.Database.Paths.ControlFile, state);
        using var after = scene.OpenAfterKill(log);
        Assert.Equal(lso, after.CurrentLso);
        Assert.Equal(after.CurrentLog, scene.Database.State.CurrentLog);
    }

    [Fact]
    public void Times_rise_with_addresses_even_if_the_clock_went_back()
    {
        using var scene = LogScene.Recoverable();
        var offset = Path.Combine(scene.Folder, "sqllib", "emulator", "clock-offset");
        File.WriteAllText(offset, "3600");
        var log = scene.Open();
        log.Commit(1);
        File.WriteAllText(offset, "0");
        using var after = scene.OpenAfterKill(log);
        after.Commit(2);
        var times = scene.Records().Select(r => r.TimeUtc).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(times.Count, times.Distinct().Count());
    }

    [Fact]
    public void The_mirror_holds_the_same_files()
    {
        using var scene = LogScene.Recoverable();
        var mirror = Directory.CreateDirectory(Path.Combine(scene.Folder, "mirror")).FullName;
        scene.Set(("mirrorlogpath", mirror));
        using var log = scene.Open();
        for (byte n = 0; n < 20; n++) log.Commit(n, 1000);
        Assert.True(log.WaitForArchive(Patience));
        var twins = Path.Combine(mirror, "NODE0000", "LOGSTREAM0000");
        Assert.Equal(scene.ActiveFiles(), LogFolders.Files(twins).Select(f => Path.GetFileName(f)!));
        foreach (var file in scene.ActiveFiles())
            Assert.Equal(File.ReadAllBytes(Path.Combine(scene.Active, file)), File.ReadAllBytes(Path.Combine(twins, file)));
    }

    [Fact]
    public void A_new_log_path_takes_the_files_over_and_refuses_another_database()
    {
        using var scene = LogScene.Recoverable();
        var log = scene.Open();
        log.Commit(1);
        log.Dispose();
        var newPath = Directory.CreateDirectory(Path.Combine(scene.Folder, "newlog")).FullName;
        scene.Set(("newlogpath", newPath));
        using (var moved = scene.Open()) moved.Commit(2);
        Assert.Equal(Path.Combine(newPath, "NODE0000", "LOGSTREAM0000"), scene.Active);
        Assert.Equal([1, 2], scene.Records().Committed());

        using var other = LogScene.Recoverable();
        other.Set(("newlogpath", newPath));
        var refused = Assert.Throws<Db2Exception>(() => other.Open());
        Assert.Equal("SQL5099N", refused.Db2Message.Definition.Id);
    }

    private static byte[] Filled(int size) => Enumerable.Repeat((byte)0xAB, size).ToArray();

    private static void Zero(string path, long offset, int count)
    {
        using var file = File.OpenWrite(path);
        file.Position = offset;
        file.Write(new byte[count]);
    }
}
