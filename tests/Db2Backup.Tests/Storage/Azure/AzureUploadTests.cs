using Azure.Storage.Blobs.Models;
using Db2Backup.Errors;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Azure;

/// <summary>What is Azure's own about uploads: blocks belong to a name, and only a commit takes them away.</summary>
public sealed class AzureUploadTests : IAsyncLifetime
{
    private AzurePlace place = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => place = await AzurePlace.PlainAsync();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Two_who_upload_the_same_object_do_not_take_each_others_blocks()
    {
        await using var store = place.Open(AzurePlace.Key);
        await using var first = await store.BeginUploadAsync("db/race", 100, Token);
        await using var second = await store.BeginUploadAsync("db/race", 100, Token);
        await first.WritePartAsync(1, Filled(1), Token);
        await second.WritePartAsync(1, Filled(2), Token);
        await second.WritePartAsync(2, Filled(2), Token);
        await first.WritePartAsync(2, Filled(1), Token);
        await first.CompleteAsync(2, Token);
        Assert.Equal(ErrorCode.ObjectExists, (await Assert.ThrowsAsync<Db2BackupException>(() => second.CompleteAsync(2, Token))).Code);
        var content = await place.Blob("db/race").DownloadContentAsync(Token);
        Assert.Equal(Enumerable.Repeat((byte)1, 200), content.Value.Content.ToArray());
    }

    [Fact]
    public async Task Who_gives_up_while_another_uploads_the_same_object_leaves_him_alone_and_says_so()
    {
        await using var store = place.Open(AzurePlace.Key);
        await using var other = await store.BeginUploadAsync("db/shared", 100, Token);
        await other.WritePartAsync(1, Filled(2), Token);
        var upload = await store.BeginUploadAsync("db/shared", 100, Token);
        await upload.WritePartAsync(1, Filled(1), Token);
        Assert.Equal(ErrorCode.DebrisRemaining, (await Assert.ThrowsAsync<Db2BackupException>(() => upload.DisposeAsync().AsTask())).Code);
        // His commit takes ours away too.
        await other.CompleteAsync(1, Token);
        var blocks = await place.Blob("db/shared").GetBlockListAsync(BlockListTypes.All, cancellationToken: Token);
        Assert.Single(blocks.Value.CommittedBlocks);
        Assert.Empty(blocks.Value.UncommittedBlocks);
    }

    [Fact]
    public async Task The_mark_of_a_discarded_upload_is_no_object_and_in_nobodys_way()
    {
        await using var store = place.Open(AzurePlace.Key);
        foreach (var key in new[] { "db/put", "db/parts", "db/ended" })
        {
            await place.Blob(key).UploadAsync(new MemoryStream(), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["db2backup_discarded"] = "1", ["db2backup_id"] = "x" } }, Token);
            Assert.Null(await store.FindAsync(key, Token));
            Assert.Equal(ErrorCode.ObjectNotFound, (await Assert.ThrowsAsync<Db2BackupException>(() => store.OpenReadAsync(key, 0, null, Token))).Code);
            Assert.Equal(ErrorCode.ObjectNotFound, (await Assert.ThrowsAsync<Db2BackupException>(() => store.OpenReadAsync(key, 0, 0, Token))).Code);
        }
        Assert.Empty(await store.ListAsync("", Token).ToListAsync(Token));

        await store.PutAsync("db/put", Filled(3), Token);
        await using (var upload = await store.BeginUploadAsync("db/parts", 100, Token))
        {
            await upload.WritePartAsync(1, Filled(4), Token);
            await upload.CompleteAsync(1, Token);
        }
        Assert.Equal(["db/ended"], await store.EndUploadsAsync("db/", DateTimeOffset.MaxValue, Token));
        Assert.Equal(["db/parts", "db/put"], (await store.ListAsync("", Token).ToListAsync(Token)).Select(o => o.Key));
        Assert.Equal(Filled(3), (await place.Blob("db/put").DownloadContentAsync(Token)).Value.Content.ToArray());
        Assert.Empty(await place.DebrisAsync());
    }

    [Fact]
    public async Task What_others_keep_in_the_container_is_neither_listed_nor_ended()
    {
        await using var store = place.Open(AzurePlace.Key);
        await place.Blob("db/with space.txt").UploadAsync(new MemoryStream([1]), cancellationToken: Token);
        await place.Blob("db/.hidden").UploadAsync(new MemoryStream([1]), cancellationToken: Token);
        await place.Blob("db/folder").UploadAsync(new MemoryStream(), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["hdi_isfolder"] = "true" } }, Token);
        await place.Blob("db/theirs").StageBlockAsync(Convert.ToBase64String(new byte[12]), new MemoryStream([1]), cancellationToken: Token);
        Assert.Empty(await store.ListAsync("", Token).ToListAsync(Token));
        Assert.Empty(await store.EndUploadsAsync("", DateTimeOffset.MaxValue, Token));
        Assert.Equal(["db/theirs (blocks)"], await place.DebrisAsync());
    }

    [Fact]
    public async Task Blobs_of_programs_that_are_replaced_meanwhile_are_not_touched_by_who_gives_up()
    {
        await using var store = place.Open(AzurePlace.Key);
        await using (var upload = await store.BeginUploadAsync("db/taken", 100, Token))
        {
            await upload.WritePartAsync(1, Filled(1), Token);
            await place.Blob("db/taken").UploadAsync(new MemoryStream([9]), cancellationToken: Token);
        }
        Assert.Equal([9], (await place.Blob("db/taken").DownloadContentAsync(Token)).Value.Content.ToArray());
    }

    private static byte[] Filled(byte value) => Enumerable.Repeat(value, 100).ToArray();
}
