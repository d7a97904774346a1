namespace Db2Backup;

/// <summary>A restore that is finished: everything in it was read back from Db2 afterwards.</summary>
public sealed record RestoreResult
{
    /// <summary>The restored database as it is now.</summary>
    public required Db2Database DatabaseInfo { get; init; }

    /// <summary>Its alias.</summary>
    public string Database => DatabaseInfo.Database;

    /// <summary>The instance it is in: binds to the next cmdlet.</summary>
    public Db2Instance InstanceInfo => DatabaseInfo.InstanceInfo;

    /// <summary>The instance's name.</summary>
    public string Instance => DatabaseInfo.Instance;

    /// <summary>The image it was restored from.</summary>
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>What was asked.</summary>
    public required RecoveryTarget Target { get; init; }

    /// <summary>The last transaction in the database; null when no log was applied or Db2 knows of none. For a point in time never later than asked.</summary>
    public DateTimeOffset? LastCommitted { get; init; }

    /// <summary>First log that was applied.</summary>
    public LogFileName? FirstLog { get; init; }

    /// <summary>Last log that was applied.</summary>
    public LogFileName? LastLog { get; init; }

    /// <summary>Configuration that was changed so that the restored database does not write into the source's places: parameter, before, now.</summary>
    public IReadOnlyList<ChangedSetting> ChangedSettings { get; init; } = [];

    /// <summary>The image went through a named pipe and was never saved here.</summary>
    public bool Streamed { get; init; }

    /// <summary>What was checked at the end and found right.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>From the first byte fetched to the last check.</summary>
    public required TimeSpan Duration { get; init; }
}

/// <param name="Parameter">LOGARCHMETH1 …</param>
/// <param name="Before">As the image brought it.</param>
/// <param name="Now">As it was set.</param>
public sealed record ChangedSetting(string Parameter, string Before, string Now);
