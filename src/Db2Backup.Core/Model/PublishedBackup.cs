using Db2Backup.Pipeline.Compression;

namespace Db2Backup;

/// <summary>A backup in a store: its manifest is there, so it exists.</summary>
public sealed record PublishedBackup
{
    /// <summary>The store's location: opens the same store again.</summary>
    public required string Store { get; init; }

    /// <summary>The backup's folder in the store; ends with a slash.</summary>
    public required string Key { get; init; }

    /// <summary>Everything that the store knows of it.</summary>
    public required BackupManifest Manifest { get; init; }

    /// <summary>The database's name.</summary>
    public string Database => Manifest.Database;

    /// <summary>As Db2 gave it.</summary>
    public Db2Timestamp Timestamp => Manifest.Timestamp;

    /// <summary>Start, with the server's offset then.</summary>
    public DateTimeOffset StartTime => Manifest.StartTime;

    /// <summary>End, with the server's offset then.</summary>
    public DateTimeOffset EndTime => Manifest.EndTime;

    /// <summary>No rollforward can stop earlier.</summary>
    public DateTimeOffset MinimumRecoveryTime => Manifest.MinimumRecoveryTime ?? Manifest.EndTime;

    /// <summary>Full, incremental or delta.</summary>
    public BackupKind Kind => Manifest.Kind;

    /// <summary>Online or offline.</summary>
    public BackupMode Mode => Manifest.Mode;

    /// <summary>The instance it was taken of.</summary>
    public string Instance => Manifest.Instance;

    /// <summary>The host it was taken on.</summary>
    public string HostName => Manifest.HostName;

    /// <summary>How it is compressed.</summary>
    public CompressionCodec Compression => Manifest.Compression;

    /// <summary>Bytes in the store.</summary>
    public long StoredBytes => Manifest.Files.Sum(f => f.StoredLength) + Manifest.Attachments.Sum(a => a.StoredLength);

    /// <summary>Bytes of the image files.</summary>
    public long PlainBytes => Manifest.Files.Sum(f => f.PlainLength);

    /// <summary>What held it back, by the counters of its data path; null where files lay between.</summary>
    public BackupBottleneck? HeldBackBy
    {
        get
        {
            if (Manifest is not { ProtectSeconds: { } took, WaitedForStoreSeconds: { } store }) return null;
            var db2 = Manifest.WaitedForDb2Seconds ?? 0;
            // Both counters are of all streams together, each of which took as long as the whole.
            var processors = took * Manifest.Files.Count - db2 - store;
            return db2 >= store && db2 >= processors ? BackupBottleneck.Db2 : store >= processors ? BackupBottleneck.Store : BackupBottleneck.Processors;
        }
    }

    /// <summary>Its recovery kit: what else of database and instance a recovery on another machine wants to know.</summary>
    public bool HasRecoveryKit => Manifest.Attachments.Any(a => a.Name == ManifestAttachment.RecoveryKit);

    /// <summary>What held it back within Db2, by Db2's own statistics; null where they were not at hand or tell nothing.</summary>
    public Db2BackupLimit? Db2LimitedBy => Manifest.Db2Statistics?.LimitedBy;

    /// <summary>Objects of the image that the manifest names and the store does not have as it says: without them it cannot be restored.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The same of what lies beside the image, and no restore needs.</summary>
    public IReadOnlyList<string> MissingAttachments { get; init; } = [];

    /// <summary>Every object is there with its length.</summary>
    public bool IsComplete => Missing.Count == 0 && MissingAttachments.Count == 0;

    /// <summary>To be kept for ever.</summary>
    public bool IsPinned { get; init; }

    /// <summary>It was in the store before this run, with the same content, and nothing was written.</summary>
    public bool WasPublishedBefore { get; init; }

    /// <summary>Where else it was to be, this store included, and what came of it; empty when one store was asked for.</summary>
    public IReadOnlyList<BackupCopy> Copies { get; init; } = [];

    /// <summary>So many copies were asked for: no local file is deleted before so many were read back.</summary>
    public int MinimumCopies { get; init; } = 1;

    /// <summary>The store that it was copied from; null when it was published from local files or comes from a listing.</summary>
    public string? CopiedFrom { get; init; }

    /// <summary>Logs that were copied with it now.</summary>
    public int CopiedLogs { get; init; }

    /// <summary>The local image it was published from; null when it comes from a listing.</summary>
    public BackupImage? Image { get; init; }

    /// <summary>The local protected files it was published from; null when it comes from a listing or from a plain image.</summary>
    public ProtectedBackup? Protected { get; init; }

    /// <summary>Database, timestamp, instance, host and store, for prompts and messages.</summary>
    public override string ToString() => $"{Database} {Timestamp} of {Instance} on {HostName} in {Store}";
}
