using System.Globalization;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// How to reach a Swift: from the settings of a named store, a cloud of clouds.yaml, or the environment, in OpenStack's own words
/// (auth_url, region_name …). A setting that is given comes first; the rest comes from the cloud when one is named, else from the
/// environment (OS_…, or ST_… of the swift program).
/// </summary>
internal sealed record SwiftSettings(ISwiftSignIn SignIn, StoreHttpOptions Http)
{
    // What may be a setting of a named store. Secrets may not.
    private static readonly string[] Names =
    [
        "auth_url", "auth_type", "username", "user_id", "user_domain_name", "user_domain_id", "project_name", "project_id", "project_domain_name", "project_domain_id",
        "domain_name", "domain_id", "default_domain", "application_credential_id", "application_credential_name", "region_name", "interface", "storage_url", "token_file", "cacert", "cloud",
        Transfers.BytesPerSecond, Transfers.NoProgressSeconds,
    ];

    private static readonly string[] SecretNames = ["password", "application_credential_secret", "token"];

    /// <exception cref="Db2BackupException">StoreSettingInvalid, StoreCredentialMissing, SecretExposed, FileNotFound, AccessDenied.</exception>
    public static SwiftSettings From(StoreAccess access)
    {
        foreach (var name in access.Settings.Keys)
            if (!Names.Contains(name)) throw Invalid(name, $"'{name}' is no setting of a swift store; there are {string.Join(", ", Names)}.");
        var values = new Dictionary<string, string>(Beneath(access), StringComparer.Ordinal);
        foreach (var (name, value) in access.Settings) values[name] = value;
        return new SwiftSettings(MakeSignIn(values, access), new StoreHttpOptions
        {
            BytesPerSecond = Transfers.PositiveNumber(values, Transfers.BytesPerSecond),
            NoProgressLimit = Transfers.PositiveNumber(values, Transfers.NoProgressSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : new StoreHttpOptions().NoProgressLimit,
            CertificateFile = values.GetValueOrDefault("cacert"),
            Environment = access.Environment,
        });
    }

    private static Dictionary<string, string> Beneath(StoreAccess access)
    {
        if ((access.Settings.GetValueOrDefault("cloud") ?? Variable(access, "OS_CLOUD")) is { } cloud) return CloudsFile.Read(cloud, access.Environment);
        var values = SwiftEnvironment.Read(access.Environment);
        // That ST_AUTH is of version 1 says nothing of another address.
        if (access.Settings.ContainsKey("auth_url") && Variable(access, "OS_AUTH_TYPE") is null) values.Remove("auth_type");
        return values;
    }

    private static ISwiftSignIn MakeSignIn(Dictionary<string, string> values, StoreAccess access)
    {
        var storage = Address(values, "storage_url");
        if (IsToken(values))
            return new TokenSignIn(TokenOf(values, access), storage ?? throw Missing("where the account is, as a token does not tell (storage_url: OS_STORAGE_URL)"));
        var url = Address(values, "auth_url") ?? throw Missing("where to sign in (auth_url: OS_AUTH_URL, or ST_AUTH of version 1)");
        return TypeOf(values, url) switch
        {
            Kind.Version1 => new TempAuthSignIn(url, Need(values, "username", "as whom (username: OS_USERNAME or ST_USER)"), SecretOf(values, access, "password", "OS_PASSWORD or ST_KEY"), storage),
            Kind.Application => Keystone(new KeystoneIdentity.ApplicationCredential(
                new KeystoneName(values.GetValueOrDefault("application_credential_id"), values.GetValueOrDefault("application_credential_name")),
                values.ContainsKey("application_credential_id") ? null : User(values),
                SecretOf(values, access, "application_credential_secret", "OS_APPLICATION_CREDENTIAL_SECRET"))),
            _ => Keystone(new KeystoneIdentity.Password(User(values), SecretOf(values, access, "password", "OS_PASSWORD"), Project(values), Domain(values, "domain"))),
        };

        KeystoneSignIn Keystone(KeystoneIdentity identity) => new(url, identity, values.GetValueOrDefault("region_name"), Interface(values), storage);
    }

    /// <summary>As the swift program: a token and an address need nothing else. A password comes first, as it outlives a token.</summary>
    private static bool IsToken(Dictionary<string, string> values) => values.GetValueOrDefault("auth_type") is { } type ? type == "token"
        : values.ContainsKey("token_file") || (values.ContainsKey("token") && values.ContainsKey("storage_url") && !SecretNames[..2].Any(values.ContainsKey));

    private static Func<Secret> TokenOf(Dictionary<string, string> values, StoreAccess access)
    {
        if (values.GetValueOrDefault("token_file") is { } file)
            return Path.IsPathFullyQualified(file) ? () => SecretFile.Read(file) : throw Invalid("token_file", "token_file is no absolute path.");
        var token = SecretOf(values, access, "token", "OS_AUTH_TOKEN, token_file");
        return () => token;
    }

    private enum Kind { Password, Application, Version1 }

    private static Kind TypeOf(Dictionary<string, string> values, Uri url) => values.GetValueOrDefault("auth_type") switch
    {
        "v1password" => Kind.Version1,
        "v3applicationcredential" => Kind.Application,
        "password" or "v3password" => Kind.Password,
        null when values.ContainsKey("application_credential_id") || values.ContainsKey("application_credential_name") => Kind.Application,
        // Where the address says it, nobody has to: TempAuth's ends with auth/v1.0.
        null when url.AbsolutePath.TrimEnd('/').EndsWith("/v1.0", StringComparison.Ordinal) || url.AbsolutePath.TrimEnd('/').EndsWith("/auth/1.0", StringComparison.Ordinal) => Kind.Version1,
        null => Kind.Password,
        var other => throw Invalid("auth_type", $"auth_type '{other}' is not known; there are password, v3password, v3applicationcredential, v1password and token."),
    };

    private static KeystoneName User(Dictionary<string, string> values) => values.GetValueOrDefault("user_id") is { } id
        ? new KeystoneName(id, null)
        : new KeystoneName(null, Need(values, "username", "as whom (username: OS_USERNAME, or user_id: OS_USER_ID)"), Domain(values, "user_domain") ?? Default(values));

    private static KeystoneName? Project(Dictionary<string, string> values)
    {
        if (values.GetValueOrDefault("project_id") is { } id) return new KeystoneName(id, null);
        return values.GetValueOrDefault("project_name") is { } name ? new KeystoneName(null, name, Domain(values, "project_domain") ?? Default(values)) : null;
    }

    private static KeystoneName? Domain(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name + "_id") is { } id ? new KeystoneName(id, null)
        : values.GetValueOrDefault(name + "_name") is { } text ? new KeystoneName(null, text)
        : null;

    /// <summary>Every Keystone has a domain of the id "default"; default_domain names another.</summary>
    private static KeystoneName Default(Dictionary<string, string> values) => new(values.GetValueOrDefault("default_domain", "default"), null);

    private static string Interface(Dictionary<string, string> values)
    {
        // Older configurations say publicURL.
        var face = values.GetValueOrDefault("interface", "public");
        if (face.EndsWith("URL", StringComparison.Ordinal)) face = face[..^3];
        return face is "public" or "internal" or "admin" ? face : throw Invalid("interface", $"interface '{face}' is none of public, internal and admin.");
    }

    private static Secret SecretOf(Dictionary<string, string> values, StoreAccess access, string name, string variables) =>
        access.Secret ?? (values.GetValueOrDefault(name) is { Length: > 0 } text ? new Secret(text) : throw Missing($"the secret ({variables}, clouds.yaml, or a secret of New-Db2BackupStore)"));

    private static Uri? Address(Dictionary<string, string> values, string name)
    {
        if (values.GetValueOrDefault(name) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0
            ? url
            : throw Invalid(name, $"{name} is no http or https address, or has a user in it.");
    }

    private static string? Variable(StoreAccess access, string name) => access.Environment(name) is { Length: > 0 } value ? value : null;

    private static string Need(Dictionary<string, string> values, string name, string what) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Missing(what);

    private static Db2BackupException Missing(string what) => new(ErrorCode.StoreCredentialMissing, $"To open a swift store it must be known {what}.", "swift");

    private static Db2BackupException Invalid(string name, string message) =>
        new(ErrorCode.StoreSettingInvalid, SecretNames.Contains(name) ? $"{name} is a secret and no setting." : message, name);
}
