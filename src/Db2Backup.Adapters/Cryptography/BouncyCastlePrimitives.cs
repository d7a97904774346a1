using Db2Backup.Pipeline.Age;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using BouncyX25519 = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace Db2Backup.Adapters.Cryptography;

/// <summary>The primitives of age from BouncyCastle.</summary>
internal sealed class BouncyCastlePrimitives : AgePrimitives
{
    // Fixed by age [C2SP age.md, scrypt].
    private const int ScryptBlockSize = 8;
    private const int ScryptParallelism = 1;

    public override byte[] X25519(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        var result = new byte[KeyBytes];
        BouncyX25519.ScalarMult(scalar.ToArray(), 0, point.ToArray(), 0, result, 0);
        return result;
    }

    public override byte[] Scrypt(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int workFactor) =>
        SCrypt.Generate(passphrase.ToArray(), salt.ToArray(), 1 << workFactor, ScryptBlockSize, ScryptParallelism, KeyBytes);

    public override IChunkCipher ChaCha20Poly1305(ReadOnlySpan<byte> key) => new BouncyCastleChunkCipher(key.ToArray());
}

/// <summary>ChaCha20-Poly1305 for systems whose own cryptography lacks it.</summary>
internal sealed class BouncyCastleChunkCipher(byte[] key) : IChunkCipher
{
    private const int TagBits = 128;
    private const int TagBytes = TagBits / 8;
    private readonly ChaCha20Poly1305 cipher = new();

    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipherText, Span<byte> tag)
    {
        var output = new byte[plain.Length + TagBytes];
        cipher.Init(forEncryption: true, new AeadParameters(new KeyParameter(key), TagBits, nonce.ToArray()));
        var written = cipher.ProcessBytes(plain.ToArray(), 0, plain.Length, output, 0);
        cipher.DoFinal(output, written);
        output.AsSpan(0, plain.Length).CopyTo(cipherText);
        output.AsSpan(plain.Length).CopyTo(tag);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipherText, ReadOnlySpan<byte> tag, Span<byte> plain)
    {
        var input = new byte[cipherText.Length + TagBytes];
        cipherText.CopyTo(input);
        tag.CopyTo(input.AsSpan(cipherText.Length));
        var output = new byte[cipherText.Length];
        cipher.Init(forEncryption: false, new AeadParameters(new KeyParameter(key), TagBits, nonce.ToArray()));
        try
        {
            var written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
            cipher.DoFinal(output, written);
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
        output.CopyTo(plain);
        return true;
    }

    public void Dispose() => Array.Clear(key);
}
