using System.Globalization;
using Db2Backup.Adapters;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.Demo;

/// <summary>Where the scenario publishes to: a folder of the sandbox, or a folder of its own in a store that somebody named, which it empties in the end.</summary>
internal sealed class DemoStore : IAsyncDisposable
{
    private readonly bool isOurs;

    private DemoStore(Repository repository, bool isOurs) => (Repository, this.isOurs) = (repository, isOurs);

    public Repository Repository { get; }

    /// <param name="given">A name of the configuration file, an absolute folder or an address; null for the sandbox's own.</param>
    /// <exception cref="Errors.Db2BackupException">StoreNotFound, StoreLocationInvalid, StoreCredentialMissing …</exception>
    public static DemoStore Open(string? given, string sandbox, string database)
    {
        var engine = Engine.Create();
        if (given is null) return new(engine.OpenStore(Directory.CreateDirectory(Path.Combine(sandbox, "store")).FullName, database), isOurs: false);
        // Another run's database of the same name is another database: each run has a folder of its own.
        var known = engine.Configuration.Resolve(given);
        var location = known.Location.TrimEnd('/') + string.Create(CultureInfo.InvariantCulture, $"/db2backup-demo-{engine.Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        if (Path.IsPathFullyQualified(location)) Directory.CreateDirectory(location);
        // Settings and secret are those of the store that was named, in a configuration of the demo's own.
        var options = new EngineOptions { ConfigurationPath = Path.Combine(sandbox, "config.json") };
        var own = Engine.Create(options).Configuration.Add(known with { Name = "demo", Location = location, Databases = [] });
        return new(Engine.Create(options).OpenStore(own.Name, database), isOurs: true);
    }

    /// <summary>The slices of a file as files, as any client of the store would fetch them.</summary>
    public async Task<string> FetchAsync(PublishedBackup backup, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var slice in backup.Manifest.Files[0].Slices)
        {
            await using var from = await Repository.Store.OpenReadAsync(backup.Key + slice.Name, 0, null, cancellationToken);
            await using var to = File.Create(Path.Combine(folder, slice.Name));
            await from.CopyToAsync(to, cancellationToken);
        }
        return folder;
    }

    /// <summary>Empties the folder that was made for this run.</summary>
    public async Task<int> EmptyAsync()
    {
        if (!isOurs) return 0;
        var keys = new List<string>();
        await foreach (var entry in Repository.Store.ListAsync(Repository.Prefix.Length == 0 ? "" : Repository.Prefix + "/", CancellationToken.None)) keys.Add(entry.Key);
        foreach (var key in keys) await Repository.Store.DeleteAsync(key, CancellationToken.None);
        if (Path.IsPathFullyQualified(Repository.Location)) Directory.Delete(Repository.Location);
        return keys.Count;
    }

    public ValueTask DisposeAsync() => Repository.DisposeAsync();
}
