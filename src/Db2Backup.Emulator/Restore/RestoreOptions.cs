using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Restore;

/// <summary>What of an image RESTORE DATABASE is to bring back.</summary>
internal enum RestoreScope { Database, TableSpaces, HistoryFile, Logs }

/// <summary>INCREMENTAL: image by image, AUTOMATIC, ABORT.</summary>
internal enum IncrementalMode { None, Manual, Automatic, Abort }

/// <summary>The clauses of a RESTORE DATABASE command.</summary>
internal sealed record RestoreOptions
{
    /// <summary>The alias in the names of the image files, which is also the target unless INTO names another.</summary>
    public required string Source { get; init; }
    public RestoreScope Scope { get; set; } = RestoreScope.Database;
    public IncrementalMode Incremental { get; set; } = IncrementalMode.None;
    /// <summary>TABLESPACE (names); null for all of the image.</summary>
    public IReadOnlyList<string>? TableSpaceNames { get; set; }
    /// <summary>TABLESPACE … ONLINE.</summary>
    public bool Online { get; set; }
    public CommandUser? User { get; set; }
    /// <summary>Directories or named pipes; null: the client's current directory.</summary>
    public IReadOnlyList<string>? From { get; set; }
    /// <summary>14 digits or a prefix of them; null when not given.</summary>
    public string? TakenAt { get; set; }
    /// <summary>TO, or DBPATH ON, or the first path of ON: where a new database is created; null: DFTDBPATH.</summary>
    public string? DatabasePath { get; set; }
    /// <summary>The paths of ON.</summary>
    public IReadOnlyList<string> StoragePaths { get; set; } = [];
    public string? Into { get; set; }
    public string? LogTarget { get; set; }
    /// <summary>Null: not given; empty: NEWLOGPATH DEFAULT.</summary>
    public string? NewLogPath { get; set; }
    public bool ReplaceHistory { get; set; }
    public bool ReplaceExisting { get; set; }
    public bool WithoutRollingForward { get; set; }
    public bool WithoutPrompting { get; set; }

    /// <summary>Set when a clause was given that the stand-in reads and does not do: the command is refused with it.</summary>
    public Message? Refusal { get; set; }

    public string Target => Into ?? Source;

    /// <summary>For those who look at running utilities and at the history: what was asked, without the password.</summary>
    public string CommandText =>
        $"RESTORE DATABASE {Source}"
        + (Scope switch { RestoreScope.HistoryFile => " HISTORY FILE", RestoreScope.Logs => " LOGS", RestoreScope.TableSpaces => " TABLESPACE", _ => "" })
        + (Incremental switch { IncrementalMode.Manual => " INCREMENTAL", IncrementalMode.Automatic => " INCREMENTAL AUTOMATIC", IncrementalMode.Abort => " INCREMENTAL ABORT", _ => "" })
        + (From is null ? "" : " FROM " + string.Join(", ", From))
        + (TakenAt is null ? "" : " TAKEN AT " + TakenAt)
        + (Into is null ? "" : " INTO " + Into);
}
