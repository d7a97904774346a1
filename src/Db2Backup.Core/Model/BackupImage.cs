namespace Db2Backup;

/// <summary>A backup that Db2 has made: its files and what Db2 and the history file say of it.</summary>
public sealed record BackupImage
{
    /// <summary>The alias.</summary>
    public required string Database { get; init; }

    /// <summary>The database it was taken of, in the state before the backup.</summary>
    public required Db2Database DatabaseInfo { get; init; }

    /// <summary>Instance name.</summary>
    public string Instance => DatabaseInfo.Instance;

    /// <summary>The instance: binds to the next cmdlet.</summary>
    public Db2Instance InstanceInfo => DatabaseInfo.InstanceInfo;

    /// <summary>As printed by BACKUP; names the image.</summary>
    public required Db2Timestamp Timestamp { get; init; }

    /// <summary>Full, incremental or delta.</summary>
    public required BackupKind Kind { get; init; }

    /// <summary>The image that an incremental or delta one builds upon, by Db2's history; null for a full one.</summary>
    public Db2Timestamp? Predecessor { get; init; }

    /// <summary>Online or offline.</summary>
    public required BackupMode Mode { get; init; }

    /// <summary>The image files, in order of their sequence.</summary>
    public required IReadOnlyList<BackupImageFile> Files { get; init; }

    /// <summary>The paths: binds to -Path of the next cmdlet.</summary>
    public IReadOnlyList<string> Path => Files.Select(f => f.Path).ToList();

    /// <summary>Bytes of all files whose length is known.</summary>
    public long SizeBytes => Files.Sum(f => Math.Max(0, f.Length));

    /// <summary>INCLUDE LOGS: the image can be restored to its end without other logs.</summary>
    public required bool IncludesLogs { get; init; }

    /// <summary>First log a restore needs (history).</summary>
    public LogFileName? FirstLog { get; init; }

    /// <summary>Last log a restore needs (history).</summary>
    public LogFileName? LastLog { get; init; }

    /// <summary>Db2 compressed or encrypted the image itself: compressing again gains nothing.</summary>
    public bool IsCompressedByDb2 { get; init; }

    /// <summary>Db2 encrypted the image itself (its header says so): a restore needs the master key in the keystore of the target.</summary>
    public bool IsEncryptedByDb2 { get; init; }

    /// <summary>The table spaces in the image.</summary>
    public IReadOnlyList<BackupTableSpace> TableSpaces { get; init; } = [];

    /// <summary>Start, with the server's offset then.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>End, with the server's offset then: for an online image the minimum recovery time is not later.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>Identity of the database (seed, from the image's header, hexadecimal); null when it was not read.</summary>
    public string? DatabaseSeed { get; init; }

    /// <summary>Log chain at the time of the backup; null when unknown.</summary>
    public int? LogChain { get; init; }

    /// <summary>db2ckbkp read the whole image and found it good.</summary>
    public bool Verified { get; init; }

    /// <summary>How long BACKUP took.</summary>
    public TimeSpan Duration => EndTime - StartTime;

    /// <summary>How long db2ckbkp took; null when the image was not verified.</summary>
    public TimeSpan? VerifyDuration { get; init; }

    /// <summary>Where Db2's threads spent the time; null when that was not at hand.</summary>
    public Db2BackupStatistics? Db2Statistics { get; init; }

    /// <summary>False when the files lie on another host than this process runs on.</summary>
    public bool IsReachable { get; init; } = true;

    /// <summary>Database, timestamp, instance and host, for prompts and messages.</summary>
    public override string ToString() => $"{Database} {Timestamp} of {InstanceInfo}";
}

/// <param name="Path">Absolute path as Db2 knows it.</param>
/// <param name="Name">The parts of its name.</param>
/// <param name="Length">Bytes; <see cref="UnknownLength"/> where the file cannot be seen.</param>
public sealed record BackupImageFile(string Path, ImageName Name, long Length)
{
    /// <summary>The file lies on another machine, and Db2 does not tell its length.</summary>
    public const long UnknownLength = -1;
}
