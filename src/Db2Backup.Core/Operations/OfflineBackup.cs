using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The steps of an offline backup, in order.</summary>
internal enum OfflineBackupStep { CheckState, PrepareFolders, TakeAlone, RunBackup, Confirm, VerifyImage, GiveBack }

/// <param name="Database">Alias.</param>
/// <param name="Paths">Folders; each database gets a folder of its own name in each of them, and each is one stream.</param>
internal sealed record OfflineBackupOptions(string Database, IReadOnlyList<string> Paths)
{
    /// <summary>End the applications of this database.</summary>
    public bool Force { get; init; }
    public bool Compress { get; init; }
    public int? Parallelism { get; init; }
    public bool Verify { get; init; } = true;
    public BackupKind Kind { get; init; } = BackupKind.Full;
}

/// <summary>Invoke-Db2OfflineBackup: the database alone, BACKUP DATABASE, and the database given back.</summary>
internal sealed class OfflineBackup(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    public async Task<BackupImage> RunAsync(OfflineBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(OfflineBackupStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var database = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        if (BackupRefusal.Offline(database, await UtilityWatch.ListAsync(session, cancellationToken).ConfigureAwait(false)) is { } refusal) throw refusal;
        var history = options.Kind == BackupKind.Full ? [] : await reader.HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        if (Predecessor.Refusal(database, options.Kind, history) is { } alone) throw alone;
        var tableSpaces = await TableSpaceFacts.ReadAsync(session, database, host, cancellationToken).ConfigureAwait(false);

        host.Step(OfflineBackupStep.PrepareFolders);
        var folders = ImageFolder.PrepareBelow(options.Paths, database.Database);

        host.Step(OfflineBackupStep.TakeAlone);
        var use = await ExclusiveUse.TakeAsync(session, database, options.Force, host, clock, cancellationToken).ConfigureAwait(false);
        BackupImage? image = null;
        Exception? cause = null;
        try
        {
            var clauses = new BackupClauses(database.Database, BackupMode.Offline, folders) { Kind = options.Kind, Compress = options.Compress, Parallelism = options.Parallelism };
            var steps = new ImageSteps(OfflineBackupStep.RunBackup, OfflineBackupStep.Confirm, OfflineBackupStep.VerifyImage);
            image = await new ImageTaking(db2, session, host, clock, steps).RunAsync(database, tableSpaces, clauses, options.Verify, cancellationToken).ConfigureAwait(false);
            // What was pending is in force with this image: a restore of it has to be rolled forward.
            if (database.BackupPending) image = image with { DatabaseInfo = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false) };
            return image;
        }
        catch (Exception e)
        {
            cause = e;
            throw;
        }
        finally
        {
            host.Step(OfflineBackupStep.GiveBack);
            await use.ReleaseAsync(cause, image).ConfigureAwait(false);
        }
    }
}
