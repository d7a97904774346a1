using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Age;

/// <summary>
/// Decrypts an age v1 stream. Every byte it gives out is authenticated, and the end is only reported after the final chunk:
/// truncated, changed and extended streams each have their own error.
/// </summary>
internal sealed class AgeReader : ReadOnlyStream
{
    private readonly ByteSource source;
    private readonly IChunkCipher cipher;
    private readonly string name;
    private readonly byte[] sealedChunk = new byte[AgePayload.SealedChunkBytes];
    private readonly byte[] nextChunk = new byte[AgePayload.SealedChunkBytes];
    private readonly byte[] plain = new byte[AgePayload.ChunkBytes];
    private readonly byte[] chunkNonce = new byte[12];
    private int sealedBytes, start, end;
    private ulong counter;
    private bool finished;

    private AgeReader(ByteSource source, IChunkCipher cipher, string name) => (this.source, this.cipher, this.name) = (source, cipher, name);

    /// <summary>Reads the header and opens the payload with one of the identities.</summary>
    /// <param name="name">What to call the stream in an error: a file or an object.</param>
    /// <exception cref="Db2BackupException">EncryptionHeaderInvalid, NoMatchingKey, EncryptedDataTruncated.</exception>
    public static async Task<AgeReader> OpenAsync(Stream stream, IReadOnlyList<IAgeIdentity> identities, AgePrimitives primitives, string name, CancellationToken cancellationToken)
    {
        var source = new ByteSource(stream);
        var fileKey = await AgeHeader.ReadFileKeyAsync(source, identities, name, cancellationToken).ConfigureAwait(false);
        var nonce = new byte[AgePayload.NonceBytes];
        if (await source.ReadFullyAsync(nonce, cancellationToken).ConfigureAwait(false) < nonce.Length) throw Truncated(name);
        var reader = new AgeReader(source, AgePayload.Cipher(fileKey, nonce, primitives), name);
        reader.sealedBytes = await source.ReadFullyAsync(reader.sealedChunk, cancellationToken).ConfigureAwait(false);
        return reader;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start == end && !await NextChunkAsync(cancellationToken).ConfigureAwait(false)) return 0;
        var take = Math.Min(buffer.Length, end - start);
        plain.AsMemory(start, take).CopyTo(buffer);
        start += take;
        return take;
    }

    private async ValueTask<bool> NextChunkAsync(CancellationToken cancellationToken)
    {
        if (finished) return false;
        // One chunk is read ahead: the last one is known by nothing following it, and must then say so itself.
        var following = sealedBytes == AgePayload.SealedChunkBytes
            ? await source.ReadFullyAsync(nextChunk, cancellationToken).ConfigureAwait(false)
            : 0;
        var last = following == 0;
        if (sealedBytes < AgePayload.TagBytes) throw Truncated(name);
        if (!Open(final: last))
        {
            // Which of the three it is: a chunk that opens under the other flag was moved there by a cut or by appended data.
            if (Open(final: !last)) throw last ? Truncated(name) : Trailing(name);
            throw new Db2BackupException(ErrorCode.EncryptedDataTampered,
                last
                    ? $"{name} is damaged: the last chunk of its encrypted payload does not authenticate; it was cut or changed."
                    : $"{name} is damaged: chunk {counter} of its encrypted payload does not authenticate.", name);
        }
        if (end == 0 && counter > 0)
            throw new Db2BackupException(ErrorCode.EncryptedDataTampered, $"{name} is damaged: its final chunk is empty.", name);
        counter++;
        nextChunk.AsSpan(0, following).CopyTo(sealedChunk);
        sealedBytes = following;
        finished = last;
        return end > 0;
    }

    private bool Open(bool final)
    {
        AgePayload.WriteChunkNonce(chunkNonce, counter, final);
        var length = sealedBytes - AgePayload.TagBytes;
        (start, end) = (0, length);
        return cipher.TryDecrypt(chunkNonce, sealedChunk.AsSpan(0, length), sealedChunk.AsSpan(length, AgePayload.TagBytes), plain.AsSpan(0, length));
    }

    private static Db2BackupException Truncated(string name) =>
        new(ErrorCode.EncryptedDataTruncated, $"{name} is cut: its final chunk is missing.", name);

    private static Db2BackupException Trailing(string name) =>
        new(ErrorCode.EncryptedDataTrailing, $"{name} has data after its final chunk.", name);

    protected override void Dispose(bool disposing)
    {
        if (disposing) cipher.Dispose();
        base.Dispose(disposing);
    }
}
