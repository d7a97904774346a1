using Db2Backup.Errors;

namespace Db2Backup;

/// <summary>A window of time: to every moment of it the database can be restored from what the store holds.</summary>
public sealed record RecoverableRange
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The instance that it was backed up in.</summary>
    public required string Instance { get; init; }

    /// <summary>The host of that instance.</summary>
    public required string HostName { get; init; }

    /// <summary>The earliest moment: the end of its first backup, in UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The latest moment, in UTC: everything that was committed by then is in the store.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The log chain that the database was in.</summary>
    public required int LogChain { get; init; }

    /// <summary>The backups in it that can be restored; oldest first.</summary>
    public required IReadOnlyList<Db2Timestamp> Backups { get; init; }

    /// <summary>Last log of the store that belongs to it; null when it has none.</summary>
    public string? LastLog { get; init; }

    /// <summary>What kind of thing ends it.</summary>
    public required ErrorCode BrokenBy { get; init; }

    /// <summary>What ends it, naming the thing.</summary>
    public required string Reason { get; init; }

    /// <summary>How long it is.</summary>
    public TimeSpan Length => To - From;

    /// <summary>For people.</summary>
    public override string ToString() => $"{Database} from {From.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {To.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}
