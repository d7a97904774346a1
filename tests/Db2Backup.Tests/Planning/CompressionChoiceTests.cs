using Db2Backup.Errors;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>What is compressed, with what, and that it is said.</summary>
public sealed class CompressionChoiceTests
{
    [Theory]
    [InlineData(null, null, false, true, CompressionCodec.Zstd, null)]
    [InlineData(null, 19, false, true, CompressionCodec.Zstd, 19)]
    [InlineData(CompressionCodec.Gzip, 9, false, true, CompressionCodec.Gzip, 9)]
    [InlineData(CompressionCodec.None, null, false, true, CompressionCodec.None, null)]
    // Db2 compressed or encrypted it: stored as it is, unless somebody insists.
    [InlineData(null, null, true, true, CompressionCodec.None, null)]
    [InlineData(null, 5, true, false, CompressionCodec.None, null)]
    [InlineData(CompressionCodec.Zstd, 5, true, true, CompressionCodec.Zstd, 5)]
    // No libzstd: gzip, with the nearest of its levels.
    [InlineData(null, null, false, false, CompressionCodec.Gzip, null)]
    [InlineData(null, 19, false, false, CompressionCodec.Gzip, 9)]
    public void Codec_and_level_follow_from_what_was_asked_what_Db2_did_and_what_is_here(
        CompressionCodec? asked, int? level, bool compressedByDb2, bool hasZstd, CompressionCodec codec, int? chosen)
    {
        var choice = CompressionChoice.Of(asked, level, compressedByDb2, hasZstd);
        Assert.Equal((codec, chosen), (choice.Codec, choice.Level));
        Assert.NotEmpty(choice.Why);
        Assert.Equal(codec == CompressionCodec.Gzip && asked is null, choice.Why.Contains("libzstd", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CompressionCodec.Gzip, 10), InlineData(CompressionCodec.Zstd, 23), InlineData(CompressionCodec.Zstd, 0), InlineData(CompressionCodec.None, 1), InlineData(null, -1)]
    public void A_level_that_the_codec_does_not_have_is_an_error(CompressionCodec? asked, int level)
    {
        Assert.Equal(ErrorCode.CompressionLevelInvalid, Assert.Throws<Db2BackupException>(() => CompressionChoice.Of(asked, level, compressedByDb2: true, hasZstd: true)).Code);
    }

    [Fact]
    public void Zstd_that_is_not_here_is_an_error_only_when_it_was_asked_for() =>
        Assert.Equal(ErrorCode.ZstdNotFound, Assert.Throws<Db2BackupException>(() => CompressionChoice.Of(CompressionCodec.Zstd, null, false, hasZstd: false)).Code);
}
