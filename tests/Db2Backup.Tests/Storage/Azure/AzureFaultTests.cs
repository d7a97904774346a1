using System.Globalization;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage.Azure;

/// <summary>Faults between the driver and Azurite.</summary>
public sealed class AzureFaultTests : StoreFaultContract
{
    private AzurePlace? place;

    private AzurePlace Place => place!;

    private protected override string DigestHeader => "Content-MD5";

    private protected override async Task<Uri> TargetAsync() => new((place = await AzurePlace.PlainAsync()).Url);

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(Open(Patient(AzurePlace.Policy)));

    private protected override IObjectStore OpenImpatient() =>
        Open(Impatient(AzurePlace.Policy));

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Place.DebrisAsync();

    private protected override bool IsPart(ProxyRequest request) => request.Is("PUT", "comp=block&");

    // The commit of nothing that discards the blocks of an upload is another thing.
    private protected override bool IsComplete(ProxyRequest request) => request.Is("PUT", "comp=blocklist") && !request.Headers.ContainsKey("x-ms-meta-db2backup_discarded");

    private protected override bool IsPut(ProxyRequest request) => request.Is("PUT", $"/{Place.Name}/") && !request.Target.Contains("comp=", StringComparison.Ordinal);

    private protected override bool IsRead(ProxyRequest request) => request.Is("GET", $"/{Place.Name}/") && !request.Target.Contains("comp=", StringComparison.Ordinal);

    private protected override bool IsDelete(ProxyRequest request) => request.Is("DELETE", $"/{Place.Name}/");

    private protected override bool IsList(ProxyRequest request) => request.Is("GET", "comp=list");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (place is not null) await place.DisposeAsync();
    }

    private AzureBlobStore Open(RetryPolicy policy)
    {
        var settings = new Dictionary<string, string>
        {
            ["endpoint"] = Proxy.Through(Place.Url).AbsoluteUri,
            [Transfers.NoProgressSeconds] = Silence.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        };
        return AzurePlace.Open(AzureSettings.From(StoreAddress.Parse(Place.Location), Place.Access(new Secret(AzurePlace.Key), settings)), policy: policy);
    }
}
