using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>The steps of a streamed backup before Db2 writes, in order; those of publishing follow, while Db2 writes.</summary>
internal enum StreamBackupStep { CheckState, CheckStore, MakePipes, RunBackup, Confirm }

internal sealed record StreamBackupOptions(string Database)
{
    /// <summary>Offline takes the database alone meanwhile.</summary>
    public BackupMode Mode { get; init; } = BackupMode.Online;

    public BackupKind Kind { get; init; } = BackupKind.Full;

    /// <summary>Offline: end the applications of this database.</summary>
    public bool Force { get; init; }

    /// <summary>Streams that Db2 writes, each into a pipe of its own.</summary>
    public int Streams { get; init; } = 1;

    /// <summary>One passphrase, or any number of public keys.</summary>
    public required IReadOnlyList<IAgeRecipient> Recipients { get; init; }

    /// <summary>Has to be said: without it no recipient is an error.</summary>
    public bool NoEncryption { get; init; }

    /// <summary>Null for zstd where the system has it, else gzip; None for an image that Db2 compresses or encrypts itself.</summary>
    public CompressionCodec? Compression { get; init; }
    public int? CompressionLevel { get; init; }
    public int? Parallelism { get; init; }
    public int? Priority { get; init; }

    /// <summary>The folder in which the folder of the pipes is made; null for the temporary folder.</summary>
    public string? PipePath { get; init; }

    /// <summary>Folders for staged files, in place of pipes; each is a stream, and they take turns when there are more streams than folders.</summary>
    public IReadOnlyList<string> StagingPaths { get; init; } = [];

    /// <summary>How long Db2 may write nothing before its backup is stopped.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromMinutes(30);

    public PublishBackupOptions Publish { get; init; } = new();
}

/// <summary>
/// Backup-Db2Database: Invoke, Protect and Publish over named pipes. Db2 writes, and what it writes goes through the pipeline into the store at
/// the same time; nothing lies on a disk. The manifest is written when all streams have ended, Db2 has said so, the history has confirmed it,
/// and the store has told the lengths of everything.
/// </summary>
internal sealed class StreamBackup(ClpConnector db2, BackupTargets targets, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    /// <returns>One per store that has it.</returns>
    /// <exception cref="Db2BackupException">What Invoke-Db2OnlineBackup, Invoke-Db2OfflineBackup, Protect-Db2Backup and Publish-Db2Backup have; BackupStalled.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(StreamBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(StreamBackupStep.CheckState);
        BackupKeys.Check(options.Recipients, options.NoEncryption);
        CompressionChoice.Check(options.Compression, options.CompressionLevel, ZstdLibrary.IsAvailable);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        var parent = options.PipePath ?? PipeFolder.DefaultParent;
        var debris = new PipeDebris(db2, host, clock);
        var released = debris.Remove(parent);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var reader = new DatabaseReader(db2.Instance, clock);
        var database = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        if (released) await debris.AwaitEndAsync(session, database, cancellationToken).ConfigureAwait(false);
        var utilities = await UtilityWatch.ListAsync(session, cancellationToken).ConfigureAwait(false);
        if ((options.Mode == BackupMode.Online ? BackupRefusal.Online(database, utilities) : BackupRefusal.Offline(database, utilities)) is { } refusal) throw refusal;
        var history = options.Kind == BackupKind.Full ? [] : await reader.HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        if (Predecessor.Refusal(database, options.Kind, history) is { } alone) throw alone;
        var tableSpaces = await TableSpaceFacts.ReadAsync(session, database, host, cancellationToken).ConfigureAwait(false);
        database = database with { SizeBytes = TableSpaceFacts.Bytes(tableSpaces) ?? database.SizeBytes };

        host.Step(StreamBackupStep.CheckStore);
        var builtOn = Predecessor.Of(options.Kind, history).Timestamp;
        await targets.CheckAsync(RepositoryOwner.Of(database, null), builtOn, options.Publish, cancellationToken).ConfigureAwait(false);

        host.Step(StreamBackupStep.MakePipes);
        var folder = PipeFolder.Create(parent, options.Streams, clock);
        var stillRunning = false;
        try
        {
            using var mark = BackupMark.Enter(database, [folder.Path], [], host, clock);
            await new UnclaimedImages(db2, BackupPlaces.Of(db2), host, clock).TellKilledAsync(database, mark.Left).ConfigureAwait(false);
            await targets.TellDebrisAsync(database.Name, cancellationToken).ConfigureAwait(false);
            return await new StreamRun(db2, session, targets, primitives, host, clock, folder, database, builtOn, tableSpaces, options).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.UtilityStillRunning)
        {
            stillRunning = true;
            throw;
        }
        finally
        {
            if (stillRunning) folder.Abandon();
            else folder.Dispose();
        }
    }
}
