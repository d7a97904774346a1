using System.Runtime.ExceptionServices;
using Db2Backup.Adapters;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;
using Db2Backup.Tests.Storage.Services;

namespace Db2Backup.Tests.Operations;

/// <summary>The main job with a store on another machine: published, everything local destroyed, restored from the store alone.</summary>
public sealed class CloudCycleTests(CloudCycle cycle) : IClassFixture<CloudCycle>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => CyclePlace.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_database_comes_back_from_a_store_alone(string kind)
    {
        var place = cycle.PlaceOf(kind);
        await cycle.DestroyAsync(Token);
        // Another process that knows the location, the secret and the key.
        await using var opened = Engine.Create().Stores.Open(place.Location, place.Access);
        var watched = new ReadWatch(opened.Store);
        var found = new Repository(watched, opened.Prefix, opened.Location);
        var plan = await new PlanRecovery(found).RunAsync(new(CloudCycle.Name, CloudCycle.Name, RecoveryTarget.EndOfLogs), Token);
        // The catalog is the listing and the manifests: nothing else was read, and nothing else is there to be read.
        Assert.Equal([$"{plan.Backup.Key}manifest.json"], watched.Keys.Where(k => !k.Contains("/logs/", StringComparison.Ordinal)).Distinct());
        Assert.All(watched.Keys, key => Assert.EndsWith(".json", key, StringComparison.Ordinal));
        var root = found.Prefix.Length == 0 ? "" : found.Prefix + "/";
        var folder = root + CloudCycle.Name;
        var keys = new List<string>();
        await foreach (var entry in opened.Store.ListAsync("", Token)) keys.Add(entry.Key);
        Assert.All(keys, key => Assert.True(key == $"{root}repository.json" || key == $"{folder}/identity.json" || key.StartsWith($"{folder}/backups/", StringComparison.Ordinal) || key.StartsWith($"{folder}/logs/", StringComparison.Ordinal), key));

        var result = await new RestoreDatabase(cycle.Db2, new StoreRestoreSource(opened, CloudCycle.Primitives, [CloudCycle.Key], cycle.Host), cycle.Host, TimeProvider.System)
            .RunAsync(new(plan, cycle.Sandbox.MakeFolder("work-" + place.Access.GetHashCode().ToString("x8", null))), Token);
        Assert.Equal((CloudCycle.Name, "301"), (result.Database, cycle.Count()));
        Assert.Empty(await place.Debris());

        // No secret in what was told, and none in what was stored readable.
        var told = new List<string>([.. cycle.Told, .. cycle.Host.Details, .. cycle.Host.Warnings]);
        foreach (var key in keys.Where(k => k.EndsWith(".json", StringComparison.Ordinal)))
            told.Add(System.Text.Encoding.UTF8.GetString((await SmallObjects.ReadAsync(opened.Store, key, Token))!));
        Assert.True(told.Count > 3);
        Secrets.AssertNone(told, place.Secrets);
    }

    /// <summary>Passes everything on, and knows which objects were read.</summary>
    private sealed class ReadWatch(IObjectStore inner) : IObjectStore
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> keys = [];

        public IReadOnlyList<string> Keys => [.. keys];
        public string DisplayName => inner.DisplayName;

        public Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
        {
            keys.Enqueue(key);
            return inner.OpenReadAsync(key, offset, length, cancellationToken);
        }

        public Task CheckWritableAsync(CancellationToken cancellationToken) => inner.CheckWritableAsync(cancellationToken);
        public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken) => inner.DescribeAsync(cancellationToken);
        public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);
        public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);
        public Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken) => inner.BeginUploadAsync(key, partBytes, cancellationToken);
        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);
        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
        public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken) => inner.EndUploadsAsync(prefix, begunBefore, cancellationToken);
        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>A database that was backed up and whose backup and logs were published to a store of every kind there is; then it was lost with all its files.</summary>
public sealed class CloudCycle : IAsyncLifetime
{
    public const string Name = "SHOP";
    private readonly Dictionary<string, CyclePlace> places = [];
    private readonly Dictionary<string, Exception> missing = [];
    private readonly List<string> told = [];

    internal static AgePrimitives Primitives { get; } = new BouncyCastlePrimitives();
    internal static AgeX25519Identity Key { get; } = AgeX25519Identity.Generate(Primitives);
    internal TestKit.Db2Sandbox Sandbox { get; } = new();
    internal ClpConnector Db2 { get; private set; } = null!;
    internal RecordingHost Host { get; } = new();

    /// <summary>What the stores told of their requests.</summary>
    internal IReadOnlyList<string> Told
    {
        get { lock (told) return [.. told]; }
    }

    public async ValueTask InitializeAsync()
    {
        Db2 = new ClpConnector(await InstanceLocator.FindAsync(Sandbox.InstanceName, Sandbox.Home, default));
        Statements("CREATE DATABASE " + Name, "CONNECT TO " + Name, "CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY)",
            "INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < 300) SELECT I FROM N");
        await new EnableArchiveLogging(Db2, Host, TimeProvider.System).RunAsync(new(Name, Sandbox.Archive, Sandbox.Backups), default);
        var image = await new OnlineBackup(Db2, Host, TimeProvider.System).RunAsync(new(Name, [Sandbox.Backups]), default);
        var backup = await new ProtectBackup(Primitives, Host).RunAsync(image, new() { Recipients = [Key.Recipient] }, default);
        Statements("CONNECT TO " + Name, "INSERT INTO T VALUES (301)");

        var logs = new PublishLogsOptions(new ProtectOptions(Codecs.Best, null, [Key.Recipient]));
        foreach (var row in CyclePlace.Kinds)
        {
            var kind = row.Data;
            try
            {
                var place = await CyclePlace.MakeAsync(kind);
                places[kind] = place = place with { Access = place.Access with { Trace = text => { lock (told) told.Add(text); } } };
                await using var store = Engine.Create().Stores.Open(place.Location, place.Access);
                var published = await new PublishBackup(store, Host, TimeProvider.System).RunAsync(backup, new(), default);
                Assert.Equal(place.Location, published.Store);
                await new PublishArchiveLogs(Db2, store, Primitives, Host, TimeProvider.System).RunAsync(new(Name, ArchiveCurrent: places.Count == 1, logs), null, default);
            }
            catch (Xunit.Sdk.SkipException e)
            {
                // No such server here: the test of this store says so.
                missing[kind] = e;
            }
        }
    }

    /// <summary>The place whose turn it is; skips the test where there is none of the kind.</summary>
    internal CyclePlace PlaceOf(string kind)
    {
        if (missing.TryGetValue(kind, out var skipped)) ExceptionDispatchInfo.Throw(skipped);
        return places[kind];
    }

    /// <summary>Drops the database, and removes every image and every archived log.</summary>
    internal async Task DestroyAsync(CancellationToken cancellationToken)
    {
        await using (var session = await Db2.OpenAsync(null, cancellationToken))
            if ((await DatabaseReader.ListAsync(session, cancellationToken)).Count > 0) Statements("DROP DATABASE " + Name);
        foreach (var folder in new[] { Sandbox.Backups, Sandbox.Archive })
            foreach (var entry in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) File.Delete(entry);
    }

    internal string Count()
    {
        using var session = Sandbox.Session();
        session.Connect(Name);
        return session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output.Trim();
    }

    private void Statements(params string[] statements)
    {
        using var session = Sandbox.Session();
        foreach (var statement in statements) session.Db2(statement).Ok();
        session.Db2("TERMINATE");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var place in places.Values) await place.Place.DisposeAsync();
        Sandbox.Dispose();
    }
}
