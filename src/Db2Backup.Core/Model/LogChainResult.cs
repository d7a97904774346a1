using System.Text.Json.Serialization;

namespace Db2Backup;

/// <summary>What is known of a log that a recovery needs.</summary>
public enum LogChainStatus
{
    /// <summary>The store has it, or an image that carries its own logs.</summary>
    Found,

    /// <summary>Not in the store yet: it was closed a short time ago, and the next run of Publish-Db2ArchiveLog takes it.</summary>
    Uploading,

    /// <summary>Not in the store, though it was closed long enough ago; it is still on the server.</summary>
    Delayed,

    /// <summary>There is a log of this number, of a chain that the recovery has left before.</summary>
    WrongChain,

    /// <summary>Neither in the store nor on the server.</summary>
    Lost,
}

/// <summary>How a monitor takes the result; the numbers are the exit codes that monitors know.</summary>
public enum LogChainState
{
    /// <summary>Every log is found, or on its way.</summary>
    Ok = 0,

    /// <summary>Logs are delayed, or something could not be looked at.</summary>
    Warning = 1,

    /// <summary>Logs are lost or of the wrong chain: no recovery gets past them.</summary>
    Critical = 2,
}

/// <summary>Logs with consecutive numbers of which the same is known.</summary>
public sealed record LogChainRange
{
    /// <summary>The database partition.</summary>
    public required int Partition { get; init; }

    /// <summary>The log stream.</summary>
    public required int Stream { get; init; }

    /// <summary>The chain: of the logs that were found, or the one that they were looked for in.</summary>
    public required int Chain { get; init; }

    /// <summary>The first of them, S0000012.LOG</summary>
    public required string First { get; init; }

    /// <summary>The last of them.</summary>
    public required string Last { get; init; }

    /// <summary>How many they are.</summary>
    public required int Count { get; init; }

    /// <summary>What is known of each of them.</summary>
    public required LogChainStatus Status { get; init; }

    /// <summary>The backup that needs them for its own end; null when they are needed to go on from one.</summary>
    public string? Backup { get; init; }
}

/// <summary>Whether all logs from the oldest kept backup on can be had.</summary>
public sealed record LogChainResult
{
    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The store that was looked into.</summary>
    public required string Store { get; init; }

    /// <summary>The server that was asked; null when only the store was.</summary>
    [JsonIgnore]
    public Db2Instance? InstanceInfo { get; init; }

    /// <summary>The instance that was asked; null when only the store was: what was never shipped is not known then.</summary>
    public string? Instance => InstanceInfo?.ToString();

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset CheckedTime { get; init; }

    /// <summary>The oldest kept backup, from which on logs are wanted.</summary>
    public required string OldestBackup { get; init; }

    /// <summary>How many backups are kept.</summary>
    public required int Backups { get; init; }

    /// <summary>Every log from there on, in order.</summary>
    public required IReadOnlyList<LogChainRange> Ranges { get; init; }

    /// <summary>Those that are not found.</summary>
    [JsonIgnore]
    public IReadOnlyList<LogChainRange> Missing => Ranges.Where(r => r.Status != LogChainStatus.Found).ToList();

    /// <summary>Logs found.</summary>
    public int Found => Count(LogChainStatus.Found);

    /// <summary>Logs on their way.</summary>
    public int Uploading => Count(LogChainStatus.Uploading);

    /// <summary>Logs that should have been shipped.</summary>
    public int Delayed => Count(LogChainStatus.Delayed);

    /// <summary>Logs of another chain than is wanted.</summary>
    public int WrongChain => Count(LogChainStatus.WrongChain);

    /// <summary>Logs that are nowhere.</summary>
    public int Lost => Count(LogChainStatus.Lost);

    /// <summary>What could not be looked at, and names that were used twice.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How a monitor takes it.</summary>
    public LogChainState State => Lost + WrongChain > 0 ? LogChainState.Critical : Delayed > 0 || Warnings.Count > 0 ? LogChainState.Warning : LogChainState.Ok;

    /// <summary>The state as an exit code: 0, 1 or 2.</summary>
    public int ExitCode => (int)State;

    private int Count(LogChainStatus status) => Ranges.Where(r => r.Status == status).Sum(r => r.Count);
}
