using System.Net;
using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>What only a Swift has, on a real one.</summary>
public sealed class SwiftStoreTests : IAsyncLifetime
{
    private SwiftPlace? place;

    private SwiftPlace Place => place!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => place = await SwiftPlace.OfTempAuthAsync();

    public async ValueTask DisposeAsync()
    {
        if (place is not null) await place.DisposeAsync();
    }

    [Fact]
    public async Task Limits_and_clock_are_those_of_the_service()
    {
        await using var store = Place.Open();
        var facts = await store.DescribeAsync(Token);
        // What Swift allows by default, and tests/services leaves so.
        Assert.Equal((1000, (5L << 30) + 2, 1), (facts.MaximumParts, facts.MaximumPartBytes, facts.MinimumPartBytes));
        Assert.InRange(facts.ClockOffset!.Value, TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task As_many_parts_as_the_service_allows_make_one_object_and_one_more_the_next()
    {
        // The proxy of tests/services that allows fewest; SliceArithmeticTests has other limits.
        await using var place = await SwiftPlace.OfKeystoneAsync();
        await using var store = place.Open();
        var options = (new SliceOptions { PartBytes = 512, ParallelParts = 8 } with { PartsPerSlice = 100_000 }).Within(await store.DescribeAsync(Token));
        Assert.Equal(100, options.PartsPerSlice);
        var content = RandomNumberGenerator.GetBytes(100 * 512 + 1);
        IReadOnlyList<StoredSlice> slices;
        await using (var upload = new SlicedUpload(store, number => $"db/slice.{number:D4}", options))
        {
            await upload.WriteAsync(content, Token);
            slices = (await upload.CompleteAsync(Token)).Slices;
        }
        Assert.Equal([51_200L, 1], slices.Select(s => s.Length));
        Assert.Equal(51_200, (await store.FindAsync("db/slice.0001", Token))!.Length);
        // Not all of it: Swift gives out segments below 1 MiB at one per second, after the first ten.
        foreach (var (key, offset, from) in new[] { ("db/slice.0001", 0, 0), ("db/slice.0001", 50_000, 50_000), ("db/slice.0002", 0, 51_200) })
        {
            var length = (int)Math.Min(2000, slices.First(s => s.Key == key).Length - offset);
            await using var stream = await store.OpenReadAsync(key, offset, length, Token);
            var read = new byte[length];
            await stream.ReadExactlyAsync(read, Token);
            Assert.Equal(content[from..(from + length)], read);
        }
        await store.DeleteAsync("db/slice.0001", Token);
        Assert.Single(await place.NamesAsync(place.Segments));
    }

    [Theory]
    [InlineData(1), InlineData(3), InlineData(7), InlineData(8)]
    public async Task A_listing_of_several_pages_gives_each_name_once(int limit)
    {
        await using var store = Place.Open();
        var keys = Enumerable.Range(0, 7).Select(i => $"db/{i}").ToList();
        foreach (var key in keys) await store.PutAsync(key, new byte[] { 1 }, Token);
        var access = Place.Access();
        var settings = SwiftSettings.From(access);
        using var client = new SwiftClient(StoreHttp.CreateClient(settings.Http, TimeProvider.System), settings.SignIn, new Retrier("s", SwiftPlace.Policy, TimeProvider.System), TimeProvider.System) { ListLimit = limit };
        var names = new List<string>();
        await foreach (var entry in client.ListAsync(Place.Container, "db/", Token)) names.Add(entry.Name);
        Assert.Equal(keys, names);
    }

    [Fact]
    public async Task Segments_lie_where_the_swift_program_has_them_and_go_with_their_object()
    {
        await using var store = Place.Open();
        await using (var upload = await store.BeginUploadAsync("db/large", 1 << 20, Token))
        {
            await upload.WritePartAsync(1, new byte[1 << 20], Token);
            await upload.WritePartAsync(2, new byte[5], Token);
            await upload.CompleteAsync(2, Token);
        }
        var segments = await Place.NamesAsync(Place.Segments);
        Assert.Equal(2, segments.Count);
        Assert.All(segments, name => Assert.Equal("db/large", SwiftUpload.Parse(name)!.Value.Key));
        // Any client of Swift reads it as one object.
        using (var response = await Place.SendAsync(HttpMethod.Get, Place.Container, "db/large"))
            Assert.Equal((1 << 20) + 5, (await response.Content.ReadAsByteArrayAsync(Token)).Length);
        await store.DeleteAsync("db/large", Token);
        Assert.Empty(await Place.NamesAsync(Place.Segments));
        Assert.Empty(await Place.NamesAsync(Place.Container));
    }

    [Fact]
    public async Task A_range_within_a_segment_is_read_from_it_and_any_other_through_the_manifest()
    {
        var content = RandomNumberGenerator.GetBytes(3000);
        await using var store = Place.Open();
        await using (var upload = await store.BeginUploadAsync("db/large", 1000, Token))
        {
            for (var number = 1; number <= 3; number++) await upload.WritePartAsync(number, content.AsMemory((number - 1) * 1000, 1000), Token);
            await upload.CompleteAsync(3, Token);
        }
        Assert.Equal(3000, (await store.FindAsync("db/large", Token))!.Length);
        (int Offset, int Length)[] within = [(0, 1000), (1, 999), (1000, 500), (1999, 1), (2000, 1000)], others = [(0, 3000), (999, 2), (500, 2500)];
        foreach (var range in within.Concat(others)) Assert.Equal(content[range.Offset..(range.Offset + range.Length)], await ReadAsync(range));
        foreach (var beyond in new[] { (2999, 2), (3000, 1) })
            Assert.Equal(ErrorCode.ReadFailed, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(beyond))).Code);

        // Without its manifest an object is not there; those who know where its bytes lie still have them.
        (await Place.SendAsync(HttpMethod.Delete, Place.Container, "db/large")).Dispose();
        foreach (var range in within) Assert.Equal(content[range.Offset..(range.Offset + range.Length)], await ReadAsync(range));
        foreach (var range in others) Assert.Equal(ErrorCode.ObjectNotFound, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(range))).Code);
        // Without its segments it is gone for all.
        foreach (var name in await Place.NamesAsync(Place.Segments)) (await Place.SendAsync(HttpMethod.Delete, Place.Segments, name)).Dispose();
        Assert.Equal(ErrorCode.ObjectNotFound, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync((1000, 500)))).Code);

        async Task<byte[]> ReadAsync((int Offset, int Length) range)
        {
            await using var stream = await store.OpenReadAsync("db/large", range.Offset, range.Length, Token);
            var read = new byte[range.Length];
            await stream.ReadExactlyAsync(read, Token);
            return read;
        }
    }

    [Theory]
    [InlineData("""[{"name":"/c_segments/a/1","hash":"x","bytes":5},{"name":"/c_segments/a/2","hash":"y","bytes":3}]""", 2)]
    [InlineData("""[{"name":"/c_segments/a/1","hash":"x","bytes":5}]""", 0)]
    [InlineData("""[{"name":"/c_segments/a/1","hash":"x","bytes":8,"range":"0-7"}]""", 0)]
    [InlineData("""[{"name":"/c_segments/a/1","hash":"x","bytes":8,"sub_slo":true}]""", 0)]
    [InlineData("""[{"name":"a","hash":"x","bytes":8}]""", 0), InlineData("""[{"data":"AAAA"}]""", 0), InlineData("[]", 0), InlineData("{}", 0), InlineData("<html>", 0)]
    public void Of_a_manifest_that_is_not_one_of_whole_segments_no_map_is_made(string manifest, int segments) =>
        Assert.Equal(segments, SwiftSegments.Parse(System.Text.Encoding.UTF8.GetBytes(manifest), 8).Count);

    [Fact]
    public async Task The_container_of_segments_is_made_once_and_a_missing_container_is_not()
    {
        await using (var store = Place.Open()) await store.CheckWritableAsync(Token);
        using (var response = await Place.SendAsync(HttpMethod.Head, Place.Segments, null)) Assert.True(response.IsSuccessStatusCode);
        (await Place.SendAsync(HttpMethod.Delete, Place.Container, null)).Dispose();
        await using var gone = Place.Open();
        foreach (var act in new Func<Task>[] { () => gone.CheckWritableAsync(Token), () => gone.PutAsync("db/x", new byte[] { 1 }, Token) })
            Assert.Equal(ErrorCode.StoreContainerMissing, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);
        using var after = await Place.SendAsync(HttpMethod.Head, Place.Container, null);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task A_claim_of_a_process_that_died_does_not_hinder_for_ever_and_a_living_one_is_waited_for()
    {
        await using var store = Place.Open();
        await store.CheckWritableAsync(Token);
        // Somebody's claim: whoever comes waits until it is gone, and then sees what they did.
        var claim = $"{SwiftClaim.Folder}db/object/{new string('0', 32)}";
        (await Place.SendAsync(HttpMethod.Put, Place.Segments, claim)).Dispose();
        var put = store.PutAsync("db/object", new byte[] { 1 }, Token);
        await Task.Delay(1000, Token);
        Assert.False(put.IsCompleted);
        (await Place.SendAsync(HttpMethod.Delete, Place.Segments, claim)).Dispose();
        await put;
        Assert.Empty(await Place.DebrisAsync());

        (await Place.SendAsync(HttpMethod.Put, Place.Segments, claim)).Dispose();
        Assert.Equal(ErrorCode.ObjectExists, (await Assert.ThrowsAsync<Db2BackupException>(() => store.PutAsync("db/object", new byte[] { 2 }, Token))).Code);
        (await Place.SendAsync(HttpMethod.Delete, Place.Segments, claim)).Dispose();
    }

    [Fact]
    public async Task Many_who_create_the_same_objects_at_once_never_replace_each_others()
    {
        // More than the contract's eight, small ones, through clients of their own.
        var stores = Enumerable.Range(0, 6).Select(_ => Place.Open()).ToList();
        for (var round = 0; round < 5; round++)
        {
            var winners = await Task.WhenAll(stores.Select(async (store, writer) =>
            {
                try
                {
                    await store.PutAsync($"db/{round}", new[] { (byte)writer }, Token);
                    return writer;
                }
                catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
                {
                    return -1;
                }
            }));
            var winner = Assert.Single(winners, w => w >= 0);
            await using var stream = await stores[0].OpenReadAsync($"db/{round}", 0, null, Token);
            Assert.Equal(winner, stream.ReadByte());
        }
        foreach (var store in stores) await store.DisposeAsync();
        Assert.Empty(await Place.DebrisAsync());
    }

    [Fact]
    public async Task A_bandwidth_limit_holds()
    {
        await using var store = Place.Open(new Dictionary<string, string> { [Transfers.BytesPerSecond] = "1000000" });
        await store.CheckWritableAsync(Token);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using (var upload = await store.BeginUploadAsync("db/object", 1 << 20, Token))
        {
            await Task.WhenAll(upload.WritePartAsync(1, new byte[1 << 20], Token), upload.WritePartAsync(2, new byte[1 << 20], Token));
            await upload.CompleteAsync(2, Token);
        }
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1.9), $"2 MiB took {clock.Elapsed} at 1 MB/s");
    }
}
