using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Tests.Logging;

/// <summary>Records and headers as bytes.</summary>
public sealed class LogFileTests
{
    private static readonly LogFileHeader Header = new(0xCAFE, "SAMPLE", 12, 8192, 16_384, 8192,
        [new LogChainLink(0, Guid.NewGuid(), 4096), new LogChainLink(3, Guid.NewGuid(), 8192)], new DateTime(2024, 1, 31, 12, 0, 0, DateTimeKind.Utc), 9000);

    [Fact]
    public void A_statement_keeps_values_of_every_type()
    {
        var statement = new LoggedStatement("USERSPACE1", "DB2INST1", "INSERT … ä",
            [null, 1L, long.MinValue, 12.340m, -0.5, "Zürich", "", new byte[] { 0, 255 }, Array.Empty<byte>()]);
        var read = LoggedStatement.FromBytes(statement.ToBytes());
        Assert.Equal(statement.TableSpace, read.TableSpace);
        Assert.Equal(statement.Text, read.Text);
        Assert.Equal(statement.Parameters, read.Parameters);
        Assert.Equal("12.340", ((decimal)read.Parameters[3]!).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_record_is_read_only_whole_unchanged_and_at_its_own_address()
    {
        var record = new LogRecord(LogRecordType.Commit, 4096, 5000, new DateTime(638_000_000_000_000_010, DateTimeKind.Utc), [1, 2, 3]);
        var bytes = record.ToBytes();
        Assert.Equal(record.Payload, LogRecord.FromBytes(bytes, 5000)!.Payload);
        Assert.Null(LogRecord.FromBytes(bytes, 5001));
        for (var i = 4; i < bytes.Length; i++)
        {
            var flipped = bytes.ToArray();
            flipped[i] ^= 0x10;
            Assert.Null(LogRecord.FromBytes(flipped, 5000));
        }
    }

    [Fact]
    public void A_header_comes_back_with_its_lineage()
    {
        var read = LogFileHeader.FromBytes(Header.ToBytes())!;
        Assert.Equal(Header.Lineage, read.Lineage);
        Assert.Equal(Header with { Lineage = read.Lineage }, read);
        Assert.Equal(3, read.Chain);
    }

    [Fact]
    public void A_header_with_a_flipped_bit_is_none()
    {
        for (var i = 0; i < 200; i++)
        {
            var bytes = Header.ToBytes();
            bytes[i] ^= 1;
            Assert.Null(LogFileHeader.FromBytes(bytes));
        }
    }

    [Fact]
    public void The_next_file_of_a_ring_is_one_that_no_unit_of_work_needs()
    {
        Assert.Equal(1, LogRing.Next(0, [0], 3));
        Assert.Equal(0, LogRing.Next(2, [2], 3));
        Assert.Equal(2, LogRing.Next(1, [0, 1], 3));
        Assert.Equal(3, LogRing.Next(2, [0, 1, 2], 3));
        Assert.Equal(4, LogRing.Next(3, [0, 1, 2, 3], 3));
    }
}
