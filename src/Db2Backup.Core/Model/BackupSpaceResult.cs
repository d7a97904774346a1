namespace Db2Backup;

/// <summary>Whether there is room for a backup, and how that was counted.</summary>
public sealed record BackupSpaceResult
{
    /// <summary>The database.</summary>
    public required Db2Database DatabaseInfo { get; init; }

    /// <summary>Its alias: binds to -Database.</summary>
    public string Database => DatabaseInfo.Database;

    /// <summary>Its instance: binds to the next cmdlet.</summary>
    public Db2Instance InstanceInfo => DatabaseInfo.InstanceInfo;

    /// <summary>The instance's name.</summary>
    public string Instance => DatabaseInfo.Instance;

    /// <summary>The paths that were checked: binds to -Path.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>Used pages of all table spaces, in bytes.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Logs that INCLUDE LOGS will carry, in bytes: those in use now and those of the time of the backup.</summary>
    public required long LogBytes { get; init; }

    /// <summary>Every file system that the backup needs room on.</summary>
    public required IReadOnlyList<FileSystemNeed> FileSystems { get; init; }

    /// <summary>There is room on each of them.</summary>
    public bool Passed => FileSystems.All(f => f.Passed);

    /// <summary>For a person: what is missing where, or that there is room.</summary>
    public override string ToString() => Passed
        ? $"There is room for a backup of {Database}: {DataBytes + LogBytes} bytes are needed."
        : $"There is no room for a backup of {Database}: " + string.Join("; ", FileSystems.Where(f => !f.Passed).Select(f => $"{f.MountPoint} has {f.FreeBytes} of {f.NeededBytes} bytes"));
}

/// <param name="MountPoint">Where the file system is mounted.</param>
/// <param name="NeededBytes">For this database, and for those before it in the same pipeline that use the same file system.</param>
/// <param name="FreeBytes">Available to this user.</param>
public sealed record FileSystemNeed(string MountPoint, long NeededBytes, long FreeBytes)
{
    /// <summary>It is enough.</summary>
    public bool Passed => FreeBytes >= NeededBytes;
}
