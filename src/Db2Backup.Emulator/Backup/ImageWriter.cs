using System.Collections.Concurrent;

namespace Db2Backup.Emulator.Backup;

/// <summary>Writes what the file takes of these bytes and says how many; a fault switch may stand between.</summary>
internal delegate int ImageWrite(UnixFile file, ReadOnlySpan<byte> bytes);

/// <summary>A target has no room: returns when it is worth another try, or throws.</summary>
internal delegate void DiskFull(string location);

/// <summary>
/// Writes an image. The caller's thread reads objects into buffers, the pool seals them, one thread per target writes them: reading,
/// checksums or compression, and writing go on at the same time. Memory is the buffers and nothing else. The first failure of any
/// target stops all of them; what was written stays, as with Db2.
/// </summary>
internal sealed class ImageWriter : IDisposable
{
    private readonly ImageHeader header;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken cancelled;
    private readonly BlockingCollection<ImageBlock> free = [];
    private readonly List<TargetStream> streams = [];
    private readonly ImageWrite write;
    private readonly DiskFull? diskFull;
    private readonly Action<int> completed;
    private readonly TaskFactory sealing;
    private Exception? failure;
    private long next;
    private readonly ThreadTimes reader = new();

    /// <param name="header">Of the first file; the others differ in their sequence number.</param>
    /// <param name="buffers">At least 2 per target are used.</param>
    /// <param name="completed">Told the plain bytes of each block that was written, by several threads.</param>
    /// <param name="sealers">How many blocks are compressed or given their checksum at once.</param>
    public ImageWriter(ImageHeader header, IReadOnlyList<ImageTarget> targets, int buffers, int sealers, Action<int> completed,
        CancellationToken cancelled, ImageWrite? write = null, DiskFull? diskFull = null)
    {
        this.header = header;
        this.cancelled = cancelled;
        this.completed = completed;
        this.write = write ?? ((file, bytes) => file.WriteSome(bytes));
        this.diskFull = diskFull;
        sealing = new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, sealers).ConcurrentScheduler);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        for (var i = 0; i < Math.Max(buffers, 2 * targets.Count); i++) free.Add(new ImageBlock(header.BufferSize, header.Compressed));
        for (var i = 0; i < targets.Count; i++) streams.Add(new TargetStream(this, targets[i], i + 1));
        streams.ForEach(s => s.Start());
    }

    /// <summary>Where the time went: the thread that reads, and those that write. Of a writer that has completed.</summary>
    public (ThreadTimes Reader, IReadOnlyList<ThreadTimes> Writers) Times => (reader, streams.Select(s => s.Times).ToList());

    public void Add(ImageObjectKind kind, string name, byte[] content) => Add(kind, name, new MemoryStream(content, writable: false));

    /// <summary>Adds an object; returns when its last block is in a buffer, not yet when it is written.</summary>
    public void Add(ImageObjectKind kind, string name, Stream content)
    {
        bool last;
        do
        {
            var block = reader.Waiting(Take);
            reader.Working(() => block.Fill(kind, name, next, content));
            reader.Count(block.Header.PlainLength);
            last = block.Header.Flags.HasFlag(BlockFlags.EndOfObject);
            streams[(int)(next % streams.Count)].Queue(block);
            next++;
        }
        while (!last);
    }

    /// <summary>Waits until everything is written and all targets are closed.</summary>
    public void Complete()
    {
        streams.ForEach(s => s.NoMore());
        streams.ForEach(s => s.Join());
        ThrowFailure();
    }

    /// <summary>Stops the threads and closes the targets, finished or not.</summary>
    public void Dispose()
    {
        stop.Cancel();
        streams.ForEach(s => s.Join());
        streams.ForEach(s => s.Dispose());
        free.Dispose();
        stop.Dispose();
    }

    private ImageBlock Take()
    {
        try
        {
            return free.Take(stop.Token);
        }
        catch (OperationCanceledException)
        {
            ThrowFailure();
            throw;
        }
    }

    private void ThrowFailure()
    {
        if (Volatile.Read(ref failure) is { } first) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        cancelled.ThrowIfCancellationRequested();
    }

    private void Fail(Exception e)
    {
        // What a target says after the others were stopped is not the reason.
        if (e is OperationCanceledException && stop.IsCancellationRequested) return;
        Interlocked.CompareExchange(ref failure, e, null);
        stop.Cancel();
    }

    /// <summary>One target, its queue of blocks in order, and the thread that writes them.</summary>
    private sealed class TargetStream : IDisposable
    {
        private readonly ImageWriter owner;
        private readonly ImageTarget target;
        private readonly ImageHeader header;
        private readonly BlockingCollection<(ImageBlock Block, Task Sealed)> queue = [];
        private readonly Thread thread;

        public TargetStream(ImageWriter owner, ImageTarget target, int sequence)
        {
            this.owner = owner;
            this.target = target;
            header = owner.header with { Sequence = sequence };
            thread = new Thread(Run) { IsBackground = true, Name = $"backup {target.Location}" };
        }

        public ThreadTimes Times { get; } = new();

        public void Start() => thread.Start();
        public void Queue(ImageBlock block) => queue.Add((block, owner.sealing.StartNew(block.Seal)));
        public void NoMore() => queue.CompleteAdding();
        public void Join() => thread.Join();
        public void Dispose() => queue.Dispose();

        private void Run()
        {
            try
            {
                using var file = target.Open(ImageName.Of(header), owner.stop.Token);
                WriteAll(file, MediaHeader.ToBytes(header));
                using var blocks = queue.GetConsumingEnumerable(owner.stop.Token).GetEnumerator();
                while (Times.Waiting(blocks.MoveNext))
                {
                    var (block, isSealed) = blocks.Current;
                    Times.Waiting(() => { isSealed.GetAwaiter().GetResult(); return true; });
                    Times.Working(() => WriteAll(file, block.Bytes));
                    Times.Count(block.Bytes.Length);
                    owner.completed(block.Header.PlainLength);
                    owner.free.Add(block);
                }
            }
            catch (Exception e)
            {
                owner.Fail(e);
            }
        }

        private void WriteAll(UnixFile file, ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                owner.stop.Token.ThrowIfCancellationRequested();
                try
                {
                    bytes = bytes[owner.write(file, bytes)..];
                }
                catch (UnixException full) when (full.IsDiskFull && owner.diskFull is not null)
                {
                    owner.diskFull(target.Location);
                }
            }
        }
    }
}
