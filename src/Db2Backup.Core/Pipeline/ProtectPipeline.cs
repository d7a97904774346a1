using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>How bytes are protected on their way to a file or a store.</summary>
/// <param name="Codec">Compression; None for images that Db2 compressed or encrypted itself.</param>
/// <param name="Level">The codec's own level; null for its usual one (zstd 3, gzip fastest).</param>
/// <param name="Recipients">Whom the stream is encrypted to; empty for no encryption.</param>
internal sealed record ProtectOptions(CompressionCodec Codec, int? Level, IReadOnlyList<IAgeRecipient> Recipients)
{
    /// <summary>Large enough that independent frames cost nothing in ratio, small enough that many fit into memory.</summary>
    public int BlockBytes { get; init; } = 1 << 20;

    /// <summary>Blocks compressed at the same time. Reading and digesting a stream keeps about eight cores busy; more would only cost memory.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>What is appended to the file name: <c>.zst.age</c>.</summary>
    public string Extension => Codecs.Extension(Codec) + (Recipients.Count > 0 ? ".age" : "");
}

/// <summary>What went through: lengths in bytes and lower-case hexadecimal SHA-256 of both sides.</summary>
internal sealed record ProtectResult(long PlainLength, string PlainSha256, long StoredLength, string StoredSha256);

/// <summary>The data path of a backup: read, digest, compress in parallel, encrypt, digest, write.</summary>
internal static class ProtectPipeline
{
    /// <param name="onRead">Told of the bytes read, for progress.</param>
    public static async Task<ProtectResult> RunAsync(
        Stream source, Stream destination, ProtectOptions options, AgePrimitives primitives, Action<long>? onRead, CancellationToken cancellationToken)
    {
        using var share = new CompressionShare(options);
        return await RunAsync(source, destination, share, primitives, onRead, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="share">What streams that run at the same time share.</param>
    public static async Task<ProtectResult> RunAsync(
        Stream source, Stream destination, CompressionShare share, AgePrimitives primitives, Action<long>? onRead, CancellationToken cancellationToken)
    {
        var compressor = new ParallelCompressor(share);
        using var stored = new DigestingStream(destination);
        var plain = share.Options.Recipients.Count == 0
            ? await compressor.RunAsync(source, stored.WriteAsync, onRead, cancellationToken).ConfigureAwait(false)
            : await EncryptedAsync(compressor, source, stored, share.Options, primitives, onRead, cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ProtectResult(plain.Length, plain.Sha256, stored.BytesWritten, stored.Sha256());
    }

    private static async Task<(long Length, string Sha256)> EncryptedAsync(
        ParallelCompressor compressor, Stream source, Stream stored, ProtectOptions options, AgePrimitives primitives, Action<long>? onRead, CancellationToken cancellationToken)
    {
        using var age = await AgeWriter.StartAsync(stored, options.Recipients, primitives, cancellationToken).ConfigureAwait(false);
        var plain = await compressor.RunAsync(source, age.WriteAsync, onRead, cancellationToken).ConfigureAwait(false);
        // Only now, with every block written, is the final chunk: a run that failed leaves a stream that says it is cut.
        await age.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return plain;
    }
}
