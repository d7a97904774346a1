using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>
/// Slices read as one stream. Parts are fetched ahead, several at a time, and given out in order; the memory is bounded by
/// <see cref="SliceOptions.MemoryBytes"/>. A slice of another length than expected is an error before its first byte is given out.
/// </summary>
internal sealed class SlicedDownload : ReadOnlyStream
{
    private readonly IObjectStore store;
    private readonly SliceOptions options;
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<Task<byte[]>> ahead = new();
    private readonly IEnumerator<(StoredSlice Slice, long Offset, int Length)> pieces;
    private readonly Dictionary<string, Task> checkedSlices = [];
    private byte[] current = [];
    private int position;

    public SlicedDownload(IObjectStore store, IReadOnlyList<StoredSlice> slices, SliceOptions options)
    {
        (this.store, this.options) = (store, options);
        pieces = Pieces(slices, options.PartBytes).GetEnumerator();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        while (position == current.Length)
        {
            while (ahead.Count < options.ParallelParts && pieces.MoveNext()) ahead.Enqueue(FetchAsync(pieces.Current));
            if (!ahead.TryPeek(out var next)) return 0;
            current = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            position = 0;
            _ = ahead.Dequeue();
        }
        var take = Math.Min(buffer.Length, current.Length - position);
        current.AsMemory(position, take).CopyTo(buffer);
        position += take;
        return take;
    }

    private static IEnumerable<(StoredSlice, long, int)> Pieces(IReadOnlyList<StoredSlice> slices, int partBytes)
    {
        foreach (var slice in slices)
        {
            // An empty slice too is asked for: it must be there.
            var offset = 0L;
            do
            {
                var length = (int)Math.Min(partBytes, slice.Length - offset);
                yield return (slice, offset, length);
                offset += length;
            }
            while (offset < slice.Length);
        }
    }

    private async Task<byte[]> FetchAsync((StoredSlice Slice, long Offset, int Length) piece)
    {
        var (slice, offset, length) = piece;
        Task? check;
        lock (checkedSlices)
            if (!checkedSlices.TryGetValue(slice.Key, out check)) checkedSlices[slice.Key] = check = CheckLengthAsync(slice);
        await check.ConfigureAwait(false);
        var content = GC.AllocateUninitializedArray<byte>(length);
        var stream = await store.OpenReadAsync(slice.Key, offset, length, stop.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = await stream.ReadAtLeastAsync(content, length, throwOnEndOfStream: false, stop.Token).ConfigureAwait(false);
            if (read < length)
                throw new Db2BackupException(ErrorCode.ReadFailed, $"{slice.Key} broke off after {offset + read} of {slice.Length} bytes.", slice.Key);
        }
        return content;
    }

    private async Task CheckLengthAsync(StoredSlice slice)
    {
        var found = await store.FindAsync(slice.Key, stop.Token).ConfigureAwait(false)
            ?? throw new Db2BackupException(ErrorCode.BackupIncomplete, $"{slice.Key} is missing from {store.DisplayName}.", slice.Key);
        if (found.Length != slice.Length)
            throw new Db2BackupException(ErrorCode.StoredDataMismatch, $"{slice.Key} in {store.DisplayName} has {found.Length} bytes where {slice.Length} are recorded.", slice.Key);
    }

    public override async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        // No fetch outlives the stream. What they failed with was told to the reader, or nobody waited for it any more.
        foreach (var fetch in ahead) await fetch.ContinueWith(static f => _ = f.Exception, TaskScheduler.Default).ConfigureAwait(false);
        ahead.Clear();
        pieces.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        // Streams on top dispose synchronously: the fetches are stopped, and end by themselves.
        if (disposing) stop.Cancel();
        base.Dispose(disposing);
    }
}
