using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>The three steps that every backup into folders has, as members of the operation's own enum.</summary>
internal sealed record ImageSteps(Enum Run, Enum Confirm, Enum Verify);

/// <summary>Takes an image: BACKUP, what the history says of it, db2ckbkp.</summary>
internal sealed class ImageTaking(IDb2Connector db2, IDb2Session session, IOperationHost host, TimeProvider clock, ImageSteps steps)
{
    /// <param name="tableSpaces">As they were just before.</param>
    /// <param name="verify">Read the image back with db2ckbkp.</param>
    public async Task<BackupImage> RunAsync(
        Db2Database database, IReadOnlyList<BackupTableSpace> tableSpaces, BackupClauses clauses, bool verify, CancellationToken cancellationToken)
    {
        database = database with { SizeBytes = TableSpaceFacts.Bytes(tableSpaces) ?? database.SizeBytes };
        var (reader, place) = (DatabaseReaders.Of(db2.Instance, clock), BackupPlaces.Of(db2));
        host.Step(steps.Run);
        // Until the image is verified: whoever is killed before that has confirmed nothing.
        using var mark = BackupMark.Enter(database, clauses.Targets, place.Find(clauses.Targets, database).Select(f => f.Path).ToList(), host, clock);
        await new UnclaimedImages(db2, place, host, clock).TellKilledAsync(database, mark.Left).ConfigureAwait(false);
        var run = await new BackupRun(db2, session, host, clock).RunAsync(database, clauses, cancellationToken).ConfigureAwait(false);
        var missing = "confirmed by the history";
        try
        {
            host.Step(steps.Confirm);
            var image = await new BackupConfirmation(session, reader, place).ConfirmAsync(database, tableSpaces, clauses, run, cancellationToken).ConfigureAwait(false);
            image = await ImageFacts.AddAsync(image, (db2 as ClpConnector)?.Tools, session, reader, cancellationToken).ConfigureAwait(false);
            image = await new DiagnosticLog(db2.Instance, host).AddAsync(image, run.Start, cancellationToken).ConfigureAwait(false);
            if (!verify) return image;
            missing = "found good by db2ckbkp";
            host.Step(steps.Verify);
            var begin = clock.GetTimestamp();
            return await place.VerifyAsync(image, host, cancellationToken).ConfigureAwait(false)
                ? image with { Verified = true, VerifyDuration = clock.GetElapsedTime(begin) }
                : image;
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            // Db2 made it and its history may list it: it is neither thrown away nor passed over in silence.
            var files = place.Find(clauses.Targets, database).Where(f => f.Name.Timestamp == run.Timestamp).Select(f => f.Path).ToList();
            var where = files.Count > 0 ? files : clauses.Targets;
            host.Warning($"Db2 ended the backup {run.Timestamp} of {database} without an error, but it was not {missing}. The image stays, and should not be relied on: {string.Join(", ", where)}");
            throw;
        }
    }
}
