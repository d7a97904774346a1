using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Storage.Azure;

/// <summary>What the service refuses, on Azurite: an error with an id, before anything is stored, and without a secret in it.</summary>
public sealed class AzureRefusalTests : IAsyncLifetime
{
    private const BlobContainerSasPermissions All = BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Delete | BlobContainerSasPermissions.List;
    private AzurePlace place = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => place = await AzurePlace.PlainAsync();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task A_container_that_is_not_there_is_an_error_and_no_empty_store()
    {
        await place.Client.DeleteAsync(cancellationToken: Token);
        await using var store = place.Open(AzurePlace.Key);
        await ExpectOfAllAsync(store, ErrorCode.StoreContainerMissing);
    }

    // Azurite answers AuthorizationFailure to a wrong signature, which with Azure is a firewall; Azure answers AuthenticationFailed.
    [Fact]
    public async Task A_wrong_key_is_refused_everywhere()
    {
        var wrong = Convert.ToBase64String(new byte[64]);
        await using var store = place.Open(wrong);
        await ExpectOfAllAsync(store, ErrorCode.StoreAccessDenied, wrong);
    }

    [Fact]
    public async Task A_wrong_key_is_told_as_one()
    {
        await using var server = new CannedServer($"HTTP/1.1 403 Server failed to authenticate the request.\nx-ms-error-code: AuthenticationFailed\nx-ms-request-id: 1234\nDate: {DateTimeOffset.UtcNow:R}",
            $"<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>The MAC signature found in the HTTP request '{AzurePlace.Key}' is not the same</AuthenticationErrorDetail></Error>");
        await using var store = AzurePlace.Open(Settings($"{server.Url}devstoreaccount1"));
        foreach (var error in await ExpectOfAllAsync(store, ErrorCode.StoreSignInFailed)) Assert.Contains("(request 1234)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_has_ended_says_when()
    {
        var signature = place.Signature(All, DateTimeOffset.UtcNow.AddMinutes(-3));
        await using var store = place.Open(signature);
        var sig = signature.Split('&').Single(p => p.StartsWith("sig=", StringComparison.Ordinal))[4..];
        foreach (var error in await ExpectOfAllAsync(store, ErrorCode.StoreSignInFailed, Uri.UnescapeDataString(sig)))
            Assert.Contains("the shared access signature ended at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_is_cut_is_refused_everywhere()
    {
        var signature = place.Signature(All);
        // The end of its last value; not in the middle of a sign that is written as %2B, which is no address any more.
        var last = signature.LastIndexOf('=') + 1;
        await using var store = place.Open(signature[..last] + Uri.EscapeDataString(Uri.UnescapeDataString(signature[last..])[..^4]));
        await ExpectOfAllAsync(store, ErrorCode.StoreAccessDenied);
    }

    [Fact]
    public async Task Who_may_only_read_is_refused_before_anything_is_stored()
    {
        await place.Blob("db/there").UploadAsync(new MemoryStream([1]), cancellationToken: Token);
        var signature = place.Signature(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List);
        await using var store = place.Open(signature);
        Assert.Equal(1, (await store.FindAsync("db/there", Token))!.Length);
        foreach (var act in new Func<Task>[]
        {
            () => store.CheckWritableAsync(Token), () => store.PutAsync("db/new", new byte[] { 1 }, Token), () => store.DeleteAsync("db/there", Token), () => PartAsync(store, "db/new"),
        })
            Assert.Equal(ErrorCode.StoreAccessDenied, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);
        Assert.Equal(["db/there"], await NamesAsync());
        Assert.Empty(await place.DebrisAsync());
    }

    [Fact]
    public async Task Who_may_not_delete_is_told_which_parts_remain_and_leaves_no_blob()
    {
        var signature = place.Signature(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.List);
        await using var store = place.Open(signature);
        await store.CheckWritableAsync(Token);
        var upload = await store.BeginUploadAsync("db/aborted", 1000, Token);
        await upload.WritePartAsync(1, new byte[1000], Token);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => upload.DisposeAsync().AsTask());
        Assert.Equal((ErrorCode.DebrisRemaining, "db/aborted"), (error.Code, error.Target));
        Assert.Equal(["db/aborted (blocks)"], await place.DebrisAsync());
        Assert.Null(await store.FindAsync("db/aborted", Token));
        // The name is not lost by it.
        await using (var again = await store.BeginUploadAsync("db/aborted", 1000, Token))
        {
            await again.WritePartAsync(1, new byte[1000], Token);
            await again.CompleteAsync(1, Token);
        }
        Assert.Equal(1000, (await store.FindAsync("db/aborted", Token))!.Length);
        Assert.Empty(await place.DebrisAsync());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_by_every_request()
    {
        // How many seconds is the policy's business (RetryTests); here it is that every request ends so.
        await using var store = AzurePlace.Open(Settings("http://127.0.0.1:9/devstoreaccount1"), policy: AzurePlace.Policy with { FirstPatience = TimeSpan.FromSeconds(0.2) });
        await ExpectOfAllAsync(store, ErrorCode.StoreUnreachable);
    }

    [Fact]
    public async Task A_host_that_has_no_address_is_told_at_once()
    {
        await using var store = AzurePlace.Open(Settings("https://devstoreaccount1.blob.invalid"));
        Assert.Equal(ErrorCode.StoreUnreachable, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var store = AzurePlace.Open(Settings(Server.Need("AZURITE_HTTPS_URL")));
        Assert.Equal(ErrorCode.StoreTlsFailed, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told_and_not_taken_for_a_wrong_key()
    {
        var there = DateTimeOffset.UtcNow.AddHours(1);
        await using var server = new CannedServer($"HTTP/1.1 403 Server failed to authenticate the request.\nx-ms-error-code: AuthenticationFailed\nx-ms-request-id: 1234\nDate: {there:R}");
        await using var store = AzurePlace.Open(Settings($"{server.Url}devstoreaccount1"));
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token));
        Assert.Equal(ErrorCode.StoreClockSkewed, error.Code);
        Assert.Contains($"{there:u}", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_told_as_one()
    {
        await using var secure = await AzurePlace.SecureAsync();
        await using var store = secure.OpenWithTokens(new SelfMadeTokens(TimeSpan.FromMinutes(-5)));
        Assert.Equal(ErrorCode.StoreSignInFailed, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
    }

    private AzureSettings Settings(string endpoint) =>
        AzureSettings.From(StoreAddress.Parse(place.Location), new StoreAccess { Settings = new Dictionary<string, string> { ["endpoint"] = endpoint }, Secret = new Secret(AzurePlace.Key), Environment = _ => null });

    private async Task<List<Db2BackupException>> ExpectOfAllAsync(AzureBlobStore store, ErrorCode code, params string[] secrets)
    {
        var errors = new List<Db2BackupException>();
        foreach (var act in new Func<Task>[]
        {
            () => store.CheckWritableAsync(Token), () => store.DescribeAsync(Token), () => store.FindAsync("db/x", Token), () => store.OpenReadAsync("db/x", 0, null, Token), () => store.PutAsync("db/x", new byte[] { 1 }, Token),
            () => PartAsync(store, "db/x"), () => store.ListAsync("", Token).ToListAsync(Token).AsTask(), () => store.DeleteAsync("db/x", Token), () => store.EndUploadsAsync("", DateTimeOffset.MaxValue, Token),
        })
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(act);
            Assert.Equal(code, error.Code);
            errors.Add(error);
        }
        Secrets.AssertNone(errors.Select(Secrets.Everything), [AzurePlace.Key, .. secrets]);
        return errors;
    }

    private static async Task PartAsync(AzureBlobStore store, string key)
    {
        await using var upload = await store.BeginUploadAsync(key, 1000, Token);
        await upload.WritePartAsync(1, new byte[10], Token);
    }

    private async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (var blob in place.Client.GetBlobsAsync(BlobTraits.None, BlobStates.None, cancellationToken: Token)) names.Add(blob.Name);
        return names;
    }
}
