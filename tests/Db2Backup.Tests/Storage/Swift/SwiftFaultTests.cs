using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>Faults between the driver and a real Swift.</summary>
public sealed class SwiftFaultTests : StoreFaultContract
{
    private SwiftPlace? place;

    private SwiftPlace Place => place!;

    private protected override async Task<Uri> TargetAsync() => new((place = await SwiftPlace.OfTempAuthAsync()).Environment["ST_AUTH"]);

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(Open(Patient(SwiftPlace.Policy)));

    private protected override IObjectStore OpenImpatient() =>
        Open(Impatient(SwiftPlace.Policy));

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Place.DebrisAsync();

    private protected override bool IsPart(ProxyRequest request) =>
        request.Method == "PUT" && request.Target.Contains($"/{Place.Segments}/", StringComparison.Ordinal) && !request.Target.Contains(SwiftClaim.Folder, StringComparison.Ordinal);

    private protected override bool IsComplete(ProxyRequest request) => request.Is("PUT", "multipart-manifest=put");

    private protected override bool IsPut(ProxyRequest request) => request.Is("PUT", $"/{Place.Container}/");

    private protected override bool IsRead(ProxyRequest request) => request.Is("GET", $"/{Place.Container}/");

    private protected override bool IsDelete(ProxyRequest request) => request.Is("DELETE", $"/{Place.Container}/");

    private protected override bool IsList(ProxyRequest request) => request.Is("GET", $"/{Place.Container}?");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (place is not null) await place.DisposeAsync();
    }

    private SwiftStore Open(RetryPolicy policy)
    {
        var environment = new Dictionary<string, string>(Place.Environment) { ["ST_AUTH"] = Proxy.Through(Place.Environment["ST_AUTH"]).AbsoluteUri };
        var access = new StoreAccess
        {
            Environment = environment.GetValueOrDefault,
            Settings = new Dictionary<string, string> { [Transfers.NoProgressSeconds] = Silence.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };
        return SwiftStores.Open(Place.Container, SwiftSettings.From(access), access, policy);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_of_an_upload_is_replaced()
    {
        // The real server refuses it: it gets another token than the one that was sent.
        Proxy.On(IsPart, new ProxyFault.ChangeRequest("X-Auth-Token", "AUTH_tk0123456789abcdef"), skip: 1);
        Proxy.On(IsPart, new ProxyFault.ChangeRequest("X-Auth-Token", "AUTH_tk0123456789abcdef"), skip: 2);
        var content = new byte[4 * PartBytes];
        Random.Shared.NextBytes(content);
        await using (var upload = await Store.BeginUploadAsync("db/object", PartBytes, Token))
        {
            for (var number = 1; number <= 4; number++) await upload.WritePartAsync(number, content.AsMemory((number - 1) * PartBytes, PartBytes), Token);
            await upload.CompleteAsync(4, Token);
        }
        Assert.Equal(3, Proxy.Requests.Count(r => r.Target.EndsWith("/auth/v1.0", StringComparison.Ordinal)));
        await using var stream = await Store.OpenReadAsync("db/object", 0, null, Token);
        var read = new byte[content.Length];
        await stream.ReadExactlyAsync(read, Token);
        Assert.Equal(content, read);
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_token_that_is_refused_right_after_it_was_issued_is_an_error()
    {
        Proxy.On(r => r.Headers.ContainsKey("X-Auth-Token"), new ProxyFault.Answer(401), times: int.MaxValue);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => Store.CheckWritableAsync(Token));
        Assert.Equal(ErrorCode.StoreSignInFailed, error.Code);
        Assert.Equal(2, Proxy.Requests.Count(r => r.Headers.ContainsKey("X-Auth-Token")));
    }

    [Fact]
    public async Task Bytes_of_a_small_object_that_are_not_those_of_its_tag_are_an_error()
    {
        await Store.PutAsync("db/manifest.json", new byte[1000], Token);
        Proxy.On(IsRead, new ProxyFault.DamageAnswer(500));
        var error = await Assert.ThrowsAsync<Db2BackupException>(async () =>
        {
            await using var stream = await Store.OpenReadAsync("db/manifest.json", 0, 1000, Token);
            await stream.ReadExactlyAsync(new byte[1000], Token);
        });
        Assert.Equal(ErrorCode.StoredDataMismatch, error.Code);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_quota_that_is_full_ends_the_upload_and_leaves_nothing(bool ofSegments)
    {
        var full = ofSegments ? Place.Segments : Place.Container;
        await Store.CheckWritableAsync(Token);
        await Place.CreateContainerAsync(full, ("X-Container-Meta-Quota-Bytes", "100"));
        var error = await Assert.ThrowsAsync<Db2BackupException>(async () =>
        {
            await using var upload = await Store.BeginUploadAsync("db/object", PartBytes, Token);
            await upload.WritePartAsync(1, new byte[PartBytes], Token);
            await upload.CompleteAsync(1, Token);
        });
        Assert.Equal(ErrorCode.StoreFull, error.Code);
        Assert.Empty(await Place.NamesAsync(Place.Container));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_deletion_that_was_done_in_part_is_an_error_and_can_be_repeated()
    {
        await using (var upload = await Store.BeginUploadAsync("db/object", PartBytes, Token))
        {
            await upload.WritePartAsync(1, new byte[PartBytes], Token);
            await upload.WritePartAsync(2, new byte[10], Token);
            await upload.CompleteAsync(2, Token);
        }
        // A segment that somebody else deleted already.
        (await Place.SendAsync(HttpMethod.Delete, Place.Segments, (await Place.NamesAsync(Place.Segments))[0])).Dispose();
        Proxy.On(IsDelete, new ProxyFault.AnswerAfter(500));
        await Store.DeleteAsync("db/object", Token);
        Assert.Empty(await Place.NamesAsync(Place.Container));
        Assert.Empty(await DebrisAsync());
    }
}
