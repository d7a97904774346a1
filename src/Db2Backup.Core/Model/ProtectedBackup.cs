using Db2Backup.Pipeline.Compression;

namespace Db2Backup;

/// <summary>A backup whose files were compressed and encrypted, ready to be published.</summary>
public sealed record ProtectedBackup
{
    /// <summary>The backup it was made from.</summary>
    public required BackupImage Image { get; init; }

    /// <summary>The alias.</summary>
    public string Database => Image.Database;

    /// <summary>One file per image file.</summary>
    public required IReadOnlyList<ProtectedFile> Files { get; init; }

    /// <summary>The paths of the protected files.</summary>
    public IReadOnlyList<string> Path => Files.Select(f => f.Path).ToList();

    /// <summary>How it was compressed.</summary>
    public required CompressionCodec Compression { get; init; }

    /// <summary>Fingerprints of whom it was encrypted to; empty when it was not encrypted.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>How long compressing and encrypting took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Bytes stored of all files.</summary>
    public long StoredBytes => Files.Sum(f => f.StoredLength);

    /// <summary>As the image it was made from.</summary>
    public override string ToString() => $"{Image}, protected";
}

/// <param name="Path">The protected file.</param>
/// <param name="Source">The image file it was made from.</param>
/// <param name="PlainLength">Bytes of the image file.</param>
/// <param name="PlainSha256">Digest of the image file, lower-case hexadecimal.</param>
/// <param name="StoredLength">Bytes of the protected file.</param>
/// <param name="StoredSha256">Digest of the protected file, lower-case hexadecimal.</param>
public sealed record ProtectedFile(string Path, BackupImageFile Source, long PlainLength, string PlainSha256, long StoredLength, string StoredSha256)
{
    /// <summary>When the image file was last written, as seen while it was read: unchanged length and time spare reading it again.</summary>
    public DateTime? SourceModifiedUtc { get; init; }

    /// <summary>When the protected file was last written.</summary>
    public DateTime? ModifiedUtc { get; init; }
}
