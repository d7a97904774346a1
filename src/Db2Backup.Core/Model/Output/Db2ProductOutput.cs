namespace Db2Backup;

/// <summary>What db2level printed.</summary>
public sealed record Db2LevelOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Level;

    /// <summary>The instance; null for an installation without one.</summary>
    public string? Instance { get; init; }

    /// <summary>32 or 64.</summary>
    public int? Bits { get; init; }

    /// <summary>Code release: SQL11059.</summary>
    public string? CodeRelease { get; init; }

    /// <summary>Level identifier: 06060110.</summary>
    public string? LevelIdentifier { get; init; }

    /// <summary>DB2 v11.5.9.0</summary>
    public string? Level { get; init; }

    /// <summary>The number in it.</summary>
    public Version? Version { get; init; }

    /// <summary>s2310270807</summary>
    public string? Build { get; init; }

    /// <summary>Program temporary fix: DYN2310270807AMD64.</summary>
    public string? Ptf { get; init; }

    /// <summary>0, 3b …</summary>
    public string? FixPack { get; init; }

    /// <summary>Where it is installed.</summary>
    public string? InstallPath { get; init; }
}

/// <summary>A product of db2licm -l.</summary>
public sealed record Db2LicenseOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.License;

    /// <summary>DB2 Enterprise Server Edition</summary>
    public string? Product { get; init; }

    /// <summary>db2ese</summary>
    public string? Identifier { get; init; }

    /// <summary>11.5</summary>
    public string? Version { get; init; }

    /// <summary>CPU Option, Restricted …; in the language of the text.</summary>
    public string? LicenseType { get; init; }

    /// <summary>Permanent, Expired or a date; in the language and form of the text.</summary>
    public string? ExpiryDate { get; init; }

    /// <summary>Soft Stop, Hard Stop.</summary>
    public string? Enforcement { get; init; }

    /// <summary>Further rows: numbers of processors and users, memory, policies.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();

    /// <summary>Features and whether they are licensed.</summary>
    public IReadOnlyDictionary<string, string> Features { get; init; } = new Dictionary<string, string>();
}
