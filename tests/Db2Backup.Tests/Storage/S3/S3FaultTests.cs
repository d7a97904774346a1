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

    private protected override async Task<Uri> TargetAsync()
    {
        place = await S3Place.MakeAsync();
        return new Uri(S3Place.Endpoint);
    }

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(Open(Patient(S3Place.Policy)));

    private protected override IObjectStore OpenImpatient() =>
        Open(Impatient(S3Place.Policy));

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

    [Fact]
    public async Task An_upload_that_is_cancelled_while_it_is_begun_does_not_stay_open()
    {
        // The id by which it can be ended arrives after the caller went away.
        Proxy.On(r => r.Is("POST", "uploads"), new ProxyFault.TrickleAnswer(TimeSpan.FromMilliseconds(1)));
        await using var store = Open(S3Place.Policy with { Settling = TimeSpan.FromSeconds(30) }, TimeSpan.FromSeconds(30));
        using var cancel = new CancellationTokenSource();
        var begin = store.BeginUploadAsync("db/object", PartBytes, cancel.Token);
        while ((await DebrisAsync()).Count == 0) await Task.Delay(10, Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begin);
        Assert.Equal(1, Proxy.Faults);
        Assert.Empty(await DebrisAsync());
    }

    private Db2Backup.Adapters.Storage.S3.S3Store Open(RetryPolicy policy, TimeSpan? silence = null) => Place.Open(new Dictionary<string, string>
    {
        ["endpoint"] = Proxy.Url.AbsoluteUri,
        [Transfers.NoProgressSeconds] = (silence ?? Silence).TotalSeconds.ToString(CultureInfo.InvariantCulture),
    }, policy: policy);
}
