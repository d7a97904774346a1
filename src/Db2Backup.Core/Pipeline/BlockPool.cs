using System.Collections.Concurrent;

namespace Db2Backup.Pipeline;

/// <summary>
/// The memory of a data path: so many blocks of one size, and no more. Whoever needs a block when all are out waits, and
/// that is what keeps memory bounded whatever the size of the database.
/// </summary>
internal sealed class BlockPool(int blockBytes, int blocks) : IDisposable
{
    private readonly SemaphoreSlim available = new(blocks, blocks);
    private readonly ConcurrentBag<byte[]> free = [];

    public int BlockBytes => blockBytes;

    public async ValueTask<byte[]> RentAsync(CancellationToken cancellationToken)
    {
        await available.WaitAsync(cancellationToken).ConfigureAwait(false);
        return free.TryTake(out var block) ? block : GC.AllocateUninitializedArray<byte>(blockBytes);
    }

    public void Return(byte[] block)
    {
        free.Add(block);
        available.Release();
    }

    public void Dispose() => available.Dispose();
}
