using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

public sealed class MemoryStoreTests : ObjectStoreContract
{
    private readonly MemoryStore memory = new();

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(memory);

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Task.FromResult<IReadOnlyList<string>>([.. memory.OpenUploads]);
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
