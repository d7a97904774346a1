namespace Db2Backup;

/// <summary>A backup fetched from a store: its files as they are stored, slices joined, verified.</summary>
public sealed record SavedBackup
{
    /// <summary>The alias.</summary>
    public string Database => Manifest.Alias;

    /// <summary>The image's timestamp.</summary>
    public Db2Timestamp Timestamp => Manifest.Timestamp;

    /// <summary>The folder they were saved to.</summary>
    public required string Folder { get; init; }

    /// <summary>What the store knows of the backup.</summary>
    public required BackupManifest Manifest { get; init; }

    /// <summary>One file per image file, in the order of the manifest.</summary>
    public required IReadOnlyList<SavedFile> Files { get; init; }

    /// <summary>The recovery kit as it is stored; null when the backup has none, or it was left out.</summary>
    public SavedFile? RecoveryKit { get; init; }

    /// <summary>The paths of the files.</summary>
    public IReadOnlyList<string> Path => Files.Select(f => f.Path).ToList();

    /// <summary>Database, timestamp and folder, for messages.</summary>
    public override string ToString() => $"{Database} {Timestamp} in {Folder}";
}

/// <param name="Path">The file.</param>
/// <param name="File">What the manifest says of it.</param>
/// <param name="Reused">It was there already, with the same content.</param>
public sealed record SavedFile(string Path, ManifestFile File, bool Reused);
