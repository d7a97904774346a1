using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Brings a log from a store to a folder under the name that Db2 looks for, decrypted, decompressed and checked by its digest.</summary>
internal sealed class FetchLog(Repository repository, AgePrimitives primitives, IOperationHost host)
{
    /// <returns>The file's path.</returns>
    /// <exception cref="Db2BackupException">ObjectNotFound, FileExists (other content), StoredDataMismatch, NoMatchingKey, EncryptedData… …</exception>
    public async Task<string> RunAsync(StoredLog log, IReadOnlyList<IAgeIdentity> identities, string folder, SliceOptions slices, CancellationToken cancellationToken)
    {
        var form = StoredFileName.Parse(log.Key[(log.Key.LastIndexOf('/') + 1)..]);
        if (form.Plain != $"{log.Log.Name}-{log.DigestPrefix}")
            throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{log.Key} is not the key of {log.Log}.", log.Key);
        var path = Path.Combine(Path.GetFullPath(folder), log.Log.Name.ToString());
        if (Path.Exists(path))
        {
            var (_, there) = await Digests.OfFileAsync(path, null, cancellationToken).ConfigureAwait(false);
            return there.StartsWith(log.DigestPrefix, StringComparison.Ordinal)
                ? path
                : throw new Db2BackupException(ErrorCode.FileExists, $"{path} is there already with other content.", path);
        }
        try
        {
            var download = new SlicedDownload(repository.Store, [new StoredSlice(log.Key, log.StoredLength)], slices);
            await using (download.ConfigureAwait(false))
            {
                var output = NewFile.Create(path);
                await using (output.ConfigureAwait(false))
                {
                    var progress = new ByteProgress(host, $"Fetching {log.Log.Name}", "Decrypting and decompressing", null);
                    // A log that Db2 compressed may begin like anything; the digest in the name tells whether it is the log.
                    var (_, sha256) = await UnprotectPipeline.RunAsync(
                        download, output.Stream, form.Codec, form.Encrypted, identities, primitives, log.Key, progress.Add, cancellationToken).ConfigureAwait(false);
                    if (!sha256.StartsWith(log.DigestPrefix, StringComparison.Ordinal))
                        throw new Db2BackupException(ErrorCode.StoredDataMismatch, $"{log.Key} holds another log than its name says.", log.Key);
                    output.Commit();
                }
            }
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, path, writing: true) is { } told)
        {
            throw told;
        }
        return path;
    }
}
