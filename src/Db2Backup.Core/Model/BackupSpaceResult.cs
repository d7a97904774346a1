using System.Globalization;

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

    /// <summary>How the image comes to lie in the store; null when none was named.</summary>
    public StoreNeed? StoreNeed { get; init; }

    /// <summary>There is room on each of them, and the image is within the limits of the store.</summary>
    public bool Passed => FileSystems.All(f => f.Passed) && (StoreNeed is null || StoreNeed.Passed);

    /// <summary>For a person: what is missing where, or that there is room.</summary>
    public override string ToString() => Passed
        ? $"There is room for a backup of {Database}: {DataBytes + LogBytes} bytes are needed."
        : $"There is no room for a backup of {Database}: " + string.Join("; ", FileSystems.Where(f => !f.Passed).Select(f => $"{f.MountPoint} has {f.FreeBytes} of {f.NeededBytes} bytes")
            .Concat(StoreNeed is { Passed: false } store ? [$"{store.Location} takes {store.LargestImageBytes} of {store.NeededBytes} bytes in {store.Streams} streams"] : []));
}

/// <param name="MountPoint">Where the file system is mounted.</param>
/// <param name="NeededBytes">For this database, and for those before it in the same pipeline that use the same file system.</param>
/// <param name="FreeBytes">Available to this user.</param>
public sealed record FileSystemNeed(string MountPoint, long NeededBytes, long FreeBytes)
{
    /// <summary>It is enough.</summary>
    public bool Passed => FreeBytes >= NeededBytes;
}

/// <summary>How an image comes to lie in a store: cut into objects of parts, inside the store's limits.</summary>
/// <param name="Location">The store's location.</param>
/// <param name="NeededBytes">Of the image; compressed it takes less.</param>
/// <param name="Streams">Files that Db2 spreads the image over, one for each path.</param>
/// <param name="ObjectBytes">Bytes of an object, all but the last of a stream.</param>
/// <param name="Objects">How many there will be at the most.</param>
/// <param name="Parts">Requests that store them, at the most.</param>
/// <param name="LargestImageBytes">What fits: 9,999 objects for each stream.</param>
public sealed record StoreNeed(string Location, long NeededBytes, int Streams, long ObjectBytes, long Objects, long Parts, long LargestImageBytes)
{
    /// <summary>The image fits.</summary>
    public bool Passed => NeededBytes <= LargestImageBytes;

    /// <summary>For a person.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Location}: {Objects:N0} objects of {ObjectBytes:N0}");
}
