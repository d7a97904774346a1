namespace Db2Backup;

/// <summary>
/// What a store knows of one archived log besides its bytes: how far in time it reaches. A log tells that to Db2 alone, and a
/// restore has to know it before it replaces anything. Specified in docs/FORMAT.md.
/// </summary>
public sealed record LogDescription
{
    /// <summary>Readers refuse versions they do not know.</summary>
    public int FormatVersion { get; init; } = BackupManifest.CurrentFormatVersion;

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG</summary>
    public required string Log { get; init; }

    /// <summary>Digest of the log as Db2 wrote it, lower-case hexadecimal: its identity.</summary>
    public required string PlainSha256 { get; init; }

    /// <summary>Bytes of the log.</summary>
    public required long PlainLength { get; init; }

    /// <summary>Bytes of the object.</summary>
    public required long StoredLength { get; init; }

    /// <summary>Digest of the object, lower-case hexadecimal: it can be read back without a key. Null when it was stored by another run than the one that describes it.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>Db2 was set to compress what it archives (LOGARCHCOMPR1) when it was published: the log is stored as Db2 archived it, and only Db2 reads it.</summary>
    public bool CompressedByDb2 { get; init; }

    /// <summary>Db2 had closed and archived it by then: nothing later is in it.</summary>
    public required DateTimeOffset ClosedTime { get; init; }

    /// <summary>Everything that was committed by then is in this log or in one before it; null when nobody looked.</summary>
    public DateTimeOffset? CoversTime { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Instance { get; init; }

    /// <summary>The host it was published from.</summary>
    public required string HostName { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset PublishedTime { get; init; }

    /// <summary>Version of the module that wrote it.</summary>
    public required string ModuleVersion { get; init; }

    /// <summary>The log is of a stand-in for Db2.</summary>
    public bool StandIn { get; init; }
}
