using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The steps of an online backup, in order.</summary>
internal enum OnlineBackupStep { CheckState, PrepareFolders, RunBackup, Confirm, VerifyImage }

/// <param name="Database">Alias.</param>
/// <param name="Paths">Folders; each database gets a folder of its own name in each of them, and each is one stream.</param>
internal sealed record OnlineBackupOptions(string Database, IReadOnlyList<string> Paths)
{
    public bool IncludeLogs { get; init; } = true;

    /// <summary>Db2's own COMPRESS.</summary>
    public bool Compress { get; init; }
    public int? Parallelism { get; init; }
    public int? Priority { get; init; }
    public int? Buffers { get; init; }
    public int? BufferPages { get; init; }

    public BackupKind Kind { get; init; } = BackupKind.Full;

    /// <summary>Read the image back with db2ckbkp.</summary>
    public bool Verify { get; init; } = true;
}

/// <summary>Invoke-Db2OnlineBackup: BACKUP DATABASE … ONLINE … INCLUDE LOGS into folders, confirmed by history and db2ckbkp.</summary>
internal sealed class OnlineBackup(IDb2Connector db2, IOperationHost host, TimeProvider clock)
{
    /// <summary>What is printed by BACKUP, found in the history, and lies complete in the folders.</summary>
    public async Task<BackupImage> RunAsync(OnlineBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(OnlineBackupStep.CheckState);
        var (reader, place) = (DatabaseReaders.Of(db2.Instance, clock), BackupPlaces.Of(db2));
        await place.RequireAccessAsync(cancellationToken).ConfigureAwait(false);
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var database = await reader.ReadAsync(session, options.Database, cancellationToken).ConfigureAwait(false);
        if (BackupRefusal.Online(database, await reader.UtilitiesAsync(session, cancellationToken).ConfigureAwait(false)) is { } refusal) throw refusal;
        var history = options.Kind == BackupKind.Full ? [] : await reader.HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        if (Predecessor.Refusal(database, options.Kind, history) is { } alone) throw alone;
        var tableSpaces = await TableSpaceFacts.ReadAsync(session, database, host, cancellationToken).ConfigureAwait(false);

        host.Step(OnlineBackupStep.PrepareFolders);
        var folders = place.Prepare(options.Paths, database);

        var clauses = new BackupClauses(database.Database, BackupMode.Online, folders)
        {
            Kind = options.Kind,
            IncludeLogs = options.IncludeLogs,
            Compress = options.Compress,
            Parallelism = options.Parallelism,
            Priority = options.Priority,
            Buffers = options.Buffers,
            BufferPages = options.BufferPages,
        };
        var steps = new ImageSteps(OnlineBackupStep.RunBackup, OnlineBackupStep.Confirm, OnlineBackupStep.VerifyImage);
        return await new ImageTaking(db2, session, host, clock, steps).RunAsync(database, tableSpaces, clauses, options.Verify, cancellationToken).ConfigureAwait(false);
    }
}
