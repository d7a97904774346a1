namespace Db2Backup;

/// <summary>What a restore will do, decided before anything is touched.</summary>
public sealed record RecoveryPlan
{
    /// <summary>The database as it was backed up.</summary>
    public required string Database { get; init; }

    /// <summary>The alias it is restored as.</summary>
    public required string TargetDatabase { get; init; }

    /// <summary>Where the recovery ends.</summary>
    public required RecoveryTarget Target { get; init; }

    /// <summary>The backup that is restored.</summary>
    public required PublishedBackup Backup { get; init; }

    /// <summary>Logs from the store, in the order in which they are applied; besides those that the image carries.</summary>
    public required IReadOnlyList<StoredLog> Logs { get; init; }

    /// <summary>A rollforward follows; else the image is taken as it is (WITHOUT ROLLING FORWARD).</summary>
    public required bool RollsForward { get; init; }

    /// <summary>The image's own logs are extracted (LOGTARGET).</summary>
    public required bool ExtractsLogs { get; init; }

    /// <summary>
    /// In place of <see cref="Logs"/> and the image's own: all logs from the first that the backup needs, when the store has every one of them.
    /// Null when it has not, or none are wanted.
    /// </summary>
    public IReadOnlyList<StoredLog>? LogsOfAll { get; init; }

    /// <summary>Bytes to fetch from the store.</summary>
    public long FetchBytes => Backup.StoredBytes + Logs.Sum(l => l.StoredLength);

    /// <summary>Bytes that the fetched images and the restored data need.</summary>
    public long NeededBytes => Backup.PlainBytes * 2;

    /// <summary>
    /// The last log was closed by then: nothing later is in the image and in <see cref="Logs"/>. Null when it is not known, or no
    /// matter for this target.
    /// </summary>
    public DateTimeOffset? LogsEnd { get; init; }

    /// <summary>Everything that was committed by then is in the image and in <see cref="Logs"/>; null when it is not known.</summary>
    public DateTimeOffset? LogsCover { get; init; }

    /// <summary>What to know before saying yes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>For prompts.</summary>
    public override string ToString() => $"Restore {Backup} as {TargetDatabase} to {Target}" + (Logs.Count > 0 ? $" with {Logs.Count} log(s) {Logs[0].Log.Name} to {Logs[^1].Log.Name}" : "");
}

/// <summary>An archived log in a store.</summary>
/// <param name="Database">The database's name.</param>
/// <param name="Log">Place, chain and name.</param>
/// <param name="DigestPrefix">The first 16 hexadecimal digits of the plain log's SHA-256: its identity.</param>
/// <param name="Key">Its key in the store.</param>
/// <param name="StoredLength">Bytes in the store.</param>
public sealed record StoredLog(string Database, LogExtent Log, string DigestPrefix, string Key, long StoredLength)
{
    /// <summary>When the store took it, by the store's clock.</summary>
    public DateTimeOffset? StoredTime { get; init; }

    /// <summary>The key of what is said of it; null when nothing is.</summary>
    public string? DescriptionKey { get; init; }

    /// <summary>Everything that was committed by then is in it or in one before it, as was found out after it was described; null when it was not.</summary>
    public DateTimeOffset? CoversTime { get; init; }

    /// <summary>What is said of it; null when it was not read.</summary>
    public LogDescription? Description { get; init; }
}
