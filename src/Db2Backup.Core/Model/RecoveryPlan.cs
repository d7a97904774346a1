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

    /// <summary>Bytes to fetch from the store.</summary>
    public long FetchBytes => Backup.StoredBytes + Logs.Sum(l => l.StoredLength);

    /// <summary>Bytes that the fetched images and the restored data need.</summary>
    public long NeededBytes => Backup.PlainBytes * 2;

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
public sealed record StoredLog(string Database, LogExtent Log, string DigestPrefix, string Key, long StoredLength);
