namespace Db2Backup.Pipeline;

/// <summary>
/// The memory of a data path: blocks of one size, and no more of them than were agreed, whatever the size of the database. Streams that
/// run at the same time share a pool, each through a lane with a floor that nobody else can take: Db2 may wait for one of its pipes until
/// another one is read, so a pool without floors, all of it held by streams that wait, would wait for ever.
/// </summary>
/// <param name="blockBytes">Size of a block.</param>
/// <param name="sharedBlocks">Blocks that any lane may hold besides those of its floor.</param>
internal sealed class BlockPool(int blockBytes, int sharedBlocks)
{
    private readonly object gate = new();
    private readonly Stack<byte[]> free = new();
    private readonly LinkedList<Waiter> waiting = new();
    private int sharedLeft = sharedBlocks;

    public int BlockBytes => blockBytes;

    /// <param name="floor">Blocks that are this lane's own.</param>
    public BlockLane OpenLane(int floor) => new(this, floor);

    internal ValueTask<byte[]> RentAsync(BlockLane lane, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (gate)
        {
            if (CanTake(lane)) return ValueTask.FromResult(Take(lane));
            waiting.AddLast(waiter = new Waiter(lane));
        }
        return WaitAsync(waiter, cancellationToken);
    }

    internal void Return(BlockLane lane, byte[] block)
    {
        lock (gate)
        {
            free.Push(block);
            if (--lane.Held >= lane.Floor) sharedLeft++;
            // In the order in which they came, but nobody waits behind one whose turn has not come.
            for (var node = waiting.First; node is not null; node = node.Next)
                if (CanTake(node.Value.Lane))
                {
                    waiting.Remove(node);
                    node.Value.SetResult(Take(node.Value.Lane));
                    return;
                }
        }
    }

    private async ValueTask<byte[]> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        var cancelled = cancellationToken.UnsafeRegister(_ =>
        {
            // Whoever has been given a block meanwhile keeps it.
            lock (gate)
                if (!waiting.Remove(waiter)) return;
            waiter.SetCanceled(cancellationToken);
        }, null);
        await using (cancelled.ConfigureAwait(false)) return await waiter.Task.ConfigureAwait(false);
    }

    private bool CanTake(BlockLane lane) => lane.Held < lane.Floor || sharedLeft > 0;

    private byte[] Take(BlockLane lane)
    {
        if (lane.Held++ >= lane.Floor) sharedLeft--;
        return free.TryPop(out var block) ? block : GC.AllocateUninitializedArray<byte>(blockBytes);
    }

    private sealed class Waiter(BlockLane lane) : TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public BlockLane Lane => lane;
    }
}

/// <summary>One stream's access to a pool. Whoever needs a block when it may hold no more waits.</summary>
internal sealed class BlockLane(BlockPool pool, int floor)
{
    public int BlockBytes => pool.BlockBytes;
    internal int Floor => floor;

    /// <summary>Blocks that are out; changed by the pool only.</summary>
    internal int Held { get; set; }

    public ValueTask<byte[]> RentAsync(CancellationToken cancellationToken) => pool.RentAsync(this, cancellationToken);

    public void Return(byte[] block) => pool.Return(this, block);
}
