using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

public sealed class ThroughputTests : PlanningFixture
{
    /// <summary>A streamed backup that took so long.</summary>
    private static PublishedBackup Streamed(double hour, double seconds = 100, double forDb2 = 0, double forStore = 0, long bytes = 1_000_000, Db2BackupStatistics? db2 = null) => Backup(Manifest(hour) with
    {
        Streamed = true, BackupSeconds = seconds, BackupBytesPerSecond = (long)(bytes / seconds), ProtectSeconds = seconds, PublishSeconds = seconds, PublishBytesPerSecond = 5,
        WaitedForDb2Seconds = forDb2, WaitedForStoreSeconds = forStore, Db2Statistics = db2,
        Files = [new ManifestFile("f", 1, bytes, "", bytes / 4, "", [])],
    });

    private static Db2BackupStatistics Numbers(double idle, double read) => new()
    {
        Readers = 2, Writers = 1, ReaderSeconds = 200, ReadSeconds = read, WaitedForBufferSeconds = 0, IdleSeconds = idle, BusiestReaderSeconds = read, WriterSeconds = 100, WriteSeconds = 1, WaitedForDataSeconds = 99,
    };

    [Fact]
    public void What_held_a_streamed_backup_back_is_told_by_its_own_counters_and_within_Db2_by_those_of_Db2()
    {
        Assert.Equal(ThroughputFinding.Store, Throughput.Finding(Streamed(1, forStore: 90)));
        Assert.Equal(ThroughputFinding.Processors, Throughput.Finding(Streamed(1, forStore: 10, forDb2: 20)));
        Assert.Equal(ThroughputFinding.Db2, Throughput.Finding(Streamed(1, forDb2: 90)));
        Assert.Equal(ThroughputFinding.Db2OneTableSpace, Throughput.Finding(Streamed(1, forDb2: 90, db2: Numbers(idle: 100, read: 95))));
        Assert.Equal(ThroughputFinding.Db2Reader, Throughput.Finding(Streamed(1, forDb2: 90, db2: Numbers(idle: 0, read: 190))));
    }

    [Fact]
    public void With_files_between_whatever_took_longest_held_it_back()
    {
        PublishedBackup Staged(double backup, double protect, double publish, Db2BackupStatistics? db2 = null) =>
            Backup(Manifest(1) with { BackupSeconds = backup, ProtectSeconds = protect, PublishSeconds = publish, Db2Statistics = db2 });
        Assert.Equal(ThroughputFinding.Db2, Throughput.Finding(Staged(50, 20, 30)));
        Assert.Equal(ThroughputFinding.StagingDisk, Throughput.Finding(Staged(50, 20, 30, Numbers(0, 10) with { WriteSeconds = 90, WaitedForDataSeconds = 5 })));
        Assert.Equal(ThroughputFinding.Processors, Throughput.Finding(Staged(10, 40, 30)));
        Assert.Equal(ThroughputFinding.Store, Throughput.Finding(Staged(10, 20, 30)));
        Assert.Equal(ThroughputFinding.Nothing, Throughput.Finding(Backup(Manifest(1))));
    }

    [Fact]
    public void Medians_and_trend_are_of_full_backups_and_the_newest_ones_decide()
    {
        var report = Throughput.Of("SAMPLE", "/store",
        [
            Streamed(6, 400, forDb2: 390, bytes: 2_000_000), Streamed(1, 100, forStore: 90), Streamed(2, 100, forStore: 90), Streamed(3, 100, forStore: 90), Streamed(4, 200, forDb2: 190), Streamed(5, 200, forDb2: 190),
            Backup(Manifest(7) with { Kind = BackupKind.Delta }),
        ]);
        Assert.Equal((7, 6, BackupKind.Full, 1_000_000L, 4.0, TimeSpan.FromSeconds(150)), (report.Backups.Count, report.Count, report.Kind, report.MedianBytes, report.MedianRatio, report.MedianBackupTime!.Value));
        // 10,000 bytes a second at first, 5,000 in the end.
        Assert.Equal((-50.0, 0.0), (report.SpeedTrendPercent, report.SizeTrendPercent));
        Assert.Equal(ThroughputFinding.Db2, report.Finding);
        Assert.StartsWith("Db2 does not write faster", report.Advice, StringComparison.Ordinal);
        Assert.EndsWith("50 % slower than the earlier one.", report.Advice, StringComparison.Ordinal);
        Assert.Equal(1, report.Backups[0].StartTime.Hour);
        Assert.Null(Throughput.Of("SAMPLE", "/store", [Streamed(1)]).SpeedTrendPercent);
    }
}
