using System.Text.Json;

namespace Db2Backup.Emulator.Databases;

/// <summary>
/// What the log control file keeps: identity, pending states and the place in the log. Every change is written at once,
/// to a temporary file that is renamed, so that a killed engine finds the state before or after, never between.
/// </summary>
internal sealed class DatabaseState
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Identity of the database, made by CREATE DATABASE and kept by every restore of it.</summary>
    public uint Seed { get; set; }
    public DateTime CreatedUtc { get; set; }

    public bool BackupPending { get; set; }
    public bool RestorePending { get; set; }

    /// <summary>Not null while the database is ROLL-FORWARD PENDING.</summary>
    public RollforwardState? Rollforward { get; set; }

    /// <summary>False from the first use until a clean deactivation: found false at activation, crash recovery is needed.</summary>
    public bool Consistent { get; set; } = true;

    /// <summary>True once the log method in force is not OFF (the configuration may already say something else).</summary>
    public bool Recoverable { get; set; }

    /// <summary>The chains this database's log has been through, oldest first; the last one is being written.</summary>
    public List<LogChainLink> Lineage { get; set; } = [];

    /// <summary>The number of the log file that is being written (or will be next).</summary>
    public int CurrentLog { get; set; }

    /// <summary>LSO at which <see cref="CurrentLog"/> starts.</summary>
    public long CurrentLogStart { get; set; }

    /// <summary>The oldest log crash recovery needs.</summary>
    public int FirstActiveLog { get; set; }

    /// <summary>The newest image timestamp given out: each is later than the one before.</summary>
    public string LastImageTimestamp { get; set; } = "";

    /// <summary>By the id of a table space: what an incremental backup of it can build on. Empty without TRACKMOD.</summary>
    public Dictionary<int, TrackedTableSpace> Tracked { get; set; } = [];

    /// <summary>Not null between the steps of an incremental restore.</summary>
    public IncrementalState? Incremental { get; set; }

    /// <summary>By its id: a table space that is not normal by itself.</summary>
    public Dictionary<int, TableSpaceState> TableSpaces { get; set; } = [];

    /// <summary>Counts history entries (EID).</summary>
    public long LastHistoryEntry { get; set; }

    public static DatabaseState Read(string path) =>
        JsonSerializer.Deserialize<DatabaseState>(File.ReadAllText(path), Format)
        ?? throw new InvalidDataException($"{path} is empty");

    public void Write(string path)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Format));
        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>A log chain (directory C0000000, C0000001 …) from the LSO at which it left the one before.</summary>
/// <param name="Id">Random: two chains of the same number from two restores are told apart by it.</param>
internal sealed record LogChainLink(int Number, Guid Id, long StartLso);
