using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Catalog;

/// <summary>
/// Who may write to a database's folder. The first writer makes it its own; another database seed, instance or host must be
/// admitted once, by name. Stand-in and real backups never share a repository.
/// </summary>
internal sealed class Admission(Repository repository, TimeProvider clock)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    private IObjectStore Store => repository.Store;

    /// <summary>Looks, and changes nothing.</summary>
    /// <param name="admit">instance@host of a writer that may come in new; null for none.</param>
    /// <exception cref="Db2BackupException">StandInMixed, RepositoryBelongsToOther, ManifestInvalid.</exception>
    public async Task CheckAsync(RepositoryOwner owner, string? admit, CancellationToken cancellationToken) =>
        _ = await FindAsync(owner, admit, cancellationToken).ConfigureAwait(false);

    /// <summary>Writes what is missing so that the folder says whose it is. What it made is known to <paramref name="objects"/>.</summary>
    /// <exception cref="Db2BackupException">As <see cref="CheckAsync"/>, also when somebody else was faster.</exception>
    public async Task WriteAsync(RepositoryOwner owner, string? admit, SmallObjects objects, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (mark, identities, fits) = await FindAsync(owner, admit, cancellationToken).ConfigureAwait(false);
            if (mark is not null && fits) return;
            var layout = new RepositoryLayout(repository.Prefix, owner.Database);
            var (key, content) = mark is null
                ? (RepositoryLayout.Mark(repository.Prefix), ManifestJson.Write(new RepositoryMark { StandIn = owner.StandIn, CreatedTime = clock.GetUtcNow(), ModuleVersion = ModuleInfo.Version }))
                : (identities == 0 ? layout.Identity : layout.AdmittedIdentity(owner.HostName, owner.Instance, owner.DatabaseSeed), ManifestJson.Write(Identity(owner)));
            // Whether ours or another's was first: what is there now decides, so look again.
            if (!await objects.CreateAsync(key, content, cancellationToken).ConfigureAwait(false)
                && mark is not null && !(await FindAsync(owner, admit, cancellationToken).ConfigureAwait(false)).Fits)
                throw new Db2BackupException(ErrorCode.RepositoryBelongsToOther, $"{key} in {Store.DisplayName} is of another writer than {owner.Name}.", key);
        }
    }

    /// <summary>As <see cref="WriteAsync"/>, before anything else is stored; after a failure what it made is taken back.</summary>
    public async Task EnsureAsync(RepositoryOwner owner, string? admit, CancellationToken cancellationToken)
    {
        var objects = new SmallObjects(Store);
        try
        {
            await WriteAsync(owner, admit, objects, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            using var limit = new CancellationTokenSource(CleanUpLimit);
            var told = Debris.With(e, await UndoAsync(objects, owner.Database, false, limit.Token).ConfigureAwait(false));
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    /// <summary>
    /// Takes back, after a failure, what <see cref="WriteAsync"/> made. Where others rely on it already it stays, and is no debris.
    /// </summary>
    /// <param name="hasDebris">Something else of the run is left: then what says whose it is stays too.</param>
    /// <returns>What could not be removed.</returns>
    public async Task<IReadOnlyList<string>> UndoAsync(SmallObjects objects, string database, bool hasDebris, CancellationToken cancellationToken)
    {
        var left = new List<string>();
        var mark = RepositoryLayout.Mark(repository.Prefix);
        var folder = new RepositoryLayout(repository.Prefix, database).Folder;
        foreach (var key in objects.Keys.Reverse())
        {
            try
            {
                var used = hasDebris || left.Count > 0;
                var isDebris = used;
                if (!used)
                    await foreach (var found in Store.ListAsync(key == mark ? mark[..(mark.LastIndexOf('/') + 1)] : folder, cancellationToken).ConfigureAwait(false))
                    {
                        used = !objects.Keys.Contains(found.Key);
                        if (used) break;
                    }
                if (!used) left.AddRange(await objects.UndoAsync(cancellationToken, key).ConfigureAwait(false));
                else if (isDebris) left.Add(key);
            }
            catch (Exception e) when (e is IOException or Db2BackupException or OperationCanceledException)
            {
                left.Add(key);
            }
        }
        return left;
    }

    private async Task<(RepositoryMark? Mark, int Identities, bool Fits)> FindAsync(RepositoryOwner owner, string? admit, CancellationToken cancellationToken)
    {
        var markKey = RepositoryLayout.Mark(repository.Prefix);
        var mark = await ReadAsync<RepositoryMark>(markKey, m => m.FormatVersion, cancellationToken).ConfigureAwait(false);
        if (mark is not null && mark.StandIn != owner.StandIn) throw Mixed(owner, mark.StandIn);
        var identities = new List<RepositoryIdentity>();
        await foreach (var found in Store.ListAsync(new RepositoryLayout(repository.Prefix, owner.Database).Identities, cancellationToken).ConfigureAwait(false))
            if (await ReadAsync<RepositoryIdentity>(found.Key, i => i.FormatVersion, cancellationToken).ConfigureAwait(false) is { } identity) identities.Add(identity);
        if (identities.Any(i => i.StandIn != owner.StandIn)) throw Mixed(owner, !owner.StandIn);
        var fits = identities.Any(i => i.Fits(owner));
        if (!fits && identities.Count > 0 && !string.Equals(admit, owner.Name, StringComparison.OrdinalIgnoreCase))
            throw new Db2BackupException(ErrorCode.RepositoryBelongsToOther,
                $"The folder {owner.Database} in {Store.DisplayName} belongs to {string.Join(" and ", identities)}. "
                + $"{Identity(owner)} is another one; '{owner.Name}' is the name to admit it by.", owner.Database);
        return (mark, identities.Count, fits);
    }

    private RepositoryIdentity Identity(RepositoryOwner owner) => new()
    {
        Database = owner.Database, Instance = owner.Instance, HostName = owner.HostName, DatabaseSeed = owner.DatabaseSeed,
        StandIn = owner.StandIn, CreatedTime = clock.GetUtcNow(), ModuleVersion = ModuleInfo.Version,
    };

    private async Task<T?> ReadAsync<T>(string key, Func<T, int> version, CancellationToken cancellationToken) where T : class
    {
        if (await SmallObjects.ReadAsync(Store, key, cancellationToken).ConfigureAwait(false) is not { } json) return null;
        var value = ManifestJson.Read<T>(json, key);
        return version(value) is > 0 and <= BackupManifest.CurrentFormatVersion
            ? value
            : throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} is of format version {version(value)}; this module knows {BackupManifest.CurrentFormatVersion}.", key);
    }

    private Db2BackupException Mixed(RepositoryOwner owner, bool storeIsStandIn) => new(ErrorCode.StandInMixed,
        $"{Store.DisplayName} holds backups of {(storeIsStandIn ? "a stand-in for Db2" : "real Db2 databases")}, and {owner.Database} of {owner.Name} is {(owner.StandIn ? "a stand-in" : "a real one")}.", owner.Database);
}
