namespace Db2Backup.Emulator.Configuration;

/// <summary>A parameter of the database or database manager configuration.</summary>
/// <param name="Name">Lower case, as in SYSIBMADM.DBCFG; the keyword of UPDATE is the same in upper case.</param>
/// <param name="Label">What GET … CONFIGURATION prints before the keyword, with its indentation.</param>
/// <param name="Default">The value of a new database or instance.</param>
/// <param name="Domain">The values it can have.</param>
/// <param name="Online">True when a change can take effect while the database is active ("Configurable Online").</param>
internal sealed record ConfigurationParameter(string Name, string Label, string Default, ValueDomain Domain, bool Online)
{
    public string Keyword { get; } = Name.ToUpperInvariant();
}

/// <summary>
/// A row of the report: a parameter; a value that is no parameter (<see cref="Fact"/> names it); or only text, as headings
/// and blank lines are.
/// </summary>
internal sealed record ReportRow(string Label, ConfigurationParameter? Parameter = null, string? Fact = null)
{
    /// <summary>Characters before <c> = </c>: 56, but for a few rows that Db2 prints one off.</summary>
    public int Width { get; init; } = 56;
}

/// <summary>One parameter or fact as SYSIBMADM.DBCFG shows it.</summary>
internal sealed record ConfigurationValue(
    string Name, string Value, string Flags, string DeferredValue, string DeferredFlags, string DataType);
