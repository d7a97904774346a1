namespace Db2Backup.Pipeline.Age;

/// <summary>Wraps the 16-byte file key: ChaCha20-Poly1305 with a nonce of zeros, under a key that is used once.</summary>
internal static class FileKeyWrap
{
    private const int TagBytes = 16;
    public const int SealedBytes = AgeHeader.FileKeyBytes + TagBytes;

    public static byte[] Seal(ReadOnlySpan<byte> wrapKey, ReadOnlySpan<byte> fileKey, AgePrimitives primitives)
    {
        var body = new byte[SealedBytes];
        using var cipher = FrameworkChunkCipher.Create(wrapKey, primitives);
        cipher.Encrypt(stackalloc byte[12], fileKey, body.AsSpan(0, AgeHeader.FileKeyBytes), body.AsSpan(AgeHeader.FileKeyBytes));
        return body;
    }

    public static byte[]? Open(ReadOnlySpan<byte> wrapKey, byte[] body, AgePrimitives primitives)
    {
        var fileKey = new byte[AgeHeader.FileKeyBytes];
        using var cipher = FrameworkChunkCipher.Create(wrapKey, primitives);
        return cipher.TryDecrypt(stackalloc byte[12], body.AsSpan(0, AgeHeader.FileKeyBytes), body.AsSpan(AgeHeader.FileKeyBytes), fileKey) ? fileKey : null;
    }
}
