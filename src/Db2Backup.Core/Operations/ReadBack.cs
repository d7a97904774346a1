using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Asks a store for what it has: the length of every slice, and on request every byte.</summary>
internal static class ReadBack
{
    /// <exception cref="Db2BackupException">ReadBackMismatch, BackupIncomplete.</exception>
    public static async Task RunAsync(
        Repository repository, IReadOnlyList<ManifestFile> files, string backup, PublishBackupOptions options, IOperationHost host, string activity, CancellationToken cancellationToken)
    {
        foreach (var slice in files.SelectMany(f => f.Slices))
        {
            // Thousands of slices take their time; whoever watches sees that it goes on.
            host.Progress(new OperationProgress(activity, "Reading back"));
            var found = await repository.Store.FindAsync(backup + slice.Name, cancellationToken).ConfigureAwait(false);
            if (found?.Length != slice.Length)
                throw new Db2BackupException(ErrorCode.ReadBackMismatch,
                    $"{backup}{slice.Name} reads back with {(found is null ? "nothing" : $"{found.Length} bytes")} where {slice.Length} bytes were stored.", backup + slice.Name);
        }
        if (!options.ReadBackDigest) return;
        var progress = new ByteProgress(host, activity, "Reading back", files.Sum(f => f.StoredLength));
        foreach (var file in files)
        {
            var (length, sha256) = await DigestAsync(repository, file, backup, options.Slices, progress.Add, cancellationToken).ConfigureAwait(false);
            if (length != file.StoredLength || sha256 != file.StoredSha256)
                throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"{file.Name} does not read back from {repository.Store.DisplayName} as it was stored.", backup + file.Name);
        }
    }

    /// <summary>Length and digest of all that the slices of a file hold now.</summary>
    public static async Task<(long Length, string Sha256)> DigestAsync(
        Repository repository, ManifestFile file, string backup, SliceOptions slices, Action<long> onRead, CancellationToken cancellationToken)
    {
        var download = new SlicedDownload(repository.Store, ManifestReader.Slices(file, backup), slices);
        await using (download.ConfigureAwait(false))
        {
            var reader = new DigestingReader(download);
            var buffer = new byte[256 * 1024];
            int read;
            while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0) onRead(read);
            return (reader.BytesRead, reader.Sha256());
        }
    }
}
