using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

public sealed class MemoryStoreTests : ObjectStoreContract
{
    private readonly MemoryStore memory = new();

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(memory);

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Task.FromResult<IReadOnlyList<string>>([.. memory.OpenUploads]);
}

public sealed class ToldStoreTests : ObjectStoreContract
{
    private readonly MemoryStore memory = new();

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(new ToldStore(memory));

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Task.FromResult<IReadOnlyList<string>>([.. memory.OpenUploads]);

    [Fact]
    public async Task Every_failure_has_an_id_and_names_the_object()
    {
        await memory.PutAsync("db/there", new byte[100], Token);
        foreach (var (call, code) in new[]
        {
            (StoreCall.Find, ErrorCode.ReadFailed), (StoreCall.OpenRead, ErrorCode.ReadFailed), (StoreCall.List, ErrorCode.ReadFailed), (StoreCall.Put, ErrorCode.WriteFailed),
            (StoreCall.BeginUpload, ErrorCode.WriteFailed), (StoreCall.WritePart, ErrorCode.WriteFailed), (StoreCall.Complete, ErrorCode.WriteFailed), (StoreCall.Delete, ErrorCode.WriteFailed),
        })
        {
            var store = new ToldStore(new FaultyStore(memory) { FailAt = 1, FailKind = call });
            var error = await Assert.ThrowsAsync<Db2BackupException>(async () =>
            {
                await store.FindAsync("db/there", Token);
                await (await store.OpenReadAsync("db/there", 0, null, Token)).DisposeAsync();
                await foreach (var _ in store.ListAsync("db/", Token)) { }
                await store.PutAsync("db/put" + call, new byte[] { 1 }, Token);
                await using (var upload = await store.BeginUploadAsync("db/up" + call, 10, Token))
                {
                    await upload.WritePartAsync(1, new byte[] { 1 }, Token);
                    await upload.CompleteAsync(1, Token);
                }
                await store.DeleteAsync("db/there", Token);
            });
            Assert.Equal(code, error.Code);
            Assert.Contains("db/", error.Message, StringComparison.Ordinal);
        }
    }
}

/// <summary>Without a fault it changes nothing.</summary>
public sealed class FaultyStoreTests : ObjectStoreContract
{
    private readonly MemoryStore memory = new();

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(new FaultyStore(memory));

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Task.FromResult<IReadOnlyList<string>>([.. memory.OpenUploads]);

    [Theory]
    [InlineData(StoreFault.Fails, 0), InlineData(StoreFault.LosesAnswer, 1)]
    public async Task The_call_that_was_named_fails_before_or_after_its_effect(StoreFault fault, int objects)
    {
        var faulty = new FaultyStore(memory) { FailAt = 1, FailKind = StoreCall.Put, Fault = fault };
        await Assert.ThrowsAsync<IOException>(() => faulty.PutAsync("a", new byte[] { 1 }, Token));
        Assert.Equal(objects, memory.Keys.Count);
        await faulty.PutAsync("b", new byte[] { 1 }, Token);
    }
}
