using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Trove;

/// <summary>
/// The layers of an archive. Which they are is seen from the bytes: "Salted__" before what openssl encrypted, the mark of gzip, the checksum of a tar
/// header. A wrong password is seen before anything is written: what it makes of the first blocks is none of these.
/// </summary>
internal sealed class TroveArchive : IDisposable
{
    // "Salted__" and eight bytes of salt [openssl enc].
    private const int PrefixBytes = 16, MagicBytes = 8, HeaderBytes = 512;

    // What is read at the end, so that padding and checksums are looked at.
    private const int DrainBytes = 64 * 1024;
    private static readonly byte[] GzipMark = [0x1F, 0x8B, 0x08];

    private readonly IReadOnlyList<IDisposable> opened;
    private readonly Stream decrypted;
    private readonly TarEndStream tar;

    private TroveArchive(Stream decrypted, Stream? gunzipped, OpensslDerivation? derivation, IArchiveFormats formats)
    {
        (this.decrypted, Derivation, IsCompressed) = (decrypted, derivation, gunzipped is not null);
        tar = new TarEndStream(gunzipped ?? decrypted);
        Entries = formats.Untar(tar);
        opened = gunzipped is null ? [Entries, decrypted] : [Entries, gunzipped, decrypted];
    }

    /// <summary>Null for an archive that is not encrypted.</summary>
    public OpensslDerivation? Derivation { get; }

    public bool IsCompressed { get; }

    public ITarEntries Entries { get; }

    private static ReadOnlySpan<byte> Salted => "Salted__"u8;

    /// <param name="source">Read from its beginning; stays the caller's.</param>
    /// <param name="password">Null when none was given.</param>
    /// <param name="asked">How the key was made; null to find out.</param>
    /// <param name="iterations">Of PBKDF2.</param>
    /// <exception cref="Db2BackupException">TroveArchiveUnreadable.</exception>
    public static TroveArchive Open(Stream source, string name, byte[]? password, OpensslDerivation? asked, int iterations, IArchiveFormats formats)
    {
        var start = Begin(source, PrefixBytes + HeaderBytes);
        if (!start.AsSpan().StartsWith(Salted))
        {
            var plain = new JoinedStream(start, source);
            return Inside(start) is { } form ? new TroveArchive(plain, form ? formats.Gunzip(plain) : null, null, formats)
                : throw new Db2BackupException(ErrorCode.TroveArchiveUnreadable, $"{name} is neither encrypted by openssl, nor compressed by gzip, nor a tar file.", name);
        }
        if (password is null) throw new Db2BackupException(ErrorCode.TroveArchiveUnreadable, $"{name} is encrypted, and no password was given.", name);
        if (start.Length < PrefixBytes + CbcStream.IvBytes) throw Unreadable(name);
        var (salt, cipherText) = (start[MagicBytes..PrefixBytes], start[PrefixBytes..]);
        foreach (var derivation in asked is { } one ? [one] : Enum.GetValues<OpensslDerivation>())
        {
            var keyAndIv = formats.KeyAndIv(password, salt, derivation, iterations);
            if (Inside(CbcStream.Begin(cipherText, keyAndIv)) is not { } isGzip) continue;
            var decrypted = CbcStream.Open(new JoinedStream(cipherText, source), keyAndIv);
            return new TroveArchive(decrypted, isGzip ? formats.Gunzip(decrypted) : null, derivation, formats);
        }
        throw Unreadable(name);

        // True for gzip, false for tar, null for neither.
        bool? Inside(ReadOnlySpan<byte> bytes) => bytes.StartsWith(GzipMark) ? true : bytes.Length >= HeaderBytes && formats.IsTarHeader(bytes[..HeaderBytes]) ? false : null;
    }

    /// <summary>Reads what is left behind the last entry, to the end of every layer: only then padding and checksums were looked at.</summary>
    /// <param name="least">So many bytes the tar file must have had.</param>
    /// <exception cref="InvalidDataException">The archive is cut, or a checksum is wrong.</exception>
    public void Finish(long least)
    {
        var buffer = new byte[DrainBytes];
        while (tar.Read(buffer, 0, buffer.Length) > 0) { }
        while (decrypted.Read(buffer, 0, buffer.Length) > 0) { }
        if (!tar.HasEnd || tar.BytesRead < least) throw new InvalidDataException("the tar file has no end");
    }

    private static byte[] Begin(Stream source, int bytes)
    {
        var start = new byte[bytes];
        return start[..source.ReadAtLeast(start, bytes, throwOnEndOfStream: false)];
    }

    // The same for a wrong password, another derivation and damage in the first blocks: from outside they cannot be told apart.
    private static Db2BackupException Unreadable(string name) =>
        new(ErrorCode.TroveArchiveUnreadable, $"{name} does not open with this password: it is another one, its key was made in another way, or the beginning of the archive is damaged.", name);

    public void Dispose()
    {
        foreach (var stream in opened) stream.Dispose();
    }
}
