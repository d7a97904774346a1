using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage.S3;

/// <summary>The contract on Swift's S3 interface, which has no conditional writes: claims take their place.</summary>
public sealed class S3ContractTests : ObjectStoreContract
{
    private S3Place? place;

    // Of 5 MiB, the smallest that S3 takes.
    private protected override int PartsPerSlice => 3;

    private protected override async Task<IObjectStore> CreateAsync() => (place ??= await S3Place.MakeAsync()).Open();

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => place!.DebrisAsync();

    public override async ValueTask DisposeAsync()
    {
        if (place is null) return;
        await base.DisposeAsync();
        await place.DisposeAsync();
    }
}
