using System.Globalization;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage.S3;

/// <summary>Faults between the driver and Swift's S3 interface.</summary>
public sealed class S3FaultTests : StoreFaultContract
{
    private S3Place? place;

    private S3Place Place => place!;

    // The smallest part that S3 takes.
    private protected override int PartBytes => 5 << 20;

    private protected override async Task<Uri> TargetAsync()
    {
        place = await S3Place.MakeAsync();
        return new Uri(S3Place.Endpoint);
    }

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(Open(S3Place.Policy));

    private protected override IObjectStore OpenImpatient() =>
        Open(S3Place.Policy with { FirstPatience = TimeSpan.FromSeconds(0.5), Patience = TimeSpan.FromSeconds(0.5) });

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Place.DebrisAsync();

    private protected override bool IsPart(ProxyRequest request) => request.Is("PUT", "partNumber=");

    private protected override bool IsComplete(ProxyRequest request) => request.Is("POST", "uploadId=");

    private protected override bool IsPut(ProxyRequest request) => request.Is("PUT", $"/{Place.Bucket}/db/object") && !request.Target.Contains('?', StringComparison.Ordinal);

    private protected override bool IsRead(ProxyRequest request) => request.Is("GET", $"/{Place.Bucket}/db/object") && !request.Target.Contains('?', StringComparison.Ordinal);

    private protected override bool IsDelete(ProxyRequest request) => request.Is("DELETE", $"/{Place.Bucket}/db/object") && !request.Target.Contains("uploadId=", StringComparison.Ordinal);

    private protected override bool IsList(ProxyRequest request) => request.Is("GET", "list-type=2");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (place is not null) await place.DisposeAsync();
    }

    private Db2Backup.Adapters.Storage.S3.S3Store Open(RetryPolicy policy) => Place.Open(new Dictionary<string, string>
    {
        ["endpoint"] = Proxy.Url.AbsoluteUri,
        [Transfers.NoProgressSeconds] = Silence.TotalSeconds.ToString(CultureInfo.InvariantCulture),
    }, policy: policy);
}
