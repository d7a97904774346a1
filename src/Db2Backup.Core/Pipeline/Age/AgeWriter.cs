using System.Security.Cryptography;

namespace Db2Backup.Pipeline.Age;

/// <summary>
/// Encrypts a stream into age v1. Only <see cref="CompleteAsync"/> writes the final chunk: what is abandoned before can be
/// told from what is whole. A chunk is held back until a further byte arrives, so that the last one can be marked.
/// </summary>
internal sealed class AgeWriter : IDisposable
{
    // Several chunks are sealed before each write: fewer, larger writes.
    private const int ChunksPerWrite = 4;

    private readonly Stream destination;
    private readonly IChunkCipher cipher;
    private readonly byte[] pending = new byte[AgePayload.ChunkBytes];
    private readonly byte[] output = new byte[ChunksPerWrite * AgePayload.SealedChunkBytes];
    private readonly byte[] chunkNonce = new byte[12];
    private int pendingBytes, outputBytes;
    private ulong counter;
    private bool ended;

    private AgeWriter(Stream destination, IChunkCipher cipher) => (this.destination, this.cipher) = (destination, cipher);

    /// <summary>Writes the header for these recipients and is ready for the plain bytes.</summary>
    public static async Task<AgeWriter> StartAsync(Stream destination, IReadOnlyList<IAgeRecipient> recipients, AgePrimitives primitives, CancellationToken cancellationToken)
    {
        var fileKey = RandomNumberGenerator.GetBytes(AgeHeader.FileKeyBytes);
        var nonce = RandomNumberGenerator.GetBytes(AgePayload.NonceBytes);
        await destination.WriteAsync(AgeHeader.Write(fileKey, recipients), cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(nonce, cancellationToken).ConfigureAwait(false);
        return new AgeWriter(destination, AgePayload.Cipher(fileKey, nonce, primitives));
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> plain, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        while (plain.Length > 0)
        {
            if (pendingBytes == AgePayload.ChunkBytes)
            {
                Seal(pending, final: false);
                pendingBytes = 0;
            }
            // Whole chunks with something behind them need not pass through the pending buffer.
            while (pendingBytes == 0 && plain.Length > AgePayload.ChunkBytes)
            {
                await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
                Seal(plain.Span[..AgePayload.ChunkBytes], final: false);
                plain = plain[AgePayload.ChunkBytes..];
            }
            var take = Math.Min(plain.Length, AgePayload.ChunkBytes - pendingBytes);
            plain[..take].CopyTo(pending.AsMemory(pendingBytes));
            pendingBytes += take;
            plain = plain[take..];
            await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the final chunk. Without this call the stream is a truncated one, and a reader says so.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        Seal(pending.AsSpan(0, pendingBytes), final: true);
        ended = true;
        await destination.WriteAsync(output.AsMemory(0, outputBytes), cancellationToken).ConfigureAwait(false);
        outputBytes = 0;
    }

    public void Dispose()
    {
        ended = true;
        cipher.Dispose();
    }

    private async ValueTask MakeRoomAsync(CancellationToken cancellationToken)
    {
        // Room for one chunk always stays, for the pending one.
        if (outputBytes + 2 * AgePayload.SealedChunkBytes <= output.Length) return;
        await destination.WriteAsync(output.AsMemory(0, outputBytes), cancellationToken).ConfigureAwait(false);
        outputBytes = 0;
    }

    private void Seal(ReadOnlySpan<byte> plain, bool final)
    {
        AgePayload.WriteChunkNonce(chunkNonce, counter++, final);
        var target = output.AsSpan(outputBytes);
        cipher.Encrypt(chunkNonce, plain, target[..plain.Length], target.Slice(plain.Length, AgePayload.TagBytes));
        outputBytes += plain.Length + AgePayload.TagBytes;
    }
}
