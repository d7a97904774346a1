using System.IO.Enumeration;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Get-Db2Database: the local databases of an instance and the state each is in.</summary>
internal sealed class InspectDatabases(IDb2Connector db2, IOperationHost host, TimeProvider clock)
{
    /// <param name="patterns">Aliases, with * and ?; empty for all.</param>
    /// <param name="withSize">Also ask for the size, which needs a connection to each database.</param>
    /// <exception cref="Db2BackupException">DatabaseNotFound when a name without wildcards is not there.</exception>
    public async Task<IReadOnlyList<Db2Database>> RunAsync(IReadOnlyList<string> patterns, bool withSize, CancellationToken cancellationToken)
    {
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = DatabaseReaders.Of(db2.Instance, clock);
        var local = await reader.LocalDatabasesAsync(session, cancellationToken).ConfigureAwait(false);
        foreach (var name in patterns.Where(p => p.IndexOfAny(['*', '?']) < 0))
            if (!local.Any(e => Matches(name, e.Alias)))
                throw new Db2BackupException(ErrorCode.DatabaseNotFound, $"There is no local database {name} in instance {db2.Instance}.", name);

        var databases = new List<Db2Database>();
        foreach (var entry in local.Where(e => patterns.Count == 0 || patterns.Any(p => Matches(p, e.Alias))).OrderBy(e => e.Alias, StringComparer.Ordinal))
        {
            var database = await reader.ReadAsync(session, entry, cancellationToken).ConfigureAwait(false);
            // A database that is pending cannot be connected to; its size is unknown, and says so by being null.
            if (withSize && database.IsUsable)
                database = database with { SizeBytes = await DatabaseReader.SizeAsync(session, entry.Alias, cancellationToken).ConfigureAwait(false) };
            databases.Add(database);
        }
        return databases;
    }

    private static bool Matches(string pattern, string alias) => FileSystemName.MatchesSimpleExpression(pattern, alias, ignoreCase: true);
}
