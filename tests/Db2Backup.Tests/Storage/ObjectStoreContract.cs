using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>The contract of <see cref="IObjectStore"/>: a test per sentence, for every store.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private const int PartBytes = 64 * 1024;

    private protected IObjectStore Store { get; private set; } = null!;
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

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
        Assert.Equal(content[70_000..], await ReadAsync("db/range", 70_000));
    }

    [Theory]
    [InlineData(0, 100_001), InlineData(99_999, 2), InlineData(100_001, null)]
    public async Task A_range_beyond_the_end_fails(int offset, int? length)
    {
        await UploadAsync("db/short", new byte[100_000]);
        await ExpectAsync(ErrorCode.ReadFailed, () => ReadAsync("db/short", offset, length));
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

    [Theory]
    [InlineData(""), InlineData("/a"), InlineData("a/"), InlineData("a//b"), InlineData("../a"), InlineData("a/./b"), InlineData("a b"), InlineData("ä"), InlineData("a\nb"), InlineData("a\\b")]
    public async Task A_key_that_not_every_store_takes_is_refused(string key)
    {
        await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.PutAsync(key, new byte[] { 1 }, Token));
        await ExpectAsync(ErrorCode.ObjectKeyInvalid, () => Store.FindAsync(key, Token));
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task A_cancelled_call_leaves_nothing_new()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync("db/late", new byte[] { 1 }, cancelled.Token));
        await using (var upload = await Store.BeginUploadAsync("db/late", PartBytes, Token))
        {
            await upload.WritePartAsync(1, new byte[10], Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.CompleteAsync(1, cancelled.Token));
        }
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    private static ReadOnlyMemory<byte> Part(byte[] content, int number) =>
        content.AsMemory((number - 1) * PartBytes, Math.Min(PartBytes, content.Length - (number - 1) * PartBytes));

    private protected async Task UploadAsync(string key, byte[] content)
    {
        await using var upload = await Store.BeginUploadAsync(key, PartBytes, Token);
        var parts = (content.Length + PartBytes - 1) / PartBytes;
        for (var number = 1; number <= parts; number++) await upload.WritePartAsync(number, Part(content, number), Token);
        await upload.CompleteAsync(parts, Token);
    }

    private protected async Task<byte[]> ReadAsync(string key, long offset = 0, long? length = null)
    {
        await using var stream = await Store.OpenReadAsync(key, offset, length, Token);
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

    private static async Task ExpectAsync(ErrorCode code, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<Db2BackupException>(act);
        Assert.Equal(code, error.Code);
    }
}
