using System.Text.Json.Serialization;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup;

/// <summary>
/// What a store knows of one backup: <c>manifest.json</c>, written last and create-only. A backup exists exactly when its
/// manifest exists. Specified in docs/FORMAT.md. It holds no secret.
/// </summary>
public sealed record BackupManifest
{
    /// <summary>The version of the format that this module writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Readers refuse versions they do not know.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The alias that was backed up: the first part of the image's name.</summary>
    public required string Alias { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Instance { get; init; }

    /// <summary>The host the instance ran on.</summary>
    public required string HostName { get; init; }

    /// <summary>Service level: DB2 v11.5.9.0.</summary>
    public required string Level { get; init; }

    /// <summary>Operating system and processor of the server, for example linux-x64; images restore only within a family.</summary>
    public required string Platform { get; init; }

    /// <summary>Byte order of the server; null when it is not known.</summary>
    public bool? LittleEndian { get; init; }

    /// <summary>Identity of the database (seed, from the image's header, hexadecimal); null when unknown.</summary>
    public string? DatabaseSeed { get; init; }

    /// <summary>As Db2 gave it: names the image.</summary>
    [JsonConverter(typeof(Catalog.Db2TimestampJson))]
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>Start, with the server's offset then. Backups are ordered by it.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>End, with the server's offset then.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>No rollforward may be asked to stop earlier; null for <see cref="EndTime"/>.</summary>
    public DateTimeOffset? MinimumRecoveryTime { get; init; }

    /// <summary>Full, incremental or delta.</summary>
    public required BackupKind Kind { get; init; }

    /// <summary>Online or offline.</summary>
    public required BackupMode Mode { get; init; }

    /// <summary>The database was recoverable: a restore must be rolled forward.</summary>
    public required bool Recoverable { get; init; }

    /// <summary>The image carries the logs to its own end.</summary>
    public required bool IncludesLogs { get; init; }

    /// <summary>The backup that an incremental or delta image builds upon; null for a full one.</summary>
    [JsonConverter(typeof(Catalog.Db2TimestampJson))]
    public Db2Timestamp? Predecessor { get; init; }

    /// <summary>Table spaces in the image; empty when they are not known.</summary>
    public IReadOnlyList<BackupTableSpace> TableSpaces { get; init; } = [];

    /// <summary>Partitions whose images are listed.</summary>
    public IReadOnlyList<int> Partitions { get; init; } = [0];

    /// <summary>First log a restore needs, S0000012.LOG; null for offline images of circular databases.</summary>
    public string? FirstLog { get; init; }

    /// <summary>Last log a restore to the end of the backup needs.</summary>
    public string? LastLog { get; init; }

    /// <summary>Log chain at the time of the backup; null when unknown.</summary>
    public int? LogChain { get; init; }

    /// <summary>
    /// The logs of each partition and log stream, where there are several: <see cref="FirstLog"/> and <see cref="LastLog"/> are of partition 0 and
    /// stream 0 alone. Null when they are not known, or there is one.
    /// </summary>
    public IReadOnlyList<PartitionLogs>? PartitionLogs { get; init; }

    /// <summary>LOGARCHMETH1 when it was backed up; null when unknown. A restored database brings it along.</summary>
    public string? LogArchiveMethod { get; init; }

    /// <summary>Size of the data (used pages) when it was backed up, in bytes: what a restore needs.</summary>
    public long? DatabaseBytes { get; init; }

    /// <summary>The image files.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>What lies beside the image and no restore needs: the recovery kit. Empty when there is nothing, also in manifests of older modules.</summary>
    public IReadOnlyList<ManifestAttachment> Attachments { get; init; } = [];

    /// <summary>How the files are compressed.</summary>
    public required CompressionCodec Compression { get; init; }

    /// <summary>Fingerprints (public keys) of whom the files are encrypted to; empty when they are not encrypted.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>Db2 encrypted the image itself: a restore needs the master key in the keystore of the target.</summary>
    public bool EncryptedByDb2 { get; init; }

    /// <summary>db2ckbkp found the image good before it was published.</summary>
    public bool Verified { get; init; }

    /// <summary>The image went from Db2's pipes into the store and lay nowhere: db2ckbkp could read its header only, not the whole of it.</summary>
    public bool Streamed { get; init; }

    /// <summary>How long BACKUP took.</summary>
    public double? BackupSeconds { get; init; }

    /// <summary>Bytes of the image that BACKUP wrote per second.</summary>
    public long? BackupBytesPerSecond { get; init; }

    /// <summary>How long db2ckbkp took.</summary>
    public double? VerifySeconds { get; init; }

    /// <summary>How long compressing and encrypting took; null when the image was stored as it is.</summary>
    public double? ProtectSeconds { get; init; }

    /// <summary>Bytes of the image that were compressed and encrypted per second.</summary>
    public long? ProtectBytesPerSecond { get; init; }

    /// <summary>How long the data path waited for bytes from Db2, all streams together; null when the image was stored from files.</summary>
    public double? WaitedForDb2Seconds { get; init; }

    /// <summary>How long the data path waited for the store to take bytes, all streams together; null when it was stored from protected files.</summary>
    public double? WaitedForStoreSeconds { get; init; }

    /// <summary>Where Db2's own threads spent the time, from its BAR statistics; null when they were not at hand.</summary>
    public Db2BackupStatistics? Db2Statistics { get; init; }

    /// <summary>When the manifest was written: from then on the backup exists.</summary>
    public DateTimeOffset? PublishedTime { get; init; }

    /// <summary>Seconds from the first byte to the last slice that was read back.</summary>
    public double? PublishSeconds { get; init; }

    /// <summary>Bytes that were stored and read back per second.</summary>
    public long? PublishBytesPerSecond { get; init; }

    /// <summary>Version of the module that wrote it.</summary>
    public required string ModuleVersion { get; init; }

    /// <summary>The backup is of a stand-in for Db2 and must never lie among real ones.</summary>
    public bool StandIn { get; init; }
}

/// <summary>The logs that one log stream of one partition needs.</summary>
/// <param name="Partition">NODE0000 is 0.</param>
/// <param name="Stream">LOGSTREAM0000 is 0.</param>
/// <param name="FirstLog">First log a restore needs, S0000012.LOG.</param>
/// <param name="LastLog">Last log a restore to the end of the backup needs.</param>
/// <param name="LogChain">Log chain at the time of the backup; null when unknown.</param>
public sealed record PartitionLogs(int Partition, int Stream, string FirstLog, string LastLog, int? LogChain);

/// <summary>One image file in a store.</summary>
/// <param name="Name">Db2's own file name: under it the image is restored.</param>
/// <param name="Sequence">Its number among the files of the image.</param>
/// <param name="PlainLength">Bytes of the image file.</param>
/// <param name="PlainSha256">Its digest, lower-case hexadecimal.</param>
/// <param name="StoredLength">Bytes of all slices.</param>
/// <param name="StoredSha256">Digest of the slices joined, lower-case hexadecimal.</param>
/// <param name="Slices">Names of the slices below the backup's folder, in order; <c>cat</c> joins them.</param>
public sealed record ManifestFile(
    string Name, int Sequence, long PlainLength, string PlainSha256, long StoredLength, string StoredSha256, IReadOnlyList<ManifestSlice> Slices);

/// <summary>Something of a backup that is no image file. It is encrypted to the same recipients as the image files, and only then.</summary>
/// <param name="Name">What it is: <c>recovery-kit.tar.gz</c>.</param>
/// <param name="PlainLength">Bytes before encryption.</param>
/// <param name="PlainSha256">Their digest, lower-case hexadecimal.</param>
/// <param name="StoredLength">Bytes of all slices.</param>
/// <param name="StoredSha256">Digest of the slices joined, lower-case hexadecimal.</param>
/// <param name="Slices">Names of the slices below the backup's folder, in order; <c>cat</c> joins them.</param>
public sealed record ManifestAttachment(
    string Name, long PlainLength, string PlainSha256, long StoredLength, string StoredSha256, IReadOnlyList<ManifestSlice> Slices)
{
    /// <summary>The name of a recovery kit.</summary>
    public const string RecoveryKit = "recovery-kit.tar.gz";

    internal static ManifestAttachment Of(ManifestFile file) => new(file.Name, file.PlainLength, file.PlainSha256, file.StoredLength, file.StoredSha256, file.Slices);

    /// <summary>Stored, read and compared like an image file; it has no place among them.</summary>
    internal ManifestFile AsFile() => new(Name, 0, PlainLength, PlainSha256, StoredLength, StoredSha256, Slices);
}

/// <param name="Name">Object name below the backup's folder.</param>
/// <param name="Length">Bytes.</param>
public sealed record ManifestSlice(string Name, long Length);
