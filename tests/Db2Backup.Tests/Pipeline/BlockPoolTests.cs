using Db2Backup.Pipeline;

namespace Db2Backup.Tests.Pipeline;

/// <summary>Memory is bounded, and nobody's floor is taken by others.</summary>
public sealed class BlockPoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lane_has_its_floor_whatever_the_others_hold()
    {
        var pool = new BlockPool(10, sharedBlocks: 3);
        var (greedy, modest) = (pool.OpenLane(1), pool.OpenLane(2));
        for (var i = 0; i < 4; i++) Assert.Equal(10, (await greedy.RentAsync(Token)).Length);
        var waiting = greedy.RentAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);

        var own = await modest.RentAsync(Token);
        await modest.RentAsync(Token);
        // What was within a floor goes back to the floor, and not to who waits for a shared one.
        modest.Return(own);
        Assert.False(waiting.IsCompleted);
        Assert.Same(own, await modest.RentAsync(Token));
    }

    [Fact]
    public async Task A_shared_block_goes_to_who_waits_longest_and_can_take_it()
    {
        var pool = new BlockPool(10, sharedBlocks: 1);
        var (first, second) = (pool.OpenLane(0), pool.OpenLane(0));
        var block = await first.RentAsync(Token);
        var (waits, waitsLonger) = (second.RentAsync(Token).AsTask(), first.RentAsync(Token).AsTask());
        first.Return(block);
        Assert.Same(block, await waits);
        Assert.False(waitsLonger.IsCompleted);
        second.Return(block);
        Assert.Same(block, await waitsLonger);
    }

    [Fact]
    public async Task Who_stops_waiting_is_given_nothing()
    {
        var pool = new BlockPool(10, sharedBlocks: 1);
        var lane = pool.OpenLane(0);
        var block = await lane.RentAsync(Token);
        using var cancel = new CancellationTokenSource();
        var waiting = lane.RentAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lane.RentAsync(cancel.Token));
        lane.Return(block);
        Assert.Same(block, await lane.RentAsync(Token));
    }
}
