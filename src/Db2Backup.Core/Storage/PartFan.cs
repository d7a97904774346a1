using System.Threading.Channels;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>
/// One stream that goes into several uploads at once. It is cut into parts once, and a part is kept until all uploads that still live have it:
/// the memory is that of one upload, whatever the number of stores, and the stream is as fast as the slowest of them. An upload that
/// fails leaves, and takes nothing away from the others. Written to by one thread at a time.
/// </summary>
internal sealed class PartFan(SliceOptions options) : WriteOnlyStream
{
    private readonly BlockLane pool = new BlockPool(options.PartBytes, 0).OpenLane(options.ParallelParts + 1);
    private readonly object gate = new();
    private readonly List<Branch> branches = [];
    private byte[]? part;
    private int partLength;
    private bool begun;

    /// <summary>Sends every part to an upload that is cut alike; ends when all are sent, which is not yet when all have arrived.</summary>
    /// <param name="token">Ends this upload's part in it at once, also when a call of its store does not return.</param>
    public async Task SendToAsync(SlicedUpload upload, PartsWaiting waiting, CancellationToken token)
    {
        var branch = new Branch(waiting);
        lock (gate)
        {
            if (begun) throw new InvalidOperationException("internal error: an upload joins when parts have been sent");
            branches.Add(branch);
        }
        var sent = false;
        try
        {
            using (token.UnsafeRegister(_ => Leave(branch), null))
                await foreach (var share in branch.Parts.ReadAllAsync(token).ConfigureAwait(false))
                    await upload.SendAsync(share, token).ConfigureAwait(false);
            token.ThrowIfCancellationRequested();
            sent = true;
        }
        finally
        {
            if (!sent) Leave(branch);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            part ??= await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            var take = Math.Min(buffer.Length, part.Length - partLength);
            buffer[..take].CopyTo(part.AsMemory(partLength));
            partLength += take;
            buffer = buffer[take..];
            if (partLength == part.Length) Send();
        }
    }

    /// <summary>The stream ends here.</summary>
    public void Complete()
    {
        if (partLength > 0) Send();
        foreach (var branch in Living()) branch.End(null);
    }

    /// <summary>The stream was broken off: every upload fails with this.</summary>
    public void Fail(Exception cause)
    {
        foreach (var branch in Living()) branch.End(cause);
    }

    private void Send()
    {
        var living = Living();
        // Whoever asked for this stream knows why they have all left, and has been told.
        if (living.Count == 0) throw new OperationCanceledException("No store takes this stream any more.");
        var shared = new SharedPart(part!, partLength, living.Count, pool.Return);
        (part, partLength) = (null, 0);
        foreach (var branch in living) branch.Add(shared.Share());
    }

    private List<Branch> Living()
    {
        lock (gate)
        {
            begun = true;
            return branches.ToList();
        }
    }

    private void Leave(Branch branch)
    {
        lock (gate) branches.Remove(branch);
        branch.GiveUp();
    }

    /// <summary>The parts on their way to one upload; no more than the pool has.</summary>
    private sealed class Branch(PartsWaiting waiting)
    {
        private readonly Channel<PartShare> queue = Channel.CreateUnbounded<PartShare>(new() { SingleReader = true });
        private readonly List<PartShare> open = [];
        private bool left;

        public ChannelReader<PartShare> Parts => queue.Reader;

        public void Add(PartShare share)
        {
            lock (open)
            {
                if (!left)
                {
                    open.RemoveAll(s => s.HasEnded);
                    open.Add(share);
                    waiting.Add(share);
                    queue.Writer.TryWrite(share);
                    return;
                }
            }
            share.GiveUp();
        }

        public void End(Exception? cause) => queue.Writer.TryComplete(cause);

        public void GiveUp()
        {
            List<PartShare> all;
            lock (open)
            {
                left = true;
                all = open.ToList();
                open.Clear();
            }
            foreach (var share in all) share.GiveUp();
        }
    }
}

/// <summary>What a store was given to send and has not sent yet.</summary>
internal sealed class PartsWaiting
{
    private readonly List<PartShare> parts = [];
    private int ended;

    public void Add(PartShare share)
    {
        lock (parts) parts.Add(share);
    }

    /// <summary>Nothing waits for the store, or something has arrived since the last look: it is not its fault when nothing moves.</summary>
    public bool Moves()
    {
        lock (parts)
        {
            ended += parts.RemoveAll(p => p.HasEnded);
            var moved = ended > 0 || parts.Count == 0;
            ended = 0;
            return moved;
        }
    }
}
