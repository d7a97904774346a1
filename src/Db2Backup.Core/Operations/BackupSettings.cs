namespace Db2Backup.Operations;

/// <summary>
/// Get- and Set-Db2BackupSetting: parameters come first, then the configuration file, then what is built in. What is shown here is
/// found by the same code that the other cmdlets ask.
/// </summary>
internal sealed class BackupSettings(BackupStores stores)
{
    public const BackupMode BuiltInStrategy = BackupMode.Online;

    /// <summary>Online or offline, when it is not said.</summary>
    /// <exception cref="Errors.Db2BackupException">ConfigurationInvalid.</exception>
    public BackupMode Strategy => stores.Read().Defaults.Strategy ?? BuiltInStrategy;

    /// <param name="database">Null for what holds for any.</param>
    /// <exception cref="Errors.Db2BackupException">ConfigurationInvalid, StoreNotFound, StoreNameInvalid (several stores are meant for the database).</exception>
    public IReadOnlyList<BackupSetting> Effective(string? database)
    {
        var configuration = stores.Read();
        var defaults = configuration.Defaults;
        var store = stores.NameFor(database ?? "");
        var recipients = string.Join(", ", stores.RecipientsFor(null, database ?? ""));
        return
        [
            Told("Strategy", defaults.Strategy?.ToString(), BuiltInStrategy.ToString()),
            Told("BackupPath", defaults.BackupPath),
            Told("RestorePath", defaults.RestorePath),
            Told("Store", store),
            Told("Recipient", recipients.Length > 0 ? recipients : null),
        ];

        BackupSetting Told(string name, string? configured, string? builtIn = null) => new(
            name, configured ?? builtIn,
            configured is not null ? SettingSource.ConfigurationFile : builtIn is not null ? SettingSource.BuiltIn : SettingSource.NotSet,
            database, stores.Path);
    }
}
