using System.Security.Cryptography;
using System.Threading.Channels;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Pipeline;

/// <summary>
/// The data path of a restore: read, decrypt and decompress, digest, write, each with what the one before it made, at the same time.
/// </summary>
internal static class UnprotectPipeline
{
    private const int BlockBytes = LocalFile.PieceBytes;

    /// <summary>One being decoded, one being digested, one being written, and as many again between each for the difference in speed: 3 MiB.</summary>
    private const int Blocks = 12;

    /// <param name="encrypted">Whether the stream is age.</param>
    /// <param name="name">What to call the stream in an error.</param>
    /// <returns>Length and SHA-256 of the plain bytes; the caller compares them with the manifest.</returns>
    public static async Task<(long Length, string Sha256)> RunAsync(
        Stream source, Stream destination, CompressionCodec codec, bool encrypted, IReadOnlyList<IAgeIdentity> identities,
        AgePrimitives primitives, string name, Action<long>? onWritten, CancellationToken cancellationToken)
    {
        (long Length, string Sha256) result = default;
        var ahead = new ReadAhead(source);
        _ = await TwoStages.RunAsync(ahead.FillAsync, async stop =>
        {
            var opened = encrypted
                ? await AgeReader.OpenAsync(ahead, identities, primitives, name, stop).ConfigureAwait(false)
                : (Stream)ahead;
            result = await DecodeAsync(opened, destination, codec, encrypted, name, onWritten, stop).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async Task<(long Length, string Sha256)> DecodeAsync(
        Stream opened, Stream destination, CompressionCodec codec, bool encrypted, string name, Action<long>? onWritten, CancellationToken cancellationToken)
    {
        await using var plain = Codecs.Decompress(codec, opened, name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = 0L;
        var lane = new BlockPool(BlockBytes, 0).OpenLane(Blocks);
        // Bounded by the blocks that there are.
        var (decoded, digested) = (Queue(), Queue());
        _ = await TwoStages.RunAsync(ReadAsync, stop => TwoStages.RunAsync(DigestAsync, WriteAsync, stop), cancellationToken).ConfigureAwait(false);
        // A compressed stream may end before the encrypted one does: the rest must be nothing but a proper end.
        if (encrypted && await opened.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
            throw new Errors.Db2BackupException(Errors.ErrorCode.CompressedDataInvalid, $"{name} goes on after the end of its compressed data.", name);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return (total, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());

        async Task<bool> ReadAsync(CancellationToken stop)
        {
            try
            {
                while (true)
                {
                    var block = await lane.RentAsync(stop).ConfigureAwait(false);
                    var length = await plain.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
                    if (length == 0) return true;
                    decoded.Writer.TryWrite((block, length));
                }
            }
            finally
            {
                decoded.Writer.TryComplete();
            }
        }

        async Task<bool> DigestAsync(CancellationToken stop)
        {
            try
            {
                await foreach (var (block, length) in decoded.Reader.ReadAllAsync(stop).ConfigureAwait(false))
                {
                    hash.AppendData(block, 0, length);
                    total += length;
                    digested.Writer.TryWrite((block, length));
                }
                return true;
            }
            finally
            {
                digested.Writer.TryComplete();
            }
        }

        async Task WriteAsync(CancellationToken stop)
        {
            await foreach (var (block, length) in digested.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                await LocalFile.WriteAsync(destination, block.AsMemory(0, length), stop).ConfigureAwait(false);
                lane.Return(block);
                onWritten?.Invoke(length);
            }
        }
    }

    private static Channel<(byte[] Block, int Length)> Queue() =>
        Channel.CreateUnbounded<(byte[], int)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
}
