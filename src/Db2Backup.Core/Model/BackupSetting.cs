namespace Db2Backup;

/// <summary>Where the value of a setting comes from. A parameter of a cmdlet comes before all of these.</summary>
public enum SettingSource
{
    /// <summary>Nothing gives a value: the cmdlets that need one want it as a parameter.</summary>
    NotSet,

    /// <summary>The module's own default.</summary>
    BuiltIn,

    /// <summary>The configuration file.</summary>
    ConfigurationFile,
}

/// <summary>What a cmdlet takes when a parameter is not given.</summary>
/// <param name="Name">Strategy, BackupPath, RestorePath, Store or Recipient.</param>
/// <param name="Value">As the parameter would be given; null when nothing gives one.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Database">For which database it was asked; null for any.</param>
/// <param name="ConfigurationPath">The configuration file, whether it is there or not.</param>
public sealed record BackupSetting(string Name, string? Value, SettingSource Source, string? Database, string ConfigurationPath);
