namespace Db2Backup;

/// <summary>An entry of LIST TABLESPACES.</summary>
public sealed record Db2TableSpaceOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.TableSpaces;

    /// <summary>Its number.</summary>
    public int? Id { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Database managed space, System managed space, in the language of the text.</summary>
    public string? Type { get; init; }

    /// <summary>What it holds, in the language of the text.</summary>
    public string? Contents { get; init; }

    /// <summary>The bits of its state: 0 normal, 0x20 backup pending, 0x80 roll forward pending, 0x100 restore pending …</summary>
    public long? State { get; init; }

    /// <summary>The state in words, in the language of the text.</summary>
    public IReadOnlyList<string> StateText { get; init; } = [];

    /// <summary>Total pages.</summary>
    public long? TotalPages { get; init; }

    /// <summary>Pages that can be used; null where Db2 says that it does not apply.</summary>
    public long? UseablePages { get; init; }

    /// <summary>Pages in use.</summary>
    public long? UsedPages { get; init; }

    /// <summary>Free pages; null where Db2 says that it does not apply.</summary>
    public long? FreePages { get; init; }

    /// <summary>High water mark; null where Db2 says that it does not apply.</summary>
    public long? HighWaterMarkPages { get; init; }

    /// <summary>Size of a page.</summary>
    public int? PageSizeBytes { get; init; }

    /// <summary>Size of an extent.</summary>
    public long? ExtentSizePages { get; init; }

    /// <summary>Size of a prefetch.</summary>
    public long? PrefetchSizePages { get; init; }

    /// <summary>Number of containers.</summary>
    public int? Containers { get; init; }

    /// <summary>It must be rolled forward at least to here. Db2 tells it in UTC.</summary>
    public DateTimeOffset? MinimumRecoveryTime { get; init; }

    /// <summary>Other rows of SHOW DETAIL, such as quiescers and state changes.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();
}

/// <summary>An entry of LIST TABLESPACE CONTAINERS.</summary>
public sealed record Db2ContainerOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Containers;

    /// <summary>Number of the table space, where heading or statement tells it.</summary>
    public int? TableSpaceId { get; init; }

    /// <summary>Its number.</summary>
    public int? Id { get; init; }

    /// <summary>Path, file or device.</summary>
    public string? Name { get; init; }

    /// <summary>Path, File, Disk, in the language of the text.</summary>
    public string? Type { get; init; }

    /// <summary>Total pages, with SHOW DETAIL.</summary>
    public long? TotalPages { get; init; }

    /// <summary>Pages that can be used, with SHOW DETAIL.</summary>
    public long? UseablePages { get; init; }

    /// <summary>Whether it can be reached, with SHOW DETAIL; null when that is told in a language that is not known here.</summary>
    public bool? IsAccessible { get; init; }
}
