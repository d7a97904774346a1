using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Db2Backup.Pipeline.Age;

/// <summary>What writer and reader of an age payload share: sizes, the payload key and the nonce of a chunk.</summary>
internal static class AgePayload
{
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;
    public const int SealedChunkBytes = ChunkBytes + TagBytes;
    public const int NonceBytes = 16;

    public static IChunkCipher Cipher(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, AgePrimitives primitives)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt: nonce, info: "payload"u8);
        return FrameworkChunkCipher.Create(key, primitives);
    }

    /// <summary>11 bytes of big-endian counter, then 1 for the final chunk, else 0.</summary>
    public static void WriteChunkNonce(Span<byte> nonce, ulong counter, bool final)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], counter);
        nonce[11] = final ? (byte)1 : (byte)0;
    }

    /// <summary>Length of the payload of so many plain bytes, nonce included: an empty payload is one empty final chunk.</summary>
    public static long StoredLength(long plainLength)
    {
        var chunks = Math.Max(1, (plainLength + ChunkBytes - 1) / ChunkBytes);
        return NonceBytes + plainLength + chunks * TagBytes;
    }
}
