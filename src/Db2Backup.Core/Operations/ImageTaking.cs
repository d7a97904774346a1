using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>The three steps that every backup into folders has, as members of the operation's own enum.</summary>
internal sealed record ImageSteps(Enum Run, Enum Confirm, Enum Verify);

/// <summary>Takes an image: BACKUP, what the history says of it, db2ckbkp.</summary>
internal sealed class ImageTaking(ClpConnector db2, IDb2Session session, IOperationHost host, TimeProvider clock, ImageSteps steps)
{
    /// <param name="verify">Read the image back with db2ckbkp.</param>
    public async Task<BackupImage> RunAsync(Db2Database database, BackupClauses clauses, bool verify, CancellationToken cancellationToken)
    {
        host.Step(steps.Run);
        var run = await new BackupRun(db2, session, host, clock).RunAsync(database, clauses, cancellationToken).ConfigureAwait(false);
        var missing = "confirmed by the history";
        try
        {
            host.Step(steps.Confirm);
            var image = await new BackupConfirmation(session).ConfirmAsync(database, clauses, run, cancellationToken).ConfigureAwait(false);
            if (!verify) return image;
            missing = "found good by db2ckbkp";
            host.Step(steps.Verify);
            await ImageVerification.VerifyAsync(db2.Tools, image.Path, host, cancellationToken).ConfigureAwait(false);
            return image with { Verified = true };
        }
        catch (Exception e) when (e is OperationCanceledException or Db2BackupException)
        {
            // Db2 made it and its history may list it: it is neither thrown away nor passed over in silence.
            var files = ImageFolder.Find(clauses.Targets, database.Database, run.Timestamp);
            host.Warning($"Db2 ended the backup {run.Timestamp} of {database} without an error, but it was not {missing}. The image stays, and should not be relied on: {string.Join(", ", files.Select(f => f.Path))}");
            throw;
        }
    }
}
