namespace Db2Backup.Emulator.Storage;

/// <summary>The definition of a table space.</summary>
/// <param name="ContentType">ANY, LARGE, SYSTEMP.</param>
/// <param name="Managed">SMS or DMS.</param>
internal sealed record TableSpace(int Id, string Name, string ContentType, string Managed, int PageSize, string Container, bool AutomaticStorage)
{
    public bool IsTemporary => ContentType == "SYSTEMP";
    public DateTime? MinimumRecoveryUtc { get; init; }
}

/// <summary>Sizes of a table space now, in its pages.</summary>
internal sealed record TableSpaceUsage(TableSpace TableSpace, long UsedPages, long TotalPages, long FreePages, long HighWaterMark);
