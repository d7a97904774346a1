namespace Db2Backup.Emulator.Databases;

/// <summary>
/// How far a rollforward has come, and how far it must go before it may stop. Written when a run ends: a run that is killed
/// is done again from where it began, and table spaces pass over what they hold already.
/// </summary>
internal sealed class RollforwardState
{
    /// <summary>False: "DB  pending"; true: "DB  working".</summary>
    public bool Working { get; set; }

    /// <summary>The next byte of the log to read: the first record of the oldest unit of work that is not finished.</summary>
    public long NextLso { get; set; }

    /// <summary>The file that the next run goes on with, as QUERY STATUS shows it.</summary>
    public int NextLog { get; set; }

    /// <summary>The file that holds <see cref="NextLso"/>, when that is an earlier one than <see cref="NextLog"/>.</summary>
    public int? ResumeLog { get; set; }

    /// <summary>First LSO needed to make the image consistent; where a rollforward begins.</summary>
    public long StartLso { get; set; }

    /// <summary>End of the online backup in the log: a rollforward must come this far. Null for an offline image.</summary>
    public long? BackupEndLso { get; set; }
    public DateTime? BackupEndUtc { get; set; }

    public int? FirstLogRead { get; set; }
    public int? LastLogRead { get; set; }
    public DateTime? LastCommittedUtc { get; set; }

    /// <summary>A point in time already rolled forward to: later calls may not ask for an earlier one.</summary>
    public DateTime? ReachedUtc { get; set; }

    /// <summary>Everything committed before this address is in the table spaces; null before the first run.</summary>
    public RollforwardPoint? Reached { get; set; }

    /// <summary>Units of work that had not ended at <see cref="Reached"/>, by their first record.</summary>
    public List<long> Unfinished { get; set; } = [];

    /// <summary>The last run read all logs there were.</summary>
    public bool AtEndOfLogs { get; set; }
}

/// <summary>A place in the log.</summary>
/// <param name="Log">The file that holds it, or that ends with it.</param>
/// <param name="LogStart">Where that file starts.</param>
/// <param name="NextLogStart">Where the file after it starts.</param>
internal sealed record RollforwardPoint(long Lso, int Log, long LogStart, long NextLogStart);
