using System.Security.Cryptography;

namespace Db2Backup.Pipeline.Age;

/// <summary>The framework's ChaCha20-Poly1305: the bulk cipher wherever the system has it.</summary>
internal sealed class FrameworkChunkCipher(ReadOnlySpan<byte> key) : IChunkCipher
{
    private readonly ChaCha20Poly1305 cipher = new(key);

    public static IChunkCipher Create(ReadOnlySpan<byte> key, AgePrimitives primitives) =>
        ChaCha20Poly1305.IsSupported ? new FrameworkChunkCipher(key) : primitives.ChaCha20Poly1305(key);

    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipherText, Span<byte> tag) =>
        cipher.Encrypt(nonce, plain, cipherText, tag);

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipherText, ReadOnlySpan<byte> tag, Span<byte> plain)
    {
        try
        {
            cipher.Decrypt(nonce, cipherText, tag, plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => cipher.Dispose();
}
