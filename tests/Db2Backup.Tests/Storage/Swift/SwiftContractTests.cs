using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>The contract on a real Swift with its own authentication.</summary>
public sealed class SwiftTempAuthContractTests : ObjectStoreContract
{
    private SwiftPlace? place;

    private protected override async Task<IObjectStore> CreateAsync() => (place ??= await SwiftPlace.OfTempAuthAsync()).Open();

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => place!.DebrisAsync();

    public override async ValueTask DisposeAsync()
    {
        if (place is null) return;
        await base.DisposeAsync();
        await place.DisposeAsync();
    }
}

/// <summary>The contract on a real Swift that trusts a real Keystone.</summary>
public sealed class SwiftKeystoneContractTests : ObjectStoreContract
{
    private SwiftPlace? place;

    private protected override async Task<IObjectStore> CreateAsync() => (place ??= await SwiftPlace.OfKeystoneAsync()).Open();

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => place!.DebrisAsync();

    public override async ValueTask DisposeAsync()
    {
        if (place is null) return;
        await base.DisposeAsync();
        await place.DisposeAsync();
    }
}
