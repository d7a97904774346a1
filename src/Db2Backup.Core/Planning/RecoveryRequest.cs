namespace Db2Backup.Planning;

/// <param name="Database">The database as it was backed up.</param>
/// <param name="TargetDatabase">The alias to restore as.</param>
/// <param name="Target">Where to end.</param>
internal sealed record RecoveryRequest(string Database, string TargetDatabase, RecoveryTarget Target)
{
    /// <summary>A certain backup; null for the newest that serves.</summary>
    public Db2Timestamp? Timestamp { get; init; }

    /// <summary>The hosts that it was backed up on, which are taken for one database (an HADR pair); empty where there is one only.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Incremental and delta images and those of several partitions too; false for what Restore-Db2Database carries out.</summary>
    public bool AnyImage { get; init; }

    /// <summary>Db2 may have later logs in its own paths: what the store's logs do not reach is told and not refused.</summary>
    public bool OwnLogs { get; init; } = true;
}

/// <summary>What there is to plan from: a store's listing, or what Export-Db2RecoveryCatalog wrote.</summary>
internal sealed record RecoveryMaterial(IReadOnlyList<PublishedBackup> Backups, IReadOnlyList<StoredLog> Logs)
{
    /// <summary>Log chains that restores began; null when nobody looked.</summary>
    public IReadOnlyList<LogBranch>? Branches { get; init; }

    /// <summary>Db2's history, as far as it was captured.</summary>
    public IReadOnlyList<BackupHistoryEntry> History { get; init; } = [];

    /// <summary>The backups of a database, by its name or the alias that it was backed up under.</summary>
    public IReadOnlyList<PublishedBackup> Of(string database) => Backups
        .Where(b => string.Equals(b.Database, database, StringComparison.OrdinalIgnoreCase) || string.Equals(b.Manifest.Alias, database, StringComparison.OrdinalIgnoreCase)).ToList();
}
