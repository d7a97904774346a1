using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <param name="Paths">Where the image goes, as Db2 names it.</param>
/// <param name="StagingPath">Where the protected copy goes, on this machine; null when there is none on disk.</param>
internal sealed record BackupSpaceOptions(string Database, IReadOnlyList<string> Paths, string? StagingPath)
{
    /// <summary>How folders of a server are seen here: its free space can be told only there.</summary>
    public IReadOnlyList<PathMap> PathMaps { get; init; } = [];

    /// <summary>Where the backup will be published, for its limits; null when that is not asked. It stays the caller's.</summary>
    public Repository? Store { get; init; }
}

/// <summary>
/// Test-Db2BackupSpace: the size of the data and of the logs that the image will carry, against the free space of every path.
/// What databases before it in one pipeline need on a file system is added up.
/// </summary>
/// <param name="claims">Bytes that this pipeline's databases need so far, by mount point; null for a database of its own.</param>
internal sealed class CheckBackupSpace(IDb2Connector db2, IOperationHost host, TimeProvider clock, Dictionary<string, long>? claims = null)
{
    private readonly Dictionary<string, long> claimed = claims ?? new(StringComparer.Ordinal);

    /// <exception cref="Db2BackupException">
    /// PathNotUsable; ImageNotReachable: no path map leads to a folder of the server. What Db2 refused: a size that cannot be told is never
    /// taken for nothing. What keeps a store from being written to: StoreNotFound, StoreContainerMissing, StoreAccessDenied …; StoreFailed: its limits leave no room for a backup.
    /// </exception>
    public async Task<BackupSpaceResult> RunAsync(BackupSpaceOptions options, CancellationToken cancellationToken)
    {
        var reachable = BackupPlaces.Of(db2).IsReachable;
        var seen = options.Paths.Select(p => PathMap.Local(p, reachable, db2.Instance.HostName, options.PathMaps)).ToList();
        // The nearest folder that is there would have room too, and be another disk.
        foreach (var path in seen) ImageFolder.Require(path);
        if (options.StagingPath is { } staged) ImageFolder.Require(staged);
        // Before Db2 is asked anything: a store that cannot be used is no room.
        var slices = options.Store is { } store ? await StoreReadiness.CheckAsync(store.Store, SliceOptions.Default, clock, cancellationToken).ConfigureAwait(false) : null;
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await DatabaseReaders.Of(db2.Instance, clock).ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        var (data, log) = await SizesAsync(session, database, cancellationToken).ConfigureAwait(false);

        var paths = new List<FileSystemSpace>();
        foreach (var path in seen) paths.Add(await FileSystems.OfAsync(path, cancellationToken).ConfigureAwait(false));
        var copies = new List<FileSystemSpace>();
        foreach (var place in new[] { options.StagingPath, FolderOf(options.Store) })
            if (place is not null) copies.Add(await FileSystems.OfAsync(place, cancellationToken).ConfigureAwait(false));
        var image = BackupSpace.ImageBytes(data, log);
        var needs = BackupSpace.Needs(image, paths, copies, claimed);
        foreach (var need in needs) claimed[need.MountPoint] = need.NeededBytes;
        return new BackupSpaceResult
        {
            DatabaseInfo = database with { SizeBytes = data }, Path = options.Paths, DataBytes = data, LogBytes = log, FileSystems = needs,
            StoreNeed = slices is null ? null : BackupSpace.InStore(options.Store!.Location, image, paths.Count, slices),
        };
    }

    /// <summary>A store in a folder lies on a file system too; the room of the others is theirs to tell.</summary>
    private static string? FolderOf(Repository? repository) => repository is not null && Path.IsPathFullyQualified(repository.Location) ? repository.Location : null;

    private static async Task<(long Data, long Log)> SizesAsync(IDb2Session session, Db2Database database, CancellationToken cancellationToken)
    {
        var alias = database.Database;
        (await session.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        var data = await NumberAsync(session, Statements.DataSize, alias, cancellationToken).ConfigureAwait(false);
        var used = database.IsRecoverable ? await NumberAsync(session, Statements.UsedLogBytes, alias, cancellationToken).ConfigureAwait(false) : 0;
        (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(alias);

        if (!database.IsRecoverable) return (data, 0);
        return database.LogFileBytes is { } file
            ? (data, BackupSpace.LogBytes(used, file))
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"The configuration of {alias} tells no LOGFILSIZ.", alias);
    }

    private static async Task<long> NumberAsync(IDb2Session session, Db2Statement query, string alias, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(query, cancellationToken).ConfigureAwait(false)).Checked(alias);
        return reply.Table is { Rows: [[{ } number]] } && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 gave no number for '{query.Shown}': {reply.Output.Trim()}", alias);
    }
}
