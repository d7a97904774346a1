namespace Db2Backup;

/// <summary>A table space in an image (LIST HISTORY), as it was just before the backup (MON_GET_TABLESPACE). What was not known is null.</summary>
/// <param name="Name">Its name.</param>
public sealed record BackupTableSpace(string Name)
{
    /// <summary>Its number, TBSP_ID.</summary>
    public int? Id { get; init; }

    /// <summary>DMS or SMS.</summary>
    public string? Type { get; init; }

    /// <summary>ANY, LARGE …: TBSP_CONTENT_TYPE.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes of a page.</summary>
    public int? PageSize { get; init; }

    /// <summary>Bytes of its used pages, on all members.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>NORMAL, or what was pending: TBSP_STATE.</summary>
    public string? State { get; init; }
}
