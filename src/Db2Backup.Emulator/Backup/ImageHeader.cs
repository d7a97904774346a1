namespace Db2Backup.Emulator.Backup;

/// <summary>What the media header of every file of an image says; db2ckbkp -H prints it.</summary>
internal sealed record ImageHeader
{
    public required string DatabaseName { get; init; }
    public required string Alias { get; init; }
    /// <summary>14 digits, server local time, start of the backup.</summary>
    public required string Timestamp { get; init; }
    public required string Instance { get; init; }
    /// <summary>From 1; file n of <see cref="SequenceCount"/>.</summary>
    public required int Sequence { get; init; }
    public required int SequenceCount { get; init; }
    public required uint Seed { get; init; }
    public required bool Online { get; init; }
    public required bool IncludesLogs { get; init; }
    public required bool Compressed { get; init; }
    /// <summary>0 database, 3 table space.</summary>
    public int BackupType { get; init; }
    public Granularity Granularity { get; init; }
    public int Partition { get; init; }
    /// <summary>SYSCATSPACE is in it.</summary>
    public bool HasCatalog { get; init; } = true;
    public string Codeset { get; init; } = "UTF-8";
    public string Territory { get; init; } = "US";
    public string LogPath { get; init; } = "";
    public int BufferSize { get; init; }
    /// <summary>The database was recoverable: a restore ends in ROLL-FORWARD PENDING.</summary>
    public required bool Recoverable { get; init; }
}

internal enum ImageObjectKind : byte
{
    /// <summary>The database configuration as text.</summary>
    Configuration = 1,
    /// <summary>JSON of <see cref="ImageControl"/>.</summary>
    Control,
    History,
    TableSpaceDefinitions,
    /// <summary>The bytes of one table space's container; Name is the table space's id.</summary>
    TableSpace,
    /// <summary>A log file; Name is S0000000.LOG.</summary>
    Log,
    /// <summary>JSON of <see cref="ImageTrailer"/>: the last object of an image.</summary>
    Trailer,
    /// <summary>The changed pages of one table space's container (<see cref="ContainerPages"/>); Name is the table space's id.</summary>
    Pages,
}

/// <summary>Where the image stands in the log, known at the start of the backup.</summary>
internal sealed record ImageControl(Databases.DatabaseState State, long RedoStart, int FirstLog)
{
    /// <summary>By the id of a table space: what the image builds on. None for a full image.</summary>
    public Dictionary<int, ImageBase> Bases { get; init; } = [];
}

/// <summary>Timestamps of images of a table space.</summary>
/// <param name="Full">The full one at the beginning.</param>
/// <param name="Previous">The one whose pages these are the changes to.</param>
internal sealed record ImageBase(string Full, string Previous);

/// <summary>Known at the end of the backup. For an online image a rollforward must reach <paramref name="EndLso"/>.</summary>
internal sealed record ImageTrailer(long? EndLso, DateTime EndUtc, int? LastLog);
