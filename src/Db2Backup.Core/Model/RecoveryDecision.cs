using Db2Backup.Errors;

namespace Db2Backup;

/// <summary>Why a backup, or a whole catalog, does not serve what was asked.</summary>
/// <param name="Code">What kind of reason it is.</param>
/// <param name="Message">The reason, naming the thing.</param>
/// <param name="Target">The key of the backup or log, or the database.</param>
public sealed record RecoveryObstacle(ErrorCode Code, string Message, string Target)
{
    /// <summary>The backup that was looked at; null for a reason that concerns all.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>Code and message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}

/// <summary>A plan, or every reason why there is none.</summary>
public sealed record RecoveryDecision
{
    /// <summary>Null when what was asked cannot be done.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>The reason that counts; null when there is a plan.</summary>
    public RecoveryObstacle? Refusal { get; init; }

    /// <summary>Every backup that was passed over, newest first, and why.</summary>
    public IReadOnlyList<RecoveryObstacle> Obstacles { get; init; } = [];

    /// <summary>The latest time before the one asked for that can be reached; null when there is none, or no time was asked for.</summary>
    public DateTimeOffset? NearestBefore { get; init; }

    /// <summary>The earliest time after the one asked for that can be reached; null when there is none, or no time was asked for.</summary>
    public DateTimeOffset? NearestAfter { get; init; }

    /// <summary>Logs whose description was not at hand and could change the decision.</summary>
    internal IReadOnlyList<StoredLog> Undescribed { get; init; } = [];
}
