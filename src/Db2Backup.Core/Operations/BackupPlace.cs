using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Where images come to lie, as far as this process can reach it: folders here, or folders of another machine.</summary>
internal interface IBackupPlace
{
    /// <summary>False when the files cannot be seen from here.</summary>
    bool IsReachable { get; }

    /// <exception cref="Db2BackupException">NotInstanceOwner.</exception>
    Task RequireAccessAsync(CancellationToken cancellationToken);

    /// <summary>The folders that BACKUP gets, ready to be written to.</summary>
    /// <exception cref="Db2BackupException">PathNotUsable.</exception>
    IReadOnlyList<string> Prepare(IReadOnlyList<string> paths, Db2Database database);

    /// <summary>Image files of the database, of one timestamp or of all; nothing where nothing can be seen.</summary>
    IReadOnlyList<BackupImageFile> Find(IReadOnlyList<string> folders, Db2Database database);

    /// <summary>The files of an image that the history tells of.</summary>
    IReadOnlyList<BackupImageFile> Files(Db2Database database, BackupClauses clauses, Db2Timestamp timestamp, IReadOnlyList<BackupHistoryEntry> entries);

    /// <summary>Reads the whole image back.</summary>
    /// <returns>False when it cannot be read from here; told to the host.</returns>
    /// <exception cref="Db2BackupException">ImageVerificationFailed.</exception>
    Task<bool> VerifyAsync(BackupImage image, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Whether db2ckbkp finds files to be an image from its beginning to its end; in doubt they are.</summary>
    Task<bool> IsWholeAsync(IReadOnlyList<string> files, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>After a failure: what could not be looked at, for the host.</summary>
    string? Unseen(IReadOnlyList<string> folders, Db2Database database);
}

/// <summary>Which place belongs to which connector.</summary>
internal static class BackupPlaces
{
    public static IBackupPlace Of(IDb2Connector db2) => db2 is ClpConnector clp ? new LocalBackupPlace(clp) : new ServerBackupPlace();
}

/// <summary>CLP: Db2 runs here and under this user.</summary>
internal sealed class LocalBackupPlace(ClpConnector db2) : IBackupPlace
{
    public bool IsReachable => true;

    public Task RequireAccessAsync(CancellationToken cancellationToken) => InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken);

    /// <summary>A folder of the database's own name in each: several databases of one pipeline never share one.</summary>
    public IReadOnlyList<string> Prepare(IReadOnlyList<string> paths, Db2Database database) => ImageFolder.PrepareBelow(paths, database.Database);

    public IReadOnlyList<BackupImageFile> Find(IReadOnlyList<string> folders, Db2Database database) => ImageFolder.Find(folders, database.Database);

    public IReadOnlyList<BackupImageFile> Files(Db2Database database, BackupClauses clauses, Db2Timestamp timestamp, IReadOnlyList<BackupHistoryEntry> entries) =>
        ImageFolder.Find(clauses.Targets, database.Database, timestamp);

    public async Task<bool> VerifyAsync(BackupImage image, IOperationHost host, CancellationToken cancellationToken)
    {
        await ImageVerification.VerifyAsync(db2.Tools, image.Path, host, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<bool> IsWholeAsync(IReadOnlyList<string> files, IOperationHost host, CancellationToken cancellationToken)
    {
        try
        {
            await ImageVerification.VerifyAsync(db2.Tools, files, host, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Db2BackupException e)
        {
            host.Verbose(e.Message);
            // Anything else (no such program, no profile) says nothing of the files.
            return e.Code != ErrorCode.ImageVerificationFailed;
        }
    }

    public string? Unseen(IReadOnlyList<string> folders, Db2Database database) => null;
}

/// <summary>Provider: the folders are the server's. They must be there already, and nothing in them can be seen from here.</summary>
internal sealed class ServerBackupPlace : IBackupPlace
{
    public bool IsReachable => false;

    // Who may back up is Db2's own decision, by the user of the connection.
    public Task RequireAccessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>As they were given: no folder can be made on the server, and Db2 refuses one that is not there.</summary>
    public IReadOnlyList<string> Prepare(IReadOnlyList<string> paths, Db2Database database) => paths;

    public IReadOnlyList<BackupImageFile> Find(IReadOnlyList<string> folders, Db2Database database) => [];

    /// <summary>
    /// The history has the folder and the number of every file, and Db2 the pattern of its name. A length is told nowhere.
    /// </summary>
    public IReadOnlyList<BackupImageFile> Files(Db2Database database, BackupClauses clauses, Db2Timestamp timestamp, IReadOnlyList<BackupHistoryEntry> entries) =>
        entries.OrderBy(e => e.Sequence).Select(e =>
        {
            var name = new ImageName(database.Database, 0, database.Instance, 0, null, timestamp, e.Sequence);
            // Path.Combine would join with this machine's separator.
            var separator = e.Location.Contains('\\', StringComparison.Ordinal) ? '\\' : '/';
            return new BackupImageFile(e.Location.TrimEnd(separator) + separator + name, name, BackupImageFile.UnknownLength);
        }).ToList();

    public Task<bool> VerifyAsync(BackupImage image, IOperationHost host, CancellationToken cancellationToken)
    {
        host.Warning($"The image lies on {image.DatabaseInfo.HostName} and was not checked: run db2ckbkp there on {string.Join(" ", image.Path)}.");
        return Task.FromResult(false);
    }

    /// <summary>Nothing is seen here, so nothing is asked.</summary>
    public Task<bool> IsWholeAsync(IReadOnlyList<string> files, IOperationHost host, CancellationToken cancellationToken) => Task.FromResult(true);

    public string? Unseen(IReadOnlyList<string> folders, Db2Database database) =>
        $"If Db2 had begun an image of {database}, a part of it may lie in {string.Join(", ", folders)} on {database.HostName}: that cannot be seen from here.";
}
