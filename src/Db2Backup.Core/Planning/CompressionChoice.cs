using Db2Backup.Errors;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Planning;

/// <summary>How an image or a log is compressed, and why. Pure.</summary>
/// <param name="Level">The codec's own level; null for its usual one.</param>
/// <param name="Why">For -Verbose.</param>
internal sealed record CompressionChoice(CompressionCodec Codec, int? Level, string Why)
{
    /// <param name="asked">Null: zstd, gzip where the system has no libzstd, and nothing for what Db2 compressed.</param>
    /// <param name="compressedByDb2">Db2 compressed or encrypted the image, says its header: what comes out of a cipher or a compressor does not shrink.</param>
    /// <exception cref="Db2BackupException">ZstdNotFound; CompressionLevelInvalid.</exception>
    public static CompressionChoice Of(CompressionCodec? asked, int? level, bool compressedByDb2, bool hasZstd)
    {
        Check(asked, level, hasZstd);
        if (asked is { } codec) return new(codec, level, codec == CompressionCodec.None ? "It is stored uncompressed, as asked." : $"It is compressed with {codec}{Text(level)}, as asked.");
        if (compressedByDb2) return new(CompressionCodec.None, null, "It is stored as it is: Db2 compressed or encrypted it itself.");
        if (hasZstd) return new(CompressionCodec.Zstd, level, $"It is compressed with Zstd{Text(level)}.");
        // The level was meant for zstd, which has more of them.
        level = level is { } high ? Math.Min(high, GzipBlockCodec.HighestLevel) : null;
        return new(CompressionCodec.Gzip, level, $"It is compressed with Gzip{Text(level)}: this machine has no libzstd, which is faster and makes smaller files.");
    }

    /// <summary>What can be said before the image is known.</summary>
    /// <exception cref="Db2BackupException">ZstdNotFound; CompressionLevelInvalid.</exception>
    public static void Check(CompressionCodec? asked, int? level, bool hasZstd)
    {
        if (asked == CompressionCodec.Zstd && !hasZstd) throw new Db2BackupException(ErrorCode.ZstdNotFound, "zstd was asked for, and this machine has no libzstd.", "libzstd");
        var highest = asked switch
        {
            CompressionCodec.None => 0,
            CompressionCodec.Gzip => GzipBlockCodec.HighestLevel,
            _ => ZstdBlockCodec.HighestLevel,
        };
        if (level is { } given && (given < 1 || given > highest))
            throw new Db2BackupException(ErrorCode.CompressionLevelInvalid,
                highest == 0 ? $"A compression level ({given}) was given with -Compression None." : $"Compression level {given} is not one of {asked ?? CompressionCodec.Zstd}: 1 to {highest}.", given.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Text(int? level) => level is null ? "" : $" at level {level}";
}
