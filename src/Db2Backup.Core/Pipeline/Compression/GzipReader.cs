using System.IO.Compression;
using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Compression;

/// <summary>
/// Decompresses gzip members. The framework takes a cut, within a member or between two, for the end of the data: what
/// proves the end is the final chunk of the encryption, and the length and digest in the manifest.
/// </summary>
internal sealed class GzipReader(Stream source, string name) : ReadOnlyStream
{
    private readonly GZipStream gzip = new(source, CompressionMode.Decompress);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await gzip.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new Db2BackupException(ErrorCode.CompressedDataInvalid, $"{name} cannot be decompressed: {e.Message}", name, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) gzip.Dispose();
        base.Dispose(disposing);
    }
}
