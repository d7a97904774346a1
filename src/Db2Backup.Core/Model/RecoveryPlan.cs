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

    /// <summary>The images that an incremental or delta one builds upon, in the order in which they were taken; empty for a full one.</summary>
    public IReadOnlyList<PublishedBackup> EarlierImages { get; init; } = [];

    /// <summary>Every image that is needed, in the order in which they were taken; the last is <see cref="Backup"/>.</summary>
    public IReadOnlyList<PublishedBackup> Chain => [.. EarlierImages, Backup];

    /// <summary>
    /// The RESTOREs, in order. Of an incremental or delta image the manual order that always works: the target, the full one, what lies
    /// between, the target again [images-and-logs.md, Full / incremental / delta].
    /// </summary>
    public IReadOnlyList<PlannedRestore> Restores => Chain.Count == 1
        ? [new(Backup, RestorePurpose.Whole)]
        : [new(Backup, RestorePurpose.Definition), new(Chain[0], RestorePurpose.Base), .. Chain.Skip(1).SkipLast(1).Select(b => new PlannedRestore(b, RestorePurpose.Change)), new(Backup, RestorePurpose.Final)];

    /// <summary>INCREMENTAL AUTOMATIC can find the images by itself: the history that was given has every one of them, and the database keeps its name.</summary>
    public bool CanBeAutomatic { get; init; }

    /// <summary>Every log that is applied and where it comes from, in order.</summary>
    public IReadOnlyList<PlannedLogs> LogSources { get; init; } = [];

    /// <summary>The ROLLFORWARD statement's target, with UTC spelled out; empty when none follows.</summary>
    public string RollforwardClause { get; init; } = "";

    /// <summary>Bytes to fetch from the store.</summary>
    public long FetchBytes => Chain.Sum(b => b.StoredBytes) + Logs.Sum(l => l.StoredLength);

    /// <summary>Bytes that the fetched images and the restored data need.</summary>
    public long NeededBytes => Chain.Sum(b => b.PlainBytes) + Math.Max(Chain[0].PlainBytes, Backup.Manifest.DatabaseBytes ?? 0);

    /// <summary>How long it may take, by what fetching and writing took for the backups in the catalog; null when they do not tell.</summary>
    public TimeSpan? EstimatedTime { get; init; }

    /// <summary>
    /// Everything that it stands on is said in the store. False where the end of the logs or the order of log chains is taken from their names
    /// alone: Db2 then decides during the rollforward, and may refuse.
    /// </summary>
    public bool IsCertain { get; init; } = true;

    /// <summary>It is one full image of one partition: what Restore-Db2Database carries out.</summary>
    public bool IsSingleImage => Chain.Count == 1 && Backup.Kind == BackupKind.Full && Backup.Manifest.Partitions.All(p => p == 0);

    /// <summary>The plan as commented statements of db2, for whoever does it by hand.</summary>
    public string Script { get; init; } = "";

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
