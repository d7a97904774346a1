using Db2Backup.Planning;
using Db2Backup.Tests.Operations;

namespace Db2Backup.Tests.Planning;

public sealed class StreamWholeTests : BackupFixture
{
    private static BackupImage Of(params long[] lengths)
    {
        var timestamp = Db2Timestamp.Parse("20260301120000");
        return new BackupImage
        {
            Database = "SAMPLE", Timestamp = timestamp, Kind = BackupKind.Full, Mode = BackupMode.Online, IncludesLogs = true, StartTime = DateTimeOffset.UnixEpoch, EndTime = DateTimeOffset.UnixEpoch,
            DatabaseInfo = Database(),
            Files = lengths.Select((length, i) => new BackupImageFile("", new ImageName("SAMPLE", 0, "db2inst1", 0, null, timestamp, i + 1), length)).ToList(),
        };
    }

    private static Db2BackupStatistics Wrote(long? bytes) => new()
    {
        Readers = 1, Writers = 1, ReaderSeconds = 1, ReadSeconds = 1, WaitedForBufferSeconds = 0, IdleSeconds = 0, BusiestReaderSeconds = 1, WriterSeconds = 1, WriteSeconds = 1, WaitedForDataSeconds = 0, WrittenBytes = bytes,
    };

    [Fact]
    public void More_than_arrived_was_not_written_and_all_files_have_a_header()
    {
        Assert.Null(StreamWhole.Refusal(Of(5000, 6000) with { Db2Statistics = Wrote(11000) }, 2));
        Assert.Null(StreamWhole.Refusal(Of(5000), null));
        Assert.Contains("11001", StreamWhole.Refusal(Of(5000, 6000) with { Db2Statistics = Wrote(11001) }, 2), StringComparison.Ordinal);
        Assert.Contains("3 files", StreamWhole.Refusal(Of(5000, 6000), 3), StringComparison.Ordinal);
        Assert.Contains("less than a header", StreamWhole.Refusal(Of(5000, 4095), 2), StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimate_is_a_reason_for_a_warning_only()
    {
        BackupTableSpace[] spaces = [new("USERSPACE1") { UsedBytes = 100_000, ContentType = "LARGE" }, new("TEMPSPACE1") { UsedBytes = 1_000_000, ContentType = "SYSTEMP" }];
        Assert.Null(StreamWhole.Warning(Of(60_000), spaces));
        Assert.Contains("40000", StreamWhole.Warning(Of(40_000), spaces), StringComparison.Ordinal);
        Assert.Null(StreamWhole.Warning(Of(40_000) with { IsCompressedByDb2 = true }, spaces));
        Assert.Null(StreamWhole.Warning(Of(40_000) with { Kind = BackupKind.Delta }, spaces));
    }
}
