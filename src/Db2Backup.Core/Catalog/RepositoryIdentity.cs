namespace Db2Backup.Catalog;

/// <summary>Who writes to a database's folder: the name alone is no identity, since names repeat on other instances and hosts.</summary>
internal sealed record RepositoryOwner(string Database, string Instance, string HostName, string? DatabaseSeed, bool StandIn)
{
    public static RepositoryOwner Of(Db2Database database, string? seed) =>
        new(database.Name, database.Instance, database.HostName, seed, database.InstanceInfo.StandIn);

    /// <summary>The name by which it is admitted: instance@host.</summary>
    public string Name => $"{Instance}@{HostName}";
}

/// <summary>identity.json, and identity-… of writers that were admitted later.</summary>
internal sealed record RepositoryIdentity
{
    public int FormatVersion { get; init; } = BackupManifest.CurrentFormatVersion;
    public required string Database { get; init; }
    public required string Instance { get; init; }
    public required string HostName { get; init; }

    /// <summary>Null when it was unknown to the writer: then instance and host decide.</summary>
    public string? DatabaseSeed { get; init; }
    public required bool StandIn { get; init; }
    public required DateTimeOffset CreatedTime { get; init; }
    public required string ModuleVersion { get; init; }

    public bool Fits(RepositoryOwner owner) =>
        Instance == owner.Instance && string.Equals(HostName, owner.HostName, StringComparison.OrdinalIgnoreCase)
        && (DatabaseSeed is null || owner.DatabaseSeed is null || string.Equals(DatabaseSeed, owner.DatabaseSeed, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"{Database} of instance {Instance} on {HostName}{(DatabaseSeed is null ? "" : $" (seed {DatabaseSeed})")}";
}

/// <summary>repository.json: what holds for all databases below a prefix.</summary>
internal sealed record RepositoryMark
{
    public int FormatVersion { get; init; } = BackupManifest.CurrentFormatVersion;

    /// <summary>Backups of a stand-in for Db2; never mixed with real ones.</summary>
    public required bool StandIn { get; init; }
    public required DateTimeOffset CreatedTime { get; init; }
    public required string ModuleVersion { get; init; }
}
