namespace Db2Backup;

/// <summary>Local files that were deleted because their published copy was found whole.</summary>
/// <param name="Database">The alias.</param>
/// <param name="Timestamp">The image's timestamp.</param>
/// <param name="Store">The store that holds the backup.</param>
/// <param name="Key">The backup's folder in it.</param>
/// <param name="Path">The files that were deleted.</param>
/// <param name="FreedBytes">Their bytes.</param>
public sealed record RemovedBackupImage(string Database, Db2Timestamp Timestamp, string Store, string Key, IReadOnlyList<string> Path, long FreedBytes)
{
    /// <summary>The stores whose copies were read back, byte by byte, before anything was deleted.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [Store];
}
