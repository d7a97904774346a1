namespace Db2Backup.Pipeline.Trove;

/// <summary>
/// The formats that an archive of Trove is made of (tar | gzip | openssl enc -aes-256-cbc), from packages that Core does not know. Everything is
/// read forwards in pieces; what is malformed, cut or fails a checksum is an <see cref="InvalidDataException"/>.
/// </summary>
internal interface IArchiveFormats
{
    /// <summary>Key (32 bytes) and IV (16 bytes) as <c>openssl enc</c> makes them of a password.</summary>
    /// <param name="iterations">Of PBKDF2 only.</param>
    byte[] KeyAndIv(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, OpensslDerivation derivation, int iterations);

    /// <summary>All members of a gzip file as one stream; its end is reached only when their checksums were right.</summary>
    Stream Gunzip(Stream source);

    /// <summary>The entries of a tar file, one after the other.</summary>
    ITarEntries Untar(Stream source);

    /// <summary>Whether a block of 512 bytes is the header of a tar entry: its checksum is right.</summary>
    bool IsTarHeader(ReadOnlySpan<byte> block);
}

internal enum TarEntryKind
{
    File,
    Directory,

    /// <summary>A link, a device, a pipe: nothing that a backup of Db2 images holds.</summary>
    Other,
}

/// <param name="Name">As it stands in the archive.</param>
/// <param name="Length">Bytes of a file.</param>
internal sealed record TarEntryHeader(string Name, TarEntryKind Kind, long Length);

internal interface ITarEntries : IDisposable
{
    /// <summary>The next entry; null at the end of the archive.</summary>
    TarEntryHeader? Next();

    /// <summary>The bytes of the entry that <see cref="Next"/> gave; 0 at its end.</summary>
    int Read(Span<byte> buffer);
}
