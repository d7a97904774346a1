using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Secrets that only a host can get at.</summary>
internal interface IHostSecrets
{
    /// <summary>What this session was given for a store; null when it was given nothing.</summary>
    /// <param name="configurationPath">Two configuration files may have a store of one name.</param>
    Secret? OfSession(string configurationPath, string store);

    /// <summary>Fetches a secret, now: whoever changes it in the vault has changed it for the next use.</summary>
    /// <param name="vault">Null for the default vault.</param>
    /// <exception cref="Db2BackupException">SecretVaultMissing, SecretVaultFailed.</exception>
    Secret FromVault(string? vault, string name);
}

/// <summary>Where the secret of a named store comes from: one place, and this module keeps none of them.</summary>
internal static class StoreSecret
{
    /// <exception cref="Db2BackupException">StoreSettingInvalid: several places, or none where one is half said.</exception>
    public static void Check(BackupStore store)
    {
        var places = new[] { store.SecretVariable is not null, store.SecretFile is not null, store.SecretName is not null, store.SecretOfSession }.Count(given => given);
        if (places > 1) throw Invalid(store, "A secret comes from one place: a variable, a file, a vault, or the session.");
        if (store.SecretVault is not null && store.SecretName is null) throw Invalid(store, "Of a secret in a vault the name is needed too (-SecretName).");
        if (store.SecretFile is { } file && !Path.IsPathFullyQualified(file)) throw Invalid(store, "A secret comes from a file with an absolute path.");
        foreach (var text in new[] { store.SecretVariable, store.SecretFile, store.SecretVault, store.SecretName })
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl))) throw Invalid(store, "The place of a secret is empty, or has control characters.");
    }

    /// <returns>Null to look where the service's own programs look.</returns>
    /// <exception cref="Db2BackupException">StoreCredentialMissing, SecretExposed, FileNotFound, AccessDenied, StoreSettingInvalid, SecretVaultMissing, SecretVaultFailed.</exception>
    public static Secret? Of(BackupStore store, string configurationPath, Func<string, string?> environment, IHostSecrets? host)
    {
        if (store.SecretFile is { } file) return SecretFile.Read(file);
        if (store.SecretVariable is { } variable)
            return environment(variable) is { Length: > 0 } value ? new Secret(value) : throw Missing(store, $"is in the variable {variable}, which is not set");
        if (store.SecretName is { } name)
            return (host ?? throw Missing(store, "is in a vault of PowerShell, and this is another program")).FromVault(store.SecretVault, name);
        if (store.SecretOfSession)
            return host?.OfSession(configurationPath, store.Name) ?? throw Missing(store, $"is given to each session, and this one has none yet: Set-Db2BackupStore {store.Name} with -Credential or -Secret");
        return null;
    }

    private static Db2BackupException Missing(BackupStore store, string where) =>
        new(ErrorCode.StoreCredentialMissing, $"The secret of the store {store.Name} {where}.", store.Name);

    private static Db2BackupException Invalid(BackupStore store, string why) => new(ErrorCode.StoreSettingInvalid, why, store.Name);
}
