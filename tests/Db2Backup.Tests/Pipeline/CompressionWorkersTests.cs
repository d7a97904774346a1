using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Tests.Pipeline;

/// <summary>Compressing has threads of its own, no more than were asked for, and they end with what they belong to.</summary>
public sealed class CompressionWorkersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_run_at_once_as_there_are_workers_and_no_more()
    {
        using var workers = new CompressionWorkers(2);
        using var gate = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        var work = Enumerable.Range(0, 6).Select(i => workers.RunAsync(() =>
        {
            var now = Interlocked.Increment(ref running);
            lock (gate) most = Math.Max(most, now);
            // The third would come in here.
            if (now == 2) gate.Set();
            gate.Wait(Token);
            Interlocked.Decrement(ref running);
            return i;
        })).ToList();
        Assert.Equal(Enumerable.Range(0, 6), await Task.WhenAll(work));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_failure_is_told_to_whoever_waits_and_the_worker_goes_on()
    {
        using var workers = new CompressionWorkers(1);
        var failing = workers.RunAsync<int>(() => throw new InvalidDataException("it cannot be compressed"));
        Assert.Equal("it cannot be compressed", (await Assert.ThrowsAsync<InvalidDataException>(() => failing)).Message);
        Assert.Equal(7, await workers.RunAsync(() => 7));
    }

    [Fact]
    public async Task Ending_waits_for_what_was_begun_and_leaves_no_thread()
    {
        var workers = new CompressionWorkers(2);
        var threads = new List<Thread>();
        var work = Enumerable.Range(0, 4).Select(_ => workers.RunAsync(() =>
        {
            lock (threads) threads.Add(Thread.CurrentThread);
            return Thread.CurrentThread.IsThreadPoolThread;
        })).ToList();
        workers.Dispose();
        Assert.All(work, w => Assert.True(w.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(work), onPool => Assert.False(onPool));
        Assert.All(threads, t => Assert.False(t.IsAlive));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => workers.RunAsync(() => 1));
    }

    [Fact]
    public void Streams_that_share_hold_little_more_than_one_and_each_has_its_floor()
    {
        foreach (var cores in new[] { 1, 2, 8 })
        {
            var options = new ProtectOptions(CompressionCodec.None, null, []) { Parallelism = cores };
            long Blocks(int streams)
            {
                using var share = new CompressionShare(options, streams);
                return share.MemoryBytes / options.BlockBytes;
            }
            Assert.Equal(2 * (cores + 4), Blocks(1));
            for (var streams = 2; streams <= 8; streams++) Assert.InRange(Blocks(streams), 2 * streams + 2 * cores, 2 * streams + 2 * cores + 8);
            Assert.Equal(2 * 8 + 2 * cores, Blocks(8));
        }
    }
}
