using Azure.Storage.Sas;
using Db2Backup.Adapters;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Catalog;
using Db2Backup.Tests.Storage;
using Db2Backup.Tests.Storage.Azure;
using Db2Backup.Tests.Storage.S3;
using Db2Backup.Tests.Storage.Services;
using Db2Backup.Tests.Storage.Swift;

namespace Db2Backup.Tests.Operations;

/// <summary>
/// What can be wrong with a store is told with an id and a way out before a byte of the backup is read: the files of these backups
/// cannot be read at all, so whoever tried would fail otherwise.
/// </summary>
public sealed class BadInputTests : CatalogFixture
{
    private const string Wrong = "d3JvbmctaHVudGVyMg==";
    private static readonly RetryPolicy Impatient = new() { FirstWait = TimeSpan.FromMilliseconds(10), LongestWait = TimeSpan.FromMilliseconds(10), FirstPatience = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(5) };
    private readonly List<FileStream> locks = [];
    private readonly Stack<IAsyncDisposable> places = [];

    public static TheoryData<string, ErrorCode> Locations() => new()
    {
        { "ftp://host/backups", ErrorCode.StoreSchemeUnknown }, { "gs://bucket", ErrorCode.StoreSchemeUnknown }, { "backups", ErrorCode.StoreNotFound }, { "some/folder", ErrorCode.StoreLocationInvalid },
        { "azblob://acct/my container", ErrorCode.StoreLocationInvalid }, { "azblob://acct/behälter", ErrorCode.StoreLocationInvalid }, { "azblob://acct/container/a b", ErrorCode.StoreLocationInvalid },
        { "https://acct.blob.core.windows.net/container/ü", ErrorCode.StoreLocationInvalid }, { "s3://my bucket/p", ErrorCode.StoreLocationInvalid }, { "s3://bücket", ErrorCode.StoreLocationInvalid },
        { "s3://bucket/日本", ErrorCode.StoreLocationInvalid }, { "swift://my container", ErrorCode.StoreLocationInvalid }, { "swift://behälter", ErrorCode.StoreLocationInvalid }, { "swift://c/a b", ErrorCode.StoreLocationInvalid },
        { "swift://c/../d", ErrorCode.StoreLocationInvalid }, { "/no/such/folder", ErrorCode.StoreNotFound }, { "file:///no/such/folder", ErrorCode.StoreNotFound },
    };

    [Theory, MemberData(nameof(Locations))]
    public async Task A_location_that_cannot_be_one_is_told_before_a_byte_is_read(string location, ErrorCode code)
    {
        var engine = Engine.Create(new EngineOptions { ConfigurationPath = Folder.Combine("config.json") });
        await ExpectAsync(() => Task.FromResult(engine.OpenStore(location, "SAMPLE")), code);
    }

    public static TheoryData<string, string, ErrorCode> Stores() => new()
    {
        { "azure", "missing", ErrorCode.StoreContainerMissing }, { "s3", "missing", ErrorCode.StoreContainerMissing }, { "swift", "missing", ErrorCode.StoreContainerMissing }, { "keystone", "missing", ErrorCode.StoreContainerMissing },
        // Azurite answers so to a wrong key; Azure's AuthenticationFailed is StoreSignInFailed (AzureRefusalTests).
        { "azure", "key", ErrorCode.StoreAccessDenied }, { "s3", "key", ErrorCode.StoreSignInFailed }, { "swift", "key", ErrorCode.StoreSignInFailed }, { "keystone", "key", ErrorCode.StoreSignInFailed },
        { "azure", "expired", ErrorCode.StoreSignInFailed },
        { "azure", "reader", ErrorCode.StoreAccessDenied }, { "s3", "reader", ErrorCode.StoreAccessDenied }, { "swift", "reader", ErrorCode.StoreAccessDenied }, { "keystone", "reader", ErrorCode.StoreAccessDenied },
        { "folder", "reader", ErrorCode.StoreNotWritable },
        { "azure", "clock", ErrorCode.StoreClockSkewed }, { "s3", "clock", ErrorCode.StoreClockSkewed }, { "swift", "clock", ErrorCode.StoreClockSkewed }, { "keystone", "clock", ErrorCode.StoreClockSkewed },
        { "azure", "unreachable", ErrorCode.StoreUnreachable }, { "s3", "unreachable", ErrorCode.StoreUnreachable }, { "swift", "unreachable", ErrorCode.StoreUnreachable },
        { "azure", "tls", ErrorCode.StoreTlsFailed }, { "s3", "tls", ErrorCode.StoreTlsFailed }, { "swift", "tls", ErrorCode.StoreTlsFailed },
    };

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_wrong_with_a_store_is_told_before_a_byte_is_read(string store, string wrong, ErrorCode code)
    {
        foreach (var server in new[] { "AZURITE_HTTPS_URL", "S3_ENDPOINT", "KEYSTONE_URL" }) _ = Server.Need(server);
        await using var places = new Places(this.places);
        await ExpectAsync(OpenAsync, code);

        // Test-Db2BackupStore says the same: as an error where nothing can be tried, else in its result.
        await using var repository = await OpenAsync();
        var test = new TestStore(repository, Host).RunAsync(Token);
        if (code is ErrorCode.StoreAccessDenied or ErrorCode.StoreNotWritable or ErrorCode.StoreClockSkewed)
        {
            Assert.True(await test is { Passed: false, Remaining: null } told && told.Errors.Any(e => e.Contains($": {code}: ", StringComparison.Ordinal)) && told.CanWrite == (wrong == "clock"), string.Join('\n', (await test).Errors));
        }
        else
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<Db2BackupException>(() => test)).Code);
        }
        Assert.DoesNotContain(Host.Warnings, w => w.Contains("could not be removed", StringComparison.Ordinal));

        async Task<Repository> OpenAsync() => store switch
        {
            "azure" => await AzureAsync(wrong),
            "s3" => await S3Async(wrong),
            "folder" => new ObjectStores().Open("/proc/self"), // not even root can put a file there
            _ => await SwiftAsync(wrong, store == "keystone"),
        };
    }

    [Fact]
    public async Task A_prefix_that_another_database_uses_is_told_before_a_byte_is_read()
    {
        await PublishAsync(Image(), "p");
        var before = Memory.Keys;
        await ExpectAsync(() => Task.FromResult(On(Memory, "p")), ErrorCode.RepositoryBelongsToOther, Image(Database(host: "host2"), hour: 13, folder: "others"));
        Assert.Equal(before, Memory.Keys);
        // A stand-in among real ones, even of another name.
        await ExpectAsync(() => Task.FromResult(On(Memory, "p")), ErrorCode.StandInMixed, Image(Database("TRYIT", standIn: true), hour: 14, folder: "try"));
        Assert.Equal(before, Memory.Keys);
    }

    [Fact]
    public async Task With_a_store_in_order_such_a_backup_fails_as_soon_as_it_is_read()
    {
        await ExpectAsync(() => Task.FromResult(On(Memory)), ErrorCode.ReadFailed);
        Assert.Empty(Memory.Keys);
    }

    /// <summary>Of a backup that is protected, and of an image as it is: the same error, none of their bytes, no secret.</summary>
    private async Task ExpectAsync(Func<Task<Repository>> open, ErrorCode code, BackupImage? image = null)
    {
        image ??= Image(folder: "unreadable");
        var protectedBackup = await ProtectAsync(image);
        // Whoever opens a file that is locked like this fails, in this process too.
        foreach (var path in image.Path.Concat(protectedBackup.Path)) locks.Add(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        try
        {
            foreach (var ofImage in new[] { true, false })
            {
                var error = await Assert.ThrowsAsync<Db2BackupException>(async () =>
                {
                    await using var repository = await open();
                    var publish = new PublishBackup(repository, Host, TimeProvider.System);
                    _ = ofImage ? await publish.RunAsync(image, PublishOptions(), Token) : await publish.RunAsync(protectedBackup, PublishOptions(), Token);
                });
                Assert.True(error.Code == code, Secrets.Everything(error));
                Assert.NotEmpty(error.Remedy);
                Secrets.AssertNone([Secrets.Everything(error)], Wrong);
            }
        }
        finally
        {
            foreach (var held in locks) await held.DisposeAsync();
        }
    }

    private static TimeProvider Clock(string wrong) => wrong == "clock" ? new ShiftedClock(TimeSpan.FromHours(1)) : TimeProvider.System;

    private async Task<Repository> AzureAsync(string wrong)
    {
        var place = wrong == "tls" ? await AzurePlace.SecureAsync() : await AzurePlace.PlainAsync();
        places.Push(place);
        if (wrong == "missing") await place.Client.DeleteAsync(cancellationToken: Token);
        var secret = wrong switch
        {
            "key" => Wrong,
            "expired" => place.Signature(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddMinutes(-1)),
            "reader" => place.Signature(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List),
            _ => AzurePlace.Key,
        };
        var settings = new Dictionary<string, string> { ["endpoint"] = wrong == "unreachable" ? "http://127.0.0.1:9/" + AzurePlace.Account : place.Url };
        var store = AzurePlace.Open(AzureSettings.From(StoreAddress.Parse(place.Location), new StoreAccess { Settings = settings, Secret = new Secret(secret), Environment = _ => null }), policy: Impatient, clock: Clock(wrong));
        return new Repository(store, "", place.Location);
    }

    private async Task<Repository> S3Async(string wrong)
    {
        var place = await S3Place.MakeAsync();
        places.Push(place);
        if (wrong == "missing") await place.Client.DeleteBucketAsync(place.Bucket, Token);
        var settings = new Dictionary<string, string>();
        if (wrong == "unreachable") settings["endpoint"] = "http://127.0.0.1:9";
        if (wrong == "tls") settings["endpoint"] = Server.Need("AZURITE_HTTPS_URL"); // it does not get beyond the certificate
        if (wrong == "reader") settings["access_key_id"] = Server.Need("SWIFT_READER");
        return new Repository(place.Open(settings, wrong switch { "key" => Wrong, "reader" => Server.Need("SWIFT_READER_KEY"), _ => null }, policy: Impatient, clock: Clock(wrong)), "", place.Location);
    }

    private async Task<Repository> SwiftAsync(string wrong, bool keystone)
    {
        var place = keystone ? await SwiftPlace.OfKeystoneAsync() : await SwiftPlace.OfTempAuthAsync();
        places.Push(place);
        var environment = new Dictionary<string, string>(place.Environment);
        var (url, user, key) = keystone ? ("OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD") : ("ST_AUTH", "ST_USER", "ST_KEY");
        if (wrong == "unreachable") environment[url] = "http://127.0.0.1:9/auth/v1.0";
        if (wrong == "tls") environment[url] = Server.Need("AZURITE_HTTPS_URL") + "/auth/v1.0";
        if (wrong == "key") environment[key] = Wrong;
        if (wrong == "reader")
        {
            (environment[user], environment[key]) = keystone ? (Server.Need("KEYSTONE_READER"), Server.Need("KEYSTONE_READER_PASSWORD")) : (Server.Need("SWIFT_READER"), Server.Need("SWIFT_READER_KEY"));
            if (!keystone) foreach (var container in new[] { place.Container, place.Segments }) await place.CreateContainerAsync(container, ("X-Container-Read", Server.Need("SWIFT_READER") + ",.rlistings"));
        }
        var access = new StoreAccess { Environment = environment.GetValueOrDefault, Clock = Clock(wrong) };
        return new Repository(SwiftStores.Open(wrong == "missing" ? "none" : place.Container, SwiftSettings.From(access), access, Impatient), "", "swift://" + place.Container);
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Nothing was stored in any of them, and they are taken away.</summary>
    private sealed class Places(Stack<IAsyncDisposable> places) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            while (places.TryPop(out var place))
                await using (place)
                {
                    if (place is SwiftPlace swift) Assert.Empty((await swift.NamesAsync(swift.Container)).Concat(await swift.DebrisAsync()));
                    else if (place is S3Place s3 && await Amazon.S3.Util.AmazonS3Util.DoesS3BucketExistV2Async(s3.Client, s3.Bucket)) Assert.Empty(await s3.NamesAsync(s3.Bucket));
                    else if (place is AzurePlace azure && await azure.Client.ExistsAsync()) Assert.Empty((await azure.Client.GetBlobsAsync().ToListAsync(Token)).Select(b => b.Name).Concat(await azure.DebrisAsync()));
                }
        }
    }
}
