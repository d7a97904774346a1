using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>One streamed backup, from the pipes that are there to the manifest.</summary>
internal sealed class StreamRun(
    ClpConnector db2, IDb2Session session, BackupTargets targets, AgePrimitives primitives, IOperationHost host, TimeProvider clock,
    PipeFolder folder, Db2Database database, Db2Timestamp? builtOn, IReadOnlyList<BackupTableSpace> tableSpaces, StreamBackupOptions options)
{
    private readonly DatabaseReader reader = new(db2.Instance, clock);
    private readonly PipePlace place = new();
    private readonly StreamProgress progress = new(host, $"Backing up {database.Database}", "Waiting for Db2", null, clock);
    private readonly BackupClauses clauses = new(database.Database, options.Mode, folder.Pipes.Select(p => p.Path).ToList())
    {
        Kind = options.Kind, IncludeLogs = options.Mode == BackupMode.Online, Parallelism = options.Parallelism, Priority = options.Priority,
    };
    private readonly List<ImageStream> streams = folder.Pipes.Select((pipe, i) => new ImageStream(i + 1, pipe, folder.Path, db2.Tools)).ToList();
    private Db2BackupException? notGivenBack;
    private DateTimeOffset start;

    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(CancellationToken cancellationToken)
    {
        start = await reader.NowAsync(session, cancellationToken).ConfigureAwait(false);
        var published = await new StreamTaking(folder, host, clock).RunAsync(database.ToString(), BackUpAsync, PublishAsync, options.StallLimit, cancellationToken).ConfigureAwait(false);
        if (notGivenBack is { } e) throw new Db2BackupException(ErrorCode.StateNotRestored, $"The backup is in the store as {published[0].Key}. {e.Message}", database.Database, e);
        return published;
    }

    /// <summary>BACKUP; offline the database is given back as soon as Db2 has ended, whatever is still on its way to the store.</summary>
    private async Task<BackupRunResult> BackUpAsync(CancellationToken cancellationToken)
    {
        var use = options.Mode == BackupMode.Offline ? await ExclusiveUse.TakeAsync(session, database, options.Force, host, clock, cancellationToken).ConfigureAwait(false) : null;
        Exception? cause = null;
        try
        {
            host.Step(StreamBackupStep.RunBackup);
            return await new BackupRun(db2, session, progress, clock, place).RunAsync(database, clauses, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cause = e;
            throw;
        }
        finally
        {
            if (use is not null) await GiveBackAsync(use, cause).ConfigureAwait(false);
        }
    }

    private async Task GiveBackAsync(ExclusiveUse use, Exception? cause)
    {
        try
        {
            await use.ReleaseAsync(cause).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (cause is null && e.Code == ErrorCode.StateNotRestored)
        {
            // The image is good: it is stored, and then this is told.
            notGivenBack = e;
        }
    }

    private async Task<IReadOnlyList<PublishedBackup>> PublishAsync(Task<BackupRunResult> taking, CancellationToken cancellationToken)
    {
        var first = await FirstHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (first is null)
        {
            // Usually Db2 has refused, and says so here.
            await taking.ConfigureAwait(false);
            throw new Db2BackupException(ErrorCode.BackupNotConfirmed, $"Db2 reported a backup of {database}, and nothing of an image came out of the pipes.", database.Database);
        }
        var image = ImageFacts.WithHeader(new BackupImage
        {
            Database = database.Database, DatabaseInfo = database, Timestamp = first.Timestamp!.Value, Kind = clauses.Kind, Mode = clauses.Mode, Files = [],
            IncludesLogs = clauses.IncludeLogs, StartTime = start, EndTime = start,
        }, first, "the stream");
        var compression = CompressionChoice.Of(options.Compression, options.CompressionLevel, image.IsCompressedByDb2, ZstdLibrary.IsAvailable);
        host.Verbose($"Db2 writes the image {image.Timestamp} of {database} into {streams.Count} pipe(s). {compression.Why}");
        var protection = new ProtectOptions(compression.Codec, compression.Level, options.Recipients);
        var source = new StreamedImage(
            image, local: null, streams.Select(s => new ImageFlow(token => NameAsync(s, image, token), s.OpenAsync, () => s.Pipe.Waited)).ToList(),
            new FlowSurroundings(protection, primitives, progress, clock), (files, token) => ConfirmAsync(files, taking, first, token));
        return await targets.PublishAsync(source, streams.Count, options.Publish, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The header of whichever stream brings one first; null when all ended without.</summary>
    /// <exception cref="Db2BackupException">Db2AnswerNotUnderstood: there are streams, and no header in them.</exception>
    private async Task<MediaHeader?> FirstHeaderAsync(CancellationToken cancellationToken)
    {
        var pending = streams.Select(s => s.HeadAsync(cancellationToken)).ToList();
        var seen = false;
        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending).ConfigureAwait(false);
            var head = await done.ConfigureAwait(false);
            if (head.Header is not null) return head.Header;
            // The header is in the first file of an image [images-and-logs.md, Image file names]; whether it is in the others too, only they tell.
            seen |= head.Bytes.Length > 0;
            pending.Remove(done);
        }
        return seen
            ? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"db2ckbkp -H finds no media header in what Db2 writes of {database} into its pipes, so its timestamp is not known in time. Take this backup with staged files (-StagingPath).", database.Database)
            : null;
    }

    /// <summary>Its header tells the name; a stream without one is named by its place.</summary>
    /// <exception cref="Db2BackupException">BackupNotConfirmed: the stream is of another image.</exception>
    private static async Task<ImageName> NameAsync(ImageStream stream, BackupImage image, CancellationToken cancellationToken)
    {
        var header = (await stream.HeadAsync(cancellationToken).ConfigureAwait(false)).Header;
        if (header is not null) ImageFacts.WithHeader(image, header, stream.Pipe.Path);
        return new ImageName(image.Database, ImageName.WholeDatabase, image.Instance, 0, null, image.Timestamp, header?.Sequence ?? stream.Number);
    }

    private async Task<BackupImage> ConfirmAsync(IReadOnlyList<BackupImageFile> files, Task<BackupRunResult> taking, MediaHeader header, CancellationToken cancellationToken)
    {
        var run = await taking.ConfigureAwait(false);
        host.Step(StreamBackupStep.Confirm);
        progress.Phase("Confirming");
        place.Ended(files);
        var image = await new BackupConfirmation(session, reader, place).ConfirmAsync(database, tableSpaces, clauses, run, cancellationToken).ConfigureAwait(false);
        image = ImageFacts.WithHeader(await ImageFacts.AddAsync(image, null, session, reader, cancellationToken).ConfigureAwait(false), header, "the stream");
        // Another backup may have come between the look before BACKUP and BACKUP itself.
        if (image.Predecessor != builtOn)
            throw new Db2BackupException(ErrorCode.BackupNotConfirmed, $"{database} was backed up by somebody else just before: {image.Timestamp} builds upon {image.Predecessor}, and not upon {builtOn}.", database.Database);
        // What was pending is in force with this image: a restore of it has to be rolled forward.
        if (database.BackupPending) image = image with { DatabaseInfo = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false) };
        image = await new DiagnosticLog(db2.Instance, host).AddAsync(image, run.Start, cancellationToken).ConfigureAwait(false);
        if (StreamWhole.Refusal(image, header.Sessions) is { } why)
            throw new Db2BackupException(ErrorCode.BackupNotConfirmed, $"Db2 reported a backup of {database}, but {why}.", database.Database);
        if (StreamWhole.Warning(image, tableSpaces) is { } warning) host.Warning(warning);
        // Its folder in the store was named before BACKUP began by the same clock.
        return image with { StartTime = start };
    }
}
