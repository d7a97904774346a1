using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The steps of switching a database to archive logging, in order.</summary>
internal enum EnableArchiveLoggingStep { CheckState, PrepareFolders, TakeAlone, SetMethod, RunBackup, Confirm, VerifyImage, GiveBack, ReadBack }

/// <param name="Database">Alias.</param>
/// <param name="ArchivePath">LOGARCHMETH1 becomes DISK: with this folder.</param>
/// <param name="BackupPath">Where the offline image goes that ends BACKUP PENDING.</param>
internal sealed record EnableArchiveLoggingOptions(string Database, string ArchivePath, string BackupPath)
{
    /// <summary>End the applications of this database.</summary>
    public bool Force { get; init; }

    /// <summary>Delete the image again; there is no backup then, and the result says so.</summary>
    public bool RemoveInitialBackup { get; init; }
    public bool Verify { get; init; } = true;
}

/// <summary>
/// Enable-Db2ArchiveLogging: LOGARCHMETH1, and the offline backup that Db2 then wants. The database is taken alone first: what
/// cannot be finished is not begun. A run that failed half way is finished by the next one.
/// </summary>
internal sealed class EnableArchiveLogging(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    public async Task<ArchiveLoggingResult> RunAsync(EnableArchiveLoggingOptions options, CancellationToken cancellationToken)
    {
        host.Step(EnableArchiveLoggingStep.CheckState);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var database = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        if (BackupRefusal.Offline(database, await UtilityWatch.ListAsync(session, cancellationToken).ConfigureAwait(false)) is { } refusal) throw refusal;
        if (database is { IsRecoverable: true, BackupPending: false })
        {
            host.Verbose($"{database} archives its logs already ({database.LogArchiveMethod}): nothing was changed.");
            WarnOfOtherPlace(database, options);
            return new ArchiveLoggingResult(database, Changed: false, InitialBackup: null);
        }

        host.Step(EnableArchiveLoggingStep.PrepareFolders);
        ImageFolder.Prepare(options.ArchivePath);
        var folder = Path.Combine(options.BackupPath, database.Database);
        ImageFolder.Prepare(folder);

        host.Step(EnableArchiveLoggingStep.TakeAlone);
        var use = await ExclusiveUse.TakeAsync(session, database, options.Force, host, cancellationToken).ConfigureAwait(false);
        BackupImage image;
        Exception? cause = null;
        try
        {
            image = await SwitchAsync(session, database, options, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cause = await ExplainAsync(session, reader, database, e).ConfigureAwait(false);
            if (ReferenceEquals(cause, e)) throw;
            throw cause;
        }
        finally
        {
            host.Step(EnableArchiveLoggingStep.GiveBack);
            await use.ReleaseAsync(cause).ConfigureAwait(false);
        }

        host.Step(EnableArchiveLoggingStep.ReadBack);
        var now = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        if (now is not { IsRecoverable: true, IsUsable: true })
            throw new Db2BackupException(ErrorCode.ArchiveLoggingNotInForce,
                $"{database} was switched and backed up, and still is not recoverable and usable: {State(now)}.", database.Database);
        WarnOfOtherPlace(now, options);
        if (!options.RemoveInitialBackup) return new ArchiveLoggingResult(now, Changed: true, image);
        if (ImageFolder.Delete(image.Files) is { Count: > 0 } left) host.Warning($"The initial image could not be removed: {string.Join("; ", left)}");
        host.Warning($"The initial image of {database} was removed as asked: no backup of it exists now, though the history lists one.");
        return new ArchiveLoggingResult(now, Changed: true, InitialBackup: null);
    }

    /// <summary>Whoever named a folder must not believe that the logs go there when they go elsewhere.</summary>
    private void WarnOfOtherPlace(Db2Database database, EnableArchiveLoggingOptions options)
    {
        var place = Path.TrimEndingDirectorySeparator(options.ArchivePath);
        if (Path.TrimEndingDirectorySeparator(database.LogArchiveMethod ?? "") == "DISK:" + place) return;
        host.Warning($"{database} archives its logs to {database.LogArchiveMethod}, and not to {place}: LOGARCHMETH1 was set before, and was left as it is.");
    }

    private async Task<BackupImage> SwitchAsync(IDb2Session session, Db2Database database, EnableArchiveLoggingOptions options, string folder, CancellationToken cancellationToken)
    {
        host.Step(EnableArchiveLoggingStep.SetMethod);
        // BACKUP PENDING already: an earlier run set the method and did not come further.
        if (!database.BackupPending)
            (await session.RunAsync(Statements.UpdateConfiguration(database.Database, ("LOGARCHMETH1", ConfigurationValue.Disk(options.ArchivePath))), cancellationToken)
                .ConfigureAwait(false)).Checked(database.Database);

        host.Step(EnableArchiveLoggingStep.RunBackup);
        var clauses = new BackupClauses(database.Database, BackupMode.Offline, [folder]);
        var run = await new BackupRun(db2, session, host, clock).RunAsync(database, clauses, cancellationToken).ConfigureAwait(false);

        host.Step(EnableArchiveLoggingStep.Confirm);
        var image = await new BackupConfirmation(session, DatabaseReaders.Of(db2.Instance, clock), BackupPlaces.Of(db2)).ConfirmAsync(database, clauses, run, cancellationToken).ConfigureAwait(false);
        image = await ImageFacts.AddAsync(image, db2.Tools, session, DatabaseReaders.Of(db2.Instance, clock), cancellationToken).ConfigureAwait(false);
        if (!options.Verify) return image;

        host.Step(EnableArchiveLoggingStep.VerifyImage);
        await ImageVerification.VerifyAsync(db2.Tools, image.Path, host, cancellationToken).ConfigureAwait(false);
        return image with { Verified = true };
    }

    /// <summary>Says in which state a failure left the database, read from Db2 and not guessed.</summary>
    private static async Task<Exception> ExplainAsync(IDb2Session session, DatabaseReader reader, Db2Database before, Exception error)
    {
        if (error is not Db2BackupException refused) return error;
        Db2Database now;
        try
        {
            now = await reader.ReadAsync(session, before.Database, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Db2BackupException)
        {
            // The state cannot be read (the session is gone): the first error is the one that helps.
            return error;
        }
        return new Db2BackupException(refused.ErrorId, refused.Kind, $"{refused.Message} The database was left so: {State(now)}.",
            now.BackupPending ? "Remove the cause, then run Enable-Db2ArchiveLogging again: it goes on where it stopped. " + refused.Remedy : refused.Remedy,
            before.Database, error);
    }

    private static string State(Db2Database database) =>
        $"LOGARCHMETH1 {database.LogArchiveMethod}, backup pending {(database.BackupPending ? "YES" : "NO")}, rollforward pending {database.RollforwardPending}, restore pending {(database.RestorePending ? "YES" : "NO")}";
}
