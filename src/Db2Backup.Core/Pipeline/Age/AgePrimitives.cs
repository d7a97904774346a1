namespace Db2Backup.Pipeline.Age;

/// <summary>
/// The primitives of age that the base class library does not have. Adapters bring them from a kept library; Core never
/// implements cryptography of its own.
/// </summary>
internal abstract class AgePrimitives
{
    public const int KeyBytes = 32;

    /// <summary>X25519 (RFC 7748): 32-byte scalar times 32-byte point.</summary>
    public abstract byte[] X25519(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point);

    /// <summary>scrypt with r = 8, p = 1 and N = 2^<paramref name="workFactor"/>; 32 bytes of key.</summary>
    public abstract byte[] Scrypt(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int workFactor);

    /// <summary>ChaCha20-Poly1305 where the framework has none (some older systems).</summary>
    public abstract IChunkCipher ChaCha20Poly1305(ReadOnlySpan<byte> key);
}

/// <summary>An AEAD with a 12-byte nonce and a 16-byte tag.</summary>
internal interface IChunkCipher : IDisposable
{
    void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag);

    /// <summary>False when the tag does not fit; <paramref name="plain"/> holds nothing of use then.</summary>
    bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain);
}
