using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Tests.Logging;

/// <summary>Circular logging reuses its files and archives nothing. [images-and-logs.md, Log files]</summary>
public sealed class LogRingTests
{
    [Fact]
    public void LOGPRIMARY_files_are_used_again_and_again()
    {
        using var scene = new LogScene();
        using var log = scene.Open();
        for (byte n = 0; n < 200; n++) log.Commit(n, 1000);
        Assert.Equal(["S0000000.LOG", "S0000001.LOG", "S0000002.LOG"], scene.ActiveFiles());
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.Archive));
        Assert.Empty(scene.Database.History.All());
        Assert.Null(log.Switch('N'));
    }

    [Fact]
    public void Secondary_files_come_for_a_long_unit_of_work_and_go_at_deactivation()
    {
        using var scene = new LogScene();
        var log = scene.Open();
        var first = log.Append(LogRecordType.Statement, 0, new byte[1000]);
        while (log.UsedBytes < 4 * 4 * 4096) log.Append(LogRecordType.Statement, first.Transaction, new byte[1000]);
        Assert.Equal(5, scene.ActiveFiles().Count);
        log.Append(LogRecordType.Commit, first.Transaction, []);
        for (byte n = 0; n < 40; n++) log.Commit(n, 1000);
        log.Close();
        Assert.Equal(["S0000000.LOG", "S0000001.LOG", "S0000002.LOG"], scene.ActiveFiles());
    }

    [Fact]
    public void A_killed_engine_finds_the_end_of_the_ring()
    {
        using var scene = new LogScene();
        var log = scene.Open();
        for (byte n = 0; n < 250; n++)
        {
            log.Commit(n, 900);
            if (n % 11 != 0) continue;
            var lso = log.CurrentLso;
            log = scene.OpenAfterKill(log);
            Assert.Equal(lso, log.CurrentLso);
        }
        log.Dispose();
    }
}
