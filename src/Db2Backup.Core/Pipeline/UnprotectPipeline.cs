using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>The data path of a restore: decrypt, decompress, write, with the digest of what came out.</summary>
internal static class UnprotectPipeline
{
    private const int BufferBytes = 1 << 20;

    /// <param name="encrypted">Whether the stream is age.</param>
    /// <param name="name">What to call the stream in an error.</param>
    /// <returns>Length and SHA-256 of the plain bytes; the caller compares them with the manifest.</returns>
    public static async Task<(long Length, string Sha256)> RunAsync(
        Stream source, Stream destination, CompressionCodec codec, bool encrypted, IReadOnlyList<IAgeIdentity> identities,
        AgePrimitives primitives, string name, Action<long>? onWritten, CancellationToken cancellationToken)
    {
        var opened = encrypted
            ? await AgeReader.OpenAsync(source, identities, primitives, name, cancellationToken).ConfigureAwait(false)
            : source;
        await using var plain = Codecs.Decompress(codec, opened, name);
        using var digest = new DigestingStream(destination);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        int read;
        while ((read = await plain.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await digest.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            onWritten?.Invoke(read);
        }
        // A compressed stream may end before the encrypted one does: the rest must be nothing but a proper end.
        if (encrypted && await opened.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            throw new Errors.Db2BackupException(Errors.ErrorCode.CompressedDataInvalid, $"{name} goes on after the end of its compressed data.", name);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return (digest.BytesWritten, digest.Sha256());
    }
}
