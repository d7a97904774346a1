using Db2Backup.Pipeline;

namespace Db2Backup.Operations;

/// <summary>Files read one after the other as one stream, as <c>cat</c> does.</summary>
internal sealed class JoinedFiles(IReadOnlyList<string> paths) : ReadOnlyStream
{
    private FileStream? current;
    private int next;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (current is null)
            {
                if (next == paths.Count) return 0;
                current = Digests.OpenRead(paths[next++]);
            }
            var read = await LocalFile.ReadAsync(current, buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0 || buffer.Length == 0) return read;
            await current.DisposeAsync().ConfigureAwait(false);
            current = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) current?.Dispose();
        base.Dispose(disposing);
    }
}
