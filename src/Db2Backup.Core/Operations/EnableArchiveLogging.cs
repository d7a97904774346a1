using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The steps of switching a database to archive logging, in order.</summary>
internal enum EnableArchiveLoggingStep { CheckState, PrepareFolders, TakeAlone, SetMethod, RunBackup, Confirm, VerifyImage, GiveBack, ReadBack }

/// <param name="Database">Alias.</param>
/// <param name="ArchivePath">LOGARCHMETH1 becomes DISK: with this folder, which is made where it is not there.</param>
/// <param name="BackupPath">Where the offline image goes that ends BACKUP PENDING: it has to be there. Null for a folder below <paramref name="ArchivePath"/>.</param>
internal sealed record EnableArchiveLoggingOptions(string Database, string ArchivePath, string? BackupPath)
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
    /// <summary>Below the archive folder: where the image goes when no other place was named.</summary>
    public const string InitialBackupFolder = "initial-backup";

    private static readonly TimeSpan TellLimit = TimeSpan.FromSeconds(30);

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
            await ExclusiveUse.EndLeftoverAsync(session, database, host, clock, cancellationToken).ConfigureAwait(false);
            // A run that was killed while Db2 took the image: Db2 has finished the switch, and nobody has seen the image.
            using (var mark = BackupMark.Enter(database, [], [], host, clock))
                await new UnclaimedImages(db2, BackupPlaces.Of(db2), host, clock).TellKilledAsync(database, mark.Left).ConfigureAwait(false);
            host.Verbose($"{database} archives its logs already ({database.LogArchiveMethod}): nothing was changed.");
            WarnOfOtherPlace(database, options);
            return new ArchiveLoggingResult(database, Changed: false, InitialBackup: null);
        }

        var tableSpaces = await TableSpaceFacts.ReadAsync(session, database, host, cancellationToken).ConfigureAwait(false);

        host.Step(EnableArchiveLoggingStep.PrepareFolders);
        if (options.BackupPath is { } named) ImageFolder.Require(named);
        ImageFolder.Prepare(options.ArchivePath);
        var folder = Path.Combine(options.BackupPath ?? Path.Combine(options.ArchivePath, InitialBackupFolder), database.Database);
        ImageFolder.Prepare(folder);

        host.Step(EnableArchiveLoggingStep.TakeAlone);
        var use = await ExclusiveUse.TakeAsync(session, database, options.Force, host, clock, cancellationToken).ConfigureAwait(false);
        BackupImage? image = null;
        Exception? cause = null;
        try
        {
            image = await SwitchAsync(session, database, tableSpaces, options, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cause = e;
            throw;
        }
        finally
        {
            host.Step(EnableArchiveLoggingStep.GiveBack);
            var givenBack = false;
            try
            {
                await use.ReleaseAsync(cause, image).ConfigureAwait(false);
                givenBack = true;
            }
            finally
            {
                if (cause is not null || !givenBack) await TellStateAsync(reader, database).ConfigureAwait(false);
            }
        }

        host.Step(EnableArchiveLoggingStep.ReadBack);
        var now = await ReadBackAsync(session, reader, database, image, cancellationToken).ConfigureAwait(false);
        WarnOfOtherPlace(now, options);
        // The image is of a database that archives its logs: a restore of it has to be rolled forward, and can be.
        image = image with { DatabaseInfo = now with { SizeBytes = image.DatabaseInfo.SizeBytes } };
        if (!options.RemoveInitialBackup) return new ArchiveLoggingResult(now, Changed: true, image);
        if (ImageFolder.Delete(image.Files) is { Count: > 0 } left)
        {
            host.Warning($"The initial image could not be removed: {string.Join("; ", left)}");
            return new ArchiveLoggingResult(now, Changed: true, image);
        }
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

    private async Task<BackupImage> SwitchAsync(
        IDb2Session session, Db2Database database, IReadOnlyList<BackupTableSpace> tableSpaces, EnableArchiveLoggingOptions options, string folder, CancellationToken cancellationToken)
    {
        host.Step(EnableArchiveLoggingStep.SetMethod);
        // BACKUP PENDING already: an earlier run set the method and did not come further.
        if (!database.BackupPending)
            (await session.RunAsync(Statements.UpdateConfiguration(database.Database, ("LOGARCHMETH1", ConfigurationValue.Disk(options.ArchivePath))), cancellationToken)
                .ConfigureAwait(false)).Checked(database.Database);

        var clauses = new BackupClauses(database.Database, BackupMode.Offline, [folder]);
        var steps = new ImageSteps(EnableArchiveLoggingStep.RunBackup, EnableArchiveLoggingStep.Confirm, EnableArchiveLoggingStep.VerifyImage);
        return await new ImageTaking(db2, session, host, clock, steps).RunAsync(database, tableSpaces, clauses, options.Verify, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Db2Database> ReadBackAsync(IDb2Session session, DatabaseReader reader, Db2Database database, BackupImage image, CancellationToken cancellationToken)
    {
        Db2Database now;
        try
        {
            now = await reader.ReadAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            host.Warning($"{database} was switched to LOGARCHMETH1 and backed up ({string.Join(", ", image.Path)}), but its state could not be read back. Run Enable-Db2ArchiveLogging again: it changes nothing when all is well.");
            throw;
        }
        return now is { IsRecoverable: true, IsUsable: true } ? now : throw new Db2BackupException(ErrorCode.ArchiveLoggingNotInForce,
            $"{database} was switched and backed up, and still is not recoverable and usable: {State(now)}.", database.Database);
    }

    /// <summary>Says in which state a failure left the database: read from Db2 in a session of its own, and not guessed.</summary>
    private async Task TellStateAsync(DatabaseReader reader, Db2Database before)
    {
        using var limit = new CancellationTokenSource(TellLimit);
        try
        {
            await using var session = await db2.OpenAsync(null, limit.Token).ConfigureAwait(false);
            var now = await reader.ReadAsync(session, before.Database, limit.Token).ConfigureAwait(false);
            host.Warning($"{before} was left so: {State(now)}." + (now.IsRecoverable || now.BackupPending ? " Remove the cause, then run Enable-Db2ArchiveLogging again: it goes on where it stopped." : ""));
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            host.Warning($"In which state {before} was left cannot be read ({e.Message}): LOGARCHMETH1 may be set already, and backup pending with it. Run Enable-Db2ArchiveLogging again when Db2 answers: it goes on where this stopped.");
        }
    }

    private static string State(Db2Database database) =>
        $"LOGARCHMETH1 {database.LogArchiveMethod}, backup pending {(database.BackupPending ? "YES" : "NO")}, rollforward pending {database.RollforwardPending}, restore pending {(database.RestorePending ? "YES" : "NO")}";
}
