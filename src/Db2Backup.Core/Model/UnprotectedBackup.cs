namespace Db2Backup;

/// <summary>Image files as Db2 wrote them, under Db2's own names, ready for RESTORE.</summary>
public sealed record UnprotectedBackup
{
    /// <summary>The alias in the files' names.</summary>
    public required string Database { get; init; }

    /// <summary>The timestamp in the files' names.</summary>
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>The folder that RESTORE … FROM names.</summary>
    public required string Folder { get; init; }

    /// <summary>The image files.</summary>
    public required IReadOnlyList<BackupImageFile> Files { get; init; }

    /// <summary>The recovery kit, a gzipped tar file; null when there was none to open.</summary>
    public string? RecoveryKit { get; init; }

    /// <summary>Their paths.</summary>
    public IReadOnlyList<string> Path => Files.Select(f => f.Path).ToList();

    /// <summary>The manifest they were checked against; null when they were opened without one.</summary>
    public BackupManifest? Manifest { get; init; }

    /// <summary>Length and digest of every file were compared with those recorded when the backup was taken.</summary>
    public required bool Verified { get; init; }
}
