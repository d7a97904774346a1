using System.Security.Cryptography;

namespace Db2Backup.Pipeline;

/// <summary>
/// Passes on what is read and keeps its length and SHA-256: what arrives is checked in the same pass that uses it. Disposing it
/// closes nothing: the digest is asked for after a reader on top of it has closed everything below.
/// </summary>
internal sealed class DigestingReader(Stream inner) : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long BytesRead { get; private set; }

    /// <summary>Reads what is left, so that length and digest are of the whole.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0) { }
    }

    /// <summary>Lower-case hexadecimal SHA-256 of everything read; ends the digest.</summary>
    public string Sha256() => Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await LocalFile.ReadAsync(inner, buffer, cancellationToken).ConfigureAwait(false);
        hash.AppendData(buffer.Span[..read]);
        BytesRead += read;
        return read;
    }
}
