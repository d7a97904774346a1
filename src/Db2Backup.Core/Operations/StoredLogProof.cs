using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// Whether a store has a certain log, from its bytes as they are now: decrypted and decompressed where the key is at hand or none is needed, else by the
/// digest of the object that whoever stored it has written down. Listing, length and description alone prove nothing.
/// </summary>
internal sealed class StoredLogProof(Repository repository, AgePrimitives primitives, IReadOnlyList<IAgeIdentity> identities)
{
    // What is in the store is not what it should be, or cannot be opened; anything else is a failure of the world.
    private static readonly ErrorCode[] Doubts =
    [
        ErrorCode.ObjectNotFound, ErrorCode.BackupIncomplete, ErrorCode.StoredDataMismatch, ErrorCode.ManifestInvalid, ErrorCode.NoMatchingKey, ErrorCode.EncryptionHeaderInvalid,
        ErrorCode.EncryptedDataTruncated, ErrorCode.EncryptedDataTampered, ErrorCode.EncryptedDataTrailing, ErrorCode.CompressedDataInvalid,
    ];

    /// <param name="log">In the store, by its name.</param>
    /// <param name="sha256">Digest of the file on the server.</param>
    /// <returns>Null when the store has it; else why that is not certain.</returns>
    /// <exception cref="Db2BackupException">What the store fails with: a store that cannot be asked is no answer.</exception>
    public async Task<string?> DoubtAsync(StoredLog log, string sha256, Action<long> onRead, CancellationToken cancellationToken)
    {
        var form = StoredFileName.Parse(log.Key[(log.Key.LastIndexOf('/') + 1)..]);
        try
        {
            var download = new SlicedDownload(repository.Store, [new StoredSlice(log.Key, log.StoredLength)], SliceOptions.Default with { ParallelParts = 1 });
            await using (download.ConfigureAwait(false))
            {
                if (!form.Encrypted || identities.Count > 0)
                {
                    var (_, plain) = await UnprotectPipeline.RunAsync(download, Stream.Null, form.Codec, form.Encrypted, identities, primitives, log.Key, onRead, cancellationToken).ConfigureAwait(false);
                    return plain == sha256 ? null : $"{log.Key} holds another log than the one on the server";
                }
                var description = (await new LogCatalog(repository).DescribeAsync(log, cancellationToken).ConfigureAwait(false)).Description;
                if (description?.StoredSha256 is not { } stored) return $"{log.Key} is encrypted, and its digest was not written down when it was stored: only its key (-IdentityFile) tells what it holds";
                if (description.PlainSha256 != sha256) return $"{log.Key} is described as another log than the one on the server";
                var reader = new DigestingReader(download);
                var buffer = new byte[256 * 1024];
                int read;
                while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0) onRead(read);
                return reader.BytesRead == description.StoredLength && reader.Sha256() == stored ? null : $"{log.Key} has other bytes than were stored";
            }
        }
        catch (Db2BackupException e) when (e.Code is { } code && Doubts.Contains(code))
        {
            return e.Message;
        }
    }
}
