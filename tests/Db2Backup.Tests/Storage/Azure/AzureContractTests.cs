using Azure.Storage.Sas;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage.Azure;

/// <summary>The contract on Azurite, as who has the account's key.</summary>
public sealed class AzureKeyContractTests : AzureContract
{
    private protected override async Task<IObjectStore> CreateAsync() => (Place ??= await AzurePlace.PlainAsync()).Open(AzurePlace.Key);
}

/// <summary>The contract on Azurite, as who has a signature for one container.</summary>
public sealed class AzureSignatureContractTests : AzureContract
{
    private protected override async Task<IObjectStore> CreateAsync()
    {
        Place ??= await AzurePlace.PlainAsync();
        return Place.Open(Place.Signature(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Delete | BlobContainerSasPermissions.List));
    }
}

/// <summary>The contract on Azurite over https, as who has a token.</summary>
public sealed class AzureTokenContractTests : AzureContract
{
    private protected override async Task<IObjectStore> CreateAsync() => (Place ??= await AzurePlace.SecureAsync()).OpenWithTokens(new SelfMadeTokens());
}

public abstract class AzureContract : ObjectStoreContract
{
    private protected AzurePlace? Place { get; set; }

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Place!.DebrisAsync();

    public override async ValueTask DisposeAsync()
    {
        if (Place is null) return;
        await base.DisposeAsync();
        await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
