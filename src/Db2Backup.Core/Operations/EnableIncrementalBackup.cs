using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The steps of switching a database to incremental backups, in order; those of the full backup come last.</summary>
internal enum EnableIncrementalBackupStep { CheckState, PrepareFolders, TakeAlone, SetTracking, GiveBack, ReadBack }

/// <param name="Database">Alias.</param>
/// <param name="Paths">Folders of the full backup; each database gets a folder of its own name in each of them.</param>
internal sealed record EnableIncrementalBackupOptions(string Database, IReadOnlyList<string> Paths)
{
    /// <summary>End the applications of this database.</summary>
    public bool Force { get; init; }
    public bool Verify { get; init; } = true;
}

/// <summary>
/// Enable-Db2IncrementalBackup: TRACKMOD YES, which counts from the next activation, so the database is taken alone for a moment; then the full backup
/// that the incremental ones build upon, online where the database archives its logs. A run that failed half way is finished by the next one.
/// </summary>
internal sealed class EnableIncrementalBackup(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    public async Task<IncrementalBackupResult> RunAsync(EnableIncrementalBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(EnableIncrementalBackupStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        Db2Database database;
        FirstFullNote note;
        await using (var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false))
        {
            database = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
            if (BackupRefusal.Offline(database, await UtilityWatch.ListAsync(session, cancellationToken).ConfigureAwait(false)) is { } refusal) throw refusal;
            note = new FirstFullNote(database);
            var inForce = database is { TracksModifications: true, BackupPending: false } && await IsInForceAsync(session, database, cancellationToken).ConfigureAwait(false);
            var history = await reader.HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
            if (inForce && !note.IsThere && Predecessor.Of(BackupKind.Delta, history).Why is null)
            {
                await ExclusiveUse.EndLeftoverAsync(session, database, host, clock, cancellationToken).ConfigureAwait(false);
                host.Verbose($"{database} tracks modified pages already, and has a full backup: nothing was changed.");
                return new IncrementalBackupResult(database, Changed: false, InitialBackup: null);
            }

            host.Step(EnableIncrementalBackupStep.PrepareFolders);
            ImageFolder.PrepareBelow(options.Paths, database.Database);
            if (!inForce) await SwitchAsync(session, database, note, options, cancellationToken).ConfigureAwait(false);

            host.Step(EnableIncrementalBackupStep.ReadBack);
            await RequireInForceAsync(session, database, cancellationToken).ConfigureAwait(false);
        }

        BackupImage image;
        try
        {
            image = await TakeFullAsync(database, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            host.Warning($"{database} tracks modified pages (TRACKMOD YES), and the full backup that incremental ones build upon was not taken. Remove the cause, then run Enable-Db2IncrementalBackup again: it takes the backup.");
            throw;
        }
        note.Remove();
        await using (var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false))
            return new IncrementalBackupResult(await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false), Changed: true, image);
    }

    /// <summary>TRACKMOD counts from the next activation [commands.md, UPDATE DATABASE CONFIGURATION]: with the database alone nobody keeps it from ending.</summary>
    private async Task SwitchAsync(IDb2Session session, Db2Database database, FirstFullNote note, EnableIncrementalBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(EnableIncrementalBackupStep.TakeAlone);
        var use = await ExclusiveUse.TakeAsync(session, database, options.Force, host, clock, cancellationToken).ConfigureAwait(false);
        Exception? cause = null;
        try
        {
            host.Step(EnableIncrementalBackupStep.SetTracking);
            note.Write();
            if (!database.TracksModifications)
                (await session.RunAsync(Statements.UpdateConfiguration(database.Database, ("TRACKMOD", ConfigurationValue.Yes)), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        }
        catch (Exception e)
        {
            cause = e;
            throw;
        }
        finally
        {
            host.Step(EnableIncrementalBackupStep.GiveBack);
            await use.ReleaseAsync(cause).ConfigureAwait(false);
        }
    }

    /// <summary>Online where that is possible: users work meanwhile.</summary>
    private Task<BackupImage> TakeFullAsync(Db2Database database, EnableIncrementalBackupOptions options, CancellationToken cancellationToken) =>
        database is { IsRecoverable: true, BackupPending: false }
            ? new OnlineBackup(db2, host, clock).RunAsync(new(database.Database, options.Paths) { Verify = options.Verify }, cancellationToken)
            : new OfflineBackup(db2, host, clock).RunAsync(new(database.Database, options.Paths) { Force = options.Force, Verify = options.Verify }, cancellationToken);

    /// <exception cref="Db2BackupException">IncrementalBackupNotInForce.</exception>
    private static async Task RequireInForceAsync(IDb2Session session, Db2Database database, CancellationToken cancellationToken)
    {
        // A BACKUP PENDING database lets nobody in to ask; its offline backup activates it anew.
        if (!database.BackupPending && !await IsInForceAsync(session, database, cancellationToken).ConfigureAwait(false))
            throw new Db2BackupException(ErrorCode.IncrementalBackupNotInForce, $"TRACKMOD of {database} was set to YES, and is not in force.", database.Database);
    }

    private static async Task<bool> IsInForceAsync(IDb2Session session, Db2Database database, CancellationToken cancellationToken)
    {
        (await session.RunAsync(Statements.Connect(database.Database), cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        var reply = await session.RunAsync(Statements.TrackedModifications, cancellationToken).ConfigureAwait(false);
        (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        return reply.Checked(database.Database).Table is { Rows: [[{ } inForce]] }
            ? inForce.Trim() is "YES" or "ON"
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 did not tell TRACKMOD of {database}: {reply.Output.Trim()}", database.Database);
    }
}
