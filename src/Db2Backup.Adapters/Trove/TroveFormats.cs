using System.Text;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Trove;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;
using ICSharpCode.SharpZipLib.Tar;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Db2Backup.Adapters.Trove;

/// <summary>gzip and tar from SharpZipLib, the keys of openssl from BouncyCastle.</summary>
internal sealed class TroveFormats : IArchiveFormats
{
    private const int KeyAndIvBytes = 48, BitsPerByte = 8, BlockBytes = 512, ChecksumAt = 148, ChecksumBytes = 8, PieceBytes = 64 * 1024;

    public byte[] KeyAndIv(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, OpensslDerivation derivation, int iterations) => derivation switch
    {
        OpensslDerivation.Md5 => BytesToKey(new MD5Digest(), password, salt),
        OpensslDerivation.Sha256 => BytesToKey(new Sha256Digest(), password, salt),
        OpensslDerivation.Pbkdf2 => Pbkdf2(password, salt, iterations),
        _ => throw new ArgumentOutOfRangeException(nameof(derivation), derivation, "internal error: a derivation without code"),
    };

    public Stream Gunzip(Stream source) => new TranslatedStream(new GZipInputStream(source, PieceBytes) { IsStreamOwner = false });

    public ITarEntries Untar(Stream source) => new TarEntries(source);

    public bool IsTarHeader(ReadOnlySpan<byte> block)
    {
        if (block.Length != BlockBytes) return false;
        var (sum, written) = (0, 0);
        for (var i = 0; i < BlockBytes; i++) sum += i is >= ChecksumAt and < ChecksumAt + ChecksumBytes ? ' ' : block[i];
        foreach (var digit in block.Slice(ChecksumAt, ChecksumBytes))
            if (digit is >= (byte)'0' and <= (byte)'7') written = written * 8 + digit - '0';
            else if (digit is not ((byte)' ' or 0)) return false;
        return block[0] != 0 && sum == written;
    }

    /// <summary>EVP_BytesToKey with one round: D1 = H(password salt), Di = H(Di-1 password salt) [openssl, EVP_BytesToKey].</summary>
    private static byte[] BytesToKey(IDigest digest, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt)
    {
        var (secret, grain) = (password.ToArray(), salt.ToArray());
        var (key, block) = (new List<byte>(), Array.Empty<byte>());
        while (key.Count < KeyAndIvBytes)
        {
            digest.BlockUpdate(block, 0, block.Length);
            digest.BlockUpdate(secret, 0, secret.Length);
            digest.BlockUpdate(grain, 0, grain.Length);
            block = new byte[digest.GetDigestSize()];
            digest.DoFinal(block, 0);
            key.AddRange(block);
        }
        return key.Take(KeyAndIvBytes).ToArray();
    }

    private static byte[] Pbkdf2(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        var generator = new Pkcs5S2ParametersGenerator(new Sha256Digest());
        generator.Init(password.ToArray(), salt.ToArray(), iterations);
        return ((KeyParameter)generator.GenerateDerivedMacParameters(KeyAndIvBytes * BitsPerByte)).GetKey();
    }

    /// <summary>What the package throws of malformed data is told as such.</summary>
    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SharpZipBaseException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private sealed class TranslatedStream(GZipInputStream inner) : ReadOnlyStream
    {
        private readonly byte[] piece = new byte[PieceBytes];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueTask<int>(Read(buffer.Span));
        }

        public override int Read(Span<byte> buffer)
        {
            var wanted = Math.Min(buffer.Length, piece.Length);
            var read = TroveFormats.Read(() => inner.Read(piece, 0, wanted));
            piece.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => TroveFormats.Read(() => inner.Read(buffer, offset, count));

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class TarEntries(Stream source) : ITarEntries
    {
        private readonly TarInputStream tar = new(source, Encoding.UTF8) { IsStreamOwner = false };
        private readonly byte[] piece = new byte[PieceBytes];

        public TarEntryHeader? Next()
        {
            var entry = TroveFormats.Read(tar.GetNextEntry);
            if (entry is null) return null;
            var kind = entry.TarHeader.TypeFlag switch
            {
                TarHeader.LF_NORMAL or TarHeader.LF_OLDNORM or TarHeader.LF_CONTIG => entry.IsDirectory ? TarEntryKind.Directory : TarEntryKind.File,
                TarHeader.LF_DIR => TarEntryKind.Directory,
                _ => TarEntryKind.Other,
            };
            return new TarEntryHeader(entry.Name, kind, entry.Size);
        }

        public int Read(Span<byte> buffer)
        {
            var wanted = Math.Min(buffer.Length, piece.Length);
            var read = TroveFormats.Read(() => tar.Read(piece, 0, wanted));
            piece.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public void Dispose() => tar.Dispose();
    }
}
