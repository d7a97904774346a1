using Amazon.S3.Model;
using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.S3;

/// <summary>What the service refuses: an error with an id, before anything is stored, and without a secret in it.</summary>
public sealed class S3RefusalTests : IAsyncLifetime
{
    private S3Place place = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => place = await S3Place.MakeAsync();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task A_bucket_that_is_not_there_is_an_error_and_no_empty_store()
    {
        var settings = S3Settings.From(StoreAddress.Parse($"s3://none-{Guid.NewGuid():N}"), S3Place.Access());
        await using var store = new S3Store(new S3Client(settings, S3Place.Policy, TimeProvider.System, null), settings);
        await ExpectOfAllAsync(store, ErrorCode.StoreContainerMissing);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_one()
    {
        await using var store = place.Open(secret: "a-wrong-secret");
        await ExpectOfAllAsync(store, ErrorCode.StoreSignInFailed, "a-wrong-secret");
    }

    [Fact]
    public async Task A_key_that_nobody_knows_is_told_as_one()
    {
        await using var store = place.Open(new Dictionary<string, string> { ["access_key_id"] = "db2:nobody" });
        await ExpectOfAllAsync(store, ErrorCode.StoreSignInFailed);
    }

    [Fact]
    public async Task Who_may_not_is_refused_before_anything_is_stored()
    {
        await using var store = place.Open(new Dictionary<string, string> { ["access_key_id"] = Server.Need("SWIFT_READER") }, Server.Need("SWIFT_READER_KEY"));
        await ExpectOfAllAsync(store, ErrorCode.StoreAccessDenied, Server.Need("SWIFT_READER_KEY"));
        Assert.Empty(await place.NamesAsync(place.Bucket));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_seconds()
    {
        await using var store = place.Open(new Dictionary<string, string> { ["endpoint"] = "http://127.0.0.1:9" });
        Assert.Equal(ErrorCode.StoreUnreachable, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told_with_both_times()
    {
        var there = DateTimeOffset.UtcNow.AddHours(1);
        await using var server = new CannedServer($"HTTP/1.1 403 Forbidden\nContent-Type: application/xml\nDate: {there:R}",
            "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message><RequestId>r1</RequestId></Error>");
        await using var store = place.Open(new Dictionary<string, string> { ["endpoint"] = server.Url.AbsoluteUri });
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token));
        Assert.Equal(ErrorCode.StoreClockSkewed, error.Code);
        Assert.Contains($"{there:u}", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_others_keep_in_the_bucket_is_not_listed()
    {
        foreach (var name in new[] { "db/with space", "db/.hidden", "db/folder/" })
            await place.Client.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = name, ContentBody = "x", UseChunkEncoding = false }, Token);
        await using var store = place.Open();
        Assert.Empty(await store.ListAsync("", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_claim_is_never_listed_and_a_young_one_is_not_cleared_away()
    {
        var name = S3Hidden.Claims("db/object") + Guid.NewGuid().ToString("N");
        Assert.True(S3Hidden.Is(name) && S3Hidden.Is(S3Hidden.Probe("db/object")));
        Assert.False(S3Hidden.Is("db/.claims/other") || S3Hidden.Is("db/manifest.json"));
        Assert.False(ObjectKey.IsValid(name));
        await place.Client.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = name, ContentBody = "", UseChunkEncoding = false }, Token);
        await using var store = place.Open();
        Assert.Empty(await store.ListAsync("", Token).ToListAsync(Token));
        // A young one is somebody's.
        await store.EndUploadsAsync("db/", DateTimeOffset.MaxValue, Token);
        Assert.Equal([name], await place.NamesAsync(place.Bucket));
    }

    private static async Task ExpectOfAllAsync(S3Store store, ErrorCode code, params string[] secrets)
    {
        var errors = new List<Db2BackupException>();
        foreach (var act in new Func<Task>[]
        {
            () => store.CheckWritableAsync(Token), () => store.FindAsync("db/x", Token), () => store.OpenReadAsync("db/x", 0, null, Token), () => store.PutAsync("db/x", new byte[] { 1 }, Token),
            () => store.BeginUploadAsync("db/x", 5 << 20, Token), () => store.ListAsync("", Token).ToListAsync(Token).AsTask(), () => store.DeleteAsync("db/x", Token),
            () => store.EndUploadsAsync("", DateTimeOffset.MaxValue, Token),
        })
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(act);
            Assert.True(error.Code == code, error.ToString());
            errors.Add(error);
        }
        Secrets.AssertNone(errors.Select(Secrets.Everything), [S3Place.SecretKey, .. secrets]);
    }
}
