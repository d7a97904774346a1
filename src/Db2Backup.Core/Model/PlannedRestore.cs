namespace Db2Backup;

/// <summary>What one RESTORE of a plan is for.</summary>
public enum RestorePurpose
{
    /// <summary>The whole database, by this image alone.</summary>
    Whole,

    /// <summary>The target image, for the first time: only its configuration, history and table space definitions are read.</summary>
    Definition,

    /// <summary>The full image that the others build upon.</summary>
    Base,

    /// <summary>An incremental or delta image between the base and the target.</summary>
    Change,

    /// <summary>The target image, for the second time: its data.</summary>
    Final,
}

/// <summary>One RESTORE of a plan.</summary>
/// <param name="Backup">The image.</param>
/// <param name="Purpose">What it is for.</param>
public sealed record PlannedRestore(PublishedBackup Backup, RestorePurpose Purpose)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{Backup.Timestamp} {Backup.Kind}, {Purpose}";
}

/// <summary>Where a log of a plan comes from.</summary>
public enum LogSource
{
    /// <summary>The image carries it (INCLUDE LOGS, LOGTARGET).</summary>
    Image,

    /// <summary>It is an object of its own in the store.</summary>
    Store,
}

/// <summary>Logs of a plan that follow each other and come from one place.</summary>
/// <param name="First">Partition, stream, chain and name of the first one.</param>
/// <param name="Last">Name of the last one.</param>
/// <param name="Source">Where they come from.</param>
public sealed record PlannedLogs(LogExtent First, LogFileName Last, LogSource Source)
{
    /// <summary>How many they are.</summary>
    public int Count => Last.Number - First.Name.Number + 1;

    /// <summary>For people.</summary>
    public override string ToString() => $"{First} to {Last}, {(Source == LogSource.Image ? "of the image" : "of the store")}";
}
