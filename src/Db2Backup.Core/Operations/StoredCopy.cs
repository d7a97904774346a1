using Db2Backup.Pipeline;

namespace Db2Backup.Operations;

/// <summary>Files to and from slices as they are. In pieces that stay in a core's cache from the read through the digest to the write.</summary>
internal static class StoredCopy
{
    /// <summary>A file into an upload, which digests what it takes.</summary>
    /// <returns>Bytes read.</returns>
    public static async Task<long> PublishAsync(Stream file, Stream upload, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LocalFile.PieceBytes);
        var length = 0L;
        int read;
        while ((read = await LocalFile.ReadAsync(file, buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await upload.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            onBytes?.Invoke(read);
            length += read;
        }
        return length;
    }

    /// <summary>A download into a file.</summary>
    /// <returns>Length and lower-case hexadecimal SHA-256 of what arrived.</returns>
    public static async Task<(long Length, string Sha256)> SaveAsync(Stream download, Stream file, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        var reader = new DigestingReader(download);
        var buffer = GC.AllocateUninitializedArray<byte>(LocalFile.PieceBytes);
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await LocalFile.WriteAsync(file, buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            onBytes?.Invoke(read);
        }
        return (reader.BytesRead, reader.Sha256());
    }
}
