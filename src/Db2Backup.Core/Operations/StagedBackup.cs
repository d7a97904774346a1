using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>
/// Backup-Db2Database with files between: Db2 writes them, db2ckbkp checks them, they are protected while they are stored, and each is
/// deleted when the store has the same. Where Db2 knows no pipes, and where an image is to be checked before it leaves the machine.
/// </summary>
internal sealed class StagedBackup(ClpConnector db2, BackupTargets targets, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    /// <param name="turn">When it is one of several; null when it is alone.</param>
    /// <returns>One per store that has it.</returns>
    /// <exception cref="Db2BackupException">What Invoke-Db2OnlineBackup, Invoke-Db2OfflineBackup, Protect-Db2Backup, Publish-Db2Backup and Remove-Db2BackupImage have.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(StreamBackupOptions options, CancellationToken cancellationToken, StagedTurn? turn = null)
    {
        BackupKeys.Check(options.Recipients, options.NoEncryption);
        if (options.Compression == CompressionCodec.Zstd) ZstdLibrary.Require();
        await CheckStoreAsync(options, cancellationToken).ConfigureAwait(false);
        var image = await TakeAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (turn is not null) await turn.TakenAsync(cancellationToken).ConfigureAwait(false);
            var published = await PublishAsync(image, options, cancellationToken).ConfigureAwait(false);
            await targets.RemoveImageAsync(image, published, cancellationToken).ConfigureAwait(false);
            // There is nothing local any more.
            return published.Select(p => p with { Image = null }).ToList();
        }
        catch (Exception)
        {
            // It is a good backup, checked and in the history; whether it is also in the store, the error tells.
            if (image.Path.Any(File.Exists))
                host.Warning($"The staged image {image.Timestamp} of {image.DatabaseInfo} stays: publish it (Protect-Db2Backup, Publish-Db2Backup), or delete it: {string.Join(", ", image.Path.Where(File.Exists))}");
            throw;
        }
    }

    /// <summary>Before Db2 works for hours.</summary>
    private async Task CheckStoreAsync(StreamBackupOptions options, CancellationToken cancellationToken)
    {
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var database = await new DatabaseReader(db2.Instance, clock).ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
            var history = options.Kind == BackupKind.Full ? [] : await new DatabaseReader(db2.Instance, clock).HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
            if (Predecessor.Refusal(database, options.Kind, history) is { } alone) throw alone;
            await targets.CheckAsync(RepositoryOwner.Of(database, null), Predecessor.Of(options.Kind, history).Timestamp, options.Publish, cancellationToken).ConfigureAwait(false);
            // The lock of a backup reaches no other host.
            await targets.TellDebrisAsync(database.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<BackupImage> TakeAsync(StreamBackupOptions options, CancellationToken cancellationToken)
    {
        // The same path several times: so many files of one image in it [images-and-logs.md, Image file names].
        var count = Math.Max(options.Streams, options.StagingPaths.Count);
        var paths = Enumerable.Range(0, count).Select(i => options.StagingPaths[i % options.StagingPaths.Count]).ToList();
        return options.Mode == BackupMode.Online
            ? new OnlineBackup(db2, host, clock).RunAsync(new(options.Database, paths) { Kind = options.Kind, Parallelism = options.Parallelism, Priority = options.Priority }, cancellationToken)
            : new OfflineBackup(db2, host, clock).RunAsync(new(options.Database, paths) { Kind = options.Kind, Parallelism = options.Parallelism, Force = options.Force }, cancellationToken);
    }

    private Task<IReadOnlyList<PublishedBackup>> PublishAsync(BackupImage image, StreamBackupOptions options, CancellationToken cancellationToken) =>
        targets.PublishAsync(
            PublishImage.Source(image, options.Recipients, options.Compression, options.CompressionLevel, primitives, host, clock), image.Files.Count, options.Publish, cancellationToken);
}
