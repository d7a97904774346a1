using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>The steps of a restore, in order.</summary>
internal enum RestoreStep { CheckTarget, PrepareFolders, FetchImages, FetchLogs, FreeTarget, Restore, SetConfiguration, RollForward, ReadBack, CleanUp }

/// <summary>Where a restore takes images and logs from.</summary>
internal interface IRestoreSource
{
    /// <summary>The image files of the plan's backup, verified, into an empty folder.</summary>
    Task<UnprotectedBackup> FetchImagesAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken);

    /// <summary>The plan's logs under their own names, verified, into a folder. A file that the folder has with the same content stays.</summary>
    Task FetchLogsAsync(RecoveryPlan plan, string folder, CancellationToken cancellationToken);

    /// <summary>The backup is still in the store, and every object of it has its length.</summary>
    /// <exception cref="Db2BackupException">BackupNotFound, BackupIncomplete.</exception>
    Task<BackupManifest> CheckAsync(RecoveryPlan plan, CancellationToken cancellationToken);

    /// <summary>Reads, decrypts and decompresses every image file of the plan's backup, and keeps nothing of it.</summary>
    Task VerifyImagesAsync(RecoveryPlan plan, CancellationToken cancellationToken);

    /// <summary>Writes the plain bytes of one image file. When this returns they were found right; when it throws they are worth nothing.</summary>
    Task SendImageAsync(RecoveryPlan plan, ManifestFile file, Stream destination, Action<long>? onSent, CancellationToken cancellationToken);
}

/// <param name="Plan">What to restore.</param>
/// <param name="WorkFolder">Where images and logs are put meanwhile; Db2's user must be able to use it.</param>
internal sealed record RestoreOptions(RecoveryPlan Plan, string WorkFolder)
{
    /// <summary>Replace the target when it exists.</summary>
    public bool Overwrite { get; init; }

    /// <summary>End the applications of a target that is in use.</summary>
    public bool Force { get; init; }

    /// <summary>TO: where a new database is made; null for the instance's default.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Where a clone archives its logs; null for a folder of its own below <see cref="WorkFolder"/>.</summary>
    public string? ArchivePath { get; init; }

    /// <summary>Leave the log archiving of the image in force although this is a clone.</summary>
    public bool KeepLogArchiving { get; init; }
    public int? Parallelism { get; init; }

    /// <summary>Save the image first also where it could be streamed.</summary>
    public bool SaveFirst { get; init; }

    /// <summary>The folder in which the folder of the pipes is made; null for the temporary folder.</summary>
    public string? PipePath { get; init; }
}
