using System.Security.Cryptography;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline.Age;

namespace Db2Backup.Tests.Pipeline;

public sealed class AgeTests
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Lengths around the chunk size crossed with odd step sizes: where a held-back chunk goes wrong if it does.
    public static TheoryData<int, int> LengthsAndSteps()
    {
        var data = new TheoryData<int, int>();
        foreach (var length in new[] { 0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 1_048_576, 1_100_000 })
            foreach (var step in new[] { 511, 65_535, 65_536, 65_537, 262_144, 2_000_000 })
                data.Add(length, step);
        return data;
    }

    [Theory, MemberData(nameof(LengthsAndSteps))]
    public async Task What_was_encrypted_is_decrypted(int length, int step)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var stored = await EncryptAsync(plain, step, Key.Recipient);
        Assert.Equal(plain, await DecryptAsync(stored, Key));
        var header = stored.Length - AgePayload.StoredLength(length);
        Assert.InRange(header, 100, 400);
    }

    [Fact]
    public async Task Each_of_several_recipients_can_open_it()
    {
        var escrow = AgeX25519Identity.Generate(Primitives);
        var stored = await EncryptAsync([1, 2, 3], 3, Key.Recipient, escrow.Recipient);
        Assert.Equal([1, 2, 3], await DecryptAsync(stored, Key));
        Assert.Equal([1, 2, 3], await DecryptAsync(stored, escrow));
    }

    [Fact]
    public async Task A_passphrase_opens_what_it_closed()
    {
        var stored = await EncryptAsync([4, 5], 2, new AgePassphrase("correct horse", Primitives, workFactor: 10));
        Assert.Equal([4, 5], await DecryptAsync(stored, new AgePassphrase("correct horse", Primitives)));
        await ExpectAsync(ErrorCode.NoMatchingKey, stored, new AgePassphrase("battery staple", Primitives));
    }

    [Fact]
    public async Task Another_key_does_not_open_it() =>
        await ExpectAsync(ErrorCode.NoMatchingKey, await EncryptAsync([1], 1, Key.Recipient), AgeX25519Identity.Generate(Primitives));

    [Theory]
    [InlineData(0), InlineData(1), InlineData(65_536), InlineData(65_537), InlineData(200_000)]
    public async Task Every_cut_is_noticed(int length)
    {
        var stored = await EncryptAsync(RandomNumberGenerator.GetBytes(length), 4096, Key.Recipient);
        var cuts = Enumerable.Range(0, 60).Select(i => stored.Length - 1 - i).Concat(Enumerable.Range(1, 40).Select(i => stored.Length * i / 41))
            .Concat([stored.Length - AgePayload.SealedChunkBytes]).Where(c => c >= 0 && c < stored.Length).Distinct();
        foreach (var cut in cuts)
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => DecryptAsync(stored[..cut], Key));
            Assert.Contains(error.Code, new ErrorCode?[] { ErrorCode.EncryptedDataTruncated, ErrorCode.EncryptedDataTampered, ErrorCode.EncryptionHeaderInvalid });
        }
    }

    [Fact]
    public async Task A_cut_between_two_chunks_is_called_a_cut()
    {
        var stored = await EncryptAsync(new byte[2 * AgePayload.ChunkBytes + 10], 4096, Key.Recipient);
        await ExpectAsync(ErrorCode.EncryptedDataTruncated, stored[..^(10 + AgePayload.TagBytes)], Key);
    }

    [Fact]
    public async Task Appended_data_is_noticed()
    {
        var stored = await EncryptAsync(new byte[AgePayload.ChunkBytes], 4096, Key.Recipient);
        await ExpectAsync(ErrorCode.EncryptedDataTrailing, [.. stored, 0], Key);
    }

    [Fact]
    public async Task Every_flipped_byte_is_noticed()
    {
        var stored = await EncryptAsync(RandomNumberGenerator.GetBytes(300), 300, Key.Recipient);
        for (var i = 0; i < stored.Length; i++)
        {
            var flipped = (byte[])stored.Clone();
            flipped[i] ^= 0x01;
            await Assert.ThrowsAsync<Db2BackupException>(() => DecryptAsync(flipped, Key));
        }
    }

    [Fact]
    public async Task Exchanged_chunks_are_noticed()
    {
        var stored = await EncryptAsync(RandomNumberGenerator.GetBytes(3 * AgePayload.ChunkBytes), 4096, Key.Recipient);
        var payload = stored.Length - 3 * AgePayload.SealedChunkBytes;
        var first = stored[payload..(payload + AgePayload.SealedChunkBytes)];
        var second = stored[(payload + AgePayload.SealedChunkBytes)..(payload + 2 * AgePayload.SealedChunkBytes)];
        second.CopyTo(stored, payload);
        first.CopyTo(stored, payload + AgePayload.SealedChunkBytes);
        await ExpectAsync(ErrorCode.EncryptedDataTampered, stored, Key);
    }

    [Fact]
    public async Task An_abandoned_writer_leaves_a_stream_that_is_cut()
    {
        using var stored = new MemoryStream();
        using (var writer = await AgeWriter.StartAsync(stored, [Key.Recipient], Primitives, Token))
            await writer.WriteAsync(new byte[1_000_000], Token);
        await Assert.ThrowsAsync<Db2BackupException>(() => DecryptAsync(stored.ToArray(), Key));
    }

    [Theory]
    [InlineData(""), InlineData("age1"), InlineData("AGE-SECRET-KEY-1"), InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk")]
    public void A_malformed_recipient_is_refused_without_repeating_it(string text)
    {
        var error = Assert.Throws<Db2BackupException>(() => AgeX25519Recipient.Parse(text, Primitives));
        Assert.Equal(ErrorCode.KeyInvalid, error.Code);
        if (text.Length > 20) Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_survive_their_text_form_and_the_secret_is_not_shown_by_accident()
    {
        Assert.Equal(Key.Recipient.Fingerprint, AgeX25519Identity.Parse(Key.Reveal(), Primitives).Recipient.Fingerprint);
        Assert.Equal(Key.Recipient.Fingerprint, AgeX25519Recipient.Parse(Key.Recipient.ToString(), Primitives).Fingerprint);
        Assert.DoesNotContain(Key.Reveal(), Key.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_fallback_cipher_and_the_frameworks_agree()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var plain = RandomNumberGenerator.GetBytes(1000);
        var (one, oneTag, two, twoTag) = (new byte[1000], new byte[16], new byte[1000], new byte[16]);
        using var framework = new FrameworkChunkCipher(key);
        using var fallback = Primitives.ChaCha20Poly1305(key);
        framework.Encrypt(nonce, plain, one, oneTag);
        fallback.Encrypt(nonce, plain, two, twoTag);
        Assert.Equal(one, two);
        Assert.Equal(oneTag, twoTag);
        var back = new byte[1000];
        Assert.True(fallback.TryDecrypt(nonce, one, oneTag, back));
        Assert.Equal(plain, back);
        oneTag[0] ^= 1;
        Assert.False(fallback.TryDecrypt(nonce, one, oneTag, back));
    }

    private static async Task<byte[]> EncryptAsync(byte[] plain, int step, params IAgeRecipient[] recipients)
    {
        using var stored = new MemoryStream();
        using var writer = await AgeWriter.StartAsync(stored, recipients, Primitives, Token);
        for (var at = 0; at < plain.Length; at += step)
            await writer.WriteAsync(plain.AsMemory(at, Math.Min(step, plain.Length - at)), Token);
        await writer.CompleteAsync(Token);
        return stored.ToArray();
    }

    private static async Task<byte[]> DecryptAsync(byte[] stored, IAgeIdentity identity)
    {
        await using var reader = await AgeReader.OpenAsync(new MemoryStream(stored), [identity], Primitives, "test.age", Token);
        using var plain = new MemoryStream();
        await reader.CopyToAsync(plain, Token);
        return plain.ToArray();
    }

    private static async Task ExpectAsync(ErrorCode code, byte[] stored, IAgeIdentity identity)
    {
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => DecryptAsync(stored, identity));
        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Remedy);
    }
}
