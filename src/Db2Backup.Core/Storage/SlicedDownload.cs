using System.Collections.Concurrent;
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
    private readonly Queue<Task<(byte[] Buffer, int Length)>> ahead = new();
    private readonly ConcurrentBag<byte[]> free = [];
    private readonly IEnumerator<(StoredSlice Slice, long Offset, int Length)> pieces;
    private readonly Dictionary<string, Task> checkedSlices = [];
    private byte[] current = [];
    private int position, length;

    public SlicedDownload(IObjectStore store, IReadOnlyList<StoredSlice> slices, SliceOptions options)
    {
        (this.store, this.options) = (store, options);
        pieces = Pieces(slices, options.ReadBytes).GetEnumerator();
        if (slices.Sum(s => s.Length) > options.ReadBytes) LargeBlocks.MakeRoom(options.ReadBytes);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        while (position == length)
        {
            // The next part goes where this one was: blocks of this size are too large to be left to the collector.
            if (current.Length > 0) free.Add(current);
            (current, position, length) = ([], 0, 0);
            while (ahead.Count < options.ParallelParts && pieces.MoveNext()) ahead.Enqueue(FetchAsync(pieces.Current));
            if (!ahead.TryPeek(out var next)) return 0;
            (current, length) = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            _ = ahead.Dequeue();
        }
        var take = Math.Min(buffer.Length, length - position);
        current.AsMemory(position, take).CopyTo(buffer);
        position += take;
        return take;
    }

    private static IEnumerable<(StoredSlice, long, int)> Pieces(IReadOnlyList<StoredSlice> slices, int readBytes)
    {
        foreach (var slice in slices)
        {
            // An empty slice too is asked for: it must be there.
            var offset = 0L;
            do
            {
                var length = (int)Math.Min(readBytes, slice.Length - offset);
                yield return (slice, offset, length);
                offset += length;
            }
            while (offset < slice.Length);
        }
    }

    private async Task<(byte[] Buffer, int Length)> FetchAsync((StoredSlice Slice, long Offset, int Length) piece)
    {
        var (slice, offset, size) = piece;
        Task? check;
        lock (checkedSlices)
            if (!checkedSlices.TryGetValue(slice.Key, out check)) checkedSlices[slice.Key] = check = CheckLengthAsync(slice);
        await check.ConfigureAwait(false);
        if (!free.TryTake(out var content) || content.Length < size) content = GC.AllocateUninitializedArray<byte>(size);
        var stream = await store.OpenReadAsync(slice.Key, offset, size, stop.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = await stream.ReadAtLeastAsync(content.AsMemory(0, size), size, throwOnEndOfStream: false, stop.Token).ConfigureAwait(false);
            if (read < size)
                throw new Db2BackupException(ErrorCode.ReadFailed, $"{slice.Key} broke off after {offset + read} of {slice.Length} bytes.", slice.Key);
        }
        return (content, size);
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
