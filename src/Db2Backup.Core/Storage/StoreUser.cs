using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>The user of a credential, as the setting that the service of a location has for it. A name is no secret: it is kept and shown. Pure.</summary>
internal static class StoreUser
{
    /// <param name="location">A checked location.</param>
    /// <param name="settings">What was given besides.</param>
    /// <returns>The settings with the user among them.</returns>
    /// <exception cref="Db2BackupException">StoreSettingInvalid: a folder has no user; another user was given as a setting; not the account of the location.</exception>
    public static IReadOnlyDictionary<string, string> In(string location, IReadOnlyDictionary<string, string> settings, string user)
    {
        if (Path.IsPathFullyQualified(location) || new Uri(location).IsFile) throw Invalid("A folder has neither user nor password.");
        var address = StoreAddress.Parse(location);
        // Whom an account key belongs to is in the location; who signs in to Entra is not.
        var entra = settings.ContainsKey("tenant_id") || settings.GetValueOrDefault("credential") == "client_secret";
        var name = address.Scheme switch
        {
            "swift" => settings.ContainsKey("application_credential_id") || settings.GetValueOrDefault("auth_type") == "v3applicationcredential" ? "application_credential_id" : "username",
            "s3" => "access_key_id",
            _ => entra ? "client_id" : null,
        };
        if (name is null)
        {
            return address.Scheme != "azblob" || address.Container == user ? settings
                : throw Invalid($"The key of a store in {address.Container} is that account's, and the credential is of {user}. With the setting tenant_id it is that of an application.");
        }
        if (settings.TryGetValue(name, out var given) && given != user) throw Invalid($"The setting {name} and the credential name two users.");
        return new Dictionary<string, string>(settings, StringComparer.Ordinal) { [name] = user };
    }

    private static Db2BackupException Invalid(string why) => new(ErrorCode.StoreSettingInvalid, why, "Credential");
}
