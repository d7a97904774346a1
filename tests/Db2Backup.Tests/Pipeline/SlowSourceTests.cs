using Db2Backup.Adapters.Cryptography;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Pipeline;

/// <summary>Db2 may write nothing for a long time, to one of its pipes or to all.</summary>
public sealed class SlowSourceTests
{
    private const int Part = 64 * 1024;
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly ProtectOptions Plain = new(CompressionCodec.None, null, []) { BlockBytes = Part, Parallelism = 1 };
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Db2_writes_nothing_no_request_to_the_store_is_open_and_what_it_wrote_is_stored()
    {
        var memory = new MemoryStore();
        var store = new ConcurrencyProbe(memory);
        var source = new StallingStream(3 * Part + 100);
        await using var upload = new SlicedUpload(store, n => $"image.{n}", new SliceOptions { PartBytes = Part, PartsPerSlice = 100, ParallelParts = 2 });
        var run = ProtectPipeline.RunAsync(source, upload, Plain, Primitives, null, Token);

        await source.Stalled.WaitAsync(Token);
        // Whole parts are on their way to the store before more is read; nothing waits there for the rest.
        Eventually.Holds(() => store is { Written: 3, Writing: 0 }, "three parts stored and none on its way");
        Assert.False(run.IsCompleted);
        source.GoOn();
        await run;
        await upload.CompleteAsync(Token);
        Assert.Equal(3 * Part + 200, memory["image.1"].Length);
    }

    [Theory, InlineData(CompressionCodec.None), InlineData(CompressionCodec.Zstd)]
    public async Task A_stream_that_stalls_does_not_hold_up_another_one_that_shares_its_memory(CompressionCodec codec)
    {
        using var share = new CompressionShare(Plain with { Codec = codec }, streams: 3);
        // The first two take what they can get, and stop in the middle of a block.
        StallingStream[] stalling = [new(20 * Part + 100), new(20 * Part + 100)];
        var stalled = stalling.Select(s => ProtectPipeline.RunAsync(s, Stream.Null, share, Primitives, null, Token)).ToList();
        await Task.WhenAll(stalling.Select(s => s.Stalled)).WaitAsync(Token);
        var other = await ProtectPipeline.RunAsync(new MemoryStream(new byte[50 * Part]), Stream.Null, share, Primitives, null, Token);
        Assert.Equal(50 * Part, other.PlainLength);
        Assert.All(stalled, s => Assert.False(s.IsCompleted));
        foreach (var source in stalling) source.GoOn();
        Assert.All(await Task.WhenAll(stalled), r => Assert.Equal(20 * Part + 200, r.PlainLength));
    }

    /// <summary>Gives so many bytes, waits, and gives a hundred more.</summary>
    private sealed class StallingStream(int before) : ReadOnlyStream
    {
        private readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously), goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int given;

        public Task Stalled => stalled.Task;

        public void GoOn() => goOn.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (given == before)
            {
                stalled.TrySetResult();
                await goOn.Task.WaitAsync(cancellationToken);
            }
            var take = Math.Min(buffer.Length, (given < before ? before : before + 100) - given);
            given += take;
            return take;
        }
    }
}
