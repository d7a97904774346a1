using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Get-Db2ArchiveLog: the archived logs of a database on its server and in stores. Changes nothing and connects to no database.</summary>
internal sealed class ListArchiveLogs(IOperationHost host, TimeProvider clock)
{
    /// <param name="db2">The server.</param>
    /// <param name="alias">The database.</param>
    /// <param name="stores">Where to look for them as well; null for nowhere.</param>
    /// <param name="digest">Read every file for its digest: only that tells whether a store has it.</param>
    /// <exception cref="Db2BackupException">NotInstanceOwner, DatabaseNotFound, LogArchiveNotADirectory, and what a store fails with.</exception>
    public async Task<IReadOnlyList<Db2ArchiveLog>> RunAsync(ClpConnector db2, string alias, IReadOnlyList<Repository>? stores, bool digest, CancellationToken cancellationToken)
    {
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        var local = await new LocalLogs(session, host, clock).ListEverywhereAsync(database, cancellationToken).ConfigureAwait(false);
        var stored = stores is null ? null : await StoredAsync(stores, database.Name, cancellationToken).ConfigureAwait(false);
        if (digest) local = await DigestAsync(local, database.Database, cancellationToken).ConfigureAwait(false);
        return LogMerge.Merge(database.Database, db2.Instance, local, stored);
    }

    /// <summary>Those in stores alone: no server and no Db2 is needed.</summary>
    /// <param name="name">The database's name in the stores.</param>
    public static async Task<IReadOnlyList<Db2ArchiveLog>> InStoresAsync(string name, IReadOnlyList<Repository> stores, CancellationToken cancellationToken) =>
        LogMerge.Merge(name.ToUpperInvariant(), null, [], await StoredAsync(stores, name.ToUpperInvariant(), cancellationToken).ConfigureAwait(false));

    private static async Task<IReadOnlyList<StoreLogs>> StoredAsync(IReadOnlyList<Repository> stores, string name, CancellationToken cancellationToken)
    {
        var all = new List<StoreLogs>();
        foreach (var store in stores) all.Add(new StoreLogs(store.Location, await new LogCatalog(store).ListAsync(name, cancellationToken).ConfigureAwait(false)));
        return all;
    }

    private async Task<IReadOnlyList<FoundLog>> DigestAsync(IReadOnlyList<FoundLog> logs, string database, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(host, $"Reading the archived logs of {database}", "Digesting", logs.Sum(l => l.Length));
        var read = new List<FoundLog>();
        foreach (var log in logs)
        {
            try
            {
                var (length, sha256) = await Digests.OfFileAsync(log.Path, progress.Add, cancellationToken).ConfigureAwait(false);
                read.Add(log with { Length = length, Sha256 = sha256 });
            }
            catch (Db2BackupException e) when (e.Code == ErrorCode.FileNotFound)
            {
                // Db2 moves logs on from FAILARCHPATH, and others prune: it is not there any more.
                host.Verbose($"{log.Path} is gone since it was listed.");
            }
        }
        return read;
    }
}
