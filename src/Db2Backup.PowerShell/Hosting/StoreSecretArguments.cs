using System.Management.Automation;
using System.Net;
using System.Security;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>The place of a secret as New- and Set-Db2BackupStore were given it. One that is given takes the place of the one before.</summary>
internal sealed record StoreSecretArguments(string? Variable, string? File, string? Vault, string? Name, PSCredential? Credential, SecureString? Secret)
{
    private bool IsOfSession => Credential is not null || Secret is not null;

    /// <exception cref="Db2BackupException">StoreSettingInvalid.</exception>
    public BackupStore In(BackupStore store)
    {
        if (Credential is not null && Secret is not null) throw Invalid("Give a credential or a secret, not both.");
        if (Variable is null && File is null && Vault is null && Name is null && !IsOfSession) return store;
        var ofVault = Vault is not null || Name is not null;
        return store with
        {
            SecretVariable = Variable, SecretFile = File, SecretOfSession = IsOfSession,
            SecretVault = ofVault ? Vault ?? store.SecretVault : null, SecretName = ofVault ? Name ?? store.SecretName : null,
            Settings = Credential is null ? store.Settings : StoreUser.In(store.Location, store.Settings, Credential.UserName),
        };
    }

    /// <summary>What the session is to keep; null for nothing.</summary>
    /// <exception cref="Db2BackupException">StoreSettingInvalid: it is empty.</exception>
    public Secret? ForSession()
    {
        if (!IsOfSession) return null;
        var text = Credential is not null ? Credential.GetNetworkCredential().Password : new NetworkCredential("", Secret).Password;
        return text.Length > 0 ? new Secret(text) : throw Invalid("The secret that was given is empty.");
    }

    private static Db2BackupException Invalid(string why) => new(ErrorCode.StoreSettingInvalid, why, "Secret");
}
