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
}
