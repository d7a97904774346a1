using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// How to reach a container: from the settings of a named store and a secret that was given, else from the environment, by the
/// variables of az and of Azure's SDKs.
/// </summary>
internal sealed record AzureSettings(AzureLocation Location, AzureCredential Credential, StoreHttpOptions Http)
{
    /// <summary>Where tokens are fetched; null for the public cloud.</summary>
    public Uri? AuthorityHost { get; init; }

    private static readonly string[] Names =
    [
        "endpoint", "credential", "tenant_id", "client_id", "token_file", "certificate_file", "authority_host", "cacert",
        Transfers.BytesPerSecond, Transfers.NoProgressSeconds,
    ];

    private static readonly string[] Kinds =
    [
        "account_key", "sas", "connection_string", "managed_identity", "workload_identity", "client_secret", "client_certificate", "azure_cli", "default",
    ];

    private const string ConnectionStringVariable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string KeyVariable = "AZURE_STORAGE_KEY";
    private const string SignatureVariable = "AZURE_STORAGE_SAS_TOKEN";

    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid, StoreCredentialMissing.</exception>
    public static AzureSettings From(StoreAddress address, StoreAccess access)
    {
        foreach (var name in access.Settings.Keys)
            if (!Names.Contains(name)) throw Invalid(name, $"'{name}' is no setting of a store in Azure; there are {string.Join(", ", Names)}.");
        var location = AzureLocation.Parse(address, access.Settings.GetValueOrDefault("endpoint"));
        var (credential, service) = new AzureCredentialChoice(location, access).Choose();
        // A connection string has an address of its own: of an emulator, of another cloud, of a private link.
        if (service is not null && address.Scheme == AzureLocation.Scheme && !access.Settings.ContainsKey("endpoint")) location = location with { Service = service };
        if (location.Service.Scheme == Uri.UriSchemeHttp && !location.Service.IsLoopback && credential is not AzureCredential.AccountKey)
            throw Invalid("endpoint", $"{location.Service.Authority} is reached without encryption: everybody on the way could read the token. Use https.");
        return new AzureSettings(location, credential, new StoreHttpOptions
        {
            BytesPerSecond = Transfers.PositiveNumber(access.Settings, Transfers.BytesPerSecond),
            NoProgressLimit = Transfers.PositiveNumber(access.Settings, Transfers.NoProgressSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : new StoreHttpOptions().NoProgressLimit,
            CertificateFile = access.Settings.GetValueOrDefault("cacert"),
            Environment = access.Environment,
        })
        {
            AuthorityHost = AddressOf(access.Settings, "authority_host"),
        };
    }

    private static Uri? AddressOf(IReadOnlyDictionary<string, string> settings, string name) =>
        !settings.TryGetValue(name, out var text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? uri
        : throw Invalid(name, $"{name} is no https address.");

    private static Db2BackupException Invalid(string name, string message) => new(ErrorCode.StoreSettingInvalid, message, name);

    /// <summary>Which credential: what was said, else what a secret looks like, else what the environment has. Pure but for the environment it is given.</summary>
    private sealed class AzureCredentialChoice(AzureLocation location, StoreAccess access)
    {
        public (AzureCredential Credential, Uri? Service) Choose() => Setting("credential") switch
        {
            null => Guess(),
            "account_key" => Key(Given(KeyVariable)),
            "sas" => Signature(Given(SignatureVariable)),
            "connection_string" => Connection(Given(ConnectionStringVariable)),
            "managed_identity" => (new AzureCredential.ManagedIdentity(ClientId), null),
            "workload_identity" => (new AzureCredential.WorkloadIdentity(TenantId, ClientId, Setting("token_file") ?? Variable("AZURE_FEDERATED_TOKEN_FILE")), null),
            "client_secret" => (new AzureCredential.ClientSecret(Need(TenantId, "tenant_id: AZURE_TENANT_ID"), Need(ClientId, "client_id: AZURE_CLIENT_ID"), Given("AZURE_CLIENT_SECRET")), null),
            "client_certificate" => Certificate(),
            "azure_cli" => (new AzureCredential.AzureCli(TenantId), null),
            "default" => (new AzureCredential.Default(TenantId, ClientId), null),
            var other => throw Invalid("credential", $"credential '{other}' is not known; there are {string.Join(", ", Kinds)}."),
        };

        private string? ClientId => Setting("client_id") ?? Variable("AZURE_CLIENT_ID");
        private string? TenantId => Setting("tenant_id") ?? Variable("AZURE_TENANT_ID");

        private (AzureCredential, Uri?) Guess()
        {
            if (access.Secret is { } secret) return ByForm(secret);
            // az has the name of the account beside its key: secrets of another account are not tried on this one.
            var mine = Variable("AZURE_STORAGE_ACCOUNT") is not { } account || location.Account is null || account == location.Account;
            if (mine && Variable(ConnectionStringVariable) is { } connection) return Connection(new Secret(connection));
            if (mine && Variable(KeyVariable) is { } key) return Key(new Secret(key));
            if (mine && Variable(SignatureVariable) is { } token) return Signature(new Secret(token));
            if (Setting("certificate_file") is not null) return Certificate();
            return (new AzureCredential.Default(Setting("tenant_id"), Setting("client_id")), null);
        }

        /// <summary>Each of them has a form that the others have not.</summary>
        private (AzureCredential, Uri?) ByForm(Secret secret)
        {
            var text = secret.Reveal();
            if (text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || text.Contains("SharedAccessSignature=", StringComparison.OrdinalIgnoreCase)) return Connection(secret);
            if (text.Contains("sig=", StringComparison.Ordinal)) return Signature(secret);
            if (Setting("certificate_file") is not null) return Certificate();
            if (Setting("client_id") is not null) return (new AzureCredential.ClientSecret(Need(TenantId, "tenant_id: AZURE_TENANT_ID"), ClientId!, secret), null);
            return Key(secret);
        }

        private (AzureCredential, Uri?) Key(Secret key)
        {
            var text = key.Reveal().Trim();
            if (text.Length == 0 || !Convert.TryFromBase64String(text, new byte[text.Length], out _))
                throw Invalid("credential", "The account key is no base64: it was cut, or is something else.");
            return (new AzureCredential.AccountKey(Need(location.Account, "which account the key is of: use an azblob://account/container address"), new Secret(text)), null);
        }

        private static (AzureCredential, Uri?) Signature(Secret token)
        {
            var text = token.Reveal().Trim().TrimStart('?');
            if (!text.Split('&').Any(p => p.StartsWith("sig=", StringComparison.Ordinal))) throw Invalid("credential", "The shared access signature has no sig in it: it was cut, or is something else.");
            return (new AzureCredential.Signature(new Secret(text)), null);
        }

        private (AzureCredential, Uri?) Certificate() => (new AzureCredential.ClientCertificate(
            Need(TenantId, "tenant_id: AZURE_TENANT_ID"), Need(ClientId, "client_id: AZURE_CLIENT_ID"),
            Need(Setting("certificate_file") ?? Variable("AZURE_CLIENT_CERTIFICATE_PATH"), "certificate_file: AZURE_CLIENT_CERTIFICATE_PATH"),
            access.Secret ?? (Variable("AZURE_CLIENT_CERTIFICATE_PASSWORD") is { } password ? new Secret(password) : null)), null);

        private (AzureCredential, Uri?) Connection(Secret secret)
        {
            var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var part in secret.Reveal().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0) parts[part[..equals]] = part[(equals + 1)..];
            }
            var account = parts.GetValueOrDefault("AccountName");
            if (account is not null && location.Account is not null && account != location.Account)
                throw Invalid("credential", $"The connection string is of the account {account}, and the store is in {location.Account}.");
            var service = parts.GetValueOrDefault("BlobEndpoint") is { } endpoint ? ConnectionEndpoint(endpoint)
                : parts.GetValueOrDefault("EndpointSuffix") is { } suffix && account is not null ? ConnectionEndpoint($"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.blob.{suffix}")
                : null;
            if (parts.GetValueOrDefault("SharedAccessSignature") is { } token) return (Signature(new Secret(token)).Item1, service);
            if (parts.GetValueOrDefault("AccountKey") is { } key) return (Key(new Secret(key)).Item1, service);
            throw Invalid("credential", "The connection string has neither an AccountKey nor a SharedAccessSignature.");
        }

        private static Uri ConnectionEndpoint(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Query.Length == 0 ? uri
            : throw Invalid("credential", "The connection string has a BlobEndpoint that is no address.");

        private Secret Given(string variable) => access.Secret ?? (Variable(variable) is { } value ? new Secret(value) : throw Missing($"the secret ({variable}, or a secret of New-Db2BackupStore)"));
        private string? Setting(string name) => access.Settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        private string? Variable(string name) => access.Environment(name) is { Length: > 0 } value ? value : null;
        private static string Need(string? value, string what) => value ?? throw Missing(what);
        private static Db2BackupException Missing(string what) => new(ErrorCode.StoreCredentialMissing, $"To open a store in Azure it must be known {what}.", "azblob");
    }
}
