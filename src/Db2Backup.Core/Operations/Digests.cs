using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Operations;

/// <summary>Lengths and digests of files on disk.</summary>
internal static class Digests
{
    private const int BufferBytes = LocalFile.PieceBytes;

    /// <summary>Opens a file for one pass; whoever else has it open for writing is a reason to refuse.</summary>
    /// <exception cref="Db2BackupException">FileNotFound, AccessDenied, ReadFailed.</exception>
    public static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
    }

    /// <returns>Length and lower-case hexadecimal SHA-256.</returns>
    public static async Task<(long Length, string Sha256)> OfFileAsync(string path, Action<long>? onRead, CancellationToken cancellationToken)
    {
        var file = OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
            var length = 0L;
            try
            {
                int read;
                while ((read = await LocalFile.ReadAsync(file, buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    length += read;
                    onRead?.Invoke(read);
                }
            }
            catch (IOException e)
            {
                throw FileErrors.From(e, path, writing: false)!;
            }
            return (length, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
        }
    }
}
