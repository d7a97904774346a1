namespace Db2Backup;

/// <summary>Where an archived log was found on the server.</summary>
public enum ArchiveLogPlace
{
    /// <summary>In the directory of LOGARCHMETH1.</summary>
    Archive,

    /// <summary>In the directory of LOGARCHMETH2.</summary>
    SecondArchive,

    /// <summary>In FAILARCHPATH, because the archive method failed.</summary>
    Failover,

    /// <summary>Not on the server: only in a store.</summary>
    Store,
}

/// <summary>Whether a log is in a store.</summary>
public enum LogPublication
{
    /// <summary>No store was asked.</summary>
    NotAsked,

    /// <summary>It is in none of the stores.</summary>
    No,

    /// <summary>A log of its place and name is; names repeat, and only the digest tells whether it is this one.</summary>
    ByName,

    /// <summary>It is, by its digest.</summary>
    Yes,
}

/// <summary>An archived log of a database: on the server, in stores, or both.</summary>
public sealed record Db2ArchiveLog
{
    /// <summary>The database: binds to -Database.</summary>
    public required string Database { get; init; }

    /// <summary>The instance: binds to the next cmdlet; null when only a store was asked.</summary>
    public Db2Instance? InstanceInfo { get; init; }

    /// <summary>Partition, stream, chain and name.</summary>
    public required LogExtent Log { get; init; }

    /// <summary>The database partition: 0 for NODE0000.</summary>
    public int Partition => Log.Partition;

    /// <summary>The log stream; pureScale has one per member.</summary>
    public int Stream => Log.Stream;

    /// <summary>The log chain: 0 for C0000000.</summary>
    public int Chain => Log.Chain;

    /// <summary>S0000012.LOG</summary>
    public string Name => Log.Name.ToString();

    /// <summary>Where it was found.</summary>
    public required ArchiveLogPlace Place { get; init; }

    /// <summary>The file on the server; null when it is only in a store.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes of the file as Db2 archived it; null when it is only in a store.</summary>
    public long? Length { get; init; }

    /// <summary>Db2 had closed and archived it by then; null when it is only in a store.</summary>
    public DateTimeOffset? ClosedTime { get; init; }

    /// <summary>Db2 has finished writing the file, as its history or its age tells. What is not complete is not published yet.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Digest of the file, lower-case hexadecimal: the identity of a log. Null when it was not asked for.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the stores have it.</summary>
    public required LogPublication Published { get; init; }

    /// <summary>The stores that have it, or one of its name.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>Its keys in those stores, in the same order.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Keys of logs in the stores that have its place and name and other content.</summary>
    public IReadOnlyList<string> OtherCopies { get; init; } = [];
}
