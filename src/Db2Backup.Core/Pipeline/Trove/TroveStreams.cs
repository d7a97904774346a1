using System.Security.Cryptography;

namespace Db2Backup.Pipeline.Trove;

/// <summary>Bytes that were read already, and then the rest of the stream they came from. Closing it leaves that one open.</summary>
internal sealed class JoinedStream(byte[] start, Stream rest) : ReadOnlyStream
{
    private int given;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        given < start.Length ? Give(buffer.Span) : await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);

    public override int Read(Span<byte> buffer) => given < start.Length ? Give(buffer) : rest.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private int Give(Span<byte> buffer)
    {
        var take = Math.Min(buffer.Length, start.Length - given);
        start.AsSpan(given, take).CopyTo(buffer);
        given += take;
        return take;
    }
}

/// <summary>What <c>openssl enc -d -aes-256-cbc</c> gives: the padding of the last block is checked at the end, so a cut is an error nearly always.</summary>
internal static class CbcStream
{
    public const int KeyBytes = 32, IvBytes = 16;

    public static CryptoStream Open(Stream cipherText, ReadOnlySpan<byte> keyAndIv)
    {
        using var aes = Aes.Create();
        aes.Key = keyAndIv[..KeyBytes].ToArray();
        aes.IV = keyAndIv.Slice(KeyBytes, IvBytes).ToArray();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.PKCS7;
        return new CryptoStream(cipherText, aes.CreateDecryptor(), CryptoStreamMode.Read, leaveOpen: true);
    }

    /// <summary>The first blocks alone, without the end of the stream: what a key makes of them.</summary>
    public static byte[] Begin(ReadOnlySpan<byte> cipherText, ReadOnlySpan<byte> keyAndIv)
    {
        using var aes = Aes.Create();
        aes.Key = keyAndIv[..KeyBytes].ToArray();
        return aes.DecryptCbc(cipherText[..(cipherText.Length / IvBytes * IvBytes)], keyAndIv.Slice(KeyBytes, IvBytes), PaddingMode.None);
    }
}

/// <summary>Remembers whether the last block of a tar file was empty, as the two at its end are: without them it was cut between two entries.</summary>
internal sealed class TarEndStream(Stream inner) : ReadOnlyStream
{
    private const int EndBytes = 1024;
    private long zeros;

    public bool HasEnd => zeros >= EndBytes;

    /// <summary>What fills up a last record that was cut does not count: it was never read.</summary>
    public long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..read]);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Note(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void Note(ReadOnlySpan<byte> bytes)
    {
        BytesRead += bytes.Length;
        var last = bytes.LastIndexOfAnyExcept((byte)0);
        zeros = last < 0 ? zeros + bytes.Length : bytes.Length - last - 1;
    }
}
