using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Operations;

/// <summary>What a manifest says of a file: whatever is read is compared with it.</summary>
internal sealed record ExpectedBytes(long PlainLength, string PlainSha256, long StoredLength, string StoredSha256)
{
    public static ExpectedBytes Of(ManifestFile file) => new(file.PlainLength, file.PlainSha256, file.StoredLength, file.StoredSha256);
    public static ExpectedBytes Of(ProtectedFile file) => new(file.PlainLength, file.PlainSha256, file.StoredLength, file.StoredSha256);

    /// <exception cref="Db2BackupException">StoredDataMismatch.</exception>
    public void CheckStored(long length, string sha256, string name) => Check("stored", StoredLength, StoredSha256, length, sha256, name);

    /// <exception cref="Db2BackupException">StoredDataMismatch.</exception>
    public void CheckPlain(long length, string sha256, string name) => Check("plain", PlainLength, PlainSha256, length, sha256, name);

    private static void Check(string which, long length, string sha256, long foundLength, string foundSha256, string name)
    {
        if (foundLength != length)
            throw new Db2BackupException(ErrorCode.StoredDataMismatch, $"{name} has {foundLength} {which} bytes where its manifest records {length}.", name);
        if (!string.Equals(foundSha256, sha256, StringComparison.OrdinalIgnoreCase))
            throw new Db2BackupException(ErrorCode.StoredDataMismatch, $"{name} has another digest of its {which} bytes than its manifest records.", name);
    }
}

/// <summary>Undoes protection and verifies: with expected bytes all of them, without what the formats themselves prove.</summary>
internal static class UnprotectStream
{
    private static readonly byte[] AgeMagic = "age-encryption.org/v1"u8.ToArray();
    private static readonly byte[] ZstdMagic = [0x28, 0xB5, 0x2F, 0xFD];
    private static readonly byte[] GzipMagic = [0x1F, 0x8B];

    /// <summary>The destination holds the verified plain bytes when this returns; when it throws they are worth nothing.</summary>
    public static async Task<(long Length, string Sha256)> RunAsync(
        Stream source, Stream destination, StoredFileName form, IReadOnlyList<IAgeIdentity> identities, AgePrimitives primitives,
        string name, ExpectedBytes? expected, Action<long>? onWritten, CancellationToken cancellationToken)
    {
        var stored = new DigestingReader(form.Encrypted || form.Codec != CompressionCodec.None ? source : new UnmarkedStream(source, name));
        (long Length, string Sha256) plain;
        try
        {
            plain = await UnprotectPipeline.RunAsync(
                stored, destination, form.Codec, form.Encrypted, identities, primitives, name, onWritten, cancellationToken).ConfigureAwait(false);
            await stored.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (expected is not null && e.Code is ErrorCode.NoMatchingKey)
        {
            // A key that does not fit and an object of somebody else look the same from inside; the digest tells them apart.
            await stored.DrainAsync(cancellationToken).ConfigureAwait(false);
            expected.CheckStored(stored.BytesRead, stored.Sha256(), name);
            throw;
        }
        if (expected is null) return plain;
        expected.CheckStored(stored.BytesRead, stored.Sha256(), name);
        expected.CheckPlain(plain.Length, plain.Sha256, name);
        return plain;
    }

    /// <summary>A file whose name says that it is plain, and that begins like an encrypted or compressed one, was renamed.</summary>
    private sealed class UnmarkedStream(Stream inner, string name) : ReadOnlyStream
    {
        private bool looked;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (looked) return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            looked = true;
            var read = await inner.ReadAtLeastAsync(buffer, Math.Min(AgeMagic.Length, buffer.Length), throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Refuse(buffer.Span[..read]);
            return read;
        }

        private void Refuse(ReadOnlySpan<byte> start)
        {
            if (start.StartsWith(AgeMagic)) throw Renamed("encrypted", ".age");
            if (start.StartsWith(ZstdMagic)) throw Renamed("compressed", ".zst");
            if (start.StartsWith(GzipMagic)) throw Renamed("compressed", ".gz");
        }

        private Db2BackupException Renamed(string what, string extension) =>
            new(ErrorCode.FileNameNotUnderstood, $"{name} is {what}, and its name does not end with {extension}.", name);
    }
}
