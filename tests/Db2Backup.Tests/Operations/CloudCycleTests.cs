using Db2Backup.Adapters;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage.Azure;
using Db2Backup.Tests.Storage.S3;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Operations;

/// <summary>The main job with a store on another machine: published, everything local destroyed, restored from the store alone.</summary>
public sealed class CloudCycleTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private readonly RecordingHost host = new();
    private TestKit.Db2Sandbox Sandbox => fixture.Sandbox;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_comes_back_from_Azure_alone()
    {
        await using var place = await AzurePlace.PlainAsync();
        await CycleAsync($"{place.Location}/db2/prod", place.Access(new Secret(AzurePlace.Key)), AzurePlace.Key);
        Assert.Empty(await place.DebrisAsync());
    }

    [Fact]
    public async Task A_database_comes_back_from_S3_alone()
    {
        await using var place = await S3Place.MakeAsync();
        await CycleAsync($"{place.Location}/db2/prod", S3Place.Access(), S3Place.SecretKey);
        Assert.Empty(await place.DebrisAsync());
    }

    private async Task CycleAsync(string location, StoreAccess access, string secret)
    {
        var key = AgeX25519Identity.Generate(Primitives);
        var traced = new List<string>();
        access = access with { Trace = text => { lock (traced) traced.Add(text); } };
        var name = fixture.NewName();
        using (var session = Sandbox.Session())
        {
            session.Db2($"CREATE DATABASE {name}").Ok();
            session.Connect(name);
            session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY)").Ok();
            session.Db2("INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 300) SELECT I FROM N").Ok();
            session.Db2("TERMINATE");
        }
        var db2 = await fixture.ConnectorAsync();
        await new EnableArchiveLogging(db2, host, TimeProvider.System).RunAsync(new(name, Sandbox.Archive, Sandbox.Backups), Token);
        var image = await new OnlineBackup(db2, host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups]), Token);
        await using (var store = Engine.Create().Stores.Open(location, access))
        {
            var published = await new PublishBackup(store, host, TimeProvider.System).RunAsync(
                await new ProtectBackup(Primitives, host).RunAsync(image, new() { Recipients = [key.Recipient] }, Token), new(), Token);
            Assert.Equal(location, published.Store);
        }

        using (var end = Sandbox.Session()) end.Db2($"DROP DATABASE {name}").Ok();
        foreach (var folder in new[] { Sandbox.Backups, Sandbox.Archive })
            foreach (var entry in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) File.Delete(entry);

        // Another process that knows the location, the secret and the key.
        await using var found = Engine.Create().Stores.Open(location, access);
        var backup = Assert.Single((await new ListBackups(found).RunAsync(new() { Databases = [name] }, Token)).Backups);
        var plan = Db2Backup.Planning.RecoveryPlanner.Plan(new(name, name, RecoveryTarget.EndOfBackup), [backup], await new LogCatalog(found).ListAsync(name, Token));
        await new RestoreDatabase(db2, new StoreRestoreSource(found, Primitives, [key], host), host, TimeProvider.System).RunAsync(new(plan, Sandbox.MakeFolder("work-" + name)), Token);
        using (var session = Sandbox.Session())
        {
            session.Connect(name);
            Assert.Equal("300", session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output.Trim());
        }

        // No secret in what was told, and none in what was stored readable.
        var told = new List<string>([.. traced, .. host.Details, .. host.Warnings]);
        await foreach (var entry in found.Store.ListAsync(found.Prefix, Token))
            if (entry.Key.EndsWith(".json", StringComparison.Ordinal))
                told.Add(System.Text.Encoding.UTF8.GetString((await SmallObjects.ReadAsync(found.Store, entry.Key, Token))!));
        Assert.True(told.Count > 3);
        Secrets.AssertNone(told, secret);
    }
}
