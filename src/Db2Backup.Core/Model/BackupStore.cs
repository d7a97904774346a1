using System.Text.Json.Serialization;

namespace Db2Backup;

/// <summary>A store under a short name, as the configuration file keeps it. It holds no secret.</summary>
public sealed record BackupStore
{
    /// <summary>The name by which cmdlets find it.</summary>
    public required string Name { get; init; }

    /// <summary>An absolute path, or an address without user, password or query.</summary>
    public required string Location { get; init; }

    /// <summary>Databases (<c>*</c> and <c>?</c>) whose backups go here when no store is named; empty for none.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Public keys (age1…) to encrypt to when none is named.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>How the service is reached, as far as its own environment does not say it: docs/STORES.md lists the names for each scheme. Never a secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment variable that holds the password or key; null to look where the service's own programs look.</summary>
    public string? SecretVariable { get; init; }

    /// <summary>The file whose first line is the password or key, readable by its owner; null to look where the service's own programs look.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The vault of SecretManagement that holds the secret; null for the default vault.</summary>
    public string? SecretVault { get; init; }

    /// <summary>The secret's name in a vault; null when it comes from elsewhere. It is fetched each time the store is opened.</summary>
    public string? SecretName { get; init; }

    /// <summary>The secret is given to each session by New- or Set-Db2BackupStore (-Credential, -Secret), and is written nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SecretOfSession { get; init; }

    /// <summary>Where the secret comes from, for people; never the secret.</summary>
    [JsonIgnore]
    public string SecretSource => this switch
    {
        { SecretFile: { } file } => $"file {file}",
        { SecretVariable: { } variable } => $"variable {variable}",
        { SecretName: { } name } => $"secret {name} of {(SecretVault is null ? "the default vault" : $"vault {SecretVault}")}",
        { SecretOfSession: true } => "given to each session",
        _ => "where the service's own programs look",
    };

    /// <summary>The name: where a store is asked for, the object is as good as its name.</summary>
    public override string ToString() => Name;
}

/// <summary>What is taken when a parameter is not given and the configuration file says it. Parameters come first, built-in defaults last.</summary>
public sealed record BackupDefaults
{
    /// <summary>Online or offline backups; null for online.</summary>
    public BackupMode? Strategy { get; init; }

    /// <summary>Where images are written; null for none.</summary>
    public string? BackupPath { get; init; }

    /// <summary>Where fetched images and logs are put for a restore; null for none.</summary>
    public string? RestorePath { get; init; }

    /// <summary>Name or location of the store; null for the one whose <see cref="BackupStore.Databases"/> fit.</summary>
    public string? Store { get; init; }
}

/// <summary>What works with a store, tried with an object that was removed again.</summary>
public sealed record BackupStoreTest
{
    /// <summary>The store's location.</summary>
    public required string Location { get; init; }

    /// <summary>An object was written.</summary>
    public bool CanWrite { get; init; }

    /// <summary>It read back as written.</summary>
    public bool CanReadBack { get; init; }

    /// <summary>It, or where nothing could be written an object that was there, could be read; null when there was nothing to read.</summary>
    public bool? CanRead { get; init; }

    /// <summary>It was listed.</summary>
    public bool CanList { get; init; }

    /// <summary>Writing it again was refused: nothing in this store is overwritten.</summary>
    public bool RefusesOverwriting { get; init; }

    /// <summary>It was deleted; null when nothing was written that could be. A host that only writes backups need not be able to, and is safer when it is not.</summary>
    public bool? CanDelete { get; init; }

    /// <summary>Bytes that one object may have; null where the store sets no limit, or did not tell.</summary>
    public long? MaximumObjectBytes { get; init; }

    /// <summary>Parts that one object may have; null as above.</summary>
    public int? MaximumParts { get; init; }

    /// <summary>Bytes that every part but the last must have; null when the store did not tell.</summary>
    public int? MinimumPartBytes { get; init; }

    /// <summary>Bytes that one part may have; null as above.</summary>
    public long? MaximumPartBytes { get; init; }

    /// <summary>Bytes of the objects that an image or log is cut into here, inside these limits; null when they were not told, or leave none.</summary>
    public long? SliceBytes { get; init; }

    /// <summary>The store's clock less this machine's; null where it has none of its own.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>The limits leave objects of a useful size, and the clocks are not more than 15 minutes apart.</summary>
    public bool AllowsBackups { get; init; }

    /// <summary>What failed, and why.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The test object that could not be removed; null when nothing is left.</summary>
    public string? Remaining { get; init; }

    /// <summary>Backups can be stored, read back, listed, and are never overwritten; limits and clock allow it.</summary>
    public bool Passed => AllowsBackups && CanWrite && CanReadBack && CanList && RefusesOverwriting;
}
