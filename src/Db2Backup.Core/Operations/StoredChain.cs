using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// What a store has of the images that an incremental or delta one builds upon. One whose predecessors are not there could not be restored
/// from that store: it is not stored, and what others build upon is not deleted.
/// </summary>
internal sealed class StoredChain(Repository repository)
{
    /// <summary>The predecessor, and all that it builds upon itself, down to a full backup.</summary>
    /// <param name="database">Its name in the store.</param>
    /// <param name="what">What builds upon it, for people.</param>
    /// <exception cref="Db2BackupException">PredecessorNotStored.</exception>
    public async Task RequireAsync(string database, Db2Timestamp predecessor, string what, CancellationToken cancellationToken)
    {
        var folders = await FoldersAsync(database, cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<Db2Timestamp>();
        for (Db2Timestamp? wanted = predecessor; wanted is { } timestamp && seen.Add(timestamp);)
        {
            BackupManifest? manifest = null;
            foreach (var folder in folders.Where(f => RepositoryLayout.ParseBackup(f)?.Timestamp == timestamp))
                manifest ??= await ManifestReader.ReadAsync(repository, folder, cancellationToken).ConfigureAwait(false);
            if (manifest is null)
                throw new Db2BackupException(ErrorCode.PredecessorNotStored,
                    $"{what} builds upon the backup {timestamp} of {database}, which is not in {repository.Store.DisplayName}: it could not be restored from there.", database);
            wanted = manifest.Predecessor;
        }
    }

    /// <exception cref="Db2BackupException">BackupHasDependents.</exception>
    public async Task RequireNoneBuildsOnAsync(PublishedBackup backup, CancellationToken cancellationToken)
    {
        var dependents = new List<Db2Timestamp>();
        foreach (var folder in await FoldersAsync(backup.Manifest.Database, cancellationToken).ConfigureAwait(false))
        {
            // What began earlier builds on nothing that came later: only a repeated hour has the same digits.
            if (folder == backup.Key || RepositoryLayout.ParseBackup(folder) is not { } name || name.Start < backup.StartTime.AddSeconds(-1)) continue;
            if (await ManifestReader.ReadAsync(repository, folder, cancellationToken).ConfigureAwait(false) is { } manifest && manifest.Predecessor == backup.Timestamp)
                dependents.Add(manifest.Timestamp);
        }
        if (dependents.Count > 0)
            throw new Db2BackupException(ErrorCode.BackupHasDependents,
                $"{backup} cannot be deleted: {string.Join(", ", dependents.Take(5))} {(dependents.Count == 1 ? "builds" : "build")} upon it and could not be restored without it.", backup.Key);
    }

    private async Task<List<string>> FoldersAsync(string database, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        await foreach (var found in repository.Store.ListAsync(new RepositoryLayout(repository.Prefix, database).Backups, cancellationToken).ConfigureAwait(false))
            if (RepositoryLayout.ParseManifest(repository.Prefix, found.Key) is { } manifest) folders.Add(manifest.Backup);
        return folders;
    }
}
