using Db2Backup.Adapters;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage.Swift;

/// <summary>Whole backups in a real Swift.</summary>
public sealed class SwiftPublishTests : BackupFixture
{
    private const string Backup = "nightly/SAMPLE/backups/20260301T110000Z-20260301120000/";
    private static readonly SliceOptions Small = new() { PartBytes = 40_000, PartsPerSlice = 2, ParallelParts = 2 };

    [Fact]
    public async Task A_named_store_keeps_a_backup_that_is_found_saved_and_removed_by_name_or_location()
    {
        await using var place = await SwiftPlace.OfKeystoneAsync();
        var secret = Folder.Combine("password");
        await File.WriteAllTextAsync(secret, place.Environment["OS_PASSWORD"] + "\n", Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        var engine = Engine.Create(new EngineOptions { ConfigurationPath = Folder.Combine("config.json") });
        var store = engine.Configuration.Add(new BackupStore
        {
            Name = "swift", Location = $"swift://{place.Container}/nightly", Databases = ["S*"], SecretFile = secret,
            Settings = new Dictionary<string, string>
            {
                ["auth_url"] = place.Environment["OS_AUTH_URL"], ["username"] = place.Environment["OS_USERNAME"], ["project_name"] = place.Environment["OS_PROJECT_NAME"], ["region_name"] = place.Environment["OS_REGION_NAME"],
            },
        });
        Assert.DoesNotContain(place.Environment["OS_PASSWORD"], await File.ReadAllTextAsync(Folder.Combine("config.json"), Token), StringComparison.Ordinal);

        PublishedBackup published;
        await using (var repository = engine.OpenStore(null, "SAMPLE"))
        {
            Assert.True((await new TestStore(repository, Host).RunAsync(Token)) is { Passed: true, CanDelete: true });
            published = await new PublishBackup(repository, Host, TimeProvider.System).RunAsync(await ProtectAsync(Image()), new() { Slices = Small, ReadBackDigest = true }, Token);
        }
        Assert.Equal(store.Location, published.Store);
        // The object of the store and what a result says of it find the same place.
        foreach (var named in new[] { store.ToString(), published.Store })
        {
            await using var repository = engine.OpenStore(named, null);
            var listed = Assert.Single((await new ListBackups(repository).RunAsync(new() { Databases = ["SAMPLE"] }, Token)).Backups);
            var saved = await new SaveBackup(repository, Primitives, Host).RunUnprotectedAsync(listed, [Key], new() { TargetFolder = Folder.Combine(named == "swift" ? "a" : "b"), Slices = Small }, Token);
            Assert.All(saved.Files, f => Assert.Equal(File.ReadAllBytes(Folder.Combine("images", Path.GetFileName(f.Path))), File.ReadAllBytes(f.Path)));
        }
        Assert.Empty(await place.DebrisAsync());
        Assert.NotEmpty(await place.NamesAsync(place.Segments));
    }

    /// <summary>At which of its requests the network ends, for good, until the run has failed.</summary>
    [Theory]
    [InlineData(3), InlineData(9), InlineData(17), InlineData(26), InlineData(38), InlineData(55)]
    public async Task Wherever_the_network_ends_no_manifest_is_left_and_nothing_that_is_not_named(int request)
    {
        await using var place = await SwiftPlace.OfTempAuthAsync();
        await using var proxy = new FaultProxy(new Uri(place.Environment["ST_AUTH"]));
        var environment = new Dictionary<string, string>(place.Environment) { ["ST_AUTH"] = proxy.Through(place.Environment["ST_AUTH"]).AbsoluteUri };
        var access = new StoreAccess { Environment = environment.GetValueOrDefault };
        var policy = SwiftPlace.Policy with { FirstWait = TimeSpan.FromMilliseconds(5), FirstPatience = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromMilliseconds(20) };
        var settings = SwiftSettings.From(access);
        var protectedBackup = await ProtectAsync(Image());
        await using (var broken = new Repository(SwiftStores.Open(place.Container, settings, access, policy), "nightly", "swift"))
        {
            proxy.On(_ => true, new ProxyFault.ResetRequest(0), times: int.MaxValue, skip: request);
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => new PublishBackup(broken, Host, TimeProvider.System).RunAsync(protectedBackup, new() { Slices = Small }, Token));
            proxy.Heal();
            var names = await place.NamesAsync(place.Container);
            Assert.DoesNotContain(Backup + "manifest.json", names);
            Assert.All(names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
            // Segments of an upload that could not be ended are named by the object they were for.
            foreach (var left in (await place.DebrisAsync()).Where(d => !d.Contains(SwiftClaim.Folder, StringComparison.Ordinal)))
                Assert.Contains(SwiftUpload.Parse(left[(place.Segments.Length + 2)..])!.Value.Key, error.Message, StringComparison.Ordinal);
        }
        await using var repository = new Repository(SwiftStores.Open(place.Container, settings, access, SwiftPlace.Policy), "nightly", "swift");
        foreach (var claim in (await place.NamesAsync(place.Segments)).Where(n => n.StartsWith(SwiftClaim.Folder, StringComparison.Ordinal)))
            (await place.SendAsync(HttpMethod.Delete, place.Segments, claim)).Dispose(); // It would be waited for until it is taken for dead.
        var published = await new PublishBackup(repository, Host, TimeProvider.System).RunAsync(protectedBackup, new() { Slices = Small, TakeOver = true }, Token);
        Assert.False(published.WasPublishedBefore);
        Assert.Empty(await place.DebrisAsync());
    }
}
