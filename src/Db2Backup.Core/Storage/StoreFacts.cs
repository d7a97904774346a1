namespace Db2Backup.Storage;

/// <summary>What a store allows. Null where it sets no limit.</summary>
internal sealed record StoreFacts
{
    /// <summary>Bytes that one object may have.</summary>
    public long? MaximumObjectBytes { get; init; }

    /// <summary>Parts that one object may have.</summary>
    public int? MaximumParts { get; init; }

    /// <summary>Bytes that one part may have.</summary>
    public long? MaximumPartBytes { get; init; }

    /// <summary>Bytes that every part but the last must have.</summary>
    public int MinimumPartBytes { get; init; } = 1;

    /// <summary>The store's clock less this machine's; null where it has no clock of its own.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>The limit of an object, where only its parts have one too; null for none.</summary>
    public long? LargestObjectBytes => MaximumObjectBytes
        ?? (MaximumParts is { } parts && MaximumPartBytes is { } bytes ? bytes > long.MaxValue / parts ? long.MaxValue : bytes * parts : null);
}
