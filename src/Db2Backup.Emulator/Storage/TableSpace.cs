using System.Text.Json.Serialization;

namespace Db2Backup.Emulator.Storage;

/// <summary>The definition of a table space.</summary>
/// <param name="ContentType">ANY, LARGE, SYSTEMP.</param>
/// <param name="Managed">SMS or DMS.</param>
/// <param name="Container">The file (for temporary table spaces: the folder) that holds it.</param>
internal sealed record TableSpace(int Id, string Name, string ContentType, string Managed, int PageSize, string Container, bool AutomaticStorage)
{
    public const string Catalog = "SYSCATSPACE";
    public const string Temporary = "TEMPSPACE1";
    public const string User = "USERSPACE1";

    [JsonIgnore]
    public bool IsTemporary => ContentType == "SYSTEMP";

    public DateTime? MinimumRecoveryUtc { get; init; }

    /// <summary>Size of a container FILE 'path' n in pages: it does not grow. Null with automatic storage.</summary>
    public long? FixedPages { get; init; }

    public int ExtentSize { get; init; } = 32;

    /// <summary>The name under which a session attaches the file to its SQLite connection.</summary>
    [JsonIgnore]
    public string Schema => "ts" + Id;
}

/// <summary>Sizes of a table space now, in its pages.</summary>
internal sealed record TableSpaceUsage(TableSpace TableSpace, long UsedPages, long TotalPages, long FreePages, long HighWaterMark);
