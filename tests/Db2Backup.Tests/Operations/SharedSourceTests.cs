using System.Security.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Catalog;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>One stream into several stores at once, without a Db2: what it holds in memory, and who waits for whom.</summary>
public sealed class SharedSourceTests : CatalogFixture
{
    private static readonly SliceOptions Cut = new() { PartBytes = 1024, PartsPerSlice = 4, ParallelParts = 2 };

    private BackupTargets To(TimeSpan? silence, params (string Name, IObjectStore Store)[] stores) =>
        new(stores.Select(s => new StoreChoice(s.Name, new Repository(s.Store, "", s.Name), null)).ToList(), 1, Host, TimeProvider.System) { SilenceLimit = silence ?? TimeSpan.FromMinutes(15) };

    /// <summary>A stream of so many parts and a half; says how many were written before each.</summary>
    private sealed class Flow(BackupImage image, int parts, Action<int>? before = null) : IPublishSource
    {
        public BackupImage Image => image;
        public BackupImage? LocalImage => null;
        public ProtectedBackup? Protected => null;
        public IReadOnlyList<string> Recipients => ["age1somebody"];
        public byte[] Bytes { get; } = RandomNumberGenerator.GetBytes((parts * 1024) + 512);
        public void Check() { }
        public Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken) => throw new InvalidOperationException("not expected");

        public async Task<StoredContent> StoreAsync(StoreFile store, CancellationToken cancellationToken)
        {
            var file = await store(image.Files[0].Name.ToString(), 1, ".zst.age", async (upload, token) =>
            {
                for (var i = 0; i < Bytes.Length; i += 512)
                {
                    if (i % 1024 == 0) before?.Invoke(i / 1024);
                    await upload.WriteAsync(Bytes.AsMemory(i, 512), token);
                }
                var digest = Convert.ToHexString(SHA256.HashData(Bytes)).ToLowerInvariant();
                return new ExpectedBytes(Bytes.Length, digest, Bytes.Length, digest);
            }, cancellationToken);
            return new StoredContent(image, null, [file]);
        }
    }

    [Fact]
    public async Task A_slow_store_holds_the_stream_up_within_the_memory_of_one_upload_and_gets_the_same_bytes()
    {
        using var gate = new SemaphoreSlim(0);
        var (sent, written) = (0, 0);
        var slowest = new MemoryStore();
        var slow = new FaultyStore(slowest) { OnCall = (call, _) => { if (call == StoreCall.WritePart) { gate.Wait(Token); Interlocked.Increment(ref sent); } } };
        var flow = new Flow(Image(), 9, part =>
        {
            written = part;
            // Parts that were begun, less those that the slow store has: never more than an upload holds.
            Assert.InRange(part - Volatile.Read(ref sent), 0, Cut.ParallelParts + 1);
        });
        var running = To(null, ("fast", Memory), ("slow", slow)).PublishAsync(flow, 1, PublishOptions() with { Slices = Cut }, Token);
        for (var i = 0; i < 500 && Volatile.Read(ref written) < Cut.ParallelParts; i++) await Task.Delay(10, Token);
        gate.Release(100);
        Assert.Equal(["fast", "slow"], (await running).Select(p => p.Store));
        Assert.Equal(Memory.Keys, slowest.Keys);
        foreach (var key in Memory.Keys.Where(k => k.Contains(".age", StringComparison.Ordinal))) Assert.Equal(await ReadAsync(Memory, key), await ReadAsync(slowest, key));
    }

    [Fact]
    public async Task A_store_that_answers_no_more_is_given_up_and_the_stream_goes_on_into_the_others()
    {
        using var never = new ManualResetEventSlim();
        var other = new MemoryStore();
        // As a dead NFS server does: the call neither returns nor minds being cancelled.
        var hanging = new FaultyStore(other) { OnCall = (call, _) => { if (call == StoreCall.WritePart) never.Wait(TimeSpan.FromSeconds(20)); } };
        var targets = To(TimeSpan.FromSeconds(2), ("nfs", hanging), ("azure", Memory));
        var running = targets.PublishAsync(new Flow(Image(), 20), 1, PublishOptions() with { Slices = Cut }, Token);
        for (var i = 0; i < 1000 && !Memory.Keys.Any(k => k.EndsWith("manifest.json", StringComparison.Ordinal)); i++) await Task.Delay(10, Token);
        Assert.False(never.IsSet);
        never.Set();
        var published = Assert.Single(await running);
        Assert.Equal("azure", published.Store);
        Assert.Equal([nameof(ErrorCode.StoreNotResponding), null], published.Copies.Select(c => c.ErrorId));
        Assert.Empty(other.OpenUploads);
        Assert.DoesNotContain(other.Keys, k => k.EndsWith("manifest.json", StringComparison.Ordinal));
    }

    private static async Task<byte[]> ReadAsync(MemoryStore store, string key)
    {
        using var all = new MemoryStream();
        await using var from = await store.OpenReadAsync(key, 0, null, Token);
        await from.CopyToAsync(all, Token);
        return all.ToArray();
    }
}
