namespace Db2Backup;

/// <summary>A row of GET DATABASE CONFIGURATION or GET DATABASE MANAGER CONFIGURATION.</summary>
public sealed record Db2ConfigurationOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => IsManager ? Db2Report.ManagerConfiguration : Db2Report.DatabaseConfiguration;

    /// <summary>It is of the instance, not of a database.</summary>
    public bool IsManager { get; init; }

    /// <summary>The database of the heading or the statement; null when neither tells it.</summary>
    public string? Database { get; init; }

    /// <summary>The parameter: LOGARCHMETH1; null for informational rows.</summary>
    public string? Parameter { get; init; }

    /// <summary>The row cannot be set: backup pending, path to log files …</summary>
    public bool IsInformational => Parameter is null;

    /// <summary>The description, without parameter and unit.</summary>
    public string Label { get; init; } = "";

    /// <summary>Unit in the description: 4KB, pages, ms, %; null when none.</summary>
    public string? Unit { get; init; }

    /// <summary>As printed; empty when it has none.</summary>
    public string Value { get; init; } = "";

    /// <summary>With SHOW DETAIL: the value from the next activation on; null without.</summary>
    public string? DelayedValue { get; init; }

    /// <summary>Db2 computes it: AUTOMATIC.</summary>
    public bool IsAutomatic => Value.StartsWith("AUTOMATIC", StringComparison.OrdinalIgnoreCase);

    /// <summary>SHOW DETAIL told another value for the next activation.</summary>
    public bool IsChanging => DelayedValue is not null && DelayedValue != Value;
}

/// <summary>An entry of LIST DATABASE DIRECTORY.</summary>
public sealed record Db2DirectoryOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Directory;

    /// <summary>The alias by which it is known here.</summary>
    public string? Alias { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Where it lies, when it is on this machine.</summary>
    public string? LocalDirectory { get; init; }

    /// <summary>The node, when it is elsewhere.</summary>
    public string? NodeName { get; init; }

    /// <summary>a.00 is Db2 8, d.00 9.7, 14.00 11.1, 15.00 11.5, 16.00 12.1.</summary>
    public string? ReleaseLevel { get; init; }

    /// <summary>The comment.</summary>
    public string? Comment { get; init; }

    /// <summary>Indirect, Home, Remote, in the language of the text.</summary>
    public string? EntryType { get; init; }

    /// <summary>It lies on this machine; null when the text does not tell.</summary>
    public bool? IsLocal { get; init; }

    /// <summary>How the server authenticates, for remote entries that say so.</summary>
    public string? Authentication { get; init; }

    /// <summary>Principal of the server, for Kerberos.</summary>
    public string? Principal { get; init; }

    /// <summary>Its catalog partition; -1 for remote entries.</summary>
    public int? CatalogPartition { get; init; }

    /// <summary>Where clients go when the server is lost.</summary>
    public string? AlternateServer { get; init; }

    /// <summary>Port or service there.</summary>
    public string? AlternatePort { get; init; }
}

/// <summary>What CONNECT printed.</summary>
public sealed record Db2ConnectionOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Connection;

    /// <summary>Alias of the database.</summary>
    public string? Database { get; init; }

    /// <summary>DB2/LINUXX8664</summary>
    public string? Server { get; init; }

    /// <summary>11.5.8.0</summary>
    public string? Version { get; init; }

    /// <summary>Who is connected; Db2 cuts long names and ends them with …</summary>
    public string? AuthId { get; init; }
}
