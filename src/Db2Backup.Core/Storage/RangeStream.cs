using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>So many bytes of a stream; fewer are an error, not an end.</summary>
internal sealed class RangeStream(Stream inner, long length, string name) : ReadOnlyStream
{
    private long left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0 || buffer.Length == 0) return 0;
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken).ConfigureAwait(false);
        if (read == 0) throw new Db2BackupException(ErrorCode.ReadFailed, $"{name} ended {left} bytes too early.", name);
        left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
