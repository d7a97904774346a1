using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>
/// The contract of <see cref="IObjectStore"/>: a test per sentence, for every store. A driver derives from it, says how its store is
/// opened, and what it keeps besides objects. Streams of slices are in <see cref="ObjectStoreContract"/>'s other file.
/// </summary>
public abstract partial class ObjectStoreContract : IAsyncLifetime
{
    private protected IObjectStore Store { get; private set; } = null!;
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store that needs larger parts says so.</summary>
    private protected virtual int PartBytes => 64 * 1024;

    /// <summary>Opens the place of this test; called again it opens the same place once more, as another process would.</summary>
    private protected abstract Task<IObjectStore> CreateAsync();

    /// <summary>Whatever the store keeps besides objects: temporary files, open uploads, segments.</summary>
    private protected abstract Task<IReadOnlyList<string>> DebrisAsync();

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_put_is_found_read_and_listed()
    {
        await Store.PutAsync("db/a.json", new byte[] { 1, 2, 3 }, Token);
        var info = await Store.FindAsync("db/a.json", Token);
        Assert.Equal(3, info!.Length);
        Assert.Equal([1, 2, 3], await ReadAsync("db/a.json"));
        Assert.Equal(["db/a.json"], await KeysAsync("db/"));
        Assert.InRange(info.LastModifiedUtc, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task An_object_of_parts_is_the_parts_in_order_however_they_were_written()
    {
        var content = RandomNumberGenerator.GetBytes(4 * PartBytes + 17);
        await using (var upload = await Store.BeginUploadAsync("db/image.0001", PartBytes, Token))
        {
            await Task.WhenAll(new[] { 5, 3, 1, 2, 4 }.Select(number => upload.WritePartAsync(number, Part(content, number), Token)));
            // A request is repeated when its answer was lost.
            await upload.WritePartAsync(3, Part(content, 3), Token);
            await upload.CompleteAsync(5, Token);
        }
        Assert.Equal(content, await ReadAsync("db/image.0001"));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task Nothing_of_an_upload_is_seen_before_it_is_completed()
    {
        await using var upload = await Store.BeginUploadAsync("db/hidden", PartBytes, Token);
        await upload.WritePartAsync(1, new byte[PartBytes], Token);
        Assert.Null(await Store.FindAsync("db/hidden", Token));
        Assert.Empty(await KeysAsync(""));
        await ExpectAsync(ErrorCode.ObjectNotFound, () => Store.OpenReadAsync("db/hidden", 0, null, Token));
    }

    [Fact]
    public async Task An_upload_that_is_not_completed_leaves_nothing()
    {
        await using (var upload = await Store.BeginUploadAsync("db/abandoned", PartBytes, Token))
            await upload.WritePartAsync(1, new byte[PartBytes], Token);
        Assert.Null(await Store.FindAsync("db/abandoned", Token));
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task An_object_is_written_once()
    {
        await Store.PutAsync("db/once", new byte[] { 1 }, Token);
        await ExpectAsync(ErrorCode.ObjectExists, () => Store.PutAsync("db/once", new byte[] { 2 }, Token));
        await ExpectAsync(ErrorCode.ObjectExists, () => UploadAsync("db/once", [3]));
        Assert.Equal([1], await ReadAsync("db/once"));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task Of_two_who_write_at_once_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            try
            {
                await UploadAsync("db/race", Enumerable.Repeat((byte)writer, 1000).ToArray());
                return writer;
            }
            catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
            {
                return -1;
            }
        }));
        var winner = Assert.Single(results, r => r >= 0);
        Assert.All(await ReadAsync("db/race"), b => Assert.Equal(winner, b));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_range_gives_exactly_its_bytes()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        await UploadAsync("db/range", content);
        foreach (var (offset, length) in new (int, int)[] { (0, 1), (0, 100_000), (99_999, 1), (100_000, 0), (65_530, 12), (1, 99_999) })
            Assert.Equal(content[offset..(offset + length)], await ReadAsync("db/range", offset, length));
        // Several at the same time do not disturb each other.
        await Parallel.ForEachAsync(Enumerable.Range(0, 16), Token, async (i, _) => Assert.Equal(content[(i * 6000)..(i * 6000 + 7000)], await ReadAsync("db/range", i * 6000, 7000)));
        Assert.Equal(content[70_000..], await ReadAsync("db/range", 70_000));
    }

    [Fact]
    public async Task A_range_beyond_the_end_fails()
    {
        await UploadAsync("db/short", new byte[100_000]);
        foreach (var (offset, length) in new (int, int?)[] { (0, 100_001), (99_999, 2), (100_001, null) })
            await ExpectAsync(ErrorCode.ReadFailed, () => ReadAsync("db/short", offset, length), $"{offset}, {length}");
    }

    [Fact]
    public async Task What_is_not_there_is_null_to_find_and_an_error_to_read()
    {
        Assert.Null(await Store.FindAsync("db/none", Token));
        await ExpectAsync(ErrorCode.ObjectNotFound, () => ReadAsync("db/none"));
    }

    [Fact]
    public async Task What_was_deleted_is_gone_and_deleting_again_succeeds()
    {
        await Store.PutAsync("db/x/y", new byte[] { 1 }, Token);
        await Store.DeleteAsync("db/x/y", Token);
        await Store.DeleteAsync("db/x/y", Token);
        Assert.Null(await Store.FindAsync("db/x/y", Token));
        Assert.Empty(await KeysAsync(""));
        // And the name is free again.
        await Store.PutAsync("db/x/y", new byte[] { 2 }, Token);
        Assert.Equal([2], await ReadAsync("db/x/y"));
    }

    [Fact]
    public async Task Listing_gives_the_keys_of_a_prefix_in_ordinal_order()
    {
        string[] keys = ["a", "a/b", "a/b-c", "a/b/c", "a/B", "ab", "b"];
        foreach (var key in keys.Where(k => k is not ("a" or "a/b"))) await Store.PutAsync(key, new byte[] { 1 }, Token);
        Assert.Equal(["a/B", "a/b-c", "a/b/c", "ab", "b"], await KeysAsync(""));
        Assert.Equal(["a/b-c", "a/b/c"], await KeysAsync("a/b"));
        Assert.Equal(["a/b/c"], await KeysAsync("a/b/"));
        Assert.Empty(await KeysAsync("none/"));
    }

    // One test for all: a place on a real server takes longer to make than they take together.
    [Fact]
    public async Task A_key_that_not_every_store_takes_is_refused()
    {
        foreach (var key in new[] { "", "/a", "a/", "a//b", "../a", "a/./b", "a b", "ä", "a\nb", "a\\b" })
        {
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.PutAsync(key, new byte[] { 1 }, Token), key);
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.FindAsync(key, Token), key);
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.OpenReadAsync(key, 0, null, Token), key);
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.BeginUploadAsync(key, PartBytes, Token), key);
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.DeleteAsync(key, Token), key);
        }
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task A_cancelled_call_leaves_nothing_new()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync("db/late", new byte[] { 1 }, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.BeginUploadAsync("db/late", PartBytes, cancelled.Token));
        await using (var upload = await Store.BeginUploadAsync("db/late", PartBytes, Token))
        {
            await upload.WritePartAsync(1, new byte[10], Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.CompleteAsync(1, cancelled.Token));
        }
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_prefix_that_no_key_can_have_is_refused()
    {
        foreach (var prefix in new[] { "/a", "a//b", "../a", "a b", "ä", "a\nb" })
        {
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => KeysAsync(prefix), prefix);
            await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.EndUploadsAsync(prefix, DateTimeOffset.MaxValue, Token), prefix);
        }
    }

    [Fact]
    public async Task Keys_are_case_sensitive_and_take_every_character_that_is_allowed()
    {
        string[] keys = ["db/Case", "db/case", "db/A-z0_9.=+@#$", $"db/{new string('x', 240)}", "db/S0000012.LOG-0123456789abcdef.zst.age"];
        foreach (var key in keys) await Store.PutAsync(key, System.Text.Encoding.ASCII.GetBytes(key), Token);
        foreach (var key in keys) Assert.Equal(key, System.Text.Encoding.ASCII.GetString(await ReadAsync(key)));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysAsync("db/"));
        foreach (var key in keys) await Store.DeleteAsync(key, Token);
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task An_object_may_be_empty()
    {
        await Store.PutAsync("db/empty", ReadOnlyMemory<byte>.Empty, Token);
        await using (var upload = await Store.BeginUploadAsync("db/nothing", PartBytes, Token))
        {
            await upload.WritePartAsync(1, ReadOnlyMemory<byte>.Empty, Token);
            await upload.CompleteAsync(1, Token);
        }
        foreach (var key in new[] { "db/empty", "db/nothing" })
        {
            Assert.Equal(0, (await Store.FindAsync(key, Token))!.Length);
            Assert.Empty(await ReadAsync(key));
            Assert.Empty(await ReadAsync(key, 0, 0));
        }
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task What_was_acknowledged_is_seen_by_everybody()
    {
        var content = RandomNumberGenerator.GetBytes(PartBytes + 1);
        await Store.PutAsync("db/small", content.AsMemory(0, 10), Token);
        await UploadAsync("db/large", content);
        await using var other = await CreateAsync();
        Assert.Equal(content, await ReadAsync("db/large", store: other));
        Assert.Equal(content[..10], await ReadAsync("db/small", store: other));
        Assert.Equal(content.Length, (await other.FindAsync("db/large", Token))!.Length);
        var listed = new List<(string, long)>();
        await foreach (var info in other.ListAsync("db/", Token)) listed.Add((info.Key, info.Length));
        Assert.Equal([("db/large", PartBytes + 1), ("db/small", 10)], listed);
    }

    [Fact]
    public async Task An_upload_whose_parts_were_cancelled_in_the_middle_leaves_nothing()
    {
        var content = new byte[8 * PartBytes];
        // At once, as a store waits for what its server may do late. A name for each.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async delay =>
        {
            var key = $"db/cancelled{delay}";
            using var cancel = new CancellationTokenSource();
            await using (var upload = await Store.BeginUploadAsync(key, PartBytes, Token))
            {
                var parts = Enumerable.Range(1, 8).Select(number => upload.WritePartAsync(number, Part(content, number), cancel.Token)).ToList();
                await Task.Delay(delay * 3, Token);
                await cancel.CancelAsync();
                foreach (var part in parts)
                    if (await Record.ExceptionAsync(() => part) is { } error) Assert.IsType<OperationCanceledException>(error, exactMatch: false);
            }
            Assert.Null(await Store.FindAsync(key, Token));
        }));
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task What_a_dead_process_left_of_its_uploads_can_be_ended()
    {
        await Store.PutAsync("db/dead/small", new byte[] { 1 }, Token);
        await UploadAsync("db/dead/large", new byte[2 * PartBytes]);
        var begun = DateTimeOffset.UtcNow.AddSeconds(-2);
        // Never disposed of: that is what dying is. The one elsewhere lives.
        var dead = await Store.BeginUploadAsync("db/dead/object", PartBytes, Token);
        await dead.WritePartAsync(1, new byte[PartBytes], Token);
        await using var alive = await Store.BeginUploadAsync("db/alive/object", PartBytes, Token);
        await alive.WritePartAsync(1, new byte[PartBytes], Token);

        await using var other = await CreateAsync();
        Assert.Empty(await other.EndUploadsAsync("db/dead/", begun.AddMinutes(-5), Token));
        Assert.Equal(["db/dead/object"], await other.EndUploadsAsync("db/dead/", DateTimeOffset.MaxValue, Token));
        Assert.Empty(await other.EndUploadsAsync("db/dead/", DateTimeOffset.MaxValue, Token));
        await alive.CompleteAsync(1, Token);
        Assert.Equal(["db/alive/object", "db/dead/large", "db/dead/small"], await KeysAsync(""));
        Assert.Equal(2 * PartBytes, (await ReadAsync("db/dead/large")).Length);
        Assert.Equal(PartBytes, (await ReadAsync("db/alive/object")).Length);
        Assert.Empty(await DebrisAsync());
        await dead.DisposeAsync();
    }

    [Fact]
    public async Task Looking_whether_it_can_be_written_and_what_it_allows_leaves_nothing()
    {
        await Store.CheckWritableAsync(Token);
        var facts = await Store.DescribeAsync(Token);
        Assert.True(facts.MaximumParts is null or >= 1 && facts.MaximumObjectBytes is null or > 0 && facts.MinimumPartBytes >= 1);
        Assert.InRange(facts.ClockOffset ?? TimeSpan.Zero, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    private ReadOnlyMemory<byte> Part(byte[] content, int number) =>
        content.AsMemory((number - 1) * PartBytes, Math.Min(PartBytes, content.Length - (number - 1) * PartBytes));

    private protected async Task UploadAsync(string key, byte[] content)
    {
        await using var upload = await Store.BeginUploadAsync(key, PartBytes, Token);
        var parts = (content.Length + PartBytes - 1) / PartBytes;
        for (var number = 1; number <= parts; number++) await upload.WritePartAsync(number, Part(content, number), Token);
        await upload.CompleteAsync(parts, Token);
    }

    private protected async Task<byte[]> ReadAsync(string key, long offset = 0, long? length = null, IObjectStore? store = null)
    {
        await using var stream = await (store ?? Store).OpenReadAsync(key, offset, length, Token);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    private protected async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var info in Store.ListAsync(prefix, Token)) keys.Add(info.Key);
        return keys;
    }

    private static async Task ExpectAsync(ErrorCode code, Func<Task> act, string of = "")
    {
        var error = await Record.ExceptionAsync(act);
        Assert.True(error is Db2BackupException known && known.Code == code, $"{of}: {error?.ToString() ?? "no error"} instead of {code}");
    }
}
