using Db2Backup.Storage;

namespace Db2Backup.Catalog;

/// <summary>The logs that a store holds of a database, from the listing alone.</summary>
internal sealed class LogCatalog(Repository repository)
{
    /// <summary>By partition, stream, chain and number; two of one place are two logs with different digests.</summary>
    /// <param name="database">The database's name.</param>
    public async Task<IReadOnlyList<StoredLog>> ListAsync(string database, CancellationToken cancellationToken)
    {
        var layout = new RepositoryLayout(repository.Prefix, database);
        var logs = new List<StoredLog>();
        await foreach (var found in repository.Store.ListAsync(layout.Logs, cancellationToken).ConfigureAwait(false))
            if (layout.ParseLog(found.Key) is { } log) logs.Add(new StoredLog(database, log.Log, log.Digest, found.Key, found.Length));
        return logs.OrderBy(l => l.Log.Partition).ThenBy(l => l.Log.Stream).ThenBy(l => l.Log.Chain).ThenBy(l => l.Log.Name)
            .ThenBy(l => l.Key, StringComparer.Ordinal).ToList();
    }
}
