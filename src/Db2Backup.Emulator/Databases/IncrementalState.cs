namespace Db2Backup.Emulator.Databases;

/// <summary>
/// How far an incremental restore has come; the database is restore pending from its first step to its last.
/// [images-and-logs.md, Full / incremental / delta]
/// </summary>
internal sealed class IncrementalState
{
    /// <summary>The timestamp of the image that is wanted: it was given first, and is given last.</summary>
    public required string Target { get; set; }
    public required uint Seed { get; set; }

    /// <summary>By the id of a table space: the full image it begins with.</summary>
    public Dictionary<int, string> Full { get; set; } = [];

    /// <summary>By the id of a table space: the image its pages are of. One that is missing has none, or half of one.</summary>
    public Dictionary<int, string> Reached { get; set; } = [];
}
