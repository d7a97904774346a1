namespace Db2Backup;

/// <summary>An archived log that is in a store now.</summary>
public sealed record PublishedLog
{
    /// <summary>The store's location.</summary>
    public required string Store { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>Partition, stream, chain and name.</summary>
    public required LogExtent Log { get; init; }

    /// <summary>The local file.</summary>
    public required string Path { get; init; }

    /// <summary>Its key in the store.</summary>
    public required string Key { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the log: its identity.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes of the log.</summary>
    public required long PlainBytes { get; init; }

    /// <summary>Bytes in the store.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Db2 was set to compress what it archives (LOGARCHCOMPR1): it is stored as it is, and Db2 decompresses it when it recovers.</summary>
    public bool CompressedByDb2 { get; init; }

    /// <summary>It was there before, by its digest, and nothing was written.</summary>
    public required bool WasPublishedBefore { get; init; }

    /// <summary>Logs of the same place and name with other content: both are kept; chain and time tell which one a restore needs.</summary>
    public IReadOnlyList<string> OtherCopies { get; init; } = [];
}
